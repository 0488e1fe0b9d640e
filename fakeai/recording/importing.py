"""Recordings of others as cassettes: vcrpy's YAML, HAR, and the JSON of aimock."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml

from fakeai import sse, wire
from fakeai.errors import CassetteError, Problem
from fakeai.providers import PROVIDERS
from fakeai.recording.cassette import Cassette, Provenance, Recorded
from fakeai.recording.scrubbing import stripped

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ENCODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})


def imported(data: bytes, *, file: str) -> Cassette:
    """The cassette that a file of another tool holds. Raises CassetteError where it is of none that is known."""
    try:
        value = yaml.load(data, Loader=_LOADER)  # noqa: S506 -- a safe loader; JSON is YAML
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CassetteError(Problem(message=f"neither YAML nor JSON: {error}", file=file)) from error
    try:
        return Cassette(exchanges=tuple(stripped(recorded) for recorded in _exchanges(value, file)))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        said = f"it looks like a recording, but something is missing or of another kind: {error}"
        raise CassetteError(Problem(message=said, file=file)) from error


def _exchanges(value: Any, file: str) -> Iterator[Recorded]:
    if isinstance(value, dict) and "interactions" in value:
        return map(_from_vcr, value["interactions"])
    if isinstance(value, dict) and "log" in value:
        return map(_from_har, value["log"]["entries"])
    if isinstance(value, dict) and "fixtures" in value:
        return map(_from_aimock, value["fixtures"])
    raise CassetteError(Problem(message="no recording of vcrpy, HAR or aimock", file=file))


def _from_vcr(interaction: Mapping[str, Any]) -> Recorded:
    asked, answered = interaction["request"], interaction["response"]
    body = answered.get("body") or {}
    content = answered["parsed_body"] if "parsed_body" in answered else body.get("string", body)
    return _recorded(
        asked["method"],
        asked["uri"],
        _listed(asked.get("headers")),
        asked["parsed_body"] if "parsed_body" in asked else asked.get("body"),
        answered["status"]["code"] if isinstance(answered["status"], dict) else answered["status"],
        _listed(answered.get("headers")),
        content,
        at=str(interaction.get("recorded_at", "")),
    )


def _from_har(entry: Mapping[str, Any]) -> Recorded:
    asked, answered = entry["request"], entry["response"]
    content = answered.get("content") or {}
    text = content.get("text", "")
    body = base64.b64decode(text) if content.get("encoding") == "base64" else text
    fields = [(field["name"], field["value"]) for field in answered["headers"]]
    plain = [field for field in fields if field[0].lower() not in _ENCODED]  # HAR holds bodies decoded
    return _recorded(
        asked["method"],
        asked["url"],
        [(field["name"], field["value"]) for field in asked["headers"]],
        (asked.get("postData") or {}).get("text"),
        answered["status"],
        plain,
        body,
        at=str(entry.get("startedDateTime", "")),
        seconds=max(0.0, float(entry.get("time", 0)) / 1000),
    )


def _from_aimock(fixture: Mapping[str, Any]) -> Recorded:
    """What aimock keeps is a match and an answer, so that the request is the smallest one that fits."""
    match, said = fixture["match"], fixture["response"]
    model = match.get("model", "gpt-4o")
    message: dict[str, Any] = {"role": "assistant", "content": said.get("content")}
    calls = said.get("toolCalls") or ()
    if calls:
        message["tool_calls"] = [
            {"id": call.get("id") or f"call_{number}", "type": "function",
             "function": {"name": call["name"], "arguments": _text(call["arguments"])}}
            for number, call in enumerate(calls)
        ]  # fmt: skip
    answer = {
        "id": "chatcmpl-aimock", "object": "chat.completion", "created": 0, "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}],
    }  # fmt: skip
    asked = {"model": model, "messages": [{"role": "user", "content": match.get("userMessage", "")}]}
    return _recorded(
        "POST", "https://api.openai.com/v1/chat/completions", [("content-type", "application/json")],
        json.dumps(asked, separators=(",", ":")), 200, [("content-type", "application/json")],
        json.dumps(answer, separators=(",", ":")),
    )  # fmt: skip


def _recorded(  # noqa: PLR0917 -- a request and an answer, part by part
    method: str, url: str, asked: Sequence[tuple[str, str]], body: Any, status: int,
    answered: Sequence[tuple[str, str]], content: Any, *, at: str = "", seconds: float = 0.0,
) -> Recorded:  # fmt: skip
    parts = urlsplit(url)
    path, data = unquote(parts.path), _bytes(content)
    plain = _decompressed(data, dict(answered))
    fields = tuple(field for field in answered if field[0].lower() not in _ENCODED)
    stream = any(name.lower() == "content-type" and "event-stream" in value for name, value in fields)
    frames = _frames(plain, seconds) if stream else (wire.Frame(plain, seconds),) if plain else ()
    length = () if stream else (("content-length", str(len(plain))),)
    asked_body = _bytes(body)
    return Recorded(
        provider=_provider(path),
        request=wire.Request(
            method=method.upper(), path=path, query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            headers=tuple(asked), body=asked_body,
        ),
        response=wire.Response(status=int(status), headers=(*fields, *length), head_at=seconds, frames=frames),
        provenance=Provenance(at=at, upstream=f"{parts.scheme}://{parts.hostname}", model=_model(asked_body)),
    )  # fmt: skip


def _provider(path: str) -> str:
    """The provider that has this path; OpenAI for what none has."""
    fitting = (it.name for it in PROVIDERS if any(route.path == path for route in it.routes))
    return next(fitting, "openai")


def _frames(body: bytes, seconds: float) -> tuple[wire.Frame, ...]:
    """A stream in one frame an event, all at once: nobody has kept when they came."""
    text, frames = body, []
    while text:
        event, end, text = text.partition(b"\n\n")
        frames.append(wire.Frame(event + end, seconds))
    return tuple(frames) if any(sse.events(body)) else (wire.Frame(body, seconds),)


def _listed(headers: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Headers as vcrpy keeps them: a list of values by name."""
    return [
        (name, str(value))
        for name, values in (headers or {}).items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _bytes(value: Any) -> bytes:
    match value:
        case None:
            return b""
        case bytes():
            return value
        case str():
            return value.encode()
        case {"string": inner}:
            return _bytes(inner)
        case _:
            return wire.json_bytes(value)


def _decompressed(body: bytes, headers: Mapping[str, str]) -> bytes:
    encoding = next((value for name, value in headers.items() if name.lower() == "content-encoding"), "")
    try:
        if encoding == "gzip":
            return gzip.decompress(body)
        return zlib.decompress(body) if encoding == "deflate" else body
    except (OSError, zlib.error, EOFError):  # it was kept decompressed beside a header that says otherwise
        return body


def _model(body: bytes) -> str:
    try:
        value = json.loads(body)
    except ValueError:
        return ""
    model = value.get("model") if isinstance(value, dict) else None
    return model if isinstance(model, str) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
