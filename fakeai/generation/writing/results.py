"""What is said when the results of tools have come back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fakeai.call import Call
from fakeai.generation.naming import words_of
from fakeai.generation.writing.hand import Hand

_MOST_TEXT, _MOST_FIELDS, _MOST_ITEMS = 400, 6, 4
_OPENINGS = ("Here is what I found.", "I looked that up for you.", "Thanks for waiting.", "I have the answer now.")
_ENDINGS = (
    "Let me know if you need anything else.",
    "Is there anything else you would like to know?",
    "I hope that helps.",
)
_FAILED = ("error", "failed", "exception", "traceback")


def from_results(call: Call, hand: Hand) -> str:
    """An answer that says what the tools returned, each result in its own words."""
    names = call.after_tool
    told = [_told(name, message.text) for name, message in zip(names, call.tool_results, strict=True)]
    lines = [line for line in told if line] or ["That has been done."]
    if not hand.fits(30):
        return lines[0]
    return " ".join((hand.one(_OPENINGS), *lines, hand.one(_ENDINGS)))


def _told(name: str, text: str) -> str:
    """One result as a sentence."""
    subject = (
        " ".join(word for word in words_of(name) if word not in ("get", "fetch", "lookup", "search", "tool"))
        or "result"
    )
    if any(sign in text[:80].lower() for sign in _FAILED):
        return f"The {subject} lookup did not work: {_cut(text)}"
    value = _value(text)
    if isinstance(value, str):
        return _sentence(_cut(value)) if " " in value else f"The {subject} is {value}."
    return f"For {subject}: {_spoken(value)}." if value not in (None, {}, []) else ""


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text.strip()


def _spoken(value: Any) -> str:
    """A JSON value in words."""
    if isinstance(value, Mapping):
        return ", ".join(
            f"{' '.join(words_of(name)) or name} is {_spoken(item)}"
            for name, item in _first(value.items(), _MOST_FIELDS)
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(_spoken(item) for item in _first(value, _MOST_ITEMS))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else _cut(str(value))


def _first(values: Any, count: int) -> Iterator[Any]:
    yield from list(values)[:count]


def _sentence(text: str) -> str:
    return text if text[-1:] in ".!?" else text + "."


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else text[:_MOST_TEXT].rsplit(" ", 1)[0] + " …"
