"""Bifrost: what it accepts, refuses and answers, held against the transcription of its document."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from fakeai.engine import Engine
from fakeai.reply import FAILURE_KINDS, Choice, Failure, FailureKind, Reasoning, Refusal, Reply, Text, ToolCall, Usage
from tests.providers.asking import HELLO, chunks, conforms, fixture, get, post, request, said, served

CHAT, COMPLETIONS, EMBEDDINGS = "/openai/v1/chat/completions", "/openai/v1/completions", "/openai/v1/embeddings"
FUNCTION = {
    "type": "function",
    "function": {
        "name": "get_weather", "description": "The weather.", "strict": True,
        "parameters": {
            "type": "object", "description": "Where.", "required": ["city"], "properties": {"city": {"type": "string"}},
            "additionalProperties": False,
        },
    },
    "cache_control": {"type": "ephemeral", "ttl": "1h"},
}  # fmt: skip
CUSTOM = {
    "type": "custom",
    "custom": {"format": {"type": "grammar", "grammar": {"definition": "start: A", "syntax": "lark"}}},
}
URL_CITATION = {"start_index": 0, "end_index": 2, "title": "T", "url": "https://x", "sources": {}, "type": "url"}
EVERYTHING = {
    "model": "gpt-4",
    "messages": [
        {"role": "system", "name": "boss", "content": "Be brief."},
        {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
        {"role": "user", "content": "Weather?"},
        {
            "role": "assistant", "content": "", "refusal": "", "reasoning": "hm",
            "annotations": [{"type": "url_citation", "url_citation": URL_CITATION}],
            "tool_calls": [
                {"function": {"name": "get_weather", "arguments": "{}"}, "index": 0, "type": "function", "id": "call_1"}
            ],
        },
        {"role": "tool", "content": "18 °C", "tool_call_id": "call_1"},
    ],
    "stream": True, "max_tokens": 123, "max_completion_tokens": 123, "temperature": 1, "top_p": 0.5,
    "frequency_penalty": 0, "presence_penalty": 0, "logit_bias": {}, "logprobs": True, "top_logprobs": 3, "n": 2,
    "stop": "###", "seed": 123, "user": "me", "tools": [FUNCTION, CUSTOM], "tool_choice": "none",
    "parallel_tool_calls": True, "response_format": {}, "reasoning_effort": "none", "service_tier": "flex",
    "stream_options": {"include_obfuscation": True, "include_usage": True}, "fallbacks": ["anthropic/claude"],
}  # fmt: skip


def chat(**fields: Any) -> dict[str, Any]:
    return {"model": "gpt-4", "messages": HELLO, **fields}


def alternatives() -> list[Any]:
    """A request for each thing that the document allows, beside those in EVERYTHING."""
    efforts = [{"reasoning_effort": word} for word in ("minimal", "low", "medium", "high", "xhigh")]
    choices = [{"tools": [FUNCTION], "tool_choice": word} for word in ("auto", "required")]
    named = [
        {"tools": [FUNCTION], "tool_choice": {"type": "function", "function": {"name": "get_weather"}}},
        {"tools": [FUNCTION], "tool_choice": {"type": "any"}},
    ]
    edges = [{"temperature": 0}, {"temperature": 2}, {"frequency_penalty": -2}, {"presence_penalty": 2}]
    formats = [{"stop": ["a", "b", "c", "d", "e"]}, {"response_format": {"type": "json_object"}}, {"unknown": [1]}]
    return [*efforts, *choices, *named, *edges, *formats]


@pytest.fixture
def bifrost() -> Engine:
    return Engine(provider="bifrost")


@pytest.mark.parametrize("path", [CHAT, "/openai/chat/completions", f"/bifrost{CHAT}"])
def test_it_answers_at_every_documented_path(bifrost: Engine, path: str) -> None:
    conforms(said(post(bifrost, path, chat())), "bifrost", "Response")


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_everything_that_the_document_names_is_accepted_at_once(bifrost: Engine, stream: bool) -> None:
    conforms(EVERYTHING, "bifrost", "Request")
    response = post(bifrost, CHAT, EVERYTHING | {"stream": stream})
    assert response.status == 200
    for body in chunks(response) if stream else [said(response)]:
        conforms(body, "bifrost", "Chunk" if stream else "Response")
        assert body["service_tier"] == "flex"


@pytest.mark.parametrize("fields", alternatives(), ids=str)
def test_everything_else_that_the_document_names_is_accepted(bifrost: Engine, fields: Any) -> None:
    response = post(bifrost, CHAT, chat(**fields))
    assert response.status == 200
    conforms(said(response), "bifrost", "Response")


def test_parameters_of_a_function_may_have_an_enum() -> None:
    """Though no object is one of a list of texts, so that nothing can be made up for it."""
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "enum": ["a"]}}}
    engine = Engine([fixture(Reply.of(Text("Hello")))], provider="bifrost")
    assert post(engine, CHAT, chat(tools=[tool])).status == 200


def test_what_is_always_there_and_nothing_that_is_empty() -> None:
    """As Go writes it; the order of the keys too."""
    reply = Reply(choices=(Choice(parts=(Text("Hello"),)),), usage=Usage(input_tokens=12, output_tokens=1))
    body = said(post(Engine([fixture(reply)], provider="bifrost"), CHAT, chat()))
    assert body == {
        "id": body["id"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}],
        "created": 1767225600,
        "model": "gpt-4",
        "object": "chat.completion",
        "system_fingerprint": body["system_fingerprint"],
        "usage": {
            "prompt_tokens": 12,
            "prompt_tokens_details": {"text_tokens": 12},
            "completion_tokens": 1,
            "completion_tokens_details": {"text_tokens": 1},
            "total_tokens": 13,
            "cost": {
                "input_tokens_cost": 0.00036, "output_tokens_cost": 0.00006, "request_cost": 0, "total_cost": 0.00042,
            },
        },
        "extra_fields": {
            "request_type": "chat_completion", "provider": "openai", "model_requested": "gpt-4",
            "latency": body["extra_fields"]["latency"], "chunk_index": 0,
        },
    }  # fmt: skip
    assert list(body) == [
        "id", "choices", "created", "model", "object", "system_fingerprint", "usage", "extra_fields",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("gpt-4", {"provider": "openai", "model_requested": "gpt-4"}),
        ("anthropic/claude-sonnet-4-5", {"provider": "anthropic", "model_requested": "claude-sonnet-4-5"}),
        ("azure/gpt-4o", {"provider": "azure", "model_requested": "gpt-4o", "model_deployment": "gpt-4o"}),
        ("meta/llama-3", {"provider": "openai", "model_requested": "meta/llama-3"}),
        ("openrouter/meta/llama-3", {"provider": "openrouter", "model_requested": "meta/llama-3"}),
    ],
)
def test_a_model_is_named_with_its_provider(bifrost: Engine, model: str, fields: Any) -> None:
    """A prefix that is no provider belongs to the model's name; model_deployment is Azure's and Bedrock's."""
    body = said(post(bifrost, CHAT, chat(model=model)))
    assert {key: body["extra_fields"].get(key) for key in fields} == fields
    assert ("model_deployment" in body["extra_fields"]) is ("model_deployment" in fields)
    assert body["model"] == fields["model_requested"]


