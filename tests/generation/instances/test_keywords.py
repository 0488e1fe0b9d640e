"""Each keyword of JSON Schema, alone and where it meets another."""

# ruff: noqa: E501 -- a schema a line reads as a table

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest

from fakeai.generation.instances.schema_error import SchemaError
from tests.generation.asking import instance

NODE = {
    "$ref": "#/$defs/Node",
    "$defs": {
        "Node": {
            "type": "object",
            "properties": {
                "value": {"type": "integer"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
            },
            "required": ["value", "children", "next"],
            "additionalProperties": False,
        }
    },
}
SHAPES = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}},
            "required": ["kind", "radius"],
        },
        {
            "type": "object",
            "properties": {"kind": {"const": "square"}, "side": {"type": "number"}},
            "required": ["kind", "side"],
        },
    ]
}

SATISFIABLE: dict[str, Any] = {
    "anything": {},
    "true": True,
    "type union": {"type": ["null", "integer"]},
    "enum": {"enum": ["red", 3, None]},
    "enum within bounds": {"enum": [1, 50, 99], "minimum": 60},
    "const object": {"const": {"a": [1, None]}},
    "exclusive bounds": {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
    "narrow floats": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    "draft 4 bounds": {"type": "integer", "minimum": 3, "maximum": 9},
    "multipleOf cents": {"type": "number", "multipleOf": 0.01, "minimum": 5, "maximum": 5.5},
    "multipleOf whole": {"type": "integer", "multipleOf": 7, "minimum": 50},
    "multipleOf both": {"allOf": [{"multipleOf": 4}, {"multipleOf": 6}], "type": "integer", "minimum": 1},
    "lengths": {"type": "string", "minLength": 300, "maxLength": 301},
    "one character": {"type": "string", "minLength": 1, "maxLength": 1},
    "pattern": {"type": "string", "pattern": r"^[A-Z]{3}-\d{4}$"},
    "pattern with look-ahead": {"type": "string", "pattern": r"^(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{8,12}$"},
    "pattern with group reference": {"type": "string", "pattern": r"^(['\"])[a-z]+\1$"},
    "pattern and length": {"type": "string", "pattern": "^[a-z]+$", "minLength": 40, "maxLength": 42},
    "prefixItems": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False, "minItems": 2},
    "items as a list": {"$schema": "http://json-schema.org/draft-07/schema#", "type": "array", "items": [{"type": "string"}], "minItems": 1},
    "unique enum": {"type": "array", "items": {"enum": [1, 2, 3, 4]}, "uniqueItems": True, "minItems": 4},
    "contains": {"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 90}, "minContains": 2, "maxContains": 2, "minItems": 4},
    "required beyond properties": {"type": "object", "required": ["x"], "additionalProperties": {"type": "integer"}},
    "map": {"type": "object", "additionalProperties": {"type": "number"}, "minProperties": 3},
    "patternProperties": {"type": "object", "patternProperties": {"^n_": {"type": "integer"}}, "additionalProperties": False, "minProperties": 2},
    "propertyNames": {"type": "object", "propertyNames": {"pattern": "^[A-Z]{2}$"}, "minProperties": 2},
    "dependentRequired": {"type": "object", "properties": {"card": {"type": "string"}}, "required": ["card"], "dependentRequired": {"card": ["address"]}},
    "dependentSchemas": {
        "type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"],
        "dependentSchemas": {"a": {"properties": {"b": {"const": 7}}, "required": ["b"]}},
    },
    "allOf": {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}, {"properties": {"b": {"const": 1}}, "required": ["b"]}]},
    "anyOf with siblings": {"type": "object", "properties": {"x": {"type": "integer"}, "y": {}}, "anyOf": [{"required": ["x"]}, {"required": ["y"]}]},
    "oneOf": SHAPES,
    "oneOf that overlap": {"oneOf": [{"type": "integer", "minimum": 0}, {"type": "integer", "maximum": 10}]},
    "not a type": {"not": {"type": "string"}},
    "not a value": {"type": "integer", "minimum": 0, "maximum": 3, "not": {"enum": [0, 1, 2]}},
    "if, then, else": {
        "type": "object", "properties": {"paid": {"type": "boolean"}}, "required": ["paid"],
        "if": {"properties": {"paid": {"const": True}}}, "then": {"required": ["receipt"]}, "else": {"required": ["due"]},
    },
    "recursion": NODE,
    "recursion to the root": {"type": "object", "properties": {"self": {"$ref": "#"}, "leaf": {"type": "string"}}, "required": ["leaf"]},
    "anchor": {"$defs": {"x": {"$anchor": "here", "type": "integer"}}, "$ref": "#here"},
    "escaped pointer": {"$defs": {"a/b~c": {"const": 5}}, "$ref": "#/$defs/a~1b~0c"},
}  # fmt: skip

