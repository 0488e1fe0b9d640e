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
    return {
        "openapi": "3.1.0",
        "info": {"title": provider.title, "version": "1.0.0"},
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _models(routes: Iterable[Route]) -> list[type[BaseModel]]:
    """Every model that the routes speak of, once, in order."""
    found: dict[type[BaseModel], None] = {}
    for route in routes:
        for model in (route.request, route.response, *route.errors.values()):
            if model is not None:
                found[model] = None
    return list(found)


def _operation(route: Route, references: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": _operation_id(route), "responses": {}}
    if route.summary:
        operation["summary"] = route.summary
    names = re.findall(r"\{(\w+)\}", route.path)
    if names:
        operation["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    if route.request is not None:
        operation["requestBody"] = {"required": True, "content": _content(references[route.request], route.media_types)}
    success: dict[str, Any] = {"description": "Successful Response"}
    if route.response is not None:
        success["content"] = _content(references[route.response])
    operation["responses"]["200"] = success
    for status, model in route.errors.items():
        operation["responses"][str(status)] = {"description": "Error", "content": _content(references[model])}
    return operation


def _content(schema: Any, media_types: Iterable[str] = ("application/json",)) -> dict[str, Any]:
    return {media_type: {"schema": schema} for media_type in media_types}


def _operation_id(route: Route) -> str:
    words = re.findall(r"\w+", route.path)
    return "_".join([*words, route.method.lower()])