def test_reasoning_is_told_as_text_and_in_detail() -> None:
    reply = Reply.of(Reasoning("Let me see."), Text("It is."))
    body = said(post(Engine([fixture(reply)], provider="bifrost"), CHAT, chat()))
    conforms(body, "bifrost", "Response")
    message = body["choices"][0]["message"]
    assert message["reasoning"] == "Let me see."
    assert message["reasoning_details"] == [{"index": 0, "type": "reasoning.text", "text": "Let me see."}]
    assert body["usage"]["completion_tokens_details"] == {"text_tokens": 3, "reasoning_tokens": 4}


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_tool_calls_have_an_index_and_custom_tools_are_called_as_functions(stream: bool) -> None:
    reply = Reply.of(ToolCall("get_weather", '{"city":"Paris"}'), ToolCall("write", "free text", custom=True))
    response = post(Engine([fixture(reply)], provider="bifrost"), CHAT, chat(stream=stream))
    heard: dict[int, str] = {}
    for body in chunks(response) if stream else [said(response)]:
        conforms(body, "bifrost", "Chunk" if stream else "Response")
        choice = body["choices"][0]
        for call in choice["delta" if stream else "message"].get("tool_calls", ()):
            heard[call["index"]] = heard.get(call["index"], "") + call["function"]["arguments"]
    assert heard == {0: '{"city":"Paris"}', 1: "free text"}


