"""A reply as people write it below `reply`: text alone, a tool, or as many keys as it takes."""

from __future__ import annotations

import json
import struct
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, assert_never

from fakeai.call import Call
from fakeai.reply import Audio, Choice, Part, Reasoning, Refusal, Reply, Text, TokenLogprob, ToolCall

_ORDER = (Reasoning, Text, Audio, Refusal, ToolCall)


def reply_words(reply: Reply, call: Call, interrupted_by: Any = None) -> Any:
    """What stands below `reply`; None for what can't be said in these words.

    interrupted_by: what stands below that key, if the stream broke off with a failure.
    """
    written: dict[str, Any] = {}
    if reply.vectors is not None:
        in_base64 = call.body.get("encoding_format") == "base64"
        written["vectors"] = [[_short(it) if in_base64 else it for it in vector] for vector in reply.vectors]
    else:
        if interrupted_by is None and any(choice.finish is None for choice in reply.choices):
            return None  # a reply always says why it ended
        choices = [_choice(choice) for choice in reply.choices]
        if not choices:
            return None
        alone = len(choices) == 1 and not reply.choices[0].extra
        written = choices[0] if alone else {"choices": [_briefly(it) for it in choices]}
    if reply.usage is not None:
        counts = {name: tokens for name, tokens in asdict(reply.usage).items() if tokens}
        written |= {"usage": counts} if counts else {}
    if reply.model is not None:
        written["model"] = reply.model
    if reply.extra:
        written["extra"] = dict(reply.extra)
    if has_braces(written):
        written["template"] = False
    if interrupted_by is not None:
        written["interrupted_by"] = interrupted_by
    return _briefly(written)


def has_braces(written: Any) -> bool:
    """Whether a text in it would be taken for a template."""
    return any("{{" in text or "{%" in text for text in _texts(written))


def _briefly(written: Any) -> Any:
    """Text alone stands for itself."""
    return written["text"] if isinstance(written, dict) and written.keys() == {"text"} else written


def _choice(choice: Choice) -> dict[str, Any]:
    written = _in_usual_order(choice.parts) or {"parts": [_briefly(_part(part)) for part in choice.parts]}
    usual = "tool_calls" if choice.tool_calls else "stop"
    if choice.finish not in {None, usual}:
        written["finish"] = choice.finish
    if choice.logprobs is not None:
        written["logprobs"] = [_token(token) for token in choice.logprobs]
    if choice.extra:
        written["extra"] = dict(choice.extra)
    return written


def _in_usual_order(parts: tuple[Part, ...]) -> dict[str, Any] | None:
    """The parts as keys, where they come in the order that keys have, and each once but for tools."""
    kinds = [_ORDER.index(type(part)) for part in parts if type(part) in _ORDER]
    single = [kind for kind in kinds if _ORDER[kind] is not ToolCall]
    said_twice = {Text, Audio} <= {type(part) for part in parts}
    if len(kinds) < len(parts) or kinds != sorted(kinds) or len(set(single)) < len(single) or said_twice:
        return None
    written: dict[str, Any] = {}
    tools = [part for part in parts if isinstance(part, ToolCall)]
    for part in parts:
        if not isinstance(part, ToolCall):
            written |= _part(part)
    if len(tools) == 1 and not tools[0].custom:
        written |= _tool(tools[0], "tool")
    elif tools:
        written["tools"] = [_tool(tool, "name") for tool in tools]
    return written or {"text": ""}


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Text():
            value = _structure(part.text)
            return {"text": part.text} if value is None else {"json": value}
        case Reasoning():
            return {"reasoning": part.text}
        case Refusal():
            return {"refusal": part.text}
        case Audio():
            data = {} if part.data is None else {"data": b64encode(part.data).decode()}
            return {"audio": {"transcript": part.transcript, **data}}
        case ToolCall():
            return _tool(part, "tool")
        case _:
            assert_never(part)


def _tool(tool: ToolCall, key: str) -> dict[str, Any]:
    value = None if tool.custom else _structure(tool.arguments)
    arguments = value if isinstance(value, dict) else tool.arguments
    return {
        key: tool.name,
        **({"args": arguments} if arguments != {} else {}),
        **({"custom": True} if tool.custom else {}),
    }


def _structure(text: str) -> Any:
    """The mapping or list that a text is the compact JSON of; None if it is something else."""
    try:
        value = json.loads(text)
        same = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False) == text
    except (ValueError, RecursionError):
        return None
    return value if same and isinstance(value, dict | list) else None


def _token(token: TokenLogprob) -> dict[str, Any]:
    return {"token": token.token, "logprob": token.logprob, **({"top": dict(token.top)} if token.top else {})}


def _short(number: float) -> float:
    """The shortest number that is the same among those of 32 bits, which is what base64 holds."""
    for digits in (7, 8, 9):
        short = float(f"{number:.{digits}g}")
        if struct.pack("<f", short) == struct.pack("<f", number):
            return short
    return number


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(item)
