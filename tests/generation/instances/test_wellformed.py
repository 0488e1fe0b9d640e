"""What is no JSON Schema, in OpenAI's words."""

# ruff: noqa: E501 -- a schema a line reads as a table

from __future__ import annotations

from typing import Any

import pytest

from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.instances.wellformed import check, check_object

WRONG: list[tuple[Any, str]] = [
    ({"type": "strin"}, "'strin' is not valid under any of the given schemas"),
    ({"properties": []}, "[] is not of type 'object'"),
    ({"properties": {"a": []}}, "[] is not of type 'object', 'boolean'"),
    ({"required": "a"}, "'a' is not of type 'array'"),
    ({"required": [1]}, "1 is not of type 'string'"),
    ({"enum": "a"}, "'a' is not of type 'array'"),
    ({"minLength": -1}, "-1 is less than the minimum of 0"),
    ({"maxItems": 1.5}, "1.5 is not of type 'integer'"),
    ({"minimum": "1"}, "'1' is not of type 'number'"),
    ({"maxItems": 1e400}, "inf is not of type 'integer'"),
    ({"multipleOf": 1e400}, "inf is not of type 'number'"),
    ({"multipleOf": 0}, "0 is less than or equal to the minimum of 0"),
    ({"pattern": "["}, "'[' is not a 'regex'"),
    ({"anyOf": []}, "[] should be non-empty"),
    ({"items": [{"type": 3}]}, "3 is not valid under any of the given schemas"),
    ({"properties": {"a": {"$ref": "#/$defs/B"}}}, "In context=('properties', 'a'), reference to component '#/$defs/B' which was not found in the schema."),
    ([], "[] is not of type 'object', 'boolean'"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_is_no_schema_is_refused(schema: Any, message: str) -> None:
    with pytest.raises(SchemaError) as caught:
        check(schema)
    assert str(caught.value) == message


def test_a_type_other_than_object_is_refused_for_the_whole() -> None:
    with pytest.raises(SchemaError, match=r"'type: \"object\"', got 'type: \"array\"'\."):
        check_object({"type": "array"})
