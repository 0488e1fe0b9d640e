"""Requests that FastAPI and Django REST framework answered, answered again: the same status and the same body.

The recordings come from applications of these frameworks whose models have the documented shapes; what they
`understood` is what a valid body became.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakeai import wire
from fakeai.engine import Engine
from fakeai.providers.contract import Provider, Route
from fakeai.providers.lightningrod import LIGHTNINGROD
from fakeai.providers.lighton import LIGHTON

RECORDED = Path(__file__).parent / "recorded"
PATHS = {"chat": "chat/completions", "completions": "completions", "embeddings": "embeddings"}
SYSTEMS = {"fastapi": (LIGHTNINGROD, "/api/public/v1/openai"), "rest_framework": (LIGHTON, "/api/v3")}

Recorded = dict[str, Any]


def recorded(*, accepted: bool) -> list[Any]:
    return [
        pytest.param(name, exchange, id=f"{name}-{exchange['name']}")
        for name in SYSTEMS
        for exchange in json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))["exchanges"]
        if (exchange["status"] == 200) is accepted
    ]


def request_of(exchange: Recorded, base: str) -> wire.Request:
    fields = {"content-type": exchange["content_type"], "authorization": exchange["authorization"]}
    headers = tuple((name, value) for name, value in fields.items() if value is not None)
    body = exchange["body"].encode("latin-1")  # as it was recorded, byte for byte
    return wire.Request(method="POST", path=f"{base}/{PATHS[exchange['endpoint']]}", headers=headers, body=body)


def route_of(provider: Provider, request: wire.Request) -> Route:
    return next(route for route in provider.routes if (route.method, route.path) == (request.method, request.path))


@pytest.mark.parametrize(("name", "exchange"), recorded(accepted=False))
def test_what_the_framework_refuses_is_refused_word_for_word(name: str, exchange: Recorded) -> None:
    provider, base = SYSTEMS[name]
    keys = ["other"] if exchange["name"] == "bad token" else []
    response = Engine(provider=provider.name, api_keys=keys).answer(request_of(exchange, base)).response
    assert response.status == exchange["status"]
    assert response.header("www-authenticate") == exchange.get("www_authenticate")
    if exchange["answer"] is not None:  # a crash of the framework has a page of its own
        assert response.body == wire.json_bytes(exchange["answer"])


@pytest.mark.parametrize(("name", "exchange"), recorded(accepted=True))
def test_what_the_framework_accepts_is_understood_alike(name: str, exchange: Recorded) -> None:
    provider, base = SYSTEMS[name]
    request = request_of(exchange, base)
    assert provider.authenticate(request, frozenset()) is None
    model = route_of(provider, request).request
    assert model is not None
    understood = model.model_validate(provider.decode(request))
    unset = name == "rest_framework"  # FastAPI fills in defaults
    assert understood.model_dump(exclude_unset=unset) == exchange["understood"]
