"""An entry of a HAR file, as browsers and mitmproxy save them, as an exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from fakeai.recording import foreign
from fakeai.recording.cassette import Recorded
from fakeai.recording.foreign import Pieces, Unusable, from_base64, is_known

_BEFORE_THE_ANSWER = ("blocked", "dns", "connect", "send", "wait")
_BODILESS = frozenset({204, 205, 304})


def exchange(entry: Mapping[str, Any]) -> Recorded:
    """The exchange of an entry. Raises Unusable for one that is none of a provider, or not whole."""
    asked, answered = entry["request"], entry["response"]
    if not is_known(asked["method"], asked["url"]):
        parts = urlsplit(asked["url"])
        raise Unusable(f"{asked['method']} {parts.hostname}{parts.path} is nothing that a provider is asked")
    took = max(0.0, float(entry.get("time") or 0)) / 1000
    return foreign.exchange(
        Pieces(
            method=asked["method"],
            url=asked["url"],
            asked=_fields(asked.get("headers")),
            body=_posted(asked.get("postData") or {}),
            status=int(answered["status"]),
            answered=_without_encoding(_fields(answered.get("headers"))),
            content=_content(answered),
            at=str(entry.get("startedDateTime") or ""),
            head_at=min(took, _head_at(entry.get("timings") or {}, took)),
            end_at=took,
        )
    )


def _fields(headers: Any) -> list[tuple[str, str]]:
    return [(str(field["name"]), str(field["value"])) for field in headers or ()]


def _without_encoding(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The header fields, but for the encoding: bodies are kept decoded."""
    return [field for field in fields if field[0].lower() != "content-encoding"]


def _posted(data: Mapping[str, Any]) -> bytes:
    if "text" in data:
        return _decoded(str(data["text"] or ""), data.get("encoding"))
    return urlencode([(it["name"], it.get("value", "")) for it in data.get("params") or ()]).encode()


def _content(answered: Mapping[str, Any]) -> bytes:
    content = answered.get("content") or {}
    if "text" in content:
        return _decoded(str(content["text"] or ""), content.get("encoding"))
    if int(answered["status"]) in _BODILESS or not content.get("size"):
        return b""
    raise Unusable("its body was not kept; save the HAR with content")


def _decoded(text: str, encoding: Any) -> bytes:
    return from_base64(text) if encoding == "base64" else text.encode("utf-8", "surrogatepass")


def _head_at(timings: Mapping[str, Any], took: float) -> float:
    """When the answer began, in seconds; where that was not measured, when it ended."""
    waited = [float(timings.get(name) or 0) for name in _BEFORE_THE_ANSWER]
    return sum(time for time in waited if time > 0) / 1000 if timings.get("wait") is not None else took
