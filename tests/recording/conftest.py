"""A provider that says what it is told to, a recorder before it, and a client that sees every byte and when it came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fakeai import wire
from fakeai.engine import Engine
from fakeai.recording.opening import open_cassette
from fakeai.recording.tape import Tape
from fakeai.server.app import Server
from fakeai.server.upstream import forwarding
from tests.recording.making import make_body
from tests.server.conftest import CannedEngine

Canned = wire.Response | Callable[[wire.Request], wire.Response]


@dataclass(frozen=True)
class Raw:
    """What a client got: the head, the pieces as they came, and whether the connection was reset."""

    head: str
    body: bytes
    was_reset: bool = False

    @property
    def status(self) -> int:
        return int(self.head.split()[1])


async def ask(
    url: str, user: str = "Hello", *, headers: str = "", path: str = "/v1/chat/completions", **fields: Any
) -> Raw:
    """Everything that comes back for a chat request until the connection ends."""
    host, port = url.removeprefix("http://").rsplit(":", 1)
    reader, writer = await asyncio.open_connection(host, int(port))
    body = wire.json_bytes(make_body(user, **fields))
    writer.write(
        f"POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk-test\r\ncontent-type: application/json\r\n"
        f"connection: close\r\n{headers}content-length: {len(body)}\r\n\r\n".encode()
        + body
    )
    received, was_reset = b"", False
    try:
        while data := await reader.read(65536):
            received += data
    except ConnectionResetError:
        was_reset = True
    writer.close()
    head, _, rest = received.partition(b"\r\n\r\n")
    return Raw(head.decode(), rest, was_reset)


@dataclass
class Recorder:
    """A running recorder and the tape that it fills."""

    url: str
    tape: Tape
    engine: Engine
    server: Server


class House:
    """Starts servers, and stops them when the test is over."""

    def __init__(self, stack: AsyncExitStack, folder: Path) -> None:
        self._stack = stack
        self.cassette = folder / "x.yaml"

    async def provider(self, canned: Canned) -> tuple[str, CannedEngine, Server]:
        """A provider that gives this answer to everything."""
        engine = CannedEngine(canned=canned)
        server = Server(engine)
        await self._start(server)
        return server.url, engine, server

    async def recorder(
        self, upstream: str | None, mode: str = "once", *, weather: Any = None, **options: Any
    ) -> Recorder:
        """A recorder before an upstream; without one, what plays its cassette."""
        tape = open_cassette(self.cassette, record=mode, **options)
        engine = Engine(tape=tape, strict=True, weather=weather)
        server = Server(engine, forward=forwarding(engine, upstream))
        await self._start(server)
        return Recorder(server.url, tape, engine, server)

    async def player(self, **options: Any) -> Recorder:
        """What plays the cassette, and nothing else."""
        return await self.recorder(None, "none", **options)

    async def _start(self, server: Server) -> None:
        await server.start()
        self._stack.push_async_callback(server.stop)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        yield House(stack, tmp_path)


Ask = Callable[..., Awaitable[Raw]]
