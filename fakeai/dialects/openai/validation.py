"""What pydantic finds wrong with a body, in the words of api.openai.com: one problem, with its param and code.

The texts are OpenAI's own, as users, recordings and other projects' measurements quote them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fakeai.reply import Failure

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]

_EXPECTED = {
    "string_type": "a string",
    "int_type": "an integer",
    "int_from_float": "an integer",
    "int_parsing": "an integer",
    "float_type": "a decimal",
    "bool_type": "a boolean",
    "list_type": "an array",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "literal_error": "one of",
}
_BOUNDS = {
    "greater_than_equal": ("below_min_value", "below minimum value", ">=", "ge"),
    "less_than_equal": ("above_max_value", "above maximum value", "<=", "le"),
}
_LENGTHS = ("too_long", "too_short", "string_too_long", "string_too_short")
_OBJECTS = ("messages", "tools", "tool_calls", "content")  # arrays that hold objects


def failure(errors: Sequence[ErrorDetails], body: Any) -> Failure:
    """The first problem of a body, as OpenAI says it. `errors` are those of pydantic, in order, and not empty."""
    if not isinstance(body, dict):
        return _said(f"Invalid type: expected an object, but got {got(body)} instead.", "invalid_type")
    first = _telling(errors, body)
    path = path_in(body, first)
    together = [error for error in errors if path_in(body, error) == path]
    kind = first["type"]
    if kind == "refused":
        return _said(first["ctx"]["message"], first["ctx"]["code"], first["ctx"]["param"])
    if kind == "missing":
        return _missing(path)
    if kind == "literal_error" and isinstance(first["input"], str):
        return _enumeration(path, first)
    if kind in _BOUNDS:
        return _range(path, first)
    if kind in _LENGTHS:
        return _length(path, first)
    if kind in _EXPECTED:
        return _type(path, together, first["input"])
    if kind == "string_pattern_mismatch":
        problem = (
            f"string does not match pattern. Expected a string that matches the pattern '{first['ctx']['pattern']}'"
        )
        return _said(f"Invalid '{param(path)}': {problem}.", "invalid_value", param(path))
    return _said(f"Invalid '{param(path)}': {first['msg']}.", "invalid_value", param(path))


def path_in(body: Any, error: ErrorDetails) -> Path:
    """Where an error is in the body: pydantic also names the branches of a union, which nobody sent."""
    path: list[str | int] = []
    node, location = body, error["loc"]
    for position, step in enumerate(location):
        is_missing = error["type"] == "missing" and position == len(location) - 1
        if isinstance(node, dict) and isinstance(step, str) and (step in node or is_missing):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            continue
        path.append(step)
    return tuple(path)


def param(path: Path) -> str:
    """A path as OpenAI writes it: messages[0].content."""
    written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return written.removeprefix(".")


def got(value: Any) -> str:
    """What a JSON value is, with its article."""
    names = {bool: "a boolean", str: "a string", int: "an integer", float: "a decimal number", list: "an array"}
    return "null" if value is None else names.get(type(value), "an object")


def _telling(errors: Sequence[ErrorDetails], body: Any) -> ErrorDetails:
    """The first problem. Where a value may be of several types, the one of the type that it has says most."""
    first = errors[0]
    if first["type"] not in _EXPECTED or isinstance(first["input"], str):
        return first
    path = path_in(body, first)
    for error in errors[1:]:
        place = path_in(body, error)
        if place[: len(path)] == path and (len(place) > len(path) or error["type"] not in _EXPECTED):
            return error
    return first


def _said(message: str, code: str | None, name: str | None = None) -> Failure:
    return Failure(kind="invalid_request", status=400, message=message, code=code, param=name)


def _missing(path: Path) -> Failure:
    if path == ("model",):
        return _said("you must provide a model parameter", None)
    return _said(f"Missing required parameter: '{param(path)}'.", "missing_required_parameter", param(path))


def _enumeration(path: Path, error: ErrorDetails) -> Failure:
    message = f"Invalid value: '{error['input']}'. Supported values are: {_listed(error, 'and')}."
    return _said(message, "invalid_value", param(path))


def _listed(error: ErrorDetails, word: str) -> str:
    """The values that pydantic expected: 'a' or 'b', and from three on with one comma more than pydantic writes."""
    values: str = error["ctx"]["expected"]
    comma = "," if ", " in values else ""
    return values.replace(" or ", f"{comma} {word} ")


def _range(path: Path, error: ErrorDetails) -> Failure:
    code, words, sign, key = _BOUNDS[error["type"]]
    bound, value = error["ctx"][key], error["input"]
    number = "integer" if isinstance(bound, int) else "decimal"
    message = f"Invalid '{param(path)}': {number} {words}. Expected a value {sign} {bound:g}, but got {value} instead."
    return _said(message, f"{number}_{code}", param(path))


def _length(path: Path, error: ErrorDetails) -> Failure:
    value, limits = error["input"], error["ctx"]
    if isinstance(value, dict):
        return _properties(path, len(value), limits["max_length"])
    if error["loc"][-1] == "[key]":
        return _property_name(path, value, limits["max_length"])
    what, article = ("string", "a") if isinstance(value, str) else ("array", "an")
    given = f"{article} {what} with length {len(value)}"
    if not value:
        headline, edge, limit, code = f"empty {what}", "minimum", limits["min_length"], f"empty_{what}"
        given = f"an empty {what}"
    elif error["type"].endswith("short"):
        headline, edge, limit, code = f"{what} too short", "minimum", limits["min_length"], f"{what}_below_min_length"
    else:
        headline, edge, limit, code = f"{what} too long", "maximum", limits["max_length"], f"{what}_above_max_length"
    expected = f"Expected {article} {what} with {edge} length {limit}, but got {given} instead."
    return _said(f"Invalid '{param(path)}': {headline}. {expected}", code, param(path))


def _properties(path: Path, count: int, limit: int) -> Failure:
    message = (
        f"Invalid '{param(path)}': too many properties. Expected an object with at most {limit} properties, "
        f"but got an object with {count} properties instead."
    )
    return _said(message, "object_above_max_properties", param(path))


def _property_name(path: Path, name: str, limit: int) -> Failure:
    message = (
        f"Invalid property name in '{param(path[:-1])}': '{name[:3]}...{name[-3:]}' is too long. "
        f"Expected a string with maximum length {limit}, but got a string with length {len(name)} instead."
    )
    return _said(message, "property_name_above_max_length", param(path))


def _type(path: Path, errors: Sequence[ErrorDetails], value: Any) -> Failure:
    words: list[str] = []
    for error in errors:
        word = _word(path, error)
        if word not in words:
            words.append(word)
    wanted = words[0]
    if len(words) > 1:  # as OpenAI writes it: only the first has its article
        wanted = "one of " + " or ".join([wanted, *(word.removeprefix("an ").removeprefix("a ") for word in words[1:])])
    message = f"Invalid type for '{param(path)}': expected {wanted}, but got {got(value)} instead."
    return _said(message, "invalid_type", param(path))


def _word(path: Path, error: ErrorDetails) -> str:
    """What was expected at a path, with its article."""
    name, word = path[-1], _EXPECTED.get(error["type"], "a string")
    if error["type"] == "literal_error":
        return f"one of {_listed(error, 'or')}"
    if word == "an array" and name in _OBJECTS:
        return "an array of objects"
    if word == "an array" and name == "functions":
        return "an array of function definitions"
    if word == "an object" and name == "metadata":
        return "a metadata object"
    return word
