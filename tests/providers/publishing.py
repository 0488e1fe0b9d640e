"""What we publish as a judge of what we take and give: the OpenAPI document of each provider."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from fakeai import wire
from tests.providers.asking import chunks, said
from tests.providers.documents import Schema, published

JSON, EVENTS = "application/json", "text/event-stream"


@cache
def document(provider: str) -> Schema:
    """The document of a provider, made once."""
    return published(provider)


@cache
def _validator(provider: str, *place: str) -> Draft202012Validator:
    whole = document(provider)
    node = whole["paths"]
    for step in place:
        node = node[step]
    return Draft202012Validator({**node["schema"], "components": whole["components"]})


def fits_the_request(body: Any, provider: str, path: str) -> None:
    """Assert that a JSON body is one that the document promises to take."""
    _accept(_validator(provider, path, "post", "requestBody", "content", JSON), body)


def fits_the_answer(response: wire.Response, provider: str, path: str, method: str = "post") -> None:
    """Assert that an answer is what the document promises: a body, or every event of a stream."""
    validators = [provider, path, method, "responses", str(response.status), "content"]
    if (response.header("content-type") or "").startswith(EVENTS):
        for chunk in chunks(response):
            _accept(_validator(*validators, EVENTS), chunk)
    else:
        _accept(_validator(*validators, JSON), said(response))


def _accept(validator: Draft202012Validator, value: Any) -> None:
    problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
    assert not problems
