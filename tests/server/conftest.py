"""A tiny engine, and a client that sees every byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest

from fakeai import wire
from fakeai.chaos import Count
from fakeai.exchange import Exchange, Journal
from fakeai.recording.filtering import Filter
from fakeai.server.app import Server

Answer = wire.Response | Callable[[wire.Request], wire.Response]


@dataclass
class CannedEngine:
    """Gives every request the same answer, or what a function makes of it."""

    canned: Answer = field(default_factory=lambda: wire.plain_json(200, {"ok": True}))
    has_callables: bool = False
    seed: int | str = 0
    fixtures: tuple[object, ...] = ()
    chaos_counts: Mapping[str, Count] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)
    filter: Filter = field(default_factory=Filter.usual)

    def answer(self, request: wire.Request, now: float = 0.0) -> Exchange:
        response = self.canned(request) if callable(self.canned) else self.canned
        number = self.journal.next_number()
        exchange = Exchange(number=number, request=request, response=response, outcome="scripted", provider="openai")
        self.journal.add(exchange)
        return exchange

    @property
    def last(self) -> Exchange:
        return self.journal.all()[-1]


class Connection:
    """A client's end of a connection, byte for byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def ask(self, method: str = "GET", path: str = "/", body: bytes = b"", headers: str = "") -> None:
        length = f"content-length: {len(body)}\r\n" if body else ""
        await self.send(f"{method} {path} HTTP/1.1\r\nhost: x\r\n{length}{headers}\r\n".encode() + body)

    async def head(self) -> str:
        return (await self.reader.readuntil(b"\r\n\r\n")).decode()

    async def exactly(self, count: int) -> bytes:
        return await self.reader.readexactly(count)

    async def rest(self) -> bytes:
        """Everything until the server closes the connection."""
        return await self.reader.read()

    def close(self) -> None:
        self.writer.close()


@dataclass
class Line:
    """A running server and its engine."""

    engine: CannedEngine
    server: Server
    deliveries: asyncio.Queue[Exchange]
    _opened: list[Connection] = field(default_factory=list)

    async def connect(self) -> Connection:
        host, port = self.server.url.removeprefix("http://").rsplit(":", 1)
        connection = Connection(*await asyncio.open_connection(host, int(port)))
        self._opened.append(connection)
        return connection

    def hang_up(self) -> None:
        """Close every connection."""
        for connection in self._opened:
            connection.close()

    async def delivered(self) -> Exchange:
        """The next exchange whose answer is over."""
        return await self.deliveries.get()


Serve = Callable[..., Awaitable[Line]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts a server that gives this answer to everything."""
    async with AsyncExitStack() as stack:

        async def start(canned: Answer | None = None, *, has_callables: bool = False) -> Line:
            engine = CannedEngine(has_callables=has_callables)
            if canned is not None:
                engine.canned = canned
            deliveries: asyncio.Queue[Exchange] = asyncio.Queue()
            server = Server(engine, on_delivery=deliveries.put_nowait)
            await server.start()
            line = Line(engine, server, deliveries)
            stack.push_async_callback(server.stop)
            stack.callback(line.hang_up)
            return line

        yield start