UNSATISFIABLE: dict[str, Any] = {
    "false": False,
    "bounds that cross": {"type": "integer", "minimum": 5, "maximum": 4},
    "no integer between": {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 4},
    "lengths that cross": {"type": "string", "minLength": 5, "maxLength": 4},
    "types that exclude each other": {"allOf": [{"type": "string"}, {"type": "integer"}]},
    "required but forbidden": {"type": "object", "required": ["a"], "properties": {"a": False}},
    "too few unique values": {"type": "array", "items": {"enum": [1, 2]}, "uniqueItems": True, "minItems": 3},
    "endless recursion": {"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]},
    "circle": {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
    "not anything": {"not": {}},
    "empty enum": {"enum": []},
}


@pytest.mark.parametrize("schema", SATISFIABLE.values(), ids=SATISFIABLE.keys())
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_an_instance_is_found(schema: Any, seed: int) -> None:
    value = instance(schema, prompt="Three red boxes for Alice in Paris", seed=seed)
    jsonschema.validate(value, schema)


@pytest.mark.parametrize("schema", UNSATISFIABLE.values(), ids=UNSATISFIABLE.keys())
def test_a_schema_that_allows_nothing_is_refused(schema: Any) -> None:
    with pytest.raises(SchemaError):
        instance(schema)


@pytest.mark.parametrize(
    "name",
    [
        "date-time",
        "date",
        "time",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uuid",
        "json-pointer",
        "regex",
        "idn-email",
        "uri-reference",
    ],
)
def test_formats_are_kept(name: str) -> None:
    schema = {"type": "string", "format": name}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(instance(schema))


@pytest.mark.parametrize(
    ("pattern", "python"),
    [(r"^(?<year>\d{4})\/\w+$", r"^\d{4}/\w+$"), (r"^\p{Lu}[\p{L}]+$", "^[A-Z][A-Za-z]+$"), (r"^\u{41}$", "^A$")],
)
def test_patterns_of_ecma_are_understood(pattern: str, python: str) -> None:
    assert re.search(python, instance({"type": "string", "pattern": pattern}))


def test_draft_4_excludes_a_bound_by_a_flag() -> None:
    schema = {"type": "integer", "minimum": 3, "exclusiveMinimum": True, "maximum": 4}
    assert instance(schema) == 4


def test_examples_go_before_made_up_values() -> None:
    assert instance({"type": "string", "examples": ["blue moon"]}) == "blue moon"


def test_a_default_goes_before_made_up_values() -> None:
    assert instance({"type": "integer", "default": 42}) == 42


def test_an_example_that_does_not_fit_is_not_used() -> None:
    assert instance({"type": "integer", "examples": ["many"], "minimum": 3, "maximum": 3}) == 3


def test_optional_properties_are_given() -> None:
    assert set(instance({"type": "object", "properties": {"a": {}, "b": {}}})) == {"a", "b"}


def test_properties_keep_the_order_of_the_schema() -> None:
    schema = {"type": "object", "properties": {"z": {}, "a": {}, "m": {}}, "required": ["m", "a", "z"]}
    assert list(instance(schema)) == ["z", "a", "m"]


def test_null_is_given_only_where_nothing_else_is_allowed() -> None:
    assert instance({"anyOf": [{"type": "null"}, {"type": "string"}]}) is not None


def test_a_tree_has_children_but_comes_to_an_end() -> None:
    tree = instance(NODE)
    assert tree["children"]
    assert len(str(tree)) < 20_000
