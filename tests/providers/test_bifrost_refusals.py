"""Bifrost: what is wrong with a request, word for word."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai.engine import Engine
from tests.providers.asking import HELLO, conforms, post, said

CHAT = "/openai/v1/chat/completions"
ASKED = {"provider": "openai", "model_requested": "gpt-4", "request_type": "chat_completion"}


def undecodable(reason: str) -> dict[str, Any]:
    """Go can't decode the body."""
    error = {"message": "Invalid JSON", "error": reason}
    return {"is_bifrost_error": False, "status_code": 400, "error": error, "extra_fields": {}}


def missed(message: str, **extra_fields: str) -> dict[str, Any]:
    """Bifrost itself misses something."""
    return {"is_bifrost_error": False, "status_code": 400, "error": {"message": message}, "extra_fields": extra_fields}


def relayed(message: str, param: str, code: str) -> dict[str, Any]:
    """The provider behind it says no."""
    error = {"type": "invalid_request_error", "code": code, "message": message, "param": param}
    return {"is_bifrost_error": False, "status_code": 400, "error": error, "extra_fields": ASKED}


def above(param: str, most: int, value: float) -> dict[str, Any]:
    text = f"Invalid '{param}': decimal above maximum value. Expected a value <= {most}, but got {value} instead."
    return relayed(text, param, "decimal_above_max_value")


def below(param: str, least: int, value: float, number: str = "decimal") -> dict[str, Any]:
    text = f"Invalid '{param}': {number} below minimum value. Expected a value >= {least}, but got {value} instead."
    return relayed(text, param, f"{number}_below_min_value")


def unknown(param: str, value: str, words: str) -> dict[str, Any]:
    return relayed(f"Invalid value: '{value}'. Supported values are: {words}.", param, "invalid_value")


def mistyped(field: str, got: str, wanted: str) -> dict[str, Any]:
    return undecodable(f"json: cannot unmarshal {got} into Go struct field .{field} of type {wanted}")


ROLES = "'system', 'user', 'assistant', 'tool', and 'developer'"
EFFORTS = "'none', 'minimal', 'low', 'medium', 'high', and 'xhigh'"


@pytest.mark.parametrize(("body", "wanted"),
    [
        (b"", missed("model is required")),
        (b"{}", missed("model is required")),
        (b'{"model":', undecodable("unexpected end of JSON input")),
        (b'{"model": x}', undecodable("invalid character 'x' looking for beginning of value")),
        (b'{"model": "m",}', undecodable("invalid character '}' looking for beginning of object key string")),
        (b'{"model" "m"}', undecodable("invalid character '\"' after object key")),
        (b'{"model": "m" 1}', undecodable("invalid character '1' after array element or object key:value pair")),
        (b"{} {}", undecodable("invalid character '{' after top-level value")),
        (b'{"temperature": NaN}', undecodable("invalid character 'N' looking for beginning of value")),
        (b"\xff", undecodable("the body can't be read")),
        (b"[" * 100_000, undecodable("the body can't be read")),
        ([1], undecodable("json: cannot unmarshal array into Go value of type struct")),
        ("hi", undecodable("json: cannot unmarshal string into Go value of type struct")),
        ({"model": "gpt-4"}, missed("chats not provided for chat completion request", **ASKED)),
        ({"model": None, "messages": HELLO}, missed("model is required")),
        ({"model": "gpt-4", "messages": None}, missed("chats not provided for chat completion request", **ASKED)),
    ],
    ids=str,
)  # fmt: skip
def test_a_body_that_is_wrong_as_a_whole(body: Any, wanted: Any) -> None:
    response = post(Engine(provider="bifrost"), CHAT, body)
    assert response.status == 400
    assert said(response) == wanted
    conforms(wanted, "bifrost", "Error")


