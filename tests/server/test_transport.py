"""Performing a response: what is written when, as data, with a clock that is moved by hand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from aiohttp import web

from fakeai import wire
from fakeai.clock import ManualClock
from fakeai.exchange import Delivery
from fakeai.server.conductor import Conductor
from fakeai.server.transport import Sent, perform
from fakeai.wire import Frame

FIXED = (("content-length", "6"), ("date", "d"), ("server", "s"))
CHUNKED = (("date", "d"), ("server", "s"))
CHUNKED_HEAD = b"HTTP/1.1 200 OK\r\ndate: d\r\nserver: s\r\ntransfer-encoding: chunked\r\n\r\n"
FIXED_HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\ndate: d\r\nserver: s\r\n\r\n"


@dataclass
class Peer:
    """A client's connection as the transport sees it: a request, its writer and its socket transport in one."""

    clock: ManualClock
    method: str = "POST"
    version: tuple[int, int] = (1, 1)
    keep_alive: bool = True
    leaves_after: int | None = None
    reads_slowly: bool = False
    unread: int = 0
    writes: list[tuple[float, bytes]] = field(default_factory=list)
    drained: int = 0
    closed: bool = False

    @property
    def transport(self) -> Peer:
        return self

    @property
    def writer(self) -> Peer:
        return self

    def is_closing(self) -> bool:
        return self.leaves_after is not None and len(self.writes) >= self.leaves_after

    def write(self, data: bytes) -> None:
        self.writes.append((self.clock.monotonic(), data))
        self.unread += 100_000 if self.reads_slowly else 0

    def get_write_buffer_size(self) -> int:
        return self.unread

    async def drain(self) -> None:
        self.drained += 1
        self.unread = 0

    def close(self) -> None:
        self.closed = True


def play(response: wire.Response, peer: Peer, started: float = 0.0) -> tuple[Delivery, Sent]:
    request = cast("web.BaseRequest", peer)
    return asyncio.run(perform(response, request, conductor=Conductor(peer.clock), started=started))


def streamed(*frames: tuple[bytes, float], **changes: Any) -> wire.Response:
    return wire.Response(headers=CHUNKED, frames=tuple(Frame(data, at) for data, at in frames), **changes)


@pytest.fixture
def peer() -> Peer:
    return Peer(ManualClock())


def test_a_fixed_length_body_that_is_due_leaves_with_its_head_in_one_write(peer: Peer) -> None:
    delivery, sent = play(wire.Response(headers=FIXED, frames=(Frame(b"abc"), Frame(b"def"))), peer)
    assert peer.writes == [(0.0, FIXED_HEAD + b"abcdef")]
    assert delivery == Delivery(frames=2, size=6, seconds=0.0)
    assert sent.keep_alive


def test_a_stream_that_is_due_leaves_in_one_write_and_one_chunk(peer: Peer) -> None:
    delivery, _ = play(streamed((b"one", 0), (b"two", 0)), peer)
    assert peer.writes == [(0.0, CHUNKED_HEAD + b"6\r\nonetwo\r\n0\r\n\r\n")]
    assert (delivery.frames, delivery.size) == (2, 6)


def test_every_moment_has_one_write_and_the_end_leaves_with_the_last(peer: Peer) -> None:
    play(streamed((b"a", 0.5), (b"b", 0.5), (b"c", 2.0), head_at=0.25), peer, started=0.0)
    assert peer.writes == [
        (0.25, CHUNKED_HEAD),
        (0.5, b"2\r\nab\r\n"),
        (2.0, b"1\r\nc\r\n0\r\n\r\n"),
    ]


def test_times_count_from_the_start_and_not_from_the_last_write(peer: Peer) -> None:
    peer.clock.advance(100.0)
    delivery, _ = play(streamed((b"a", 1.0), (b"b", 3.0)), peer, started=99.5)
    assert [at for at, _ in peer.writes] == [100.0, 100.5, 102.5]
    assert delivery.seconds == 3.0


def test_what_has_become_due_while_waiting_leaves_together(peer: Peer) -> None:
    class LateClock(ManualClock):
        async def sleep_until(self, when: float) -> None:
            await super().sleep_until(when + 1.0)

    peer.clock = LateClock()
    play(streamed((b"a", 0.5), (b"b", 1.25), (b"c", 9.0)), peer)
    assert [data for _, data in peer.writes] == [CHUNKED_HEAD, b"2\r\nab\r\n", b"1\r\nc\r\n0\r\n\r\n"]


