"""What the tests of recordings are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from fakeai import wire
from fakeai.recording.cassette import Cassette, Provenance, Recorded
from fakeai.recording.store import Store

CHAT = "/v1/chat/completions"
JSON = (("content-type", "application/json"),)
STREAM = (("content-type", "text/event-stream; charset=utf-8"),)


def make_body(user: str = "Hello", /, **fields: Any) -> dict[str, Any]:
    """The body of a chat request."""
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": user}], **fields}


def make_request(
    user: str = "Hello", /, *, path: str = CHAT, headers: wire.Headers = JSON, **fields: Any
) -> wire.Request:
    """A chat request, as SDKs send it."""
    return wire.Request(method="POST", path=path, headers=headers, body=wire.json_bytes(make_body(user, **fields)))


def make_response(text: str = "Hi.", *, status: int = 200, headers: wire.Headers = ()) -> wire.Response:
    """A plain answer that was there after half a second."""
    body = wire.json_bytes({"model": "gpt-4o-2024-08-06", "choices": [{"message": {"content": text}}]})
    plain = wire.plain(status, body, headers=headers)
    return wire.Response(status=status, headers=plain.headers, head_at=0.5, frames=(wire.Frame(body, 0.51),))


def make_stream(texts: Iterable[str] = ("One", " two"), *, ending: wire.Ending = "complete") -> wire.Response:
    """A stream of an event each tenth of a second."""
    events = [wire.json_bytes({"choices": [{"index": 0, "delta": {"content": text}}]}) for text in texts]
    frames = tuple(wire.Frame(b"data: " + data + b"\n\n", 0.1 * number) for number, data in enumerate(events, 1))
    return wire.Response(headers=STREAM, head_at=0.05, frames=frames, ending=ending)


def make_recorded(user: str = "Hello", response: wire.Response | str = "Hi.", /, **fields: Any) -> Recorded:
    """An exchange, with a plain answer if `response` is a text."""
    return Recorded(
        provider="openai",
        request=make_request(user, **fields),
        response=make_response(response) if isinstance(response, str) else response,
        provenance=Provenance(at="2026-11-21T15:57:29Z", upstream="https://api.openai.com", model="gpt-4o"),
    )


def make_cassette(*exchanges: Recorded, **fields: Any) -> Cassette:
    return Cassette(exchanges=exchanges, **fields)


def write(path: Path, exchanges: Sequence[Recorded], **fields: Any) -> Path:
    """A cassette file of these exchanges."""
    Store(path).save(Cassette(exchanges=tuple(exchanges), **fields))
    return path
