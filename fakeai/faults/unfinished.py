"""The fault `unfinished`."""

from __future__ import annotations

from typing import Literal

from fakeai import wire
from fakeai.faults.bodies import JSON, an_object, json_body, objects, with_json
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.events import Event, Stream, is_stream
from fakeai.faults.frames import Edit, edited, with_frames

_ENDS_OF_RESPONSES = ("response.completed", "response.incomplete", "response.failed")


class Unfinished(Fault):
    """Nothing says why the model stopped: the finish chunk is missing, though the stream ends as usual."""

    fault: Literal["unfinished"] = "unfinished"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The answer without a finish: as an event of its own it is left out, in another it is null."""
        if not is_stream(response):
            return _plain(response)
        found = [edit for event in Stream(response).events if (edit := _edit(event)) is not None]
        if not found:
            raise NotApplicable("the stream says no finish")
        return with_frames(response, edited(response.frames, found))


def _edit(event: Event) -> Edit | None:
    payload = an_object(event.payload)
    if _is_finish(payload):
        return event.removed()
    if not _unset(payload):
        return None
    return event.removed() if _says_nothing_else(payload) else event.reworded(payload)


def _is_finish(payload: JSON) -> bool:
    """Whether an event is there to say the finish: Anthropic's, Responses', Ollama's."""
    if payload.get("type") == "message_delta":
        return bool(an_object(payload.get("delta")).get("stop_reason"))
    return payload.get("type") in _ENDS_OF_RESPONSES or payload.get("done") is True


def _unset(payload: JSON) -> bool:
    """Make every finish null: OpenAI's in choices, Gemini's in candidates, Anthropic's in a plain body."""
    found = False
    for part in (payload, *objects(payload.get("choices")), *objects(payload.get("candidates"))):
        for key in ("finish_reason", "finishReason", "stop_reason"):
            if part.get(key):
                part[key] = None
                found = True
    return found


def _says_nothing_else(payload: JSON) -> bool:
    """Whether a chunk has no delta, no text and no usage, but only said the finish."""
    choices = objects(payload.get("choices"))
    return bool(choices) and not payload.get("usage") and not any(
        choice.get("delta") or choice.get("text") for choice in choices
    )  # fmt: skip


def _plain(response: wire.Response) -> wire.Response:
    body = json_body(response)
    if not _unset(an_object(body)):
        raise NotApplicable("the answer says no finish")
    return with_json(response, body)
