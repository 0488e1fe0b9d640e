"""One answer on its way from an upstream to a client, kept as it came: its chunks, their times, and how it ended."""

from __future__ import annotations

import errno
import re

import aiohttp
from aiohttp import web

from fakeai import wire
from fakeai.clock import Clock
from fakeai.exchange import Delivery
from fakeai.server.transport import Performance, Sent, sent

_OF_THE_CONNECTION = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade",
    }
)  # fmt: skip
_BLANK_LINES = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_LAST_EVENT = re.compile(
    rb"\s*(event: ?(error|message_stop|response\.(completed|failed|incomplete|cancelled))\s|data: ?\[DONE\]"
    rb'|data: ?\{"error":|data: ?\{"type": ?"(error|message_stop|response\.(completed|failed|incomplete|cancelled))")'
)
"""With what the streams of OpenAI and Anthropic say that nothing follows. SDKs leave at an error, and don't wait."""


class Relay:
    """Passes an answer on, and keeps it. Times count from `started`."""

    def __init__(self, request: web.BaseRequest, clock: Clock, started: float) -> None:
        self._request = request
        self._clock = clock
        self._started = started
        self._performance: Performance | None = None
        self._head = wire.Response(status=0)
        self._frames: list[wire.Frame] = []
        self._pieces: list[bytes] = []
        self._sent_all = False
        self.ending: wire.Ending = "complete"
        self.client_left = False

    @property
    def has_begun(self) -> bool:
        """Whether the head of the answer is there."""
        return self._performance is not None

    async def pass_on(self, upstream: aiohttp.ClientResponse) -> None:
        """Send what comes at once. Raises aiohttp's error if the upstream breaks off, and CancelledError as ever."""
        self._head = wire.Response(status=upstream.status, headers=_headers(upstream), head_at=self._elapsed())
        performance = self._performance = Performance(self._head, self._request)
        chunked = "chunked" in upstream.headers.get("transfer-encoding", "").lower()
        fixed = self._head.header("content-length") is not None
        try:
            performance.send((), last=False)
            async for data, ended in upstream.content.iter_chunks():
                if data:
                    performance.send((wire.Frame(data),), last=False)
                    self._pieces.append(data)
                if ended or not (chunked or fixed):  # a body without a length comes in frames as the network made them
                    self._end_frame()
                if not data and upstream.content.at_eof():  # where there is no body, aiohttp would go on for ever
                    break
                await performance.drain()
            self._end_frame()
            self._sent_all = True
            performance.send((), last=True)
            await performance.drain()
        except (ConnectionResetError, BrokenPipeError) as error:
            if isinstance(error, aiohttp.ClientError):
                raise
            self.leave()

    def leave(self) -> None:
        """Note that the client has left: too early, unless the answer was over, or had said so."""
        self._end_frame()
        self.client_left = not self._sent_all and not self._is_said()

    async def break_off(self, error: Exception) -> None:
        """End the client's connection as the upstream has ended its own."""
        self._end_frame()
        self.ending = "reset" if _is_reset(error) else "close"
        if self._performance is None:
            self._head = wire.Response(status=0, head_at=self._elapsed(), ending=self.ending)
            self._performance = Performance(self._head, self._request)
        try:
            await self._performance.end(self.ending)
        except ConnectionError:
            self.client_left = True

    def response(self) -> wire.Response:
        """What has come."""
        head = self._head
        return wire.Response(
            status=head.status,
            headers=head.headers,
            head_at=head.head_at,
            frames=tuple(self._frames),
            ending=self.ending,
        )

    @property
    def size(self) -> int:
        """Bytes of the body that have come."""
        return sum(len(frame.data) for frame in self._frames)

    def delivery(self) -> Delivery:
        """How it went."""
        done = self._performance
        return Delivery(
            frames=len(self._frames),
            size=0 if done is None else done.size,
            seconds=self._elapsed(),
            client_left=self.client_left,
        )

    def sent(self) -> Sent:
        """What aiohttp has to be given."""
        whole = self.ending == "complete" and self._sent_all
        return sent(keep_alive=whole and self._performance is not None and self._performance.reusable)

    def _end_frame(self) -> None:
        """A frame is an HTTP chunk, and is there when its last byte is; a body of fixed length is one frame."""
        if self._pieces:
            self._frames.append(wire.Frame(b"".join(self._pieces), self._elapsed()))
            self._pieces.clear()

    def _is_said(self) -> bool:
        """Whether what has come is all that HTTP has promised, or ends with a stream's last event."""
        length = self._head.header("content-length")
        if length is not None:
            return length == str(self.size)
        body = b"".join(frame.data for frame in self._frames)
        ends = [found.span() for found in _BLANK_LINES.finditer(body)]
        if not ends or ends[-1][1] != len(body):
            return False
        begin = ends[-2][1] if len(ends) > 1 else 0
        return _LAST_EVENT.match(body, begin) is not None

    def _elapsed(self) -> float:
        return round(self._clock.monotonic() - self._started, 6)


def _headers(upstream: aiohttp.ClientResponse) -> wire.Headers:
    fields = (
        (name.decode("latin-1"), value.decode("utf-8", "surrogateescape")) for name, value in upstream.raw_headers
    )
    return tuple((name, value) for name, value in fields if name.lower() not in _OF_THE_CONNECTION)


def _is_reset(error: BaseException | None) -> bool:
    """Whether a connection was reset, rather than closed too early."""
    while error is not None:
        if isinstance(error, ConnectionResetError) and not isinstance(error, aiohttp.ServerDisconnectedError):
            return True
        if isinstance(error, OSError) and error.errno == errno.ECONNRESET:
            return True
        if isinstance(error, aiohttp.ClientPayloadError) and "ConnectionResetError" in str(error):
            return True  # it is nowhere else: aiohttp's cause is that the body was too short
        error = error.__cause__
    return False
