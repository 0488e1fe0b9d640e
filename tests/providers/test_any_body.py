"""Whatever a client sends, it is answered in the provider's own shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.engine import Engine
from fakeai.providers.lightningrod_models import ChatCompletionRequest, CompletionRequest
from fakeai.providers.lighton_models import ChatCompletionsRequest, CompletionsRequest, EmbeddingsRequest
from tests.providers.asking import HELLO, post

FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json"
ODD = st.sampled_from(
    ["", "\0", "\ud800", "0.5", "1e400", "true", "user", "a", -1, 0, 1, 2.5, 10**30, 1e300, True, None]
)
VALUES = st.recursive(
    ODD,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["role", "content", "name", "arguments", "type", "text", "\ud800"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
OPERATIONS = [
    pytest.param("lightningrod", "/v1/openai/chat/completions", ChatCompletionRequest, id="lightningrod chat"),
    pytest.param("lightningrod", "/v1/openai/completions", CompletionRequest, id="lightningrod completions"),
    pytest.param("lighton", "/api/v3/chat/completions", ChatCompletionsRequest, id="lighton chat"),
    pytest.param("lighton", "/api/v3/completions", CompletionsRequest, id="lighton completions"),
    pytest.param("lighton", "/api/v3/embeddings", EmbeddingsRequest, id="lighton embeddings"),
]
GOOD = {"model": "m", "messages": HELLO, "prompt": "x", "input": "x"}


@pytest.mark.slow
@pytest.mark.parametrize(("provider", "path", "model"), OPERATIONS)
@given(data=st.data())
def test_any_value_of_any_field_gets_an_answer(provider: str, path: str, model: Any, data: st.DataObject) -> None:
    changed: dict[str, Any] = data.draw(
        st.dictionaries(st.sampled_from(sorted(model.model_fields)), VALUES, max_size=3)
    )
    response = post(Engine(provider=provider), path, {**GOOD, **changed}, authorization="Bearer k")
    if response.status != 200:
        assert 400 <= response.status < 500
        assert isinstance(json.loads(response.body), dict)


@pytest.mark.slow
@pytest.mark.parametrize("content_type", [JSON, FORM, MULTIPART, "text/plain", ""])
@pytest.mark.parametrize(("provider", "path", "model"), OPERATIONS)
@given(body=st.binary(max_size=80) | st.text(alphabet='model=a&[0].{}":', max_size=40).map(str.encode))
def test_any_bytes_get_an_answer(provider: str, path: str, model: Any, content_type: str, body: bytes) -> None:
    response = post(Engine(provider=provider), path, body, authorization="Bearer k", content_type=content_type)
    assert 400 <= response.status < 500
    assert isinstance(json.loads(response.body), dict)
