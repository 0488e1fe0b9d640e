"""What is said about bodies that are refused, and how OpenAI words the usual problems."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from fakeai.dialects.contract import Endpoint
from fakeai.dialects.openai.envelope import OpenAIEnvelope
from fakeai.reply import Failure

from .making import make_request

MISSING, TYPE, VALUE = "missing_required_parameter", "invalid_type", "invalid_value"
EMPTY = "empty array. Expected an array with minimum length 1, but got an empty array instead."


def refusal(endpoint: Endpoint, body: Any) -> Failure:
    """What is said about a body."""
    with pytest.raises(ValidationError) as caught:
        endpoint.parse(make_request(), body, provider="openai", params={})
    return OpenAIEnvelope().invalid(caught.value.errors(include_url=False), body)


def check(endpoint: Endpoint, body: Any, message: str, param: str | None, code: str | None) -> None:
    said = refusal(endpoint, body)
    assert (said.message, said.param, said.code) == (message, param, code)
    assert (said.kind, said.status) == ("invalid_request", 400)


def wrong_type(param: str, expected: str, got: str) -> tuple[str, str, str]:
    return f"Invalid type for '{param}': expected {expected}, but got {got} instead.", param, TYPE


def missing(param: str) -> tuple[str, str, str]:
    return f"Missing required parameter: '{param}'.", param, MISSING


def below(name: str, kind: str, bound: str, got: Any) -> tuple[str, str, str]:
    text = f"Invalid '{name}': {kind} below minimum value. Expected a value >= {bound}, but got {got} instead."
    return text, name, f"{kind}_below_min_value"


def above(name: str, kind: str, bound: str, got: Any) -> tuple[str, str, str]:
    text = f"Invalid '{name}': {kind} above maximum value. Expected a value <= {bound}, but got {got} instead."
    return text, name, f"{kind}_above_max_value"
