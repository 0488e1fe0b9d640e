"""A provider that is none of ours: a plain HTTP server that says what it is told to, chunk by chunk and in time."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self
from urllib.parse import parse_qsl

from fakeai import wire
from fakeai.server.clock import LoopClock


@dataclass(frozen=True)
class Said:
    """An answer: its chunks, a gap before each, how HTTP frames them, and how the connection ends."""

    chunks: tuple[bytes, ...] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)
    gap: float = 0.001
    framing: Literal["chunked", "length", "none"] = "length"
    ending: Literal["complete", "close", "reset"] = "complete"
    announced: int | None = None

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)


def said_json(value: Any, status: int = 200, **headers: str) -> Said:
    fields = (("content-type", "application/json"), *((name.replace("_", "-"), it) for name, it in headers.items()))
    return Said((wire.json_bytes(value),), status, fields)


def said_events(*chunks: bytes, **options: Any) -> Said:
    return Said(chunks, headers=(("content-type", "text/event-stream; charset=utf-8"),), framing="chunked", **options)


@dataclass
class Provider:
    """Answers requests with what `answer` says to them, on a port and in a thread of its own, until it is stopped."""

    answer: Callable[[wire.Request], Said]
    tls: ssl.SSLContext | None = None
    asked: list[wire.Request] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    connections: int = 0
    left: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls, limit=64 * 1024 * 1024)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            self.left.set()
        except asyncio.CancelledError:  # it is stopped; asyncio would print that as an error
            return
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *fields = head.rstrip().split("\r\n")
        method, target, _ = line.split(" ")
        headers = tuple((name, value.strip()) for name, _, value in (it.partition(":") for it in fields))
        body = await reader.readexactly(int(wire.header(headers, "content-length") or 0))
        path, _, query = target.partition("?")
        request = wire.Request(
            method=method, path=path, query=tuple(parse_qsl(query)), headers=headers, body=body
        )  # fmt: skip
        self.asked.append(request)
        self.targets.append(target)
        said = self.answer(request)
        await self._say(said, writer, bodyless=method == "HEAD")
        stays = said.ending == "complete" and said.framing != "none"
        return stays and request.header("connection") != "close"

    async def _say(self, said: Said, writer: asyncio.StreamWriter, *, bodyless: bool) -> None:
        clock = LoopClock()
        lines = [f"HTTP/1.1 {said.status} Whatever", *(f"{name}: {value}" for name, value in said.headers)]
        if said.framing == "length":
            lines.append(f"content-length: {len(said.body) if said.announced is None else said.announced}")
        elif said.framing == "chunked":
            lines.append("transfer-encoding: chunked")
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        for number, chunk in enumerate(() if bodyless else said.chunks, 1):
            await clock.sleep_until(number * said.gap)
            writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if said.framing == "chunked" else chunk)
            await writer.drain()
        if said.ending == "complete" and said.framing == "chunked" and not bodyless:
            writer.write(b"0\r\n\r\n")
        await writer.drain()
        if said.ending == "reset":
            await clock.sleep_until(clock.monotonic() + 0.02)  # so that what was said arrives before
            plug: socket.socket = writer.get_extra_info("socket")
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
