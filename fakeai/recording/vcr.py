"""An interaction of vcrpy, pytest-recording or Ruby's VCR as an exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakeai.recording import foreign
from fakeai.recording.cassette import Recorded
from fakeai.recording.foreign import Pieces, from_base64, in_bytes, listed


def exchange(interaction: Mapping[str, Any]) -> Recorded:
    """The exchange of an interaction. Raises Unusable, or KeyError for what is missing."""
    asked, answered = interaction["request"], interaction["response"]
    status = answered["status"]
    return foreign.exchange(
        Pieces(
            method=asked["method"],
            url=asked.get("uri") or asked["url"],
            asked=listed(asked.get("headers")),
            body=_body(asked),
            status=int(status["code"] if isinstance(status, Mapping) else status),
            answered=listed(answered.get("headers")),
            content=_body(answered),
            at=str(interaction.get("recorded_at") or answered.get("recorded_at") or ""),
        )
    )


def _body(side: Mapping[str, Any]) -> bytes:
    """A body in any of the forms in which it is kept: text, !!binary, base64, or (pydantic-ai's) as structure."""
    if "parsed_body" in side:
        return in_bytes(side["parsed_body"])
    body = side.get("body")
    if not isinstance(body, Mapping):
        return in_bytes(body)
    if body.get("base64_string") is not None:
        return from_base64(str(body["base64_string"]))
    return in_bytes(body.get("string", body or None))
