"""Cutting and editing frames."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai import wire
from fakeai.faults.frames import (
    Edit,
    edited,
    first,
    in_order,
    later,
    pieces,
    split,
    with_frames,
    with_header,
    without_header,
)
from fakeai.wire import Frame

ABC = (Frame(b"abc", 1, 3), Frame(b"def", 2, 1), Frame(b"", 3), Frame(b"ghi", 4, 2))
FRAMES = st.lists(st.binary(max_size=5), max_size=6).map(
    lambda datas: tuple(Frame(data, float(number)) for number, data in enumerate(datas))
)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        pytest.param([], ABC, id="nothing"),
        pytest.param([Edit(3, 6)], (ABC[0], *ABC[2:]), id="a whole frame removed"),
        pytest.param([Edit(3, 6, b"X")], (ABC[0], Frame(b"X", 2, 1), *ABC[2:]), id="a whole frame replaced"),
        pytest.param([Edit(3, 3, b"X")], (ABC[0], Frame(b"X", 2), *ABC[1:]), id="put between two frames"),
        pytest.param([Edit(4, 4, b"X")], (ABC[0], Frame(b"dXef", 2, 1), *ABC[2:]), id="put inside a frame"),
        pytest.param([Edit(4, 5)], (ABC[0], Frame(b"df", 2, 1), *ABC[2:]), id="removed inside a frame"),
        pytest.param([Edit(2, 7, b"X")], (Frame(b"abX", 1, 3), ABC[2], Frame(b"hi", 4, 2)), id="across frames"),
        pytest.param([Edit(9, 9, b"X")], (*ABC, Frame(b"X", 4)), id="put at the end"),
        pytest.param(
            [Edit(0, 0, b"X"), Edit(0, 3, b"Y"), Edit(3, 6, b"Z")],
            (Frame(b"X", 1), Frame(b"Y", 1, 3), Frame(b"Z", 2, 1), *ABC[2:]),
            id="several",
        ),
    ],
)
def test_edits_keep_the_other_frames_as_they_are(edits: list[Edit], expected: tuple[Frame, ...]) -> None:
    assert edited(ABC, edits) == expected


@given(frames=FRAMES, data=st.data())
def test_edits_do_to_the_bytes_what_they_say(frames: tuple[Frame, ...], data: Any) -> None:
    body = b"".join(frame.data for frame in frames)
    offsets = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))
    edits = [
        Edit(start, end, data.draw(st.binary(min_size=int(start == end), max_size=3)))
        for start, end in zip(offsets[::2], offsets[1::2], strict=False)
    ]
    expected = body
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.data + expected[edit.end :]
    result = edited(frames, edits)
    assert b"".join(frame.data for frame in result) == expected
    assert [frame.at for frame in result] == sorted(frame.at for frame in result)


@given(frames=FRAMES, offsets=st.lists(st.integers(0, 40), max_size=6))
def test_splitting_changes_nothing_but_the_boundaries(frames: tuple[Frame, ...], offsets: list[int]) -> None:
    body = b"".join(frame.data for frame in frames)
    result = split(frames, offsets)
    boundaries = {len(b"".join(frame.data for frame in result[:count])) for count in range(len(result) + 1)}
    assert b"".join(frame.data for frame in result) == body
    assert {offset for offset in offsets if offset < len(body)} <= boundaries
    assert split(frames, ()) == frames


def test_the_tokens_of_a_split_frame_go_with_its_beginning() -> None:
    assert split(ABC[:1], (1,)) == (Frame(b"a", 1, 3), Frame(b"bc", 1, 0))


def test_the_first_bytes_end_inside_a_frame_if_they_have_to() -> None:
    assert first(ABC, 4) == (ABC[0], Frame(b"d", 2, 1))
    assert first(ABC, 3) == ABC[:1]
    assert first(ABC, 0) == ()
    assert first(ABC, 99) == ABC


def test_pieces_have_one_length_but_the_last() -> None:
    assert pieces(Frame(b"abcde", 1), 2) == (Frame(b"ab", 1), Frame(b"cd", 1), Frame(b"e", 1))


def test_times_are_moved_and_put_in_order() -> None:
    assert [frame.at for frame in later(ABC, 0.5)] == [1.5, 2.5, 3.5, 4.5]
    assert [frame.at for frame in in_order((Frame(b"", 3), Frame(b"", 1), Frame(b"", 5)), earliest=2)] == [3, 3, 5]
    assert [frame.at for frame in in_order(ABC, earliest=2.5)] == [2.5, 2.5, 3, 4]


def test_another_body_mends_a_content_length_and_adds_none() -> None:
    with_length = wire.Response(headers=(("a", "1"), ("Content-Length", "9")), frames=ABC)
    assert with_frames(with_length, ABC[:1]).headers == (("a", "1"), ("Content-Length", "3"))
    assert with_frames(wire.Response(frames=ABC), ABC[:1]).headers == ()


def test_a_header_is_set_where_it_stood_once_or_at_the_end() -> None:
    fields = (("A", "1"), ("b", "2"), ("a", "3"))
    assert with_header(fields, "a", "x") == (("A", "x"), ("b", "2"))
    assert with_header(fields, "c", "x") == (*fields, ("c", "x"))
    assert without_header(fields, "a") == (("b", "2"),)
