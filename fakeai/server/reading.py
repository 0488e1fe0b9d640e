"""Reads a wire request off a connection: the whole body, the decoded path, the query in order."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from aiohttp import StreamReader, hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import CIMultiDictProxy

from fakeai import wire

BODY_LIMIT = 64 * 1024 * 1024
"""Bytes of the largest body that is taken, after decompression: twice what any provider accepts."""


class Unreadable(Exception):
    """The request can't be read; `response` is what the client is told."""

    def __init__(self, response: wire.Response) -> None:
        self.response = response
        super().__init__(response.status)


class Read(Protocol):
    """What is read: a request whose head has come."""

    @property
    def method(self) -> str:
        """GET, POST or another."""
        ...

    @property
    def raw_path(self) -> str:
        """The target as it came."""
        ...

    @property
    def headers(self) -> CIMultiDictProxy[str]:
        """The header fields."""
        ...

    @property
    def content(self) -> StreamReader:
        """The body."""
        ...


async def read(request: web.BaseRequest, *, limit: int = BODY_LIMIT) -> wire.Request:
    """The request with its body. Raises Unreadable where the body is larger than `limit` or breaks HTTP's rules."""
    if request.content.is_eof():
        return read_now(request, limit=limit)
    return _whole(request, await _body(request, limit), limit)


def read_now(request: Read, *, limit: int = BODY_LIMIT) -> wire.Request:
    """The request, whose body has come already. Raises Unreadable where it is larger than `limit`."""
    return _whole(request, request.content.read_nowait(), limit)


def _whole(request: Read, body: bytes, limit: int) -> wire.Request:
    if len(body) > limit:
        raise _too_large(limit)
    path, query = _target(request.raw_path)
    return wire.Request(method=request.method, path=path, query=query, headers=_headers(request), body=body)


async def _body(request: web.BaseRequest, limit: int) -> bytes:
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    parts: list[bytes] = []
    size = 0
    try:
        while part := await request.content.readany():
            parts.append(part)
            size += len(part)
            if size > limit:
                raise _too_large(limit)
    except HttpProcessingError as error:
        raise _refused(400, f"The request body can't be read: {error.message}", "invalid_body") from error
    return b"".join(parts)


def _headers(request: Read) -> wire.Headers:
    headers = tuple(request.headers.items())
    if hdrs.CONTENT_ENCODING in request.headers:
        # aiohttp has decompressed the body, so the field would no longer be true.
        return tuple(field for field in headers if field[0].lower() != "content-encoding")
    return headers


def _target(target: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    if not target.startswith("/"):  # a client that takes this server for a proxy names the host too
        parts = urlsplit(target)
        path, query = parts.path or "/", parts.query
    else:
        path, _, query = target.partition("?")
    if "%" in path:
        path = unquote(path)
    return path, tuple(parse_qsl(query, keep_blank_values=True)) if query else ()


def _too_large(limit: int) -> Unreadable:
    return _refused(413, f"The request body is larger than {limit // 1024 // 1024} MiB.", "request_too_large")


def _refused(status: int, message: str, code: str) -> Unreadable:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return Unreadable(wire.plain_json(status, {"error": error}))
