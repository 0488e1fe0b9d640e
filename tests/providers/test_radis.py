"""RadisProject, held against the transcription of its document."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from fakeai.engine import Engine
from fakeai.reply import Choice, Failure, FailureKind, Model, Refusal, Reply, Text, ToolCall
from tests.providers.asking import HELLO, OF_THE_API, chunks, conforms, fixture, get, post, said, served

CHAT, COMPLETIONS, EMBEDDINGS = "/v1/chat/completions", "/v1/completions", "/v1/embeddings"
DOCUMENTED = [
    pytest.param(CHAT, {"messages": HELLO, "temperature": 0.7}, "Chat", id="chat"),
    pytest.param(COMPLETIONS, {"prompt": "This is a test.", "max_tokens": 10}, "Completion", id="completions"),
    pytest.param(EMBEDDINGS, {"input": "This is a test."}, "Embeddings", id="embeddings"),
    pytest.param(EMBEDDINGS, {"input": ["This is", "a test."]}, "Embeddings", id="embeddings of several texts"),
]
MORE = {
    "top_p": 0.9, "top_k": 40, "max_tokens": 20, "stop": ["\n"], "presence_penalty": 0.5, "frequency_penalty": 0.5,
    "logit_bias": {"15043": 1}, "repeat_penalty": 1.1, "seed": 7,
}  # fmt: skip


@pytest.fixture
def radis() -> Engine:
    return Engine(provider="radis")


def switched(**switches: str | bool) -> Engine:
    return Engine(provider="radis", switches={f"radis.{name}": value for name, value in switches.items()})


@pytest.mark.parametrize(("path", "body", "schema"), DOCUMENTED)
def test_documented_requests_are_answered_as_documented(radis: Engine, path: str, body: Any, schema: str) -> None:
    response = post(radis, path, {"model": "model-identifier", **body})
    assert response.status == 200
    conforms(said(response), "radis", schema)
    assert said(response)["model"] == "model-identifier"


@pytest.mark.parametrize(("path", "body", "schema"), DOCUMENTED[:2])
def test_streams_have_the_keys_of_bodies(radis: Engine, path: str, body: Any, schema: str) -> None:
    response = post(radis, path, {"model": "m", "stream": True, "stream_options": {"include_usage": True}, **body})
    assert response.header("content-type") == "text/event-stream"
    for chunk in chunks(response):
        conforms(chunk, "radis", f"{schema}Chunk")
    assert chunks(response)[-1]["usage"]["total_tokens"] > 0


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_what_lm_studio_documents_beyond_it_is_accepted(radis: Engine, stream: bool) -> None:
    assert post(radis, CHAT, {"model": "m", "messages": HELLO, "stream": stream, **MORE}).status == 200


def test_no_key_is_needed_and_any_is_accepted(radis: Engine) -> None:
    assert get(radis, "/v1/models").status == 200
    assert get(radis, "/v1/models", authorization="Bearer lm-studio").status == 200


def test_keys_that_are_named_for_other_providers_change_nothing() -> None:
    assert get(Engine(provider="radis", api_keys=["sk-1"]), "/v1/models").status == 200


def test_an_entry_of_the_model_list_is_minimal(radis: Engine) -> None:
    body = said(get(radis, "/v1/models"))
    conforms(body, "radis", "Models")
    assert body == {"object": "list", "data": [{"id": "model-identifier", "object": "model"}]}


def test_models_that_are_named_are_listed_without_dates_and_owners() -> None:
    engine = Engine(provider="radis", models=[Model(id="qwen", created=5, owned_by="me")])
    assert said(get(engine, "/v1/models"))["data"] == [{"id": "qwen", "object": "model"}]


def test_log_probabilities_are_never_given(radis: Engine) -> None:
    chat = said(post(radis, CHAT, {"model": "m", "messages": HELLO, "logprobs": True, "top_logprobs": 2}))
    conforms(chat, "radis", "Chat")
    completion = said(post(radis, COMPLETIONS, {"model": "m", "prompt": "Hi", "logprobs": 2}))
    conforms(completion, "radis", "Completion")


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_a_refusal_is_said_as_text(stream: bool) -> None:
    engine = Engine([fixture(Reply.of(Refusal("I won't.")))], provider="radis")
    response = post(engine, CHAT, {"model": "m", "messages": HELLO, "stream": stream})
    if stream:
        for chunk in chunks(response):
            conforms(chunk, "radis", "ChatChunk")
        content = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks(response))
    else:
        conforms(said(response), "radis", "Chat")
        content = said(response)["choices"][0]["message"]["content"]
    assert content == "I won't."


def test_a_tool_call_is_in_the_message_though_the_document_shows_none() -> None:
    engine = Engine([fixture(Reply.of(ToolCall("get_weather", '{"city":"Paris"}')))], provider="radis")
    message = said(post(engine, CHAT, {"model": "m", "messages": HELLO}))["choices"][0]["message"]
    assert sorted(message) == ["content", "role", "tool_calls"]
    assert message["tool_calls"][0]["function"] == {"name": "get_weather", "arguments": '{"city":"Paris"}'}


def test_embeddings_are_numbers_even_if_base64_is_asked_for(radis: Engine) -> None:
    body = said(post(radis, EMBEDDINGS, {"model": "m", "input": "Hi", "encoding_format": "base64", "dimensions": 4}))
    conforms(body, "radis", "Embeddings")
    assert len(body["data"][0]["embedding"]) == 4


def test_the_request_can_be_matched_as_it_was_sent() -> None:
    match = {"json": {"$.encoding_format": "base64"}}
    engine = Engine([fixture(Reply(vectors=((1.0, 2.0),)), **match)], provider="radis")
    body = said(post(engine, EMBEDDINGS, {"model": "m", "input": "Hi", "encoding_format": "base64"}))
    assert body["data"][0]["embedding"] == [1.0, 2.0]


def test_extra_fields_of_a_script_are_said() -> None:
    reply = Reply(
        choices=(Choice(parts=(Text("Hi"),), extra={"reasoning_content": "hm"}),), extra={"stats": {"tps": 5}}
    )
    body = said(post(Engine([fixture(reply)], provider="radis"), CHAT, {"model": "m", "messages": HELLO}))
    assert body["stats"] == {"tps": 5}
    assert body["choices"][0]["message"]["reasoning_content"] == "hm"


@pytest.mark.parametrize("kind", OF_THE_API)
def test_every_failure_has_openais_body_and_none_of_its_header_fields(kind: FailureKind) -> None:
    response = post(Engine([fixture(Failure(kind=kind))], provider="radis"), CHAT, {"model": "m", "messages": HELLO})
    assert response.status >= 400
    assert sorted(said(response)["error"]) == ["code", "message", "param", "type"]
    assert not [name for name, _ in response.headers if name.startswith(("openai", "x-request-id"))]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"messages": HELLO}, "you must provide a model parameter"),
        ({"model": "m"}, "Missing required parameter: 'messages'."),
        (b"{", "We could not parse the JSON body of your request."),
    ],
    ids=["no model", "no messages", "bad JSON"],
)
def test_a_request_that_is_wrong_is_refused(radis: Engine, body: Any, message: str) -> None:
    response = post(radis, CHAT, body)
    assert response.status == 400
    assert said(response)["error"]["message"].startswith(message)


@pytest.mark.parametrize(("method", "path"), [("POST", "/chat/completions"), ("GET", "/v1/chat/completions")])
def test_switch_unknown_path_200(radis: Engine, method: str, path: str) -> None:
    """LM Studio answers a path or method that it doesn't know with 200, and an error that is a text."""
    ask: dict[str, Any] = {"GET": lambda engine: get(engine, path), "POST": lambda engine: post(engine, path, {})}
    assert ask[method](radis).status in {404, 405}
    response = ask[method](switched(unknown_path_200=True))
    assert response.status == 200
    assert response.header("content-type") == "application/json; charset=utf-8"
    assert said(response) == {"error": f"Unexpected endpoint or method. ({method} {path})"}