def test_an_empty_frame_does_not_end_a_chunked_body(peer: Peer) -> None:
    play(streamed((b"", 0), (b"", 1.0), (b"a", 2.0)), peer)
    assert [data for _, data in peer.writes] == [CHUNKED_HEAD, b"", b"1\r\na\r\n0\r\n\r\n"]


def test_a_response_without_frames_ends_at_once(peer: Peer) -> None:
    play(streamed(), peer)
    assert peer.writes == [(0.0, CHUNKED_HEAD + b"0\r\n\r\n")]


def test_a_head_request_gets_no_body(peer: Peer) -> None:
    peer.method = "HEAD"
    delivery, sent = play(wire.Response(headers=FIXED, frames=(Frame(b"abcdef"),)), peer)
    assert peer.writes == [(0.0, FIXED_HEAD)]
    assert (delivery.frames, delivery.size, sent.keep_alive) == (0, 0, True)


def test_http_1_0_gets_a_stream_without_chunks_and_a_closed_connection(peer: Peer) -> None:
    peer.version = (1, 0)
    _, sent = play(streamed((b"a", 0)), peer)
    assert peer.writes[0][1].endswith(b"connection: close\r\n\r\na")
    assert not sent.keep_alive


def test_an_early_close_leaves_the_body_unfinished(peer: Peer) -> None:
    delivery, sent = play(streamed((b"a", 0), ending="close"), peer)
    assert peer.writes == [(0.0, CHUNKED_HEAD + b"1\r\na\r\n")]
    assert peer.closed
    assert not sent.keep_alive
    assert not delivery.client_left


def test_a_client_that_has_left_is_noted_with_what_it_got(peer: Peer) -> None:
    peer.leaves_after = 2
    delivery, sent = play(streamed((b"a", 1.0), (b"b", 2.0), (b"c", 3.0)), peer)
    assert delivery == Delivery(frames=1, size=1, seconds=2.0, client_left=True)
    assert not sent.keep_alive


def timed(*frames: tuple[bytes, float], **changes: Any) -> wire.Response:
    """The same as `streamed`, its frames kept as one piece."""
    whole = wire.joined([Frame(data, tokens=1) for data, _ in frames])
    assert whole is not None
    return wire.Response(headers=CHUNKED, frames=wire.Timed(whole, [at for _, at in frames]), **changes)


@pytest.mark.parametrize("ending", ["complete", "close"])
@pytest.mark.parametrize("changes", [{}, {"head_at": 0.25}, {"own_chunks": True}], ids=str)
def test_frames_that_are_kept_as_one_piece_leave_as_others_do(
    peer: Peer, changes: dict[str, Any], ending: wire.Ending
) -> None:
    frames = ((b"one", 0.5), (b"", 0.5), (b"two", 0.5), (b"three", 1.0), (b"four", 2.0))
    play(streamed(*frames, ending=ending, **changes), peer)
    other = Peer(ManualClock())
    play(timed(*frames, ending=ending, **changes), other)
    assert other.writes == peer.writes


def test_frames_that_are_kept_as_one_piece_and_due_at_once_are_never_cut(peer: Peer) -> None:
    whole = wire.joined([Frame(b"one"), Frame(b"two")])
    assert whole is not None
    delivery, _ = play(wire.Response(headers=CHUNKED, frames=whole), peer)
    assert peer.writes == [(0.0, CHUNKED_HEAD + b"6\r\nonetwo\r\n0\r\n\r\n")]
    assert (delivery.frames, delivery.size) == (2, 6)
    assert whole._frames is None


def test_a_client_that_does_not_read_gets_no_more_until_it_does(peer: Peer) -> None:
    """What has become due in the meantime leaves in one write."""

    class Reading(Peer):
        async def drain(self) -> None:
            await super().drain()
            self.clock.advance(5.0)

    slow = Reading(ManualClock(), reads_slowly=True)
    play(streamed((b"a", 0), (b"b", 1.0), (b"c", 2.0), (b"d", 9.0)), slow)
    assert slow.writes[1:] == [(5.0, b"2\r\nbc\r\n"), (10.0, b"1\r\nd\r\n0\r\n\r\n")]


def test_a_client_that_reads_slowly_is_waited_for(peer: Peer) -> None:
    peer.reads_slowly = True
    play(streamed((b"a", 0), (b"b", 1.0)), peer)
    assert peer.drained == 2


def test_a_client_that_leaves_without_having_read_everything_is_noted(peer: Peer) -> None:
    """Its connection may be gone before anybody waits for it to read."""
    peer.reads_slowly, peer.leaves_after = True, 1
    delivery, sent = play(streamed((b"a", 0)), peer)
    assert (delivery.size, delivery.client_left, sent.keep_alive) == (1, True, False)
