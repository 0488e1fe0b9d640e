"""The head of a response as bytes, and what it says about the body: chunked, fixed or none, and what comes after it."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from fakeai import wire
from fakeai.server.clock import wall_second

_REASONS = {status.value: status.phrase for status in HTTPStatus}
_WITHOUT_BODY = frozenset({204, 304})
# Where a body ends is the transport's affair: these describe the connection that a recorded response once came over.
_OF_THE_CONNECTION = frozenset({"connection", "keep-alive", "transfer-encoding"})
_NOTED = _OF_THE_CONNECTION | {"content-length", "date", "server"}


class Head(NamedTuple):
    """A status line and header fields as bytes, and three things that they settle.

    chunked: each write of the body is an HTTP chunk; bodyless: there is no body, whatever the frames say;
    reusable: another request may come over the connection once the body has been sent.
    """

    data: bytes
    chunked: bool
    bodyless: bool
    reusable: bool


def make_head(response: wire.Response, *, method: str, version: tuple[int, int], keep_alive: bool) -> Head:
    """The head of the answer to a request of this method and HTTP version; `keep_alive` is what its client wishes.

    Fields go out in the order and spelling of `response.headers`, less those that describe a connection, and with
    `date` and `server` where they are missing. Raises ValueError if a field holds a line break.
    """
    if response.status == 0:
        return Head(b"", chunked=False, bodyless=True, reusable=False)
    lines = [f"HTTP/{version[0]}.{version[1]} {response.status} {_REASONS.get(response.status, '')}"]
    noted = _add_fields(lines, response.headers)
    length = noted.get("content-length")
    bodyless = method == "HEAD" or response.status in _WITHOUT_BODY or response.status < 200
    chunked = length is None and not bodyless and version >= (1, 1)
    ends = bodyless or chunked or length == str(response.size)
    reusable = keep_alive and ends and noted.get("connection", "").lower() != "close"
    if chunked:
        lines.append("transfer-encoding: chunked")
    if not reusable:
        lines.append("connection: close")
    elif version < (1, 1):
        lines.append("connection: keep-alive")
    return Head(_join(lines), chunked, bodyless, reusable)


def _add_fields(lines: list[str], headers: wire.Headers) -> dict[str, str]:
    """Add a line for every field that goes out; returns those that mean something here, by their name in lower case."""
    noted: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        if key in _NOTED:
            noted[key] = value
            if key in _OF_THE_CONNECTION:
                continue
        lines.append(f"{name}: {value}")
    if "date" not in noted:
        lines.append(f"date: {_http_date(wall_second())}")
    if "server" not in noted:
        lines.append("server: fakeai")
    return noted


def _join(lines: list[str]) -> bytes:
    text = "\r\n".join(lines)
    if text.count("\n") != len(lines) - 1 or text.count("\r") != len(lines) - 1:
        broken = next(line for line in lines if "\n" in line or "\r" in line)
        raise ValueError(f"the response header {broken!r} holds a line break, which would end the head early")
    return f"{text}\r\n\r\n".encode("utf-8", "surrogateescape")


@lru_cache(maxsize=2)
def _http_date(second: int) -> str:
    """The moment as HTTP writes it; formatting it anew for every response would be a tenth of the head's cost."""
    return formatdate(second, usegmt=True)
