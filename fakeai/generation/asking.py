"""What a conversation asks for: its last prompt, and what it and the messages before it name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fakeai.call import Call
from fakeai.generation.facts import Facts
from fakeai.generation.writing.results import told_results

_MOST_KNOWN_DEPTH = 3
_TELLING = ("body", "message", "content", "text")  # arguments that tell what other tools have found


@dataclass(frozen=True, slots=True)
class Asking:
    """The prompt that is to be answered, and the facts to answer it with."""

    prompt: str
    facts: Facts


def asking_of(call: Call) -> Asking:
    """What a chat asks for. Values that tools returned are known by their names."""
    prompt = call.user or call.system or ""
    earlier = [message.text for message in call.messages if message.role == "user" and message.text != prompt]
    known: dict[str, Any] = {}
    for result in call.tool_results:
        value = _json(result.text)
        _note(value, known, 0)
        if not isinstance(value, Mapping | list):
            earlier.append(result.text)
    if call.tool_results:
        told = " ".join(told_results(call))
        for name in _TELLING:
            known.setdefault(name, told)
    return Asking(prompt, Facts(prompt, earlier=Facts("\n".join(earlier)) if earlier else None, known=known))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _note(value: Any, known: dict[str, Any], depth: int) -> None:
    """Note the values of a result by their names; an outer one goes before an inner one of the same name."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            known.setdefault(name, item)
        for item in value.values():
            if depth < _MOST_KNOWN_DEPTH:
                _note(item, known, depth + 1)
