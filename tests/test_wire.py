"""Requests, responses and frames as data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai import wire
from fakeai.wire import Frame

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_a_header_is_found_whatever_its_case_and_the_first_one_counts() -> None:
    headers = (("X-One", "1"), ("x-one", "2"))
    assert wire.header(headers, "X-ONE") == "1"
    assert wire.header(headers, "x-two") is None
    assert wire.Request(method="GET", path="/", headers=headers).header("x-One") == "1"
    assert wire.Response(headers=headers).header("x-One") == "1"


def test_the_body_is_all_frames_joined() -> None:
    assert wire.Response(frames=(Frame(b"a"), Frame(b"b", 1.0))).body == b"ab"


class TestFramesAsOnePiece:
    FRAMES = (Frame(b"a", tokens=1), Frame(b""), Frame(b"bcd", tokens=2))
    TIMES = (0.5, 0.5, 2.0)

    def timed(self) -> wire.Timed:
        whole = wire.joined(self.FRAMES)
        assert whole is not None
        return wire.Timed(whole, self.TIMES)

    def test_they_are_the_same_frames(self) -> None:
        whole = wire.joined(self.FRAMES)
        assert whole is not None
        assert (whole.frames, whole.data, len(whole)) == (self.FRAMES, b"abcd", 3)
        assert whole == self.FRAMES

    @pytest.mark.parametrize(
        ("first", "end", "said"), [(0, 1, b"a"), (1, 2, b""), (0, 3, b"abcd"), (2, 3, b"bcd"), (1, 1, b"")]
    )
    def test_single_ones_are_cut_from_the_whole(self, first: int, end: int, said: bytes) -> None:
        assert self.timed().cutter()(first, end) == said

    def test_with_times_each_frame_has_its_own(self) -> None:
        frames = tuple(frame._replace(at=at) for frame, at in zip(self.FRAMES, self.TIMES, strict=True))
        assert (self.timed().frames, self.timed().data) == (frames, b"abcd")
        assert wire.Response(frames=self.timed()) == wire.Response(frames=frames)

    def test_frames_with_times_are_not_one_piece_that_is_due_at_once(self) -> None:
        assert wire.joined(self.timed()) is wire.joined((Frame(b"a", 1.0),)) is None

    def test_when_the_last_is_due_is_known_without_cutting(self) -> None:
        timed, whole = self.timed(), wire.joined(self.FRAMES)
        assert whole is not None
        assert (wire.Response(frames=timed).over_at, wire.Response(frames=whole).over_at) == (2.0, 0.0)
        assert timed._frames is whole._frames is None

    def test_when_the_last_of_other_frames_is_due(self) -> None:
        assert wire.Response(frames=(Frame(b"a"), Frame(b"b", 1.5))).over_at == 1.5
        assert wire.Response(head_at=0.5).over_at == 0.5


def test_a_plain_answer_has_one_frame_and_says_its_length_first() -> None:
    response = wire.plain(404, b"body", content_type="text/plain", headers=(("x-a", "1"),))
    assert response.headers == (("content-type", "text/plain"), ("content-length", "4"), ("x-a", "1"))
    assert response.frames == (Frame(b"body"),)
    assert (response.status, response.head_at, response.ending) == (404, 0.0, "complete")


def test_a_json_answer_is_compact_utf_8() -> None:
    response = wire.plain_json(200, {"a": "é", "b": [1, None]})
    assert response.body == '{"a":"é","b":[1,null]}'.encode()
    assert response.header("content-type") == "application/json"
    assert response.header("content-length") == str(len(response.body))


@given(json_values)
def test_json_is_read_again(value: Any) -> None:
    assert json.loads(wire.json_bytes(value)) == value


@pytest.mark.parametrize("text", ["\ud800", "a\udfffé"])
def test_a_lone_surrogate_is_escaped_because_utf_8_cannot_carry_it(text: str) -> None:
    data = wire.json_bytes({text: text})
    assert data.isascii()
    assert json.loads(data) == {text: text}


@pytest.mark.parametrize("texts", [(), (b"",), (b"abc",), (b"a", b"", b"bcd")])
def test_a_response_knows_its_size_however_its_frames_are_kept(texts: tuple[bytes, ...]) -> None:
    frames = tuple(map(Frame, texts))
    whole = wire.joined(frames)
    assert whole is not None
    assert wire.Response(frames=frames).size == wire.Response(frames=whole).size == len(b"".join(texts))
