"""Whether something is a JSON Schema at all.

The texts are OpenAI's own, as users quote them in issues; those about single keywords are the `jsonschema` library's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from fakeai import wire
from fakeai.generation.instances.patterns import expression
from fakeai.generation.instances.references import References
from fakeai.generation.instances.schema_error import SchemaError

_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_ONE = ("additionalProperties", "unevaluatedProperties", "unevaluatedItems", "additionalItems", "propertyNames",
        "contains", "not", "if", "then", "else")  # fmt: skip
_NAMED = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
_COUNTS = (
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
)
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_MOST_DEPTH = 100

Path = tuple[str, ...]
Check = Callable[[Any], None]


def check(schema: Any) -> None:
    """Raises SchemaError unless this is a JSON Schema whose references lead somewhere."""
    if not isinstance(schema, Mapping | bool):
        raise _wrong_type(schema, "object", "boolean")
    references = References(schema)
    for path, part in parts(schema):
        _check_keywords(part)
        reference = part.get("$ref")
        if reference is not None:
            if not isinstance(reference, str):
                raise _wrong_type(reference, "string")
            try:
                references.resolve(reference)
            except SchemaError as error:
                raise SchemaError(f"In context={path!r}, {error}") from None


def check_object(schema: Any) -> None:
    """Raises SchemaError if the schema says outright that its instances are no objects."""
    if isinstance(schema, Mapping) and schema.get("type", "object") != "object":
        names = schema["type"]
        if not (isinstance(names, list) and "object" in names):
            raise SchemaError(f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{names}\"'.")


def check_whole(schema: Any) -> None:
    """Raises SchemaError unless this is a JSON Schema whose instances may be objects."""
    problem = problem_of(schema, _check_whole)
    if problem is not None:
        raise SchemaError(problem)


def _check_whole(schema: Any) -> None:
    check(schema)
    check_object(schema)


def problem_of(schema: Any, *checks: Check) -> str | None:
    """What the first of these checks says that doesn't pass. Remembered, as clients send the same schemas again."""
    return _problem_of(wire.json_bytes(schema), *checks)


@lru_cache(maxsize=256)
def _problem_of(schema: bytes, *checks: Check) -> str | None:
    parsed = json.loads(schema)
    try:
        for check_ in checks:
            check_(parsed)
    except SchemaError as error:
        return str(error)
    except RecursionError:
        return "the schema is nested too deeply"
    return None


def parts(schema: Any) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The schema and every schema within it, each with its path. Raises SchemaError where something else stands."""
    waiting: list[tuple[Path, Any]] = [((), schema)]
    while waiting:
        path, part = waiting.pop()
        if isinstance(part, dict) or isinstance(part, Mapping):  # noqa: SIM101 -- the first one is much quicker
            if len(path) > _MOST_DEPTH:
                raise SchemaError("the schema is nested too deeply")
            yield path, part
            inner = [
                pair
                for keyword in part
                if keyword in _HOLDING
                for pair in _HOLDING[keyword](path, keyword, part[keyword])
            ]
            waiting += reversed(inner)
        elif not isinstance(part, bool):
            raise _wrong_type(part, "object", "boolean")


Found = list[tuple[Path, Any]]


def _one(path: Path, keyword: str, value: Any) -> Found:
    return [((*path, keyword), value)]


def _named(path: Path, keyword: str, value: Any) -> Found:
    return [((*path, keyword, name), part) for name, part in _mapping(value).items()]


def _listed(path: Path, keyword: str, value: Any) -> Found:
    return [((*path, keyword, str(index)), part) for index, part in enumerate(_list(value))]


def _one_or_listed(path: Path, keyword: str, value: Any) -> Found:
    """`items`, which up to draft 2019-09 may be a list."""
    return _listed(path, keyword, value) if isinstance(value, list) else _one(path, keyword, value)


def _dependent(path: Path, keyword: str, value: Any) -> Found:
    """`dependencies`, which hold schemas beside lists of names."""
    return [(where, part) for where, part in _named(path, keyword, value) if not isinstance(part, list)]


_HOLDING: Mapping[str, Callable[[Path, str, Any], Found]] = {
    **dict.fromkeys(_ONE, _one),
    **dict.fromkeys(_NAMED, _named),
    **dict.fromkeys(_LISTED, _listed),
    "items": _one_or_listed,
    "dependencies": _dependent,
}


def _check_keywords(schema: Mapping[str, Any]) -> None:
    for keyword, value in schema.items():
        if keyword in _TESTS:
            _TESTS[keyword](value)


def _check_type(names: Any) -> None:
    if isinstance(names, str) and names in _TYPES:
        return
    listed = names if isinstance(names, list) else [names]
    if not listed or not all(isinstance(name, str) and name in _TYPES for name in listed):
        raise SchemaError(f"{names!r} is not valid under any of the given schemas")


def _check_count(value: Any) -> None:
    if not _is_finite(value) or value != int(value):
        raise _wrong_type(value, "integer")
    if value < 0:
        raise SchemaError(f"{value!r} is less than the minimum of 0")


def _check_number(value: Any) -> None:
    if not isinstance(value, int | float):  # a boolean is draft 4's way to exclude a bound
        raise _wrong_type(value, "number")


def _is_finite(value: Any) -> bool:
    """Whether a value is a number; 1e400 is none once Python has read it."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_step(value: Any) -> None:
    if not _is_finite(value):
        raise _wrong_type(value, "number")
    if value <= 0:
        raise SchemaError(f"{value!r} is less than or equal to the minimum of 0")


def _check_pattern(value: Any) -> None:
    if not isinstance(value, str):
        raise _wrong_type(value, "string")
    expression(value)


def _check_patterns(value: Any) -> None:
    for pattern in _mapping(value):
        expression(pattern)


def _check_names(value: Any) -> None:
    for name in _list(value):
        if not isinstance(name, str):
            raise _wrong_type(name, "string")


def _check_name_lists(value: Any) -> None:
    for names in _mapping(value).values():
        _check_names(names)


def _check_branches(value: Any) -> None:
    if not _list(value):
        raise SchemaError("[] should be non-empty")


def _check_flag(value: Any) -> None:
    if not isinstance(value, bool):
        raise _wrong_type(value, "boolean")


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong_type(value, "object")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong_type(value, "array")
    return value


def _wrong_type(value: Any, *names: str) -> SchemaError:
    return SchemaError(f"{value!r} is not of type {', '.join(map(repr, names))}")


_TESTS: Mapping[str, Callable[[Any], object]] = {
    "type": _check_type,
    "required": _check_names,
    "enum": _list,
    "examples": _list,
    "pattern": _check_pattern,
    "patternProperties": _check_patterns,
    "dependentRequired": _check_name_lists,
    "multipleOf": _check_step,
    "uniqueItems": _check_flag,
    **dict.fromkeys(_COUNTS, _check_count),
    **dict.fromkeys(_BOUNDS, _check_number),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), _check_branches),
}
