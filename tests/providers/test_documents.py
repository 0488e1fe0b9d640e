"""The OpenAPI documents of Radis and Bifrost, held against the transcriptions of their own documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from fakeai.engine import Engine
from fakeai.providers.bifrost import BASES
from tests.providers.asking import get, said, transcription

Schema = dict[str, Any]

CHAT = "/openai/v1/chat/completions"
BODIES = [
    ("bifrost", CHAT, "post", "request", "Request"),
    ("bifrost", CHAT, "post", "200", "Response"),
    ("bifrost", "/openai/chat/completions", "post", "200", "Response"),
    ("bifrost", CHAT, "post", "400", "Error"),
    ("bifrost", CHAT, "post", "500", "Error"),
    ("bifrost", "/openai/v1/embeddings", "post", "200", "Embeddings"),
    ("bifrost", "/openai/v1/models", "get", "200", "Models"),
    ("bifrost", "/v1/models", "get", "200", "UnifiedModels"),
    ("radis", "/v1/models", "get", "200", "Models"),
    ("radis", "/v1/chat/completions", "post", "200", "Chat"),
    ("radis", "/v1/embeddings", "post", "200", "Embeddings"),
    ("radis", "/v1/completions", "post", "200", "Completion"),
]
BEYOND = {
    "radis 200.choices[].message.tool_calls",  # the document shows no tools
    "bifrost request.tools[].function.parameters.additionalProperties",  # JSON Schema knows more than a bool there
    "bifrost 200.choices[].delta",  # the transcription has streams as Chunk
}


def document(provider: str) -> Any:
    return said(get(Engine(), f"/{provider}/openapi.json"))


def schema_of(document: Any, path: str, method: str, part: str) -> Schema:
    operation = document["paths"][path][method]
    body = operation["requestBody"] if part == "request" else operation["responses"][part]
    schema: Schema = body["content"]["application/json"]["schema"]
    return schema


def branches(schema: Schema, root: Any) -> Iterator[Schema]:
    """The alternatives of a schema, with references followed; null, which is how pydantic says optional, is none."""
    if "$ref" in schema:
        node = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            node = node[step]
        yield from branches(node, root)
    elif "anyOf" in schema:
        for branch in schema["anyOf"]:
            yield from branches(branch, root)
    elif schema.get("type") != "null":
        yield schema


def kind(schema: Schema) -> Any:
    """What a schema allows, beside its properties and items."""
    words = schema.get("enum", [schema["const"]] if "const" in schema else [])
    type_ = schema.get("type", "string")
    return (type_, schema.get("minimum"), schema.get("maximum"), tuple(sorted(words)))


def properties(schemas: Iterable[Schema]) -> Schema:
    """The properties of all alternatives."""
    return {name: schema for branch in schemas for name, schema in branch.get("properties", {}).items()}


def differences(wanted: Any, ours: Any, at: str) -> Iterator[str]:
    """Where two schemas differ, each given with the document that its references lead into."""
    left, right = list(branches(*wanted)), list(branches(*ours))
    kinds = [sorted({kind(schema) for schema in side}, key=str) for side in (left, right)]
    if kinds[0] != kinds[1] and at not in BEYOND:
        yield f"{at}: {kinds[0]} != {kinds[1]}"
    theirs, mine = properties(left), properties(right)
    for name in sorted({*theirs, *mine}) if theirs else ():  # any object has no properties of its own
        place = f"{at}.{name}"
        if name in theirs and name in mine:
            yield from differences((theirs[name], wanted[1]), (mine[name], ours[1]), place)
        elif place not in BEYOND:
            yield f"{place}: only in {'the transcription' if name in theirs else 'ours'}"
    items = [[schema["items"] for schema in side if "items" in schema] for side in (left, right)]
    if items[0] and items[1]:
        yield from differences((items[0][0], wanted[1]), (items[1][0], ours[1]), f"{at}[]")


@pytest.mark.parametrize(("provider", "path", "method", "part", "name"), BODIES)
def test_a_body_is_the_documented_one(provider: str, path: str, method: str, part: str, name: str) -> None:
    ours, theirs = document(provider), transcription(provider)
    wanted = {"$ref": f"#/$defs/{name}"}
    found = differences((wanted, theirs), (schema_of(ours, path, method, part), ours), f"{provider} {part}")
    assert list(found) == []


def test_what_bifrost_requires_is_what_its_document_requires() -> None:
    ours = document("bifrost")
    (request,) = branches(schema_of(ours, CHAT, "post", "request"), ours)
    assert request["required"] == transcription("bifrost")["$defs"]["Request"]["required"] == ["model", "messages"]


@pytest.mark.parametrize("name", ["radis", "bifrost"])
def test_transcriptions_and_components_are_json_schemas(name: str) -> None:
    for schema in (*transcription(name)["$defs"].values(), *document(name)["components"]["schemas"].values()):
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(("name", "paths"),
    [
        ("radis", {"/v1/models", "/v1/chat/completions", "/v1/embeddings", "/v1/completions"}),
        ("bifrost", {f"{base}/{path}" for base in BASES
                     for path in ("models", "chat/completions", "embeddings", "completions")}
                    | {f"/openai/openai/deployments/{{deployment}}/{path}"
                       for path in ("chat/completions", "embeddings", "completions")}),
    ],
)  # fmt: skip
def test_the_paths_are_the_documented_ones(name: str, paths: set[str]) -> None:
    assert set(document(name)["paths"]) == paths