@pytest.mark.parametrize(("fields", "wanted"),
    [
        ({"model": 1}, mistyped("model", "number 1", "string")),
        ({"messages": "hi"}, mistyped("messages", "string", "slice")),
        ({"messages": ["hi"]}, mistyped("messages", "string", "struct")),
        ({"messages": [{"role": "user", "content": 5}]}, mistyped("messages.content", "number 5", "string or slice")),
        ({"messages": [{"content": "hi"}]}, relayed(
            "Missing required parameter: 'messages[0].role'.", "messages[0].role", "missing_required_parameter"
        )),
        ({"messages": [{"role": None, "content": "x"}]}, relayed(
            "Missing required parameter: 'messages[0].role'.", "messages[0].role", "missing_required_parameter"
        )),
        ({"messages": [{"role": "function", "content": "x"}]}, unknown("messages[0].role", "function", ROLES)),
        ({"temperature": "1"}, mistyped("temperature", "string", "float64")),
        ({"temperature": 2.1}, above("temperature", 2, 2.1)),
        ({"temperature": -1}, below("temperature", 0, -1)),
        ({"frequency_penalty": 3}, above("frequency_penalty", 2, 3)),
        ({"presence_penalty": -2.5}, below("presence_penalty", -2, -2.5)),
        ({"max_tokens": 1.5}, mistyped("max_tokens", "number 1.5", "int")),
        ({"max_tokens": 0}, below("max_tokens", 1, 0, "integer")),
        ({"n": 0}, below("n", 1, 0, "integer")),
        ({"stream": "yes"}, mistyped("stream", "string", "bool")),
        ({"stop": 1}, mistyped("stop", "number 1", "string or slice")),
        ({"logit_bias": []}, mistyped("logit_bias", "array", "map")),
        ({"logprobs": 1}, mistyped("logprobs", "number 1", "bool")),
        ({"reasoning_effort": "max"}, unknown("reasoning_effort", "max", EFFORTS)),
        ({"reasoning_effort": 1}, mistyped("reasoning_effort", "number 1", "string")),
        ({"tool_choice": "any"}, unknown("tool_choice", "any", "'none', 'auto', and 'required'")),
        ({"tool_choice": {"type": "x"}}, unknown(
            "tool_choice.type", "x", "'none', 'any', 'required', 'function', 'allowed_tools', and 'custom'"
        )),
        ({"tools": [{"type": "web"}]}, unknown("tools[0].type", "web", "'function' and 'custom'")),
        ({"tools": [{"type": "function", "cache_control": {"type": "x"}}]}, relayed(
            "Invalid value: 'x'. Supported values are: 'ephemeral'.", "tools[0].cache_control.type", "invalid_value"
        )),
        ({"tools": [{"type": "custom", "custom": {"format": {"type": "g", "grammar": {
            "definition": "x", "syntax": "bnf"}}}}]},
         unknown("tools[0].custom.format.grammar.syntax", "bnf", "'lark' and 'regex'")),
        ({"response_format": "json"}, mistyped("response_format", "string", "struct")),
        ({"fallbacks": "gpt-4o"}, mistyped("fallbacks", "string", "slice")),
        ({"fallbacks": [1]}, mistyped("fallbacks", "number 1", "string")),
        ({"stream_options": {"include_usage": 1}}, mistyped("stream_options.include_usage", "number 1", "bool")),
        ({"service_tier": 1}, mistyped("service_tier", "number 1", "string")),
    ],
    ids=lambda value: str(value) if "error" not in value else "",
)  # fmt: skip
def test_a_field_that_is_wrong(fields: Any, wanted: Any) -> None:
    response = post(Engine(provider="bifrost"), CHAT, {"model": "gpt-4", "messages": HELLO, **fields})
    assert response.status == 400
    assert said(response) == wanted
    conforms(wanted, "bifrost", "Error")


@pytest.mark.parametrize(
    ("path", "field", "message"),
    [
        ("completions", "max_tokens", "Invalid 'max_tokens': integer below minimum value."),
        ("embeddings", "dimensions", "Invalid 'dimensions': integer below minimum value."),
    ],
)
def test_its_other_endpoints_refuse_in_the_same_way(path: str, field: str, message: str) -> None:
    body = {"model": "gpt-4", "prompt": "Hi", "input": "Hi", field: -1}
    answer = said(post(Engine(provider="bifrost"), f"/openai/v1/{path}", body))
    conforms(answer, "bifrost", "Error")
    assert answer["error"]["message"].startswith(message)


@pytest.mark.parametrize("absent", [{}, {"input": None, "prompt": None}], ids=["missing", "null"])
@pytest.mark.parametrize(("path", "kind", "message"), [
    ("embeddings", "embedding", "embedding input not provided for embedding request"),
    ("completions", "text_completion", "prompt not provided for text completion request"),
])  # fmt: skip
def test_what_is_asked_has_to_be_there(path: str, kind: str, message: str, absent: Any) -> None:
    answer = said(post(Engine(provider="bifrost"), f"/openai/v1/{path}", {"model": "gpt-4", **absent}))
    assert answer == missed(message, **{**ASKED, "request_type": kind})


def test_the_content_type_is_not_looked_at() -> None:
    body = b'{"model": "gpt-4", "messages": []}'
    assert post(Engine(provider="bifrost"), CHAT, body, content_type="text/plain").status == 200
