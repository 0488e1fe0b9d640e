"""Which schemas OpenAI's structured outputs take, in its words."""

# ruff: noqa: E501 -- a schema a line reads as a table

from __future__ import annotations

from typing import Any, Literal

import openai
import pytest
from openai.lib._pydantic import to_strict_json_schema
from pydantic import BaseModel, Field

from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.instances.strict import check_function, check_strict

STRING = {"type": "string"}
CLOSED = {"type": "object", "properties": {"a": STRING}, "required": ["a"], "additionalProperties": False}


def of(schema: Any, **more: Any) -> dict[str, Any]:
    """A strict schema whose one property has a schema."""
    return {**CLOSED, "properties": {"a": schema}, **more}


def nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = STRING
    for _ in range(levels):
        schema = of(schema)
    return schema


class Address(BaseModel):
    street: str
    city: str


class Node(BaseModel):
    value: str | int
    children: list[Node] = Field(description="Below it")


class Order(BaseModel):
    id: int = Field(ge=1, description="Its number")
    state: Literal["open", "shipped"]
    to: Address = Field(description="Where it goes")
    note: str | None = None
    tree: Node


def test_what_is_closed_and_complete_is_taken() -> None:
    check_strict(CLOSED)


@pytest.mark.parametrize("model", [Address, Order])
def test_what_the_sdk_makes_of_models_is_taken(model: type[BaseModel]) -> None:
    check_strict(to_strict_json_schema(model))
    parameters = openai.pydantic_function_tool(model)["function"]["parameters"]
    check_strict(parameters)
    check_function(parameters)


TAKEN = [
    {"type": "string", "pattern": "^a", "format": "date-time"},
    {"type": "number", "minimum": 1, "exclusiveMaximum": 5, "multipleOf": 0.5},
    {"type": "array", "items": STRING, "minItems": 1, "maxItems": 3},
    {"type": ["string", "null"]},
    {"type": "string", "enum": ["a"]},
    {"anyOf": [STRING, {"type": "null"}]},
    {"$ref": "#"},
]


@pytest.mark.parametrize("schema", TAKEN, ids=str)
def test_these_keywords_are_permitted(schema: dict[str, Any]) -> None:
    check_strict(of(schema))


A = "In context=('properties', 'a'), "
REQUIRED = "'required' is required to be supplied and to be an array including every key in properties. "
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({**CLOSED, "additionalProperties": True}, "In context=(), 'additionalProperties' is required to be supplied and to be false."),
    ({**CLOSED, "required": []}, f"In context=(), {REQUIRED}Missing 'a'."),
    ({**CLOSED, "required": ["a", "b"]}, f"In context=(), {REQUIRED}Extra required key 'b' supplied."),
    ({**CLOSED, "type": "string"}, "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"string\"'."),
    ({"$ref": "#/$defs/A", "$defs": {"A": CLOSED}}, "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'."),
    ({**CLOSED, "anyOf": [CLOSED]}, "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level."),
    (of({"type": "object", "properties": {}}), f"{A}'additionalProperties' is required to be supplied and to be false."),
    (of({"type": "array"}), f"{A}array schema missing items."),
    (of({"description": "anything"}), f"{A}schema must have a 'type' key."),
    (of({"const": "x"}), f"{A}schema must have a 'type' key."),
    (of({"oneOf": [STRING]}), f"{A}'oneOf' is not permitted."),
    (of({"allOf": [STRING]}), f"{A}'allOf' is not permitted."),
    (of({"type": "string", "default": "x"}), f"{A}'default' is not permitted."),
    (of({"type": "string", "minLength": 1}), f"{A}'minLength' is not permitted."),
    (of({"type": "array", "items": STRING, "uniqueItems": True}), f"{A}'uniqueItems' is not permitted."),
    (of({"type": "string", "format": "uri"}), f"{A}'uri' is not a valid format."),
    (of({"anyOf": [STRING, {"type": "array"}]}), "In context=('properties', 'a', 'anyOf', '1'), array schema missing items."),
    (of({"$ref": "#/$defs/B", "description": "x"}, **{"$defs": {"B": STRING}}), "context=('properties', 'a'), $ref cannot have keywords {'description'}."),
    (nested(11), "11 levels of nesting exceeds limit of 10."),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_these_are_refused(schema: dict[str, Any], message: str) -> None:
    with pytest.raises(SchemaError) as caught:
        check_strict(schema)
    assert str(caught.value) == message


def test_ten_levels_are_taken() -> None:
    check_strict(nested(10))


def test_levels_are_counted_through_references_and_arrays() -> None:
    list_of = {"type": "array", "items": {"$ref": "#/$defs/deep"}}
    check_strict(of({"type": "array", "items": {"$ref": "#/$defs/deep"}}, **{"$defs": {"deep": nested(8)}}))
    with pytest.raises(SchemaError, match="11 levels"):
        check_strict(of(list_of, **{"$defs": {"deep": nested(9)}}))
