"""A cassette as people read a conversation: who said what, which tools were called, and how long it took."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fakeai.recording.cassette import Cassette, Recorded
from fakeai.recording.understanding import understood
from fakeai.reply import Choice, Reasoning, Refusal, Text, ToolCall

_EXCERPT = 2000  # characters of a body that no dialect understands


def transcript(cassette: Cassette, numbers: tuple[int, ...] = ()) -> Iterator[str]:
    """The lines of all exchanges, or of those with these numbers, from 1."""
    for number, recorded in enumerate(cassette.exchanges, 1):
        if not numbers or number in numbers:
            yield from _exchange(number, recorded)
            yield ""


def _exchange(number: int, recorded: Recorded) -> Iterator[str]:
    origin, response = recorded.provenance, recorded.response
    took = response.frames[-1].at if response.frames else response.head_at
    ending = "" if response.ending == "complete" else f", ended by {response.ending}"
    yield f"#{number} {recorded.title} -> {response.status} in {took:.3g} s{ending}"
    known = [word for word in (origin.at, origin.upstream, origin.served, origin.client) if word]
    if known:
        yield f"   {', '.join(known)}"
    call, reply = understood(recorded)
    if call is None:
        yield from _said("asked", recorded.request.body.decode("utf-8", "replace")[:_EXCERPT])
    else:
        for message in call.messages:
            yield from _said(message.role, message.text)
            for use in message.tool_uses:
                yield from _said(message.role, f"{use.name}({use.arguments})")
        for text in call.inputs:
            yield from _said("input", text)
    if reply is None:
        yield from _said("answer", response.body.decode("utf-8", "replace")[:_EXCERPT])
        return
    if reply.vectors is not None:
        yield from _said("answer", f"{len(reply.vectors)} vectors")
    for choice in reply.choices:
        yield from _choice(choice)


def _choice(choice: Choice) -> Iterator[str]:
    for part in choice.parts:
        match part:
            case Text():
                yield from _said("answer", part.text)
            case Reasoning():
                yield from _said("reasoning", part.text)
            case Refusal():
                yield from _said("refusal", part.text)
            case ToolCall():
                yield from _said("answer", f"{part.name}({_compact(part.arguments)})")
    if choice.finish not in {None, "stop", "tool_calls"}:
        yield from _said("finish", str(choice.finish))


def _said(who: str, text: str) -> Iterator[str]:
    """A role and its words, further lines indented below the first."""
    first, *rest = text.splitlines() or [""]
    if text:
        yield f"  {who + ':':<11}{first}"
        yield from (f"{'':<13}{line}" for line in rest)


def _compact(arguments: str) -> str:
    try:
        return json.dumps(json.loads(arguments), ensure_ascii=False)
    except ValueError:
        return arguments
