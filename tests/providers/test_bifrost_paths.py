"""Bifrost: where else it is served, and who may come in."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from fakeai.engine import Engine
from fakeai.providers.bifrost import BASES
from fakeai.reply import Failure, Reply, Text
from tests.providers.asking import HELLO, conforms, fixture, get, post, said, served

AZURE = "/openai/openai/deployments"
CHAT = "/openai/v1/chat/completions"
ASKED: dict[str, Any] = {"model": "gpt-4", "messages": HELLO}
SAID = [
    ("chat/completions", {"messages": HELLO}, "Response"),
    ("completions", {"prompt": "Hi"}, "Response"),
    ("embeddings", {"input": "Hi"}, "Embeddings"),
]


@pytest.fixture(scope="module")
def bifrost() -> Engine:
    return Engine(provider="bifrost")


@pytest.mark.parametrize(("path", "body", "schema"), SAID)
@pytest.mark.parametrize("base", BASES)
def test_every_base_serves_the_same(bifrost: Engine, base: str, path: str, body: Any, schema: str) -> None:
    response = post(bifrost, f"{base}/{path}", {"model": "groq/llama", **body})
    conforms(said(response), "bifrost", schema)
    assert said(response)["extra_fields"]["provider"] == "groq"


@pytest.mark.parametrize(("deployment", "model"), [
    ("gpt-4o", ("azure", "gpt-4o")),
    ("anthropic/claude-sonnet-4-5", ("anthropic", "claude-sonnet-4-5")),
    ("huggingface/fal-ai/flux", ("huggingface", "fal-ai/flux")),
])  # fmt: skip
@pytest.mark.parametrize(("path", "body", "schema"), SAID)
@pytest.mark.parametrize("named", [{}, {"model": "another"}], ids=["no model in the body", "another in the body"])
def test_an_azure_path_names_the_model(
    bifrost: Engine, deployment: str, model: Any, path: str, body: Any, schema: str, named: Any
) -> None:
    answer = said(post(bifrost, f"{AZURE}/{deployment}/{path}", {**named, **body}))
    conforms(answer, "bifrost", schema)
    assert (answer["extra_fields"]["provider"], answer["model"]) == model


def test_what_is_wrong_with_a_request_to_an_azure_path_names_its_model(bifrost: Engine) -> None:
    response = post(bifrost, f"{AZURE}/gpt-4o/chat/completions", {"temperature": 1})
    wanted = {"provider": "azure", "model_requested": "gpt-4o", "request_type": "chat_completion"}
    assert said(response)["error"] == {"message": "chats not provided for chat completion request"}
    assert said(response)["extra_fields"] == wanted


def test_the_azure_sdk_talks_to_it() -> None:
    with served(Engine(provider="bifrost")) as url:
        client = openai.AzureOpenAI(
            azure_endpoint=f"{url}/openai", api_version="2024-10-21", api_key="k", max_retries=0
        )
        chat = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])
        assert chat.choices[0].message.content
        stream = client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "Hi"}], stream=True
        )
        assert {chunk.model for chunk in stream} == {"gpt-4o"}
        assert client.embeddings.create(model="embed", input="Hi").data[0].embedding
        client.close()


def test_the_model_list_of_v1_is_bifrost_s_own(bifrost: Engine) -> None:
    body = said(get(bifrost, "/v1/models"))
    conforms(body, "bifrost", "UnifiedModels")
    assert body["data"][0] == {"id": "openai/gpt-4", "name": "gpt-4", "created": 0, "owned_by": "openai"}
    assert body["extra_fields"]["request_type"] == "list_models"


@pytest.mark.parametrize("prefix", ["", "/bifrost"], ids=["at the root", "beside others"])
@pytest.mark.parametrize(("path", "body", "message"), [
    ("chat/completions", b'{"model":', "invalid request format: unexpected end of JSON input"),
    ("chat/completions", b"{}", "model is required"),
    ("chat/completions", {"model": "openai/gpt-4"}, "messages is required for chat completion"),
    ("completions", {"model": "openai/gpt-4", "prompt": {}}, None),
    ("embeddings", {"model": "openai/gpt-4"}, "input is required for embeddings"),
])  # fmt: skip
def test_v1_refuses_in_words_of_its_own(bifrost: Engine, prefix: str, path: str, body: Any, message: str) -> None:
    response = post(bifrost, f"{prefix}/v1/{path}", body)
    conforms(said(response), "bifrost", "Error")
    error = said(response)["error"]
    assert response.status == 400
    assert error == {"message": message} if message else error["message"].startswith("invalid request format: json")


def test_a_single_model_has_no_path(bifrost: Engine) -> None:
    """Bifrost lists models, and tells nothing of a single one."""
    assert get(bifrost, "/openai/v1/models/gpt-4").status == 404


@pytest.mark.parametrize("header", ["x_bf_vk", "authorization", "x_api_key", "x_goog_api_key", "api_key"])
def test_a_virtual_key_may_come_in_five_header_fields(header: str) -> None:
    engine = Engine(provider="bifrost", api_keys=["sk-bf-1"])
    value = "Bearer sk-bf-1" if header == "authorization" else "sk-bf-1"
    assert post(engine, CHAT, ASKED, **{header: value}).status == 200


@pytest.mark.parametrize(("headers", "kind", "message"), [
    ({}, "virtual_key_required", "virtual key is required. Provide a virtual key via the x-bf-vk header."),
    (
        {"x_bf_vk": "sk-bf-2"}, "virtual_key_not_found",
        "virtual key not found. The provided virtual key does not exist or has been revoked.",
    ),
])  # fmt: skip
def test_where_virtual_keys_are_named_one_of_them_is_needed(headers: Any, kind: str, message: str) -> None:
    engine = Engine(provider="bifrost", api_keys=["sk-bf-1"])
    response = post(engine, CHAT, ASKED, **headers)
    assert response.status == 401
    assert said(response) == {
        "type": kind,
        "is_bifrost_error": False,
        "status_code": 401,
        "error": {"message": message},
        "extra_fields": {"provider": "openai", "model_requested": "gpt-4", "request_type": "chat_completion"},
    }
    assert get(engine, "/openai/v1/models", **headers).status == 401


def test_a_scripted_refusal_of_a_key_is_that_of_the_provider_behind_it() -> None:
    engine = Engine([fixture(Failure(kind="invalid_api_key"))], provider="bifrost")
    error = said(post(engine, CHAT, ASKED))["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", "invalid_api_key")


def test_no_key_is_needed_unless_some_are_named() -> None:
    engine = Engine([fixture(Reply.of(Text("Hi")))], provider="bifrost")
    assert post(engine, CHAT, ASKED).status == 200
