"""A connection of aiohttp's, with a short cut: a request that is all there is answered as soon as it has been read.

aiohttp wakes a task for each request, which starts another one: on a busy server these hops, and what they are made
with, cost as much as a plain answer does. What can't be answered at once (a body still under way, an answer that takes
its time, a person's callable, anything that is no HTTP) takes aiohttp's way, from where the short cut has left it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar, cast

from aiohttp import StreamReader, hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import HttpParser, HttpRequestParser, RawRequestMessage, StreamWriter
from multidict import CIMultiDictProxy

from fakeai.server.transport import Sent

Begun = TypeVar("Begun")
Parsed = tuple[Sequence[tuple[RawRequestMessage, StreamReader]], bool, bytes]

_OF_CONNECTIONS = ("_parser", "_waiter", "_messages", "_force_close")
_OF_PARSERS = ("feed_data", "message_consumed")


def fits(connection: type, parser: type) -> bool:
    """Whether aiohttp is built as it is from 3.14.1 on; where it is not, every request goes its way, only slower."""
    return all(hasattr(connection, it) for it in _OF_CONNECTIONS) and all(hasattr(parser, it) for it in _OF_PARSERS)


_SHORT_CUT_FITS = fits(web.RequestHandler, HttpRequestParser)


class Incoming:
    """A request that has been read: as much of aiohttp's `BaseRequest` as an answer needs, for a tenth of its cost."""

    __slots__ = ("_message", "content", "protocol", "transport")

    def __init__(self, message: RawRequestMessage, content: StreamReader, protocol: Connection) -> None:
        self._message = message
        self.content = content
        self.protocol = protocol
        self.transport = protocol.transport

    @property
    def method(self) -> str:
        """GET, POST or another."""
        return self._message.method

    @property
    def version(self) -> tuple[int, int]:
        """That of HTTP."""
        return self._message.version

    @property
    def raw_path(self) -> str:
        """The target as it came."""
        return self._message.path

    @property
    def headers(self) -> CIMultiDictProxy[str]:
        """The header fields."""
        return self._message.headers

    @property
    def keep_alive(self) -> bool:
        """Whether the client wants to use its connection again."""
        return not self._message.should_close

    @property
    def writer(self) -> AbstractStreamWriter:
        """Knows how much the client has read."""
        return StreamWriter(self.protocol, asyncio.get_running_loop())


class Answers(Protocol[Begun]):
    """What answers requests: a handler."""

    def answer(self, request: Incoming) -> Sent | Begun | None:
        """What has been sent, or begun; None if nothing has been done yet."""
        ...

    async def finish(self, begun: Begun, request: web.BaseRequest) -> web.StreamResponse:
        """Go on with what has begun, to its end."""
        ...

    def abandon(self, begun: Begun) -> None:
        """Note that the client has left before anybody could go on with what has begun."""
        ...

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Handle a request from its beginning."""
        ...


class Connection(web.RequestHandler):
    """One client's connection."""

    __slots__ = ("_answers", "_begun")

    def __init__(self, server: Connections, answers: Answers[Any], **settings: Any) -> None:
        super().__init__(server, **settings)
        self._answers = answers
        self._begun: Any = None
        if _SHORT_CUT_FITS and self._parser is not None:
            self._parser = cast("HttpParser[Any]", _ShortCut(self._parser, self))

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered, and nothing waits for an answer."""
        waiter = self._waiter
        return waiter is not None and not waiter.done() and not self._messages and not self._force_close

    def answered(self, message: RawRequestMessage, content: StreamReader) -> bool:
        """Answer a request if that can be done at once; if not, keep for `go_on` what has become of it."""
        if not content.is_eof() or content.exception() is not None or hdrs.EXPECT in message.headers:
            return False
        try:
            done = self._answers.answer(Incoming(message, content, self))
        except Exception as error:  # noqa: BLE001 -- nothing is swallowed: `go_on` raises it, where aiohttp reports it
            done = error
        if not isinstance(done, Sent):
            self._begun = done
            return False
        if not done.keep_alive:
            self.force_close()
        return True

    async def go_on(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request that aiohttp hands over."""
        begun, self._begun = self._begun, None
        if isinstance(begun, Exception):
            raise begun
        if begun is not None:
            return await self._answers.finish(begun, request)
        if request.version >= (1, 1) and request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
            # curl waits a second for this before it sends a long body; web.Application would have said it.
            await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return await self._answers(request)

    def connection_lost(self, exc: BaseException | None) -> None:
        """The client has left, or the server has."""
        super().connection_lost(exc)
        begun, self._begun = self._begun, None
        if begun is not None and not isinstance(begun, Exception):
            self._answers.abandon(begun)


class _ShortCut:
    """A parser that keeps for itself the messages that are answered at once."""

    __slots__ = ("_busy", "_connection", "_parser")

    def __init__(self, parser: HttpParser[Any], connection: Connection) -> None:
        self._parser = parser
        self._connection = connection
        self._busy = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)

    def feed_data(self, data: bytes) -> Parsed:
        """The messages in the data that aiohttp has to deal with."""
        parsed: Parsed = self._parser.feed_data(data)
        messages, upgraded, tail = parsed
        if len(messages) != 1 or upgraded or self._busy or not self._connection.is_idle:
            return parsed
        self._busy = True  # reading the body may make aiohttp feed more of what the client has sent
        try:
            if not self._connection.answered(*messages[0]):
                return parsed
        finally:
            self._busy = False
        self._parser.message_consumed()
        return (), upgraded, tail


class Connections(web.Server):
    """aiohttp's low-level server, with these connections."""

    def __init__(self, answers: Answers[Any], **settings: Any) -> None:
        super().__init__(_go_on, handler_cancellation=True)
        self._answers = answers
        self._settings = settings

    def __call__(self) -> web.RequestHandler:
        """A connection that is being made."""
        return Connection(self, self._answers, loop=asyncio.get_running_loop(), **self._settings)


async def _go_on(request: web.BaseRequest) -> web.StreamResponse:
    connection = request.protocol
    assert isinstance(connection, Connection)
    return await connection.go_on(request)
