"""The provider that all SDKs ask: what it says to each request, whatever the dialect."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from fakeai import wire
from fakeai.engine import Engine
from tests.recording.upstream import streams
from tests.recording.upstream.provider import Provider, Said, said_json

WORDS = ("Once", " upon", " a", " time", "\u2013 é", " 🦊", ".")
AUDIO = bytes(range(256)) * 64


def provider() -> Provider:
    """One that is ready to be started."""
    engine = Engine(seed="upstream", strict=False)
    ours = cache(lambda method, path, body: streams.of_ours(engine, make(method, path, body)))  # with one id each
    return Provider(partial(answer, ours))


def make(method: str, path: str, body: bytes) -> wire.Request:
    return wire.Request(method=method, path=path, headers=(("authorization", "Bearer any"),), body=body)


def answer(ours: Callable[[str, str, bytes], Said], request: wire.Request) -> Said:
    """What is said to a request."""
    body = _body(request)
    asks = str(body.get("messages") or "")
    for status in (401, 429, 500, 529):
        if f"error {status}" in asks:
            return said_json(
                {"type": "error", "error": {"message": f"No: {status}.", "type": "x"}}, status, retry_after="1"
            )
    return _said(request, body, asks) or ours(request.method, request.path, request.body)


def _said(request: wire.Request, body: dict[str, Any], asks: str) -> Said | None:
    """What is said where fakeai has no dialect, or has to be told."""
    streamed = body.get("stream") is True
    match request.method, request.path:
        case "POST", "/v1/messages" if "tools" in body:
            return streams.anthropic_tool("get_weather", ('{"ci', 'ty":"Par', 'is"}'))
        case "POST", "/v1/messages":
            return streams.anthropic_text(WORDS) if streamed else streams.anthropic_plain("".join(WORDS))
        case "POST", "/v1/responses":
            return streams.responses_text(WORDS) if streamed else streams.responses_plain("".join(WORDS))
        case "POST", "/v1/chat/completions" if "break off" in asks:
            return streams.interrupted(WORDS)
    return _file(request)


def _file(request: wire.Request) -> Said | None:
    """Files and sounds."""
    match request.method, request.path:
        case "POST", "/v1/files":
            return said_json(_entry(len(request.body)))
        case "GET", "/v1/files/file-1/content":
            return Said((AUDIO,), headers=(("content-type", "application/octet-stream"),))
        case "DELETE", "/v1/files/file-1":
            return said_json({"id": "file-1", "object": "file", "deleted": True})
        case "POST", "/v1/audio/speech":
            pieces = tuple(AUDIO[at : at + 4096] for at in range(0, len(AUDIO), 4096))
            return Said(pieces, headers=(("content-type", "audio/mpeg"),), framing="chunked")
    return None


def _body(request: wire.Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _entry(size: int) -> dict[str, Any]:
    return {
        "id": "file-1", "object": "file", "bytes": size, "created_at": 1759436814, "filename": "notes.txt",
        "purpose": "user_data", "status": "processed",
    }  # fmt: skip
