"""The fault `no_usage`."""

from __future__ import annotations

from typing import Literal

from fakeai import wire
from fakeai.faults.bodies import JSON, an_object, json_body, with_json
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.events import Event, Stream, is_stream
from fakeai.faults.frames import Edit, edited, with_frames

_USAGE = ("usage", "usageMetadata", "prompt_eval_count", "eval_count")  # OpenAI and Anthropic; Gemini; Ollama
_INSIDE = ("message", "response", "x_groq")  # Anthropic's message_start, Responses' response.completed, Groq's own


class NoUsage(Fault):
    """Token counts are missing: the usage chunk of a stream, or `usage` in a body."""

    fault: Literal["no_usage"] = "no_usage"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The answer without token counts; a chunk that held nothing else is left out."""
        if not is_stream(response):
            return _plain(response)
        found = [edit for event in Stream(response).events if (edit := _edit(event)) is not None]
        if not found:
            raise NotApplicable("the stream says no usage")
        return with_frames(response, edited(response.frames, found))


def _edit(event: Event) -> Edit | None:
    payload = an_object(event.payload)
    if not _remove(payload):
        return None
    return event.removed() if payload.get("choices") == [] else event.reworded(payload)


def _remove(payload: JSON) -> bool:
    """Take token counts out of a body or an event; whether there were any. A null, as chunks have it, is none."""
    found = False
    for part in (payload, *(an_object(payload.get(key)) for key in _INSIDE)):
        for key in _USAGE:
            if part.get(key) is not None:
                del part[key]
                found = True
    return found


def _plain(response: wire.Response) -> wire.Response:
    body = json_body(response)
    if not _remove(an_object(body)):
        raise NotApplicable("the answer says no usage")
    return with_json(response, body)