def test_a_refusal_is_there_only_if_something_is_refused(bifrost: Engine) -> None:
    assert "refusal" not in said(post(bifrost, CHAT, chat()))["choices"][0]["message"]
    engine = Engine([fixture(Reply.of(Refusal("I won't.")))], provider="bifrost")
    message = said(post(engine, CHAT, chat(logprobs=True)))
    conforms(message, "bifrost", "Response")
    assert message["choices"][0]["message"] == {"role": "assistant", "refusal": "I won't."}


def test_scripted_usage_sets_the_cost() -> None:
    reply = Reply(choices=(Choice(parts=(Text("Hi"),)),), usage=Usage(input_tokens=1_000_000, output_tokens=500_000))
    engine = Engine([fixture(reply)], provider="bifrost")
    cost = said(post(engine, CHAT, chat(model="openai/gpt-4o")))["usage"]["cost"]
    assert cost == {"input_tokens_cost": 2.5, "output_tokens_cost": 5, "request_cost": 0, "total_cost": 7.5}


def test_fields_that_are_not_bifrosts_mean_nothing_but_can_be_matched(bifrost: Engine) -> None:
    """Legacy functions are OpenAI's; whatever stands in such a field, Go's decoder passes it over."""
    body = chat(functions=5, function_call={"name": "x"})
    body["messages"] = [*HELLO, {"role": "assistant", "content": "x", "function_call": "nonsense"}]
    conforms(said(post(bifrost, CHAT, body)), "bifrost", "Response")
    engine = Engine([fixture(Reply.of(Text("found")), json={"$.functions": 5})], provider="bifrost")
    assert said(post(engine, CHAT, body))["choices"][0]["message"]["content"] == "found"


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_text_completions_in_the_same_dress(bifrost: Engine, stream: bool) -> None:
    body = {"model": "gpt-4", "prompt": ["a", "b"], "logprobs": 2, "echo": True, "stream": stream, "fallbacks": ["x"]}
    response = post(bifrost, COMPLETIONS, body)
    for answer in chunks(response) if stream else [said(response)]:
        conforms(answer, "bifrost", "Chunk" if stream else "Response")
        kind = "text_completion_stream" if stream else "text_completion"
        assert answer["extra_fields"]["request_type"] == kind


@pytest.mark.parametrize("encoding", ["float", "base64"])
def test_embeddings_in_the_same_dress(bifrost: Engine, encoding: str) -> None:
    body = said(post(bifrost, EMBEDDINGS, {"model": "cohere/embed", "input": ["a", "b"], "encoding_format": encoding}))
    conforms(body, "bifrost", "Embeddings")
    assert body["model"] == "embed"
    assert body["extra_fields"]["request_type"] == "embedding"
    assert body["extra_fields"]["provider"] == "cohere"


