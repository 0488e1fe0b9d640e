"""Keys as messages show them: enough to tell one from another, and too little to use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from fakeai.matching.conditions import Condition

C = TypeVar("C", bound=Condition)

SECRET_HEADERS = frozenset({
    "authorization", "proxy-authorization", "cookie", "api-key", "x-api-key", "x-goog-api-key", "x-bf-vk",
})  # fmt: skip
"""Request headers whose values no message tells."""

_LONG = 16  # characters from which on something is a key that is in use somewhere, and not a word of a test
_LITERAL = re.compile(r"[^*?]+")  # of a pattern


def hidden(text: str) -> str:
    """A key with its end alone, at most a quarter of it; of a long one its first three characters too."""
    end = text[-min(4, len(text) // 4) :] if len(text) >= 4 else ""
    return f"{text[:3] if len(text) >= _LONG else ''}…{end}"


def hidden_condition(condition: C) -> C:
    """A condition on keys, to be said in a message: every text in it hidden, the wildcards of a pattern left."""
    return condition.model_copy(update={name: _hidden(name, getattr(condition, name)) for name in _texts(condition)})


def hidden_clause(written: object) -> object:
    """What a person wrote for a clause on keys, to be said in a message."""
    match written:
        case str():
            return _LITERAL.sub(lambda found: hidden(found[0]), written)
        case Mapping():
            return {name: hidden_clause(inner) for name, inner in written.items()}
        case list() | tuple():
            return [hidden_clause(inner) for inner in written]
        case re.Pattern():
            return "a pattern"
        case _:
            return written


def _texts(condition: Condition) -> set[str]:
    """The operators that are there, but for those that hold no text."""
    return condition.model_fields_set - {"exists"}


def _hidden(name: str, value: object) -> object:
    match value:
        case Condition():
            return hidden_condition(value)
        case str():
            return _LITERAL.sub(lambda found: hidden(found[0]), value) if name == "glob" else hidden(value)
        case tuple():
            return tuple(_hidden(name, each) for each in value)
        case _:
            return value
