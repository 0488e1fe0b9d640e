"""What is said when the results of tools have come back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fakeai.call import Call
from fakeai.generation.language import ENGLISH
from fakeai.generation.naming import words_of
from fakeai.generation.writing.hand import Hand

_MOST_TEXT, _MOST_FIELDS, _MOST_ITEMS = 400, 8, 5
_OPENINGS = ("Here is what I found.", "I looked that up for you.", "Thanks for waiting.", "I have the answer now.")
_ENDINGS = (
    "Let me know if you need anything else.",
    "Is there anything else you would like to know?",
    "I hope that helps.",
)
_FAILED = re.compile(r"^\W*(?:error|failed|failure|exception|traceback)\b[:\s-]*(.*)", re.IGNORECASE | re.DOTALL)
_ASKING = frozenset("get fetch lookup look search find tool query read list check load retrieve show up by".split())
_DONE = {
    "send": "sent", "create": "created", "set": "set", "book": "booked", "add": "added", "update": "updated",
    "delete": "deleted", "remove": "removed", "refund": "refunded", "cancel": "cancelled", "schedule": "scheduled",
    "save": "saved", "write": "written", "post": "posted", "submit": "submitted", "start": "started", "stop": "stopped",
    "turn": "set", "order": "ordered", "reserve": "reserved", "upload": "uploaded", "assign": "assigned",
}  # fmt: skip
_GOOD = frozenset(("ok", "okay", "success", "successful", "done", "sent", "true", "completed", "created"))
_TITLES, _DETAILS = ("title", "name", "subject", "headline"), ("snippet", "summary", "description", "text", "content")


def from_results(call: Call, hand: Hand) -> str:
    """An answer that says what the tools returned, each result in its own words."""
    lines = told_results(call) or ["That has been done."]
    if not hand.fits(30):
        return lines[0]
    if hand.wish.language != ENGLISH:
        return "\n".join(_plainly(message.text) for message in call.tool_results)
    between = "\n\n" if any("\n" in line for line in lines) else " "
    return between.join((hand.one(_OPENINGS), *lines, hand.one(_ENDINGS)))


def told_results(call: Call) -> list[str]:
    """What each tool returned, as a sentence or a list."""
    told = [_told(name, message.text) for name, message in zip(call.after_tool, call.tool_results, strict=True)]
    return list(dict.fromkeys(line for line in told if line))


def _plainly(text: str) -> str:
    """A result in no language: names and values."""
    value = _value(text)
    if not isinstance(value, Mapping):
        return _spoken(value)
    return "\n".join(f"- {_words(key)}: {_spoken(item)}" for key, item in list(value.items())[:_MOST_FIELDS])


def _told(name: str, text: str) -> str:
    """One result as a sentence."""
    words = words_of(name)
    subject = " ".join(word for word in words if word not in _ASKING) or "result"
    failed = _FAILED.match(text)
    if failed is not None:
        return _sentence(f"The {subject} request did not work: {_cut(failed[1].strip() or text.strip())}")
    value = _value(text)
    if words and words[0] in _DONE and not (isinstance(value, str) and " " in value):
        return _done(words, value)
    if isinstance(value, str):
        return _sentence(_cut(value)) if " " in value else f"The {subject} is {value}."
    if isinstance(value, Mapping):
        return _mapping(subject, value)
    if isinstance(value, list):
        return _listed(subject, value)
    return "" if value is None else f"The result is {_spoken(value)}."


def _done(words: Sequence[str], value: Any) -> str:
    """That something has been done, and what there is to tell of it."""
    what = " ".join(words[1:]) or "request"
    if words[0] == "turn" and len(words) > 2 and words[1] in ("on", "off"):
        what = " ".join(words[2:])
    plural = what.endswith("s") and not what.endswith("ss")
    said = f"The {what} {'have' if plural else 'has'} been {_DONE[words[0]]}"
    details = {key: item for key, item in value.items() if not _is_good(item)} if isinstance(value, Mapping) else {}
    return f"{said} ({_pairs(details)})." if details else f"{said}."


def _is_good(value: Any) -> bool:
    return value is None or str(value).lower() in _GOOD


def _mapping(subject: str, value: Mapping[str, Any]) -> str:
    """What a result says, name by name."""
    if not value:
        return ""
    if "result" in value and len(value) <= 2 and not isinstance(value["result"], Mapping | list):
        others = {key: item for key, item in value.items() if key != "result"}
        return f"The result is {_spoken(value['result'])}" + (f" ({_pairs(others)})." if others else ".")
    whole = [f"the {_words(key)} {_verb(key)} {_spoken(item)}" for key, item in list(value.items())[:_MOST_FIELDS]]
    said = whole[0] if len(whole) == 1 else f"{', '.join(whole[:-1])} and {whole[-1]}"
    return _sentence(f"For the {subject}, {said}")


def _listed(subject: str, values: list[Any]) -> str:
    """A list of results: a line for each that has a title, else all in one sentence."""
    if not values:
        return f"There were no results for the {subject}."
    if all(isinstance(value, Mapping) and _first(value, _TITLES) for value in values):
        return "\n".join(_entry(value) for value in values[:_MOST_ITEMS])
    return _sentence(f"The {subject} results: {'; '.join(_spoken(value) for value in values[:_MOST_ITEMS])}")


def _entry(value: Mapping[str, Any]) -> str:
    """An entry of a list, as Markdown."""
    title, details = _first(value, _TITLES), _first(value, _DETAILS)
    link = value.get("url") or value.get("link")
    head = f"[{title}]({link})" if isinstance(link, str) else f"**{title}**"
    if details:
        return f"- {head}: {_cut(str(details))}"
    known = {str(title), str(link)}
    others = {key: item for key, item in value.items() if str(item) not in known}
    return f"- {head}: {_pairs(others)}" if others else f"- {head}"


def _first(value: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((value[name] for name in names if value.get(name)), None)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text.strip()


def _spoken(value: Any) -> str:
    """A JSON value in words."""
    if isinstance(value, Mapping):
        title = _first(value, _TITLES)
        others = {key: item for key, item in value.items() if item != title}
        if title is None or not others:
            return _pairs(value)
        return f"{title} ({_pairs(others)})"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_spoken(item) for item in value[:_MOST_ITEMS])
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else _cut(str(value))


def _pairs(value: Mapping[str, Any]) -> str:
    return ", ".join(f"{_words(key)} {_spoken(item)}" for key, item in list(value.items())[:_MOST_FIELDS])


def _words(name: str) -> str:
    return " ".join(words_of(name)) or name


def _verb(name: str) -> str:
    last = (words_of(name) or ("",))[-1]
    return "are" if last.endswith("s") and not last.endswith(("ss", "us", "is")) else "is"


def _sentence(text: str) -> str:
    return text if text[-1:] in ".!?" else text + "."


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else text[:_MOST_TEXT].rsplit(" ", 1)[0] + " …"