def test_the_model_list_is_openai_s(bifrost: Engine) -> None:
    body = said(get(bifrost, "/openai/v1/models"))
    conforms(body, "bifrost", "Models")
    assert all("/" in model["id"] for model in body["data"])


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, second = (post(Engine(provider="bifrost", seed=3), CHAT, chat(stream=True)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("kind", FAILURE_KINDS)
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_every_failure_is_a_bifrost_error(kind: FailureKind, stream: bool) -> None:
    engine = Engine([fixture(Failure(kind=kind, code=7))], provider="bifrost")
    response = post(engine, CHAT, chat(model="groq/llama", stream=stream))
    body = said(response)
    conforms(body, "bifrost", "Error")
    assert body["status_code"] == response.status >= 400
    assert body["error"]["code"] == "7"
    if body["extra_fields"]:
        asked = "chat_completion_stream" if stream else "chat_completion"
        assert body["extra_fields"] == {"provider": "groq", "model_requested": "llama", "request_type": asked}


def test_what_an_upstream_says_is_relayed_and_the_detail_of_a_script_laid_over_it() -> None:
    failure = Failure(kind="rate_limit", message="Slow down.", retry_after=1, detail={"event_id": "e1", "type": "t"})
    response = post(Engine([fixture(failure)], provider="bifrost"), CHAT, chat())
    assert response.header("retry-after") == "1"
    assert said(response) == {
        "is_bifrost_error": False, "status_code": 429, "event_id": "e1", "type": "t",
        "error": {"type": "requests", "code": "rate_limit_exceeded", "message": "Slow down."},
        "extra_fields": {"provider": "openai", "model_requested": "gpt-4", "request_type": "chat_completion"},
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "own"), [("timeout", True), ("gateway_timeout", True), ("overloaded", False)])
def test_an_upstream_that_could_not_be_reached_is_bifrosts_own_error(kind: FailureKind, own: bool) -> None:
    response = post(Engine([fixture(Failure(kind=kind))], provider="bifrost"), CHAT, chat())
    assert said(response)["is_bifrost_error"] is own


@pytest.mark.parametrize(("method", "path", "status"), [("POST", "/bifrost/x", 404), ("GET", CHAT, 405)])
def test_an_unknown_path_or_method(bifrost: Engine, method: str, path: str, status: int) -> None:
    response = get(bifrost, path) if method == "GET" else post(bifrost, path, {})
    conforms(said(response), "bifrost", "Error")
    assert response.status == status
    assert said(response)["error"]["message"] in {"Route not found: /bifrost/x", "Method Not Allowed"}


@pytest.mark.parametrize(
    "field",
    [
        ("x_bf_vk", "vk"),
        ("authorization", "Bearer vk"),
        ("x_api_key", "vk"),
        ("x_goog_api_key", "vk"),
        ("api_key", "vk"),
    ],
)
def test_a_virtual_key_is_taken_from_any_of_its_header_fields(bifrost: Engine, field: tuple[str, str]) -> None:
    exchange = bifrost.answer(request("POST", CHAT, chat(), **dict([field])))
    assert exchange.call is not None
    assert exchange.call.key == "vk"


def test_the_sdk_reads_it_streamed_and_plain() -> None:
    reply = Reply.of(Reasoning("Hm."), Text("Hello there."), ToolCall("get_weather"))
    engine = Engine([fixture(reply, endpoint="chat")], provider="bifrost", strict=False)
    with served(engine) as url, openai.OpenAI(base_url=f"{url}/openai/v1", api_key="x", max_retries=0) as client:
        messages: Any = HELLO
        plain = client.chat.completions.create(model="anthropic/claude", messages=messages)
        assert plain.choices[0].message.content == "Hello there."
        assert plain.to_dict()["extra_fields"]["provider"] == "anthropic"  # type: ignore[index]  # a field of Bifrost's
        with client.chat.completions.stream(model="gpt-4", messages=messages) as stream:
            final = stream.get_final_completion()
        assert final.choices[0].message.content == "Hello there."
        assert final.choices[0].message.tool_calls is not None
        assert next(iter(client.models.list())).id == "openai/gpt-4"
        assert len(client.embeddings.create(model="m", input="Hi").data[0].embedding) > 100
        assert client.completions.create(model="m", prompt="Hi").choices[0].text
