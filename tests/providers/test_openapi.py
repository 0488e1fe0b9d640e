"""The OpenAPI documents that are published: documents of that kind, true, and what the seeds say of operations."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from fakeai.engine import Engine
from fakeai.providers import PROVIDERS
from fakeai.providers.contract import Provider, Route
from tests.providers.asking import HELLO, get, post, request
from tests.providers.publishing import document, fits_the_answer, fits_the_request

ASKED: dict[str, dict[str, Any]] = {
    "chat/completions": {"messages": HELLO},
    "completions": {"prompt": "Once upon"},
    "embeddings": {"input": "Once upon"},
}
KEY = {"authorization": "Bearer k"}
BEARING = [
    provider for provider in PROVIDERS if provider.authenticate(request("POST", "/", **KEY), frozenset()) is None
]
"""The providers that a bearer token opens."""
MODELLED = [
    pytest.param(provider, route, id=f"{route.method} /{provider.name}{route.path}")
    for provider in BEARING
    for route in provider.routes
    if route.response is not None
]
WRONG = [
    pytest.param(provider, route, id=f"{route.method} /{provider.name}{route.path}")
    for provider in BEARING
    for route in provider.routes
    if route.request is not None and route.errors
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def asked(route: Route) -> Any:
    ending = next(ending for ending in ASKED if route.path.endswith(ending))
    return {"model": "m", **ASKED[ending]}


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_a_document_is_an_openapi_document(provider: Provider) -> None:
    told = document(provider.name)
    assert [str(error) for error in OpenAPIV31SpecValidator(told).iter_errors()] == []
    ids = Counter(operation["operationId"] for path in told["paths"].values() for operation in path.values())
    assert ids.most_common(1)[0][1] == 1


@pytest.mark.parametrize(("provider", "route"), MODELLED)
def test_what_is_asked_and_answered_is_what_the_document_says(engine: Engine, provider: Provider, route: Route) -> None:
    path = f"/{provider.name}{route.path.replace('{deployment}', 'gpt-4o')}"
    if route.method == "GET":
        fits_the_answer(get(engine, path, **KEY), provider.name, route.path, "get")
        return
    fits_the_request(asked(route), provider.name, route.path)
    fits_the_answer(post(engine, path, asked(route), **KEY), provider.name, route.path)
    if route.chunk is not None:
        fits_the_answer(post(engine, path, {**asked(route), "stream": True}, **KEY), provider.name, route.path)


@pytest.mark.parametrize(("provider", "route"), WRONG)
def test_a_refusal_is_what_the_document_says(engine: Engine, provider: Provider, route: Route) -> None:
    path = f"/{provider.name}{route.path.replace('{deployment}', 'gpt-4o')}"
    response = post(engine, path, {"model": 1}, **KEY)
    assert response.status in route.errors
    fits_the_answer(response, provider.name, route.path)


LIGHTNINGROD = "/api/public/v1/openai"


@pytest.mark.parametrize(("provider", "path", "method", "told"), [
    ("lightningrod", f"{LIGHTNINGROD}/chat/completions", "post", {
        "tags": ["OpenAI Compatible"],
        "summary": "Chat Completions",
        "description": "OpenAI Compatible API Endpoint for Foresight Models.",
        "operationId": "chat_completions_openai_chat_completions_post",
    }),
    ("lightningrod", f"{LIGHTNINGROD}/models", "get", {
        "tags": ["OpenAI Compatible"],
        "summary": "List Models",
        "description": "List available models.",
        "operationId": "list_models_openai_models_get",
    }),
    ("lightningrod", f"{LIGHTNINGROD}/completions", "post", {
        "tags": ["OpenAI Compatible"],
        "summary": "Completions",
        "description": "OpenAI-compatible text completion endpoint.",
        "operationId": "completions_openai_completions_post",
    }),
    ("lighton", "/api/v3/chat/completions", "post", {
        "tags": ["Models"],
        "summary": "Generate a chat completion",
        "operationId": "api_v3_chat_completions_create",
    }),
    ("radis", "/v1/models", "get", {"summary": "Lists the currently loaded models."}),
    ("bifrost", "/openai/v1/chat/completions", "post", {"summary": "Create chat completion (OpenAI format)"}),
])  # fmt: skip
def test_an_operation_is_called_what_the_seed_calls_it(provider: str, path: str, method: str, told: Any) -> None:
    operation = document(provider)["paths"][path][method]
    assert {key: operation[key] for key in told} == told


@pytest.mark.parametrize(("provider", "info", "scheme"), [
    ("lightningrod", {"title": "LightningRod API", "version": "1.0.0"}, "HTTPBearer"),
    ("lighton", {"title": "Paradigm API", "version": "xenial-xerus (v3)"}, "bearerAuth"),
    ("radis", {"title": "RadisProject", "version": "1.0.0"}, None),
    ("bifrost", {"title": "Bifrost", "version": "1.0.0"}, None),
])  # fmt: skip
def test_a_document_says_of_itself_and_of_keys_what_the_seed_says(provider: str, info: Any, scheme: str | None) -> None:
    told = document(provider)
    assert told["info"] == info
    assert told.get("security") == (None if scheme is None else [{scheme: []}])
    schemes = {} if scheme is None else {scheme: {"type": "http", "scheme": "bearer"}}
    assert told["components"].get("securitySchemes", {}) == schemes
