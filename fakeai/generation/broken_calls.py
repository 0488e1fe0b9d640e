"""Calls of tools with something wrong in them, for tests of how a client copes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, assert_never, get_args

from fakeai.generation.facts import Facts
from fakeai.generation.instances.references import References, Schema
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.instances.validation import Validator
from fakeai.generation.instances.wellformed import check_whole
from fakeai.generation.pools import Pools
from fakeai.generation.structured import Instances
from fakeai.reply import ToolCall
from fakeai.seeds import Seed

Damage = Literal["invalid_json", "breaks_schema", "unknown_tool"]
DAMAGES: tuple[Damage, ...] = get_args(Damage)

_ODD_VALUES: tuple[Any, ...] = (None, "not what was asked for", -1, [], {}, True)


def broken_call(name: str, schema: Schema, damage: Damage, *, seed: Seed) -> ToolCall:
    """A call of the tool with that name and parameters, damaged.

    invalid_json: the arguments break off. breaks_schema: they are JSON that the schema forbids. unknown_tool: they are
    right, but the tool's name is one that nobody offered. Raises SchemaError if the schema is none, or forbids nothing.
    """
    check_whole(schema)
    arguments = Instances(Pools()).instance_object(schema, Facts(""), seed)
    match damage:
        case "invalid_json":
            whole = _json(arguments)
            return ToolCall(name, whole[: seed.child("cut").integer(1, max(1, len(whole) - 1))])
        case "breaks_schema":
            return ToolCall(name, _json(_forbidden(arguments, schema)))
        case "unknown_tool":
            return ToolCall(f"{name}_v2", _json(arguments))
        case _:
            assert_never(damage)


def _forbidden(arguments: dict[str, Any], schema: Schema) -> dict[str, Any]:
    """The first way to spoil the arguments that the schema really forbids."""
    validator = Validator(References(schema))
    for spoilt in _spoilt(arguments, schema):
        if not validator.fits(spoilt, schema):
            return spoilt
    raise SchemaError("the schema forbids nothing, so that no arguments can break it")


def _spoilt(arguments: dict[str, Any], schema: Schema) -> Iterator[dict[str, Any]]:
    for name in arguments:
        for value in _ODD_VALUES:
            yield {**arguments, name: value}
    for name in schema.get("required", ()) if isinstance(schema, Mapping) else ():
        yield {key: value for key, value in arguments.items() if key != name}
    yield {**arguments, "unexpected": True}
    yield {}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
