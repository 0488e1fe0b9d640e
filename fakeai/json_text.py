"""JSON read by the standard library's rules, with the same words and the same limit in every version of Python.

From 3.13 on it words a trailing comma in its own way, and how deep it can go differs between all of them. What a fake
says must not depend on the Python that it runs on: this is what 3.11 says, which the services in question run on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

_DEEPEST = 800  # levels; the standard library gives up at a thousand less what is on the stack already
_SPACE = re.compile(r"[ \t\n\r]*")
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_TRAILING_COMMA = {
    "Illegal trailing comma before end of array": "Expecting value",
    "Illegal trailing comma before end of object": "Expecting property name enclosed in double quotes",
}


def loads(data: str | bytes, *, parse_constant: Callable[[str], Any] | None = None) -> Any:
    """The value that a text holds.

    Raises JSONDecodeError for what is no JSON, RecursionError for what is nested too deep, UnicodeDecodeError and other
    ValueErrors for what can't be decoded, and whatever `parse_constant` raises for NaN and Infinity.
    """
    text = data if isinstance(data, str) else data.decode(json.detect_encoding(data), "surrogatepass")
    deep = _too_deep(text)
    try:
        value = json.loads(text, parse_constant=parse_constant)
    except json.JSONDecodeError as error:
        if deep is None or error.pos < deep:
            raise _worded(error) from None
    else:
        if deep is None:
            return value
    what = "array" if text[deep] == "[" else "object"
    raise RecursionError(f"maximum recursion depth exceeded while decoding a JSON {what} from a unicode string")


def _too_deep(text: str) -> int | None:
    """Where a text begins to be nested too deep; None if it is not."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return None
    depth = 0
    for found in _BRACKET.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > _DEEPEST:
                return found.start()
        elif found[0] in "]}":
            depth -= 1
    return None


def _worded(error: json.JSONDecodeError) -> json.JSONDecodeError:
    """The error as Python 3.11 words it: about what comes after the comma, not about the comma."""
    words = _TRAILING_COMMA.get(error.msg)
    if words is None:
        return error
    space = _SPACE.match(error.doc, error.pos + 1)
    assert space is not None  # no space at all is space too
    return json.JSONDecodeError(words, error.doc, space.end())
