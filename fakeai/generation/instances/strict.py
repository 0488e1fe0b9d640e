"""Which JSON Schemas OpenAI's structured outputs and functions take.

The texts are OpenAI's own, as users quote them in issues (2024 to 2026). Which keywords are permitted: its guide to
structured outputs, and refusals that were reported since.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakeai.generation.instances.references import References
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.instances.wellformed import Path, parts

_NOT_PERMITTED = (
    "allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties",
    "propertyNames", "minProperties", "maxProperties", "unevaluatedProperties", "unevaluatedItems", "contains",
    "minContains", "maxContains", "uniqueItems", "prefixItems", "minLength", "maxLength", "default",
)  # fmt: skip
_FORMATS = frozenset(("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"))
_NOT_AT_THE_TOP = ("oneOf", "anyOf", "allOf", "enum", "not")
_TYPED = ("type", "$ref", "anyOf")  # one of these says what a value is
_MOST_LEVELS = 10


def check_strict(schema: Any) -> None:
    """Raises SchemaError if OpenAI would not take the schema with `strict`: all properties required, no others."""
    if not isinstance(schema, Mapping) or schema.get("type") != "object":
        raise SchemaError(f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{_type(schema)}\"'.")
    _check_top(schema)
    for path, part in parts(schema):
        _check_part(part, path)
    levels = _levels(schema, References(schema), {})
    if levels > _MOST_LEVELS:
        raise SchemaError(f"{levels} levels of nesting exceeds limit of {_MOST_LEVELS}.")


def check_function(schema: Any) -> None:
    """Raises SchemaError if OpenAI would not take the schema for a function's parameters, `strict` or not."""
    if not isinstance(schema, Mapping) or schema.get("type") != "object":
        raise SchemaError(f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{_type(schema)}\"'.")
    _check_top(schema)
    if "properties" not in schema:
        raise SchemaError("In context=(), object schema missing properties.")
    for path, part in parts(schema):
        _check_items(part, path)


def _type(schema: Any) -> Any:
    return schema.get("type") if isinstance(schema, Mapping) else None


def _check_top(schema: Mapping[str, Any]) -> None:
    if any(keyword in schema for keyword in _NOT_AT_THE_TOP):
        listed = "/".join(f"'{keyword}'" for keyword in _NOT_AT_THE_TOP)
        raise SchemaError(f"schema must have type 'object' and not have {listed} at the top level.")


def _check_part(part: Mapping[str, Any], path: Path) -> None:
    """A schema at any place of a strict one."""
    if "$ref" in part and len(part) > 1:
        others = ", ".join(repr(keyword) for keyword in part if keyword != "$ref")
        raise SchemaError(f"context={path!r}, $ref cannot have keywords {{{others}}}.")
    for keyword in _NOT_PERMITTED:
        if keyword in part:
            raise SchemaError(f"In context={path!r}, '{keyword}' is not permitted.")
    if not any(keyword in part for keyword in _TYPED):
        raise SchemaError(f"In context={path!r}, schema must have a 'type' key.")
    _check_items(part, path)
    if "format" in part and part["format"] not in _FORMATS:
        raise SchemaError(f"In context={path!r}, '{part['format']}' is not a valid format.")
    if _may_be(part, "object") or "properties" in part:
        _check_object(part, path)


def _check_items(part: Mapping[str, Any], path: Path) -> None:
    if _may_be(part, "array") and "items" not in part:
        raise SchemaError(f"In context={path!r}, array schema missing items.")


def _check_object(part: Mapping[str, Any], path: Path) -> None:
    if part.get("additionalProperties") is not False:
        raise SchemaError(f"In context={path!r}, 'additionalProperties' is required to be supplied and to be false.")
    required, properties = part.get("required", ()), part.get("properties", {})
    wrong = next((f"Missing '{name}'." for name in properties if name not in required), None)
    wrong = wrong or next(
        (f"Extra required key '{name}' supplied." for name in required if name not in properties), None
    )
    if wrong is not None:
        raise SchemaError(
            f"In context={path!r}, 'required' is required to be supplied and to be an array including every key in "
            f"properties. {wrong}"
        )


def _may_be(part: Mapping[str, Any], name: str) -> bool:
    named = part.get("type")
    return named == name or (isinstance(named, list) and name in named)


def _levels(schema: Any, references: References, known: dict[str, int]) -> int:
    """How many objects and arrays stand within each other at most; a reference within itself counts nothing."""
    if not isinstance(schema, Mapping):
        return 0
    reference = schema.get("$ref")
    if reference is not None:
        if reference not in known:
            known[reference] = 0
            known[reference] = _levels(references.resolve(reference), references, known)
        return known[reference]
    branches = [_levels(branch, references, known) for branch in schema.get("anyOf", ())]
    inner = [*schema.get("properties", {}).values(), schema.get("items")]
    below = [_levels(part, references, known) for part in inner]
    is_level = _may_be(schema, "object") or _may_be(schema, "array")
    return max([*branches, *(level + is_level for level in below), int(is_level)])
