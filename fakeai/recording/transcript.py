"""A cassette as people read a conversation: who said what, which tools were called, and how long it took."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from fakeai import sse, wire
from fakeai.call import Call, Message
from fakeai.recording.cassette import Cassette, Provenance, Recorded
from fakeai.recording.understanding import understood
from fakeai.reply import Audio, Choice, Reasoning, Refusal, Reply, Text, ToolCall

_EXCERPT = 1000  # characters of a body that no dialect understands
_EVENTS = 6  # of a stream that no dialect understands
_WIDTH = 110
_MARGIN = 13  # where words begin
_TOLD_ELSEWHERE = frozenset(
    {"model", "messages", "input", "prompt", "stream", "stream_options", "tools", "encoding_format"}
)
_LONGEST_OPTION = 60


def transcript(cassette: Cassette, numbers: tuple[int, ...] = ()) -> Iterator[str]:
    """The lines of all exchanges, or of those with these numbers, from 1.

    Where they come from is told of the first, and again where that changes.
    """
    told: Provenance | None = None
    for number, recorded in enumerate(cassette.exchanges, 1):
        if not numbers or number in numbers:
            yield f"#{number} {recorded.title} -> {_outcome(recorded.response)}"
            origin = recorded.provenance
            if told is None or _origin(told) != _origin(origin):
                told = origin
                words = ", ".join(word for word in (origin.at, *_origin(origin)) if word)
                yield from [f"   {words}"] if words else []
            yield from _exchange(recorded)
            yield ""


def _origin(provenance: Provenance) -> tuple[str, ...]:
    served = f"served by {provenance.served}" if provenance.served not in {"", provenance.model} else ""
    return provenance.upstream, served, provenance.client


def _outcome(response: wire.Response) -> str:
    """Status, time and ending: "200, 62 events from 34 ms to 108 ms", "429 in 3 ms", "ended by a reset after 1.5 s"."""
    status = str(response.status or "no answer")
    end = response.frames[-1].at if response.frames else response.head_at
    events = sum(1 for _ in sse.events(response.body)) if _is_stream(response) else 0
    if events:
        said = f"{status}, {_counted(events, 'event')} from {_time(response.frames[0].at)} to {_time(end)}"
    else:
        said = f"{status} in {_time(end)}"
    return said if response.ending == "complete" else f"{said}, ended by a {response.ending}"


def _exchange(recorded: Recorded) -> Iterator[str]:
    response = recorded.response
    call, reply, *_ = understood(recorded)
    if call is None:
        yield from _said("asked", _excerpt(recorded.request.body, recorded.request.header("content-type")))
    else:
        yield from _call(call)
    if reply is not None:
        yield from _reply(reply)
    failure = _failure(response)
    if failure:
        yield from _said("failure", failure)
    wait = response.header("retry-after-ms"), response.header("retry-after")
    if any(wait):
        yield from _said("retry", f"after {f'{wait[0]} ms' if wait[0] else f'{wait[1]} s'}")
    if reply is None and not failure:
        yield from _said("answer", _events(response) or _excerpt(response.body, response.header("content-type")))


def _call(call: Call) -> Iterator[str]:
    for message in call.messages:
        yield from _said(message.role, message.text + _images(message))
        for use in message.tool_uses:
            yield from _said(message.role, f"{use.name}({_arguments(use.arguments)})")
    for text in call.inputs:
        yield from _said("input", text)
    if call.tools:
        yield from _said("tools", ", ".join(tool.name for tool in call.tools))
    options = [f"{key} {_option(value)}" for key, value in call.body.items() if key not in _TOLD_ELSEWHERE]
    if options:
        yield from _said("with", ", ".join(options))


def _reply(reply: Reply) -> Iterator[str]:
    if reply.vectors is not None:
        sizes = {len(vector) for vector in reply.vectors}
        yield from _said("answer", f"{_counted(len(reply.vectors), 'vector')} of {max(sizes, default=0)} numbers")
    if reply.models is not None:
        yield from _said("answer", ", ".join(model.id for model in reply.models))
    for number, choice in enumerate(reply.choices, 1):
        yield from _choice(choice, f" {number}" if len(reply.choices) > 1 else "")
    used = reply.usage
    if used is not None and used.input_tokens is not None:
        answered = f", {used.output_tokens} out" if used.output_tokens else ""
        yield from _said("tokens", f"{used.input_tokens} in{answered}")


def _choice(choice: Choice, number: str) -> Iterator[str]:
    for part in choice.parts:
        match part:
            case Text():
                yield from _said(f"answer{number}", part.text)
            case Reasoning():
                yield from _said("reasoning", part.text)
            case Refusal():
                yield from _said("refusal", part.text)
            case Audio():
                yield from _said(f"spoken{number}", part.transcript)
            case ToolCall():
                yield from _said(f"answer{number}", f"{part.name}({_arguments(part.arguments)})")
    if not choice.parts:
        yield from _said(f"answer{number}", "(nothing)")
    if choice.finish not in {"stop", "tool_calls"}:
        yield from _said("finish", choice.finish or "(none)")


def _failure(response: wire.Response) -> str:
    """What an error says, as the whole body or as an event of a stream; empty where there is none."""
    events = (_json(event.data) for event in sse.events(response.body)) if _is_stream(response) else ()
    bodies = [it for it in events if isinstance(it, Mapping) and "error" in it]
    if response.status >= 400 and not bodies:
        bodies = [it for it in (_json(response.body),) if isinstance(it, Mapping)]
    if not bodies:
        return ""
    error = bodies[-1].get("error", bodies[-1])
    said = error if isinstance(error, Mapping) else {"message": error}
    words = [str(said[key]) for key in ("type", "code", "param") if said.get(key)]
    message = said.get("message") or said.get("detail") or ("" if words else said)
    text = message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)
    return f"{text} ({', '.join(words)})" if words else text


def _said(who: str, text: str) -> Iterator[str]:
    """A role and its words, further lines indented below the first; long ones are wrapped."""
    lines = [
        part
        for line in text.rstrip("\n").split("\n")
        for part in textwrap.wrap(
            line, _WIDTH - _MARGIN, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
        )
        or [""]
    ]
    if text:
        yield f"  {who + ':':<{_MARGIN - 3}} {lines[0]}"
        yield from (f"{'':<{_MARGIN}}{line}".rstrip() for line in lines[1:])


def _images(message: Message) -> str:
    return f" ({_counted(message.images, 'image')})" if message.images else ""


def _arguments(arguments: str) -> str:
    """The arguments of a tool as they were said, with blanks where they are JSON."""
    value = _json(arguments)
    return arguments if value is None else json.dumps(value, ensure_ascii=False)


def _option(value: Any) -> str:
    if isinstance(value, Mapping) and isinstance(value.get("type"), str):
        return str(value["type"])
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _shortened(text, _LONGEST_OPTION)


def _excerpt(body: bytes, kind: str | None) -> str:
    """A body that nobody understands: the beginning of a text, or how much there is of what is none."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"({len(body):,} bytes of {kind or 'something'})"
    value = _json(text)
    return _shortened(text if value is None else json.dumps(value, ensure_ascii=False), _EXCERPT)


def _events(response: wire.Response) -> str:
    """The first events of a stream that nobody understands, a line each; empty for what is none."""
    found = [event.data for event in sse.events(response.body)] if _is_stream(response) else []
    more = [f"({_counted(len(found) - _EVENTS, 'more event')})"] if len(found) > _EVENTS else []
    return "\n".join([*(_shortened(data, _WIDTH - _MARGIN - 1) for data in found[:_EVENTS]), *more])


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


def _is_stream(response: wire.Response) -> bool:
    return "event-stream" in (response.header("content-type") or "")


def _json(text: str | bytes) -> Any:
    """The value that a text is the JSON of; None if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.3g} s"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
