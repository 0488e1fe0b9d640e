"""Documents held against each other: what we publish, and the transcription of what a system published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from fakeai.engine import Engine
from tests.providers.asking import get, said, transcription

Schema = dict[str, Any]


def exactly(value: Any, document: str, schema: str) -> None:
    """Assert that a value is what the document says, and has no key that the document doesn't have."""
    definitions = {name: closed(definition) for name, definition in transcription(document)["$defs"].items()}
    validator = Draft202012Validator({"$ref": f"#/$defs/{schema}", "$defs": definitions})
    problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
    assert not problems


def closed(schema: Any) -> Any:
    """The schema with no room for keys that it doesn't name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict):
        shut.setdefault("additionalProperties", False)
    return shut


def published(provider: str) -> Schema:
    """The OpenAPI document that fakeai publishes for a provider."""
    document: Schema = said(get(Engine(), f"/{provider}/openapi.json"))
    return document


def request_schema(document: Schema, path: str) -> Schema:
    """The resolved schema of what a path takes."""
    content = document["paths"][path]["post"]["requestBody"]["content"]
    schema: Schema = resolved(content["application/json"]["schema"], document)
    return schema


def response_schema(document: Schema, path: str, method: str = "post", status: str = "200") -> Schema:
    """The resolved schema of what a path answers."""
    content = document["paths"][path][method]["responses"][status]["content"]
    schema: Schema = resolved(content["application/json"]["schema"], document)
    return schema


def transcribed(name: str, schema: str) -> Schema:
    """The resolved schema of a transcription."""
    document = transcription(name)
    found: Schema = resolved(document["$defs"][schema], document)
    return found


def resolved(schema: Any, document: Schema) -> Any:
    """A schema without references, and in one spelling: without sentences, and with types where pydantic nests them."""
    if isinstance(schema, list):
        return [resolved(item, document) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        node: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            node = node[step]
        return resolved(node, document)
    properties = schema.get("properties")
    plain = {
        key: resolved(value, document)
        for key, value in schema.items()
        if key not in ("title", "description", "properties") and not (key == "default" and value is None)
    }
    if isinstance(properties, dict):
        plain["properties"] = {name: resolved(value, document) for name, value in properties.items()}
    if plain.get("required") is not None:
        plain["required"] = sorted(plain["required"])
    if plain.get("additionalProperties") in (True, {}):
        del plain["additionalProperties"]  # it is what goes without saying
    return dict(_one_spelling(plain))


def _one_spelling(schema: Schema) -> Iterator[tuple[str, Any]]:
    """`anyOf` for a list of types, and `const` without its type."""
    for key, value in schema.items():
        if key == "type" and isinstance(value, list):
            yield "anyOf", [{"type": kind} for kind in value]
        elif key == "type" and "const" in schema:
            continue
        else:
            yield key, value
