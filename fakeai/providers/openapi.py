"""A provider's OpenAPI document, made from the models that validate its requests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from fakeai.providers.contract import Provider, Route

_REF = "#/components/schemas/{model}"


def document(provider: Provider) -> dict[str, Any]:
    """The OpenAPI 3.1 document of a provider: its own paths, with the schemas of what they take and give."""
    schemas, definitions = models_json_schema(
        [(model, "validation") for model in _models(provider.routes)], ref_template=_REF
    )
    references: dict[Any, Any] = {model: schema for (model, _), schema in schemas.items()}
    paths: dict[str, Any] = {}
    for route in provider.routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, references)
    told: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": provider.title, "version": provider.version},
        "paths": paths,
        "components": {"schemas": definitions.get("$defs", {})},
    }
    if provider.key_scheme is not None:
        told["security"] = [{provider.key_scheme: []}]
        told["components"]["securitySchemes"] = {provider.key_scheme: {"type": "http", "scheme": "bearer"}}
    return told


def _models(routes: Iterable[Route]) -> list[type[BaseModel]]:
    """Every model that the routes speak of, once, in order."""
    found: dict[type[BaseModel], None] = {}
    for route in routes:
        for model in (route.request, route.response, route.chunk, *route.errors.values()):
            if model is not None:
                found[model] = None
    return list(found)


def _operation(route: Route, references: dict[Any, Any]) -> dict[str, Any]:
    words = {
        "operationId": route.operation_id or _operation_id(route),
        "tags": list(route.tags),
        "summary": route.summary,
        "description": route.description,
    }
    operation: dict[str, Any] = {key: value for key, value in words.items() if value}
    names = re.findall(r"\{(\w+)\}", route.path)
    if names:
        operation["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    if route.request is not None:
        operation["requestBody"] = {"required": True, "content": _content(references[route.request], route.media_types)}
    return operation | {"responses": _responses(route, references)}


def _responses(route: Route, references: dict[Any, Any]) -> dict[str, Any]:
    """What an operation answers by status; an event of a stream is described as if it were all of it."""
    content: dict[str, Any] = {}
    if route.response is not None:
        content |= _content(references[route.response])
    if route.chunk is not None:
        content |= _content(references[route.chunk], ("text/event-stream",))
    success: dict[str, Any] = {"description": "Successful Response"}
    if content:
        success["content"] = content
    errors = {
        str(status): {"description": "Error", "content": _content(references[model])}
        for status, model in route.errors.items()
    }
    return {"200": success, **errors}


def _content(schema: Any, media_types: Iterable[str] = ("application/json",)) -> dict[str, Any]:
    return {media_type: {"schema": schema} for media_type in media_types}


def _operation_id(route: Route) -> str:
    words = re.findall(r"\w+", route.path)
    return "_".join([*words, route.method.lower()])
