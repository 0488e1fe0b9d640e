"""Faults of the connection: refuse, reset, close, hang, bad_chunk, short_body."""

from __future__ import annotations

import pytest

from fakeai import wire
from fakeai.faults.bad_chunk import BadChunk
from fakeai.faults.close import Close
from fakeai.faults.contract import Fault
from fakeai.faults.hang import Hang
from fakeai.faults.refuse import Refuse
from fakeai.faults.reset import Reset
from fakeai.faults.short_body import ShortBody
from fakeai.wire import Frame
from tests.faults.answers import CHAT, FAILURE, SSE, done, letter, letters

HELLO = wire.plain(200, b'{"hello":"world"}')


@pytest.mark.parametrize("answer", [CHAT, HELLO, FAILURE, wire.Response(head_at=30.0)])
def test_refuse_resets_at_once_whatever_would_have_been_said(answer: wire.Response) -> None:
    assert done(Refuse(), answer) == wire.Response(status=0, ending="reset")


@pytest.mark.parametrize(("fault", "ending"), [(Reset(), "reset"), (Close(), "close"), (Hang(fraction=0.5), "hang")])
def test_reset_close_and_hang_strike_in_the_middle(fault: Fault, ending: wire.Ending) -> None:
    assert done(fault, letters("ab")) == wire.Response(headers=SSE, frames=(Frame(letter("a"), 1, 1),), ending=ending)


@pytest.mark.parametrize("fault", [Reset(), Close(), Hang(fraction=0.5)], ids=lambda fault: fault.name())
def test_a_plain_body_cut_off_keeps_the_length_that_was_promised(fault: Fault) -> None:
    result = done(fault, HELLO)
    assert result.body == b'{"hello"'
    assert result.header("content-length") == "17"


def test_hang_never_answers() -> None:
    assert done(Hang(), HELLO) == wire.Response(status=0, ending="hang")


def test_bad_chunk_puts_an_illegal_header_where_the_next_chunk_would_be() -> None:
    result = done(BadChunk(after_frames=1), letters("ab"))
    assert (result.frames, result.tail, result.ending) == ((Frame(letter("a"), 1, 1),), b"zz\r\n", "close")


def test_bad_chunk_sends_a_plain_body_in_chunks() -> None:
    result = done(BadChunk(), HELLO)
    assert (result.body, result.tail) == (b'{"hello"', b"zz\r\n")
    assert result.header("content-length") is None
    assert result.header("content-type") == "application/json"


def test_short_body_promises_more_than_comes() -> None:
    result = done(ShortBody(missing=5), HELLO)
    assert result == wire.Response(
        headers=(("content-type", "application/json"), ("content-length", "22")), frames=HELLO.frames, ending="close"
    )


def test_short_body_gives_a_stream_a_length() -> None:
    result = done(ShortBody(), letters("ab"))
    assert result.header("content-length") == "126"
    assert (result.frames, result.ending) == (letters("ab").frames, "close")