def test_switch_unknown_path_200_below_the_prefix() -> None:
    """The path is told as the server itself would see it."""
    engine = Engine(switches={"radis.unknown_path_200": True})
    assert said(post(engine, "/radis/v1/x", {})) == {"error": "Unexpected endpoint or method. (POST /v1/x)"}


@pytest.mark.parametrize(("path", "body", "schema"), DOCUMENTED[:3])
def test_switch_loaded(path: str, body: Any, schema: str) -> None:
    """One loaded model answers whatever model is asked for, and says so."""
    response = post(switched(loaded="qwen3-4b"), path, {"model": "gpt-4o", **body})
    conforms(said(response), "radis", schema)
    assert said(response)["model"] == "qwen3-4b"


def test_switch_loaded_in_streams_and_in_the_list() -> None:
    engine = switched(loaded="qwen3-4b")
    assert said(get(engine, "/v1/models"))["data"] == [{"id": "qwen3-4b", "object": "model"}]
    response = post(engine, CHAT, {"model": "gpt-4o", "messages": HELLO, "stream": True})
    assert {chunk["model"] for chunk in chunks(response)} == {"qwen3-4b"}


@pytest.mark.parametrize(("path", "body"), [(CHAT, {"messages": HELLO}), (COMPLETIONS, {"prompt": "Hi"})])
def test_switch_unlimited_tokens(radis: Engine, path: str, body: Any) -> None:
    """A `max_tokens` of -1 is refused, unless it means no limit."""
    request = {"model": "m", "max_tokens": -1, **body}
    assert post(radis, path, request).status == 400
    reply = Reply.of(Text("word " * 100))
    engine = Engine([fixture(reply)], provider="radis", switches={"radis.unlimited_tokens": True})
    answer = said(post(engine, path, request))
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"]["completion_tokens"] > 99
    assert post(engine, path, {**request, "max_tokens": -2}).status == 400


