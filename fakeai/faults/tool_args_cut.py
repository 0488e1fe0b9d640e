"""The fault `tool_args_cut`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from fakeai import wire
from fakeai.faults.bodies import JSON, an_object, json_body, objects, with_json
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.events import Stream, is_stream
from fakeai.faults.frames import edited, with_frames


class ToolArgsCut(Fault):
    """The arguments of the last tool call break off, while the finish says that the call is complete."""

    fault: Literal["tool_args_cut"] = "tool_args_cut"
    keep: Annotated[float, Field(ge=0, lt=1)] = Field(0.5, description="How much of the arguments comes: 0.5 is half.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The answer with the arguments cut wherever they are said; later fragments of them come empty."""
        if not is_stream(response):
            body = json_body(response)
            _cut(list(_fragments(an_object(body))), self.keep)
            return with_json(response, body)
        events = Stream(response).events
        found = [(event, list(_fragments(an_object(event.payload)))) for event in events]
        cut = _cut([fragment for _, fragments in found for fragment in fragments], self.keep)
        edits = [event.reworded(event.payload) for event, fragments in found if any(map(cut.__contains__, fragments))]
        return with_frames(response, edited(response.frames, edits))


@dataclass(frozen=True, slots=True, eq=False)
class _Fragment:
    """Arguments of one tool call, or a part of them: where they stand, and whether they are all said so far."""

    call: str
    holder: JSON
    key: str
    whole: bool

    @property
    def text(self) -> str:
        text = self.holder.get(self.key)
        return text if isinstance(text, str) else ""


def _cut(fragments: list[_Fragment], keep: float) -> set[_Fragment]:
    """Cut the arguments of the last call that has any; the fragments that were changed."""
    spoken = [fragment.call for fragment in fragments if fragment.text]
    if not spoken:
        raise NotApplicable("the answer calls no tool with arguments as text")
    ours = [fragment for fragment in fragments if fragment.call == spoken[-1]]
    left = kept = int(keep * _length(ours))
    changed = set()
    for fragment in ours:
        text = fragment.text[: kept if fragment.whole else left]
        if not fragment.whole:
            left -= len(text)
        if text != fragment.text:
            fragment.holder[fragment.key] = text
            changed.add(fragment)
    return changed


def _length(fragments: Iterable[_Fragment]) -> int:
    """How long the arguments are that the fragments add up to, or repeat."""
    whole = max((len(fragment.text) for fragment in fragments if fragment.whole), default=0)
    return max(whole, sum(len(fragment.text) for fragment in fragments if not fragment.whole))


def _fragments(payload: JSON) -> Iterator[_Fragment]:
    yield from _in_choices(payload)
    yield from _in_blocks(payload)
    yield from _in_items(payload)


def _in_choices(payload: JSON) -> Iterator[_Fragment]:
    """Chat Completions, streamed and plain, and its older `function_call`."""
    for number, choice in enumerate(objects(payload.get("choices"))):
        for side in ("delta", "message"):
            said = an_object(choice.get(side))
            which, whole = choice.get("index", number), side == "message"
            for position, tool in enumerate(objects(said.get("tool_calls"))):
                call = f"choice {which} tool {position if whole else tool.get('index', position)}"
                yield _Fragment(call, an_object(tool.get("function")), "arguments", whole=whole)
                yield _Fragment(call, an_object(tool.get("custom")), "input", whole=whole)
            yield _Fragment(f"choice {which}", an_object(said.get("function_call")), "arguments", whole=whole)


def _in_blocks(payload: JSON) -> Iterator[_Fragment]:
    """Anthropic's stream; its plain answers hold arguments as an object, which can't break off."""
    yield _Fragment(f"block {payload.get('index')}", an_object(payload.get("delta")), "partial_json", whole=False)


def _in_items(payload: JSON) -> Iterator[_Fragment]:
    """Responses: the deltas, and every later event, and the plain body, that repeat all of it."""
    call = f"item {payload.get('item_id')}"
    if payload.get("type") == "response.function_call_arguments.delta":
        yield _Fragment(call, payload, "delta", whole=False)
    if payload.get("type") == "response.function_call_arguments.done":
        yield _Fragment(call, payload, "arguments", whole=True)
    for item in (an_object(payload.get("item")), *_output(payload), *_output(an_object(payload.get("response")))):
        if item.get("type") == "function_call":
            yield _Fragment(f"item {item.get('id')}", item, "arguments", whole=True)


def _output(response: JSON) -> list[Any]:
    return objects(response.get("output"))
