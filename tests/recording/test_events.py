"""Streams as text, an event a line."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.recording import events
from fakeai.wire import Frame

PIECES = st.lists(
    st.tuples(
        st.text(st.sampled_from("ab:é~+ \n"), min_size=1, max_size=12),
        st.floats(min_value=0, max_value=1e6, allow_nan=False),
    ),
    max_size=8,
)


@given(pieces=PIECES, end=st.sampled_from([events.SSE_END, events.LINE_END]))
def test_what_is_written_reads_as_the_same_frames(pieces: list[tuple[str, float]], end: str) -> None:
    frames = tuple(Frame(text.encode(), at) for text, at in pieces)
    try:
        written = events.write(frames, end)
    except events.Unwritable:
        return
    assert events.read(written, end) == frames


@given(data=st.lists(st.text(st.sampled_from("ab{}:é"), min_size=1), min_size=1), cuts=st.sets(st.integers(1, 60)))
def test_events_cut_anywhere_outside_their_ends_can_be_written(data: list[str], cuts: set[int]) -> None:
    body = "".join(f"data: {text}\n\n" for text in data).encode()
    edges = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    frames = tuple(Frame(body[a:b], float(a)) for a, b in pairwise(edges))
    inside_an_end = any(frame.data.startswith(b"\n") for frame in frames)
    inside_a_letter = any(frame.data[:1] >= b"\x80" and frame.data[0] & 0xC0 == 0x80 for frame in frames)
    if not inside_an_end and not inside_a_letter:
        assert events.read(events.write(frames, events.SSE_END), events.SSE_END) == frames


@pytest.mark.parametrize(
    ("frames", "written"),
    [
        pytest.param([(b"data: a\n\n", 0.5)], "0.5 data: a\n", id="an event a frame"),
        pytest.param([(b"data: a\n\ndata: b\n\n", 0.5)], "0.5 data: a\n+ data: b\n", id="two in a frame"),
        pytest.param([(b"event: x\ndata: a\n\n", 1.0)], "1.0 event: x\n  data: a\n", id="a named event"),
        pytest.param([(b"data: a", 0.1), (b"b\n\n", 0.2)], "0.1 data: a\n0.2~b\n", id="an event in two frames"),
        pytest.param([(b"data: a", 0.1)], "0.1 data: a\n~\n", id="an event that is not finished"),
        pytest.param([(b": ping\n\n", 0.1)], "0.1 : ping\n", id="a comment"),
    ],
)
def test_an_event_stands_on_its_line_with_its_time(frames: list[tuple[bytes, float]], written: str) -> None:
    made = tuple(Frame(data, at) for data, at in frames)
    assert events.write(made, events.SSE_END) == written
    assert events.read(written, events.SSE_END) == made


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("data: a\n", 0, "expected a line such as"),
        ("0.1 data: a\nnonsense\n", 1, "expected a line such as"),
        ("+ data: a\n", 0, "needs a time"),
        ("0.1~data: a\n", 0, "no event before"),
    ],
)
def test_a_wrong_line_is_named(text: str, line: int, word: str) -> None:
    with pytest.raises(events.Misread, match=word) as caught:
        events.read(text, events.SSE_END)
    assert caught.value.line == line
