"""What OpenAI refuses under strict, although its schema allows it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fakeai import wire
from fakeai.engine import Engine

HEADERS = (("authorization", "Bearer sk-test"), ("content-type", "application/json"))


def asked(engine: Engine, body: dict[str, Any], path: str = "/v1/chat/completions") -> wire.Response:
    request = wire.Request(method="POST", path=path, headers=HEADERS, body=json.dumps(body).encode())
    return engine.answer(request).response


def error(engine: Engine, body: dict[str, Any], path: str = "/v1/chat/completions") -> tuple[int, dict[str, Any]]:
    response = asked(engine, body, path)
    return response.status, json.loads(response.body)["error"]


def chat(model: str = "gpt-4", content: Any = "Hi", **more: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": content}], **more}


def image(url: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": url}}]


def test_too_long_a_prompt_is_refused_with_its_true_length() -> None:
    status, said = error(Engine(strict=True), chat(content="word " * 9000))
    assert (status, said["code"], said["param"]) == (400, "context_length_exceeded", "messages")
    assert said["message"].startswith(
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9"
    )


def test_a_dated_model_has_the_window_of_its_family() -> None:
    status, said = error(Engine(strict=True), chat("gpt-4-0613", "word " * 9000))
    assert (status, said["code"]) == (400, "context_length_exceeded")


def test_a_model_that_nobody_knows_has_no_window() -> None:
    _, said = error(Engine(strict=True), chat("my-own", "word " * 9000))
    assert said["code"] == "fakeai_unmatched"


def test_prompt_and_answer_together_have_to_fit() -> None:
    status, said = error(Engine(strict=True), chat("gpt-4", max_tokens=8190))
    assert (status, said["code"], said["param"]) == (400, "context_length_exceeded", "messages")
    assert said["message"] == (
        "This model's maximum context length is 8192 tokens. However, you requested 8198 tokens (8 in the messages, "
        "8190 in the completion). Please reduce the length of the messages or completion."
    )


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/v1/embeddings", {"model": "text-embedding-3-small", "input": "word " * 9000}, "8192 tokens, however you"),
        ("/v1/completions", {"model": "gpt-3.5-turbo-instruct", "prompt": "word " * 9000}, "4096 tokens, however you"),
    ],
)
def test_too_long_a_prompt_of_other_endpoints_is_refused_in_other_words(
    path: str, body: dict[str, Any], said: str
) -> None:
    status, refused = error(Engine(strict=True), body, path)
    assert (status, refused["code"], refused["param"]) == (400, None, None)
    assert said in refused["message"]
    assert refused["message"].endswith("Please reduce your prompt; or completion length.")


UNSUPPORTED = [
    (
        {"max_tokens": 5},
        "max_tokens",
        "unsupported_parameter",
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    ),
    (
        {"temperature": 0.2},
        "temperature",
        "unsupported_value",
        "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is "
        "supported.",
    ),
    (
        {"stop": ["x"]},
        "stop",
        "unsupported_parameter",
        "Unsupported parameter: 'stop' is not supported with this model.",
    ),
    (
        {"top_p": 0.5},
        "top_p",
        "unsupported_parameter",
        "Unsupported parameter: 'top_p' is not supported with this model.",
    ),
]


@pytest.mark.parametrize("model", ["o3-mini", "gpt-5", "gpt-5-mini-2025-08-07"])
@pytest.mark.parametrize(
    ("sent", "param", "code", "message"), UNSUPPORTED, ids=[param for _, param, _, _ in UNSUPPORTED]
)
def test_what_reasoning_models_do_not_take_is_refused(
    model: str, sent: dict[str, Any], param: str, code: str, message: str
) -> None:
    status, said = error(Engine(strict=True), chat(model, **sent))
    assert status == 400
    assert said == {"message": message, "type": "invalid_request_error", "param": param, "code": code}


@pytest.mark.parametrize("sent", [{"temperature": 1, "top_p": 1, "max_completion_tokens": 5}, {"presence_penalty": 0}])
def test_their_defaults_are_taken(sent: dict[str, Any]) -> None:
    assert error(Engine(strict=True), chat("gpt-5", **sent))[1]["code"] == "fakeai_unmatched"


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5-chat-latest"])
def test_other_models_take_them(model: str) -> None:
    sent = {"temperature": 0.2, "top_p": 0.5, "max_tokens": 5}
    assert error(Engine(strict=True), chat(model, **sent))[1]["code"] == "fakeai_unmatched"


def test_a_json_object_has_to_be_asked_for_in_words() -> None:
    form = {"response_format": {"type": "json_object"}}
    status, said = error(Engine(strict=True), chat("gpt-4o", **form))
    assert status == 400
    assert said == {
        "message": "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
        "'json_object'.",
        "type": "invalid_request_error",
        "param": "messages",
        "code": None,
    }
    assert error(Engine(strict=True), chat("gpt-4o", "Say it as JSON", **form))[1]["code"] == "fakeai_unmatched"


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_more_tokens_than_the_model_gives_are_refused(name: str) -> None:
    status, said = error(Engine(strict=True), chat("gpt-4o", **{name: 100_000}))
    assert status == 400
    assert said["param"] == name
    assert said["message"] == (
        f"{name} is too large: 100000. "
        "This model supports at most 16384 completion tokens, whereas you provided 100000."
    )


@pytest.mark.parametrize("url", ["not a url", "", "ftp://example.org/a.png", "data:image/png", "http://"])
def test_an_image_url_that_is_none_is_refused(url: str) -> None:
    status, said = error(Engine(strict=True), chat("gpt-4o", image(url)))
    assert (status, said["param"]) == (400, "messages[0].content[1].image_url.url")


@pytest.mark.parametrize("url", ["https://example.org/a.png", "data:image/png;base64,iVBORw0KGgo="])
def test_an_image_url_that_is_one_passes(url: str) -> None:
    _, said = error(Engine(strict=True), chat("gpt-4o", image(url)))
    assert said["code"] == "fakeai_unmatched"


@pytest.mark.parametrize("strict", [None, False])
def test_without_strict_all_of_that_is_answered(strict: bool | None) -> None:
    engine = Engine(strict=strict)
    assert asked(engine, chat(content="word " * 9000)).status == 200
    assert asked(engine, chat("gpt-4o", max_tokens=100_000)).status == 200
    assert asked(engine, chat("gpt-4o", image("not a url"))).status == 200
    assert asked(engine, chat("gpt-4o", response_format={"type": "json_object"})).status == 200
    assert asked(engine, chat("gpt-5", max_tokens=5, temperature=0)).status == 200


def test_strict_models_refuses_a_model_that_is_not_listed() -> None:
    engine = Engine(strict_models=True)
    assert asked(engine, chat("gpt-4o")).status == 200
    status, said = error(engine, chat("gpt-99"))
    assert (status, said["code"]) == (404, "model_not_found")
    assert "`gpt-99`" in said["message"]
