"""Recordings as fixtures to be edited: what was asked becomes a match, what came a reply in neutral words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fakeai.call import Call
from fakeai.recording.cassette import Cassette, Recorded
from fakeai.recording.emitting import items
from fakeai.recording.keys import Keys
from fakeai.recording.redaction import Redactor
from fakeai.recording.understanding import understood
from fakeai.reply import Choice, Part, Reasoning, Refusal, Reply, Text, ToolCall

_LINES = ("event: ", "data: ")


def to_fixtures(cassette: Cassette) -> str:
    """A fixture file that answers the requests of a cassette; a request that came several times gets a script.

    A reply is written in neutral words where reading it back gives the same; what the words can't say, a failure or a
    stream that was cut, stands as `verbatim`.
    """
    keys = Keys(cassette.matching, Redactor())
    rows: dict[bytes, list[Recorded]] = {}
    for recorded in cassette.exchanges:
        rows.setdefault(keys.asked(recorded.provider, recorded.request).key, []).append(recorded)
    fixtures = [_fixture(row, cassette.then) for row in rows.values()]
    return "\n".join(["fixtures:", *items(fixtures, "  ")]) + "\n" if fixtures else "fixtures: []\n"


def _fixture(row: list[Recorded], then: str) -> Mapping[str, Any]:
    match = _match(row[0])
    turns = [_turn(recorded) for recorded in row]
    if len(turns) == 1:
        return {"match": match, **turns[0]}
    return {"match": match, "script": turns, **({} if then == "error" else {"then": then})}


def _match(recorded: Recorded) -> dict[str, Any]:
    call = understood(recorded).call
    if call is None:
        return {"provider": recorded.provider}
    match: dict[str, Any] = {"endpoint": call.endpoint}
    if call.model:
        match["model"] = {"equals": call.model}
    if call.user is not None and not call.tool_results:
        match["user"] = {"equals": call.user}
    if call.system is not None:
        match["system"] = {"equals": call.system}
    if call.after_tool:
        match["after_tool"] = call.after_tool[-1]
        match["tool_result"] = {"equals": call.tool_results[-1].text}
    if call.messages:
        match["turn"] = call.turn
    return match | ({"stream": call.stream} if call.endpoint in {"chat", "completions"} else {})


def _turn(recorded: Recorded) -> dict[str, Any]:
    call, reply = understood(recorded)
    written = None if call is None or reply is None else _reply(reply, call)
    return {"verbatim": _verbatim(recorded)} if written is None else {"reply": written}


def _reply(reply: Reply, call: Call) -> dict[str, Any] | None:
    """A reply as it is written; None for what that can't say."""
    if call.endpoint in {"models", "model"}:
        return None
    written: dict[str, Any] = {}
    if reply.vectors is not None:
        written["vectors"] = [list(vector) for vector in reply.vectors]
    elif len(reply.choices) == 1:
        written |= _choice(reply.choices[0])
    else:
        written["choices"] = [_choice(choice) for choice in reply.choices]
    if reply.usage is not None:
        names = ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")
        counts = {name: getattr(reply.usage, name) for name in names if getattr(reply.usage, name)}
        written |= {"usage": counts} if counts else {}
    if reply.model and reply.model != call.model:
        written["model"] = reply.model
    if any("{{" in text or "{%" in text for text in _texts(written)):
        written["template"] = False
    return written


def _choice(choice: Choice) -> dict[str, Any]:
    parts = [_part(part) for part in choice.parts]
    texts = [part for part in choice.parts if isinstance(part, Text)]
    if len(parts) == len(texts) == 1:
        written: dict[str, Any] = parts[0]
    else:
        written = {"parts": parts} if parts else {"text": ""}
    usual = "tool_calls" if choice.tool_calls else "stop"
    if choice.finish is not None and choice.finish != usual:
        written["finish"] = choice.finish
    return written


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Text():
            return {"text": part.text}
        case Reasoning():
            return {"reasoning": part.text}
        case Refusal():
            return {"refusal": part.text}
        case ToolCall():
            return {"tool": part.name, "args": _arguments(part.arguments), **({"id": part.id} if part.id else {})}


def _arguments(arguments: str) -> Any:
    """Arguments as a mapping where that says the same, else as they were written."""
    try:
        value = json.loads(arguments)
    except ValueError:
        return arguments
    same = isinstance(value, dict) and json.dumps(value, separators=(",", ":"), ensure_ascii=False) == arguments
    return value if same else arguments


def _verbatim(recorded: Recorded) -> dict[str, Any]:
    response = recorded.response
    headers = {name: value for name, value in response.headers if name.lower() != "content-length"}
    written: dict[str, Any] = {"status": response.status or 502, **({"headers": headers} if headers else {})}
    if len(response.frames) > 1:
        return written | {"frames": [frame.data.decode("utf-8", "replace") for frame in response.frames]}
    return written | {"body": response.body.decode("utf-8", "replace")}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