@pytest.mark.parametrize(("path", "body", "schema"), DOCUMENTED[:3])
def test_switch_no_model(path: str, body: Any, schema: str) -> None:
    """Nothing is loaded: every POST fails, and nothing is listed."""
    engine = switched(no_model=True)
    response = post(engine, path, {"model": "m", **body})
    assert response.status == 400
    assert said(response)["error"]["message"] == (
        "No models loaded. Please load a model in the developer page or use the 'lms load' command."
    )
    assert said(get(engine, "/v1/models")) == {"object": "list", "data": []}


def test_switches_loaded_and_no_model_exclude_each_other() -> None:
    with pytest.raises(Exception, match="set one of them"):
        switched(loaded="m", no_model=True)


def test_switch_require_key() -> None:
    """A token is needed: any, or one of those that are named."""
    response = get(switched(require_key=True), "/v1/models")
    assert response.status == 401
    error = said(response)["error"]
    assert error["code"] == "invalid_api_key"
    assert error["message"].startswith("An LM Studio API token is required to make requests to this server")
    assert get(switched(require_key=True), "/v1/models", authorization="Bearer x").status == 200
    named = Engine(provider="radis", api_keys=["good"], switches={"radis.require_key": True})
    assert get(named, "/v1/models", authorization="Bearer good").status == 200
    assert said(get(named, "/v1/models", authorization="Bearer bad"))["error"]["code"] == "invalid_api_key"


def test_the_sdk_reads_it_streamed_and_plain() -> None:
    """The short model object passes in the SDK's loose mode."""
    engine = Engine([fixture(Reply.of(Text("This is a test!")), endpoint="chat")], provider="radis", strict=False)
    with served(engine) as url, openai.OpenAI(base_url=f"{url}/v1", api_key="lm-studio", max_retries=0) as client:
        assert [model.id for model in client.models.list()] == ["model-identifier"]
        messages: Any = HELLO
        plain = client.chat.completions.create(model="m", messages=messages)
        assert plain.choices[0].message.content == "This is a test!"
        stream = client.chat.completions.create(model="m", messages=messages, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == "This is a test!"
        assert client.completions.create(model="m", prompt="Hi").choices[0].logprobs is None
        assert len(client.embeddings.create(model="m", input="Hi").data[0].embedding) > 100
