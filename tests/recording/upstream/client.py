"""A client that sees what SDKs hide: the raw head, every HTTP chunk, and how the connection ended."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from fakeai import wire

_OF_ONE_CONNECTION = ("date", "connection", "server", "keep-alive")


@dataclass(frozen=True)
class Seen:
    """An answer as it crossed the socket. Chunks of a body that is not chunked are one."""

    status: int
    headers: tuple[tuple[str, str], ...]
    chunks: tuple[bytes, ...]
    ending: str

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    def header(self, name: str) -> str | None:
        return wire.header(self.headers, name)


def see(url: str, request: wire.Request, *, target: str | None = None) -> Seen:
    """What comes back for a request, until the connection ends."""
    parts = urlsplit(url)
    fields = [(name, value) for name, value in request.headers if name.lower() not in {"host", "connection"}]
    if wire.header(tuple(fields), "content-length") is None and request.body:
        fields.append(("content-length", str(len(request.body))))
    head = "".join(f"{name}: {value}\r\n" for name, value in [("host", parts.netloc), ("connection", "close"), *fields])
    asked = f"{request.method} {target or request.path} HTTP/1.1\r\n{head}\r\n".encode() + request.body
    received, was_reset = b"", False
    with socket.create_connection((str(parts.hostname), parts.port or 80)) as plug:
        plug.sendall(asked)
        try:
            while data := plug.recv(1 << 20):
                received += data
        except ConnectionResetError:
            was_reset = True
    return _seen(received, was_reset=was_reset, bodyless=request.method == "HEAD")


def _seen(received: bytes, *, was_reset: bool, bodyless: bool) -> Seen:
    said, _, rest = received.partition(b"\r\n\r\n")
    line, *fields = said.decode("latin-1").split("\r\n")
    if not line:
        return Seen(0, (), (), "reset" if was_reset else "close")
    headers = tuple((name.lower(), value) for name, value in (it.split(": ", 1) for it in fields))
    kept = tuple(field for field in headers if field[0] not in _OF_ONE_CONNECTION)
    chunks: list[bytes] = []
    if wire.header(headers, "transfer-encoding") == "chunked":
        whole = _unchunk(rest, chunks)
    else:
        length = wire.header(headers, "content-length")
        chunks, whole = ([rest] if rest else []), bodyless or length is None or len(rest) == int(length)
    return Seen(int(line.split()[1]), kept, tuple(chunks), "reset" if was_reset else "complete" if whole else "close")


def _unchunk(rest: bytes, chunks: list[bytes]) -> bool:
    """Fills `chunks`; whether the last one came."""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        if size == b"0":
            return True
        data, rest = rest[: int(size, 16)], rest[int(size, 16) + 2 :]
        chunks.append(data)
    return False
