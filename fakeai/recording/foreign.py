"""What recordings of others have in common: a request and an answer in pieces, made an exchange of ours."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fakeai import wire
from fakeai.providers import PROVIDERS
from fakeai.providers.contract import Provider
from fakeai.recording.cassette import Provenance, Recorded

_DROPPED = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})
_ANYBODYS = frozenset({"localhost", "127.0.0.1", "::1"})
_EVENT = re.compile(rb".+?(?:\r\n\r\n|\n\n|\r\r|\Z)", re.DOTALL)
_TAILS = ("/chat/completions", "/completions", "/embeddings", "/models")

Fields = Sequence[tuple[str, str]]
"""Header fields."""


class Unusable(Exception):
    """There is no exchange to be made of this; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """An exchange as others keep it, bodies decoded or not. Times are seconds after the request."""

    method: str
    url: str
    asked: Fields
    body: bytes
    status: int
    answered: Fields
    content: bytes
    at: str = ""
    head_at: float = 0.0
    end_at: float = 0.0


def exchange(pieces: Pieces) -> Recorded:
    """The exchange that these pieces are of. Raises Unusable."""
    parts = urlsplit(pieces.url)
    if not parts.scheme or not parts.hostname:
        raise Unusable(f"{pieces.url!r} is no URL")
    if not 100 <= pieces.status <= 599:
        raise Unusable(f"no answer came (status {pieces.status})")
    fields = tuple(it for it in pieces.answered if it[0].lower() not in _DROPPED and not it[0].startswith(":"))
    content = _decompressed(pieces.content, wire.header(tuple(pieces.answered), "content-encoding") or "")
    stream = "event-stream" in (wire.header(fields, "content-type") or "")
    frames = _frames(content, pieces) if stream else (wire.Frame(content, pieces.end_at),) if content else ()
    length = () if stream else (("content-length", str(len(content))),)
    provider, path = _owner(parts.hostname, unquote(parts.path) or "/")
    host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    return Recorded(
        provider=provider,
        request=wire.Request(
            method=pieces.method.upper(),
            path=path,
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            headers=tuple(it for it in pieces.asked if not it[0].startswith(":")),
            body=_decompressed(pieces.body, wire.header(tuple(pieces.asked), "content-encoding") or ""),
        ),
        response=wire.Response(status=pieces.status, headers=(*fields, *length), head_at=pieces.head_at, frames=frames),
        provenance=Provenance(
            at=pieces.at, upstream=f"{parts.scheme}://{host}", model=_model(pieces.body), served=_model(content)
        ),
    )


def is_known(method: str, url: str) -> bool:
    """Whether a provider that fakeai knows is asked."""
    path = unquote(urlsplit(url).path)
    return any(_has(provider, path, method) for provider in PROVIDERS) or path.endswith(_TAILS)


def _owner(host: str, path: str) -> tuple[str, str]:
    """The provider that is asked, by its address or else by its paths, and the path as it has it.

    One that nobody has but that ends as OpenAI's do, as those of its many imitators, is OpenAI's.
    """
    homes = {it.name: urlsplit(it.upstream or "").hostname for it in PROVIDERS}
    at_home = [it for it in PROVIDERS if homes[it.name] == host and host not in _ANYBODYS]
    for provider in (*at_home, *(it for it in PROVIDERS if it not in at_home)):
        if _has(provider, path):
            return provider.name, path
    if at_home:
        return at_home[0].name, path
    tail = next((it for it in _TAILS if path.endswith(it) and "/deployments/" not in path), None)
    return "openai", path if tail is None else f"/v1{tail}"


def _has(provider: Provider, path: str, method: str | None = None) -> bool:
    """Whether a provider has a path; those with names in them are told by what is before the name."""
    return any(
        (route.path == path or ("{" in route.path and path.startswith(route.path.partition("{")[0])))
        and method in {None, route.method}
        for route in provider.routes
    )


def _frames(body: bytes, pieces: Pieces) -> tuple[wire.Frame, ...]:
    """A stream in one frame an event, as evenly as it may have come: nobody has kept when each did."""
    events = _EVENT.findall(body)
    step = (pieces.end_at - pieces.head_at) / max(1, len(events) - 1)
    return tuple(wire.Frame(event, pieces.head_at + number * step) for number, event in enumerate(events))


def _decompressed(body: bytes, encoding: str) -> bytes:
    """A body without its content-encoding. Raises Unusable for one that can't be undone here."""
    for name in reversed([word.strip().lower() for word in encoding.split(",") if word.strip()]):
        if name in {"gzip", "x-gzip"}:
            body = _gunzipped(body)
        elif name == "deflate":
            body = _inflated(body)
        elif name != "identity" and not _is_text(body):  # many are kept decompressed, beside a header that says not
            raise Unusable(f"its body is compressed ({name}), which can't be undone here")
    return body


def _gunzipped(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return gzip.decompress(body)
    except (OSError, zlib.error, EOFError) as error:
        raise Unusable(f"its body is broken gzip: {error}") from error


def _inflated(body: bytes) -> bytes:
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return zlib.decompress(body, window)
        except zlib.error:
            continue
    return body


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def in_bytes(value: Any) -> bytes:
    """A body as bytes: text, or a structure that is sent as JSON."""
    match value:
        case None:
            return b""
        case bytes():
            return value
        case str():
            return value.encode("utf-8", "surrogateescape")
        case _:
            return wire.json_bytes(value)


def from_base64(text: str) -> bytes:
    """A body that is kept in base64. Raises Unusable."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unusable(f"its body is no base64: {error}") from error


def listed(headers: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Header fields by name, each with a value or several."""
    return [
        (str(name), str(value))
        for name, values in (headers or {}).items()
        for value in (values if isinstance(values, list | tuple) else [values])
    ]


def _model(body: bytes) -> str:
    first = body.partition(b"data: ")[2].partition(b"\n")[0] or body
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return ""
    model = value.get("model") if isinstance(value, dict) else None
    return model if isinstance(model, str) else ""
