"""Faults of time and of pieces: slow_headers, stall, drip, slice, keep_alives."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from fakeai import wire
from fakeai.faults.contract import damage
from fakeai.faults.drip import Drip
from fakeai.faults.keep_alives import KeepAlives
from fakeai.faults.slice import Slice
from fakeai.faults.slow_headers import SlowHeaders
from fakeai.faults.stall import Stall
from fakeai.wire import Frame
from tests.faults.answers import CONTEXT, SSE, data, done, letter, letters, not_done, stream, times

PING = b": ping\n\n"


def test_slow_headers_makes_everything_later() -> None:
    result = done(SlowHeaders(pause=5), letters("ab"))
    assert (result.head_at, times(result)) == (5.0, [6.0, 7.0])
    assert result.body == letters("ab").body


@pytest.mark.parametrize(
    ("place", "at"),
    [
        ({"after_frames": 2}, [1, 2, 13, 14]),
        ({}, [1, 2, 13, 14]),
        ({"at": "start"}, [11, 12, 13, 14]),
        ({"inside_frame": 2}, [1, 2, 12, 13, 14]),
        ({"after_bytes": 1}, [1, 11, 12, 13, 14]),
        ({"at": "end"}, [1, 2, 3, 4, 14]),
    ],
    ids=str,
)
def test_a_stall_delays_what_comes_after_the_place(place: dict[str, Any], at: list[float]) -> None:
    result = done(Stall(pause=10, **place), letters())
    assert (result.head_at, times(result), result.ending) == (0.0, at, "complete")
    assert result.body == letters().body


def test_a_stall_at_the_end_delays_only_the_ending() -> None:
    assert done(Stall(pause=10, at="end"), letters("a")).frames[-1] == Frame(b"", 11.0)
    assert done(Stall(pause=10), wire.Response(head_at=3.0)).frames == (Frame(b"", 13.0),)


def test_a_stall_without_a_pause_never_ends() -> None:
    assert done(Stall(after_frames=1), letters()) == wire.Response(
        headers=SSE, frames=(Frame(letter("a"), 1, 1),), ending="hang"
    )


def test_drip_is_never_faster_than_the_line() -> None:
    answer = wire.Response(head_at=1.0, frames=(Frame(b"abcdef", 2.0), Frame(b"gh", 2.5), Frame(b"i", 9.0)))
    result = done(Drip(bytes_per_second=4, every=0.5), answer)
    assert result.frames == (
        Frame(b"ab", 2.0), Frame(b"cd", 2.5), Frame(b"ef", 3.0), Frame(b"gh", 3.5), Frame(b"i", 9.0),
    )  # fmt: skip
    assert result.head_at == 1.0


def test_drip_sends_a_byte_at_least() -> None:
    result = done(Drip(bytes_per_second=0.5, every=1), wire.Response(frames=(Frame(b"abc"),)))
    assert result.frames == (Frame(b"a", 0.0), Frame(b"b", 2.0), Frame(b"c", 4.0))


def test_slice_sends_byte_by_byte_also_inside_characters() -> None:
    result = done(Slice(size=1, gap=0.5), wire.Response(frames=(Frame("ä!".encode(), 1.0), Frame(b"x", 1.2))))
    assert result.frames == (
        Frame(b"\xc3", 1.0), Frame(b"\xa4", 1.5), Frame(b"!", 2.0), Frame(b"x", 2.0),
    )  # fmt: skip


def test_slice_sends_pieces_of_a_size() -> None:
    result = done(Slice(size=2, gap=1), wire.Response(frames=(Frame(b"abcde"),)))
    assert result.frames == (Frame(b"ab", 0.0), Frame(b"cd", 1.0), Frame(b"e", 2.0))


def test_slice_cuts_only_inside_characters_if_told() -> None:
    result = done(Slice(cuts="characters", gap=1), wire.Response(frames=(Frame("aü€z".encode()),)))
    assert [frame.data for frame in result.frames] == [b"a\xc3", b"\xbc\xe2", b"\x82", b"\xacz"]
    assert not_done(Slice(cuts="characters"), letters()) == "the answer has no character of several bytes"


def test_a_size_is_for_bytes_only() -> None:
    with pytest.raises(ValidationError, match="`size` goes with `cuts: bytes`"):
        Slice(cuts="characters", size=2)


def test_keep_alives_fill_the_pauses_between_events() -> None:
    answer = wire.Response(
        headers=SSE, frames=(Frame(letter("a"), 25.0), Frame(letter("b"), 30.0), Frame(letter("c"), 50))
    )
    result = done(KeepAlives(every=10), answer)
    assert [(frame.data, frame.at) for frame in result.frames] == [
        (PING, 10.0), (PING, 20.0), (letter("a"), 25.0), (letter("b"), 30.0), (PING, 40.0), (letter("c"), 50.0),
    ]  # fmt: skip


def test_keep_alives_never_come_inside_an_event() -> None:
    answer = wire.Response(headers=SSE, frames=(Frame(letter("a")[:4], 1.0), Frame(letter("a")[4:], 99.0)))
    assert not_done(KeepAlives(every=10), answer) == "the stream is never silent for 10 s"


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n", b"\r\r"])
def test_keep_alives_know_every_blank_line(end: bytes) -> None:
    cut = len(end) - 1
    answer = stream(b"data: a" + end[:cut], end[cut:], b"data: b" + end, every=1.0)
    assert not isinstance(KeepAlives(every=0.5).apply(answer, CONTEXT), Exception)
    assert data(done(KeepAlives(every=0.5), answer)) == ["a", "b"]


def test_keep_alives_go_on_during_a_stall() -> None:
    result = damage(letters("ab"), [Stall(pause=20, after_frames=1), KeepAlives(every=15)], CONTEXT).response
    assert [(frame.data, frame.at) for frame in result.frames] == [(letter("a"), 1), (PING, 16), (letter("b"), 22)]
