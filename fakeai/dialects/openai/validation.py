"""What pydantic finds wrong with a body, in the words of api.openai.com: one problem, with its param and code.

The texts are OpenAI's own as users quote them in issues and recordings; those of integer ranges and of enumerations are
not confirmed by a recording.
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
    "float_type": "a decimal",
    "bool_type": "a boolean",
    "list_type": "an array",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}
_BOUNDS = {
    "greater_than_equal": ("below_min_value", "below minimum value", ">=", "ge"),
    "greater_than": ("below_min_value", "below minimum value", ">", "gt"),
    "less_than_equal": ("above_max_value", "above maximum value", "<=", "le"),
    "less_than": ("above_max_value", "above maximum value", "<", "lt"),
}


def failure(errors: Sequence[ErrorDetails], body: Any) -> Failure:
    """The first problem of a body, as OpenAI says it. `errors` are those of pydantic, in order, and not empty."""
    if not isinstance(body, dict):
        return _said(f"Invalid type for request body: expected an object, but got {got(body)} instead.", "invalid_type")
    first = errors[0]
    path = path_in(body, first["loc"])
    together = [error for error in errors if path_in(body, error["loc"]) == path]
    kind = first["type"]
    if kind == "missing":
        return _missing(path)
    if kind == "literal_error" and len(together) == 1:
        return _enumeration(path, first)
    if kind in _BOUNDS:
        return _range(path, first)
    if kind in ("too_long", "too_short", "string_too_long", "string_too_short"):
        return _length(path, first)
    if kind in _EXPECTED or kind == "literal_error":
        return _type(path, together, first["input"])
    text = str(first["ctx"]["error"]) if "error" in first.get("ctx", {}) else first["msg"]
    return _said(text, "invalid_value", param(path))


def path_in(body: Any, location: Sequence[str | int]) -> Path:
    """The location as it stands in the body: pydantic also names the branches of a union, which nobody sent."""
    path: list[str | int] = []
    node = body
    for position, step in enumerate(location):
        if isinstance(node, dict) and isinstance(step, str) and (step in node or position == len(location) - 1):
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
    names = {bool: "a boolean", str: "a string", int: "an integer", float: "a decimal", list: "an array"}
    return "null" if value is None else names.get(type(value), "an object")


def _said(message: str, code: str | None, name: str | None = None) -> Failure:
    return Failure(kind="invalid_request", status=400, message=message, code=code, param=name)


def _missing(path: Path) -> Failure:
    if path == ("model",):
        return _said("you must provide a model parameter", None)
    return _said(f"Missing required parameter: '{param(path)}'.", "missing_required_parameter", param(path))


def _enumeration(path: Path, error: ErrorDetails) -> Failure:
    if not isinstance(error["input"], str):
        return _type(path, [error], error["input"])
    expected = error["ctx"]["expected"].replace(" or ", ", and ")
    message = f"Invalid value: '{error['input']}'. Supported values are: {expected}."
    return _said(message, "invalid_value", param(path))


def _range(path: Path, error: ErrorDetails) -> Failure:
    code, words, sign, key = _BOUNDS[error["type"]]
    bound, value = error["ctx"][key], error["input"]
    number = "integer" if isinstance(bound, int) else "decimal"
    message = f"Invalid '{param(path)}': {number} {words}. Expected a value {sign} {bound:g}, but got {value} instead."
    return _said(message, f"{number}_{code}", param(path))


def _length(path: Path, error: ErrorDetails) -> Failure:
    value, limits = error["input"], error["ctx"]
    what, article = ("string", "a") if isinstance(value, str) else ("array", "an")
    if error["type"].endswith("short"):
        problem, edge, limit, code = "too short", "minimum", limits["min_length"], f"{what}_below_min_length"
    else:
        problem, edge, limit, code = "too long", "maximum", limits["max_length"], f"{what}_above_max_length"
    given = f"{article} {what} with length {len(value)}"
    if not value:
        problem, given, code = "empty", f"an empty {what}", f"empty_{what}"
    headline = f"empty {what}" if problem == "empty" else f"{what} {problem}"
    message = (
        f"Invalid '{param(path)}': {headline}. "
        f"Expected {article} {what} with {edge} length {limit}, but got {given} instead."
    )
    return _said(message, code, param(path))


def _type(path: Path, errors: Sequence[ErrorDetails], value: Any) -> Failure:
    expected: list[str] = []
    for error in errors:
        word = _EXPECTED.get(error["type"], "a string")
        if word == "an array" and param(path) in ("messages", "tools", "functions"):
            word = "an array of objects"
        if word == "an array" and param(path).endswith("content"):
            word = "array of objects"
        if word not in expected:
            expected.append(word)
    wanted = expected[0] if len(expected) == 1 else "one of " + " or ".join(expected)
    message = f"Invalid type for '{param(path)}': expected {wanted}, but got {got(value)} instead."
    return _said(message, "invalid_type", param(path))
