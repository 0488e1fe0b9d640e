"""LightOn Paradigm, held against the transcription of its document. What its gateway refuses is in test_recorded.py."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest

from fakeai.engine import Engine
from fakeai.reply import Choice, Failure, FailureKind, Reasoning, Refusal, Reply, Text, ToolCall
from tests.providers.asking import HELLO, OF_THE_API, chunks, fixture, get, post, said, served
from tests.providers.documents import exactly, published, request_schema, response_schema, transcribed

BASES = ["/api/v3", "/api/v2", "/lighton/api/v3"]
BASE = BASES[0]
CHAT, COMPLETIONS, EMBEDDINGS, MODELS = (
    f"{BASE}/{path}" for path in ("chat/completions", "completions", "embeddings", "models")
)
KEY = "Bearer lo-1"
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
LOOK = {"name": "look", "parameters": {"type": "object", "properties": {"at": {"type": "integer"}}}}
SAMPLING: dict[str, Any] = {
    "max_tokens": 20, "temperature": 5, "top_p": 0.9, "n": 2, "stop": ["stop"], "presence_penalty": 1,
    "frequency_penalty": -1, "logit_bias": {"50256": -100}, "user": "me",
}  # fmt: skip
EVERY_ROLE = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Look."}], "name": "me"},
    {"role": "assistant", "content": None, "function_call": {"name": "look", "arguments": "{}"}},
    {"role": "function", "name": "look", "content": "dark"},
    {"role": "tool"},
]
DOCUMENTED = [
    pytest.param(CHAT, {"messages": HELLO}, "ChatCompletionsResponse", id="chat"),
    pytest.param(CHAT, {"messages": HELLO, **SAMPLING}, "ChatCompletionsResponse", id="chat with every number"),
    pytest.param(
        CHAT, {"messages": EVERY_ROLE, "functions": [LOOK], "function_call": "auto"}, "ChatCompletionsResponse",
        id="chat with functions and every role",
    ),
    pytest.param(COMPLETIONS, {"prompt": "Once"}, "CompletionsResponse", id="completion"),
    pytest.param(
        COMPLETIONS, {"prompt": "Once", **SAMPLING, "logprobs": 2, "echo": True, "best_of": 2, "suffix": "end"},
        "CompletionsResponse", id="completion with every option",
    ),
    pytest.param(EMBEDDINGS, {"input": "Once"}, "EmbeddingsResponse", id="embedding"),
    pytest.param(
        EMBEDDINGS, {"input": "Once", "encoding_format": "base64", "dimensions": 8, "user": "me"},
        "EmbeddingsResponse", id="embedding with every option",
    ),
]  # fmt: skip
SAID = Reply(
    choices=(
        Choice(
            parts=(
                Reasoning("Hm."),
                Refusal("I won't."),
                ToolCall("look", '{"at": 1}', "c1"),
                ToolCall("run", "{}", "c2"),
            )
        ),
    )
)


def engine_with(*turns: Any, **settings: Any) -> Engine:
    return Engine([fixture(*turns)] if turns else [], provider="lighton", **settings)


def ask(engine: Engine, body: Any = None, path: str = CHAT, **headers: str) -> Any:
    given = {"model": "alfred-4.2", "messages": HELLO} if body is None else body
    return post(engine, path, given, authorization=KEY, **headers)


def function_calls(heard: list[Any]) -> list[Any]:
    deltas = [choice["delta"] for chunk in heard for choice in chunk["choices"]]
    return [delta["function_call"] for delta in deltas if "function_call" in delta]


@pytest.mark.parametrize(("path", "body", "schema"), DOCUMENTED)
@pytest.mark.parametrize("scripted", [False, True], ids=["generated", "scripted"])
def test_documented_requests_are_answered_as_documented(path: str, body: Any, schema: str, scripted: bool) -> None:
    reply = Reply(vectors=((0.6, 0.8),)) if path == EMBEDDINGS else SAID
    response = ask(engine_with(*[reply] if scripted else ()), {"model": "alfred-4.2", **body}, path)
    assert response.status == 200
    exactly(said(response), "lighton", schema)


@pytest.mark.parametrize(("path", "body", "schema"), [
    (CHAT, {"messages": HELLO, "functions": [LOOK]}, "ChatCompletionChunk"),
    (COMPLETIONS, {"prompt": "Once", "logprobs": 1}, "CompletionsResponse"),
])  # fmt: skip
@pytest.mark.parametrize("scripted", [False, True], ids=["generated", "scripted"])
def test_streams_end_with_done_and_have_the_keys_of_bodies(path: str, body: Any, schema: str, scripted: bool) -> None:
    response = ask(engine_with(*[SAID] if scripted else ()), {"model": "m", "stream": True, "n": 2, **body}, path)
    for chunk in chunks(response):
        exactly(chunk, "lighton", schema)


@pytest.mark.parametrize("functions", [{}, {"functions": [LOOK]}], ids=["no functions offered", "functions offered"])
def test_a_tool_call_is_a_function_call_and_there_is_only_one(functions: dict[str, Any]) -> None:
    body = {"model": "m", "messages": HELLO, **functions}
    called = {"name": "look", "arguments": '{"at": 1}'}
    choice = said(ask(engine_with(SAID), body))["choices"][0]
    assert choice["message"] == {"role": "assistant", "content": "I won't.", "function_call": called}
    assert choice["finish_reason"] == "function_call"
    heard = chunks(ask(engine_with(SAID), {**body, "stream": True}))
    assert function_calls(heard)[0] == {"name": "look", "arguments": ""}
    assert "".join(call["arguments"] for call in function_calls(heard)) == '{"at": 1}'
    assert heard[-1]["choices"][0]["finish_reason"] == "function_call"


@pytest.mark.parametrize("functions", [{}, {"functions": [LOOK]}], ids=["no functions offered", "functions offered"])
def test_a_function_call_alone_has_null_for_content(functions: dict[str, Any]) -> None:
    only = Reply.of(ToolCall("look", "{}", "c1"))
    body = {"model": "m", "messages": HELLO, **functions}
    message = said(ask(engine_with(only), body))["choices"][0]["message"]
    assert message == {"role": "assistant", "content": None, "function_call": {"name": "look", "arguments": "{}"}}
    first = chunks(ask(engine_with(only), {**body, "stream": True}))[0]
    assert first["choices"][0]["delta"]["function_call"] == {"name": "look", "arguments": ""}


def test_a_custom_tool_s_input_is_the_arguments_of_a_function_call() -> None:
    only = Reply.of(ToolCall("write", "free text", "c1", custom=True))
    call = said(ask(engine_with(only)))["choices"][0]["message"]["function_call"]
    assert call == {"name": "write", "arguments": "free text"}
    heard = chunks(ask(engine_with(only), {"model": "m", "messages": HELLO, "stream": True}))
    assert "".join(call["arguments"] for call in function_calls(heard)) == "free text"


@pytest.mark.parametrize("query", [
    "messages[0]role=user&messages[0]content=Hello",
    "messages[0][role]=user&messages[0][content]=Hello",
    "messages[0].role=user&messages[0].content=Hello",
    'messages=[{"role": "user", "content": "Hello"}]',
    "messages%5B0%5Drole=user&messages%5B0%5Dcontent=Hello",
])  # fmt: skip
@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_messages_may_be_written_in_four_ways_in_a_form(query: str, kind: str) -> None:
    engine = engine_with()
    if kind == "urlencoded":
        response = ask(engine, f"model=m&{query}".encode(), content_type=FORM)
    else:
        pairs = [
            tuple(pair.split("=", 1)) for pair in f"model=m&{query}".replace("%5B", "[").replace("%5D", "]").split("&")
        ]
        parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs]
        response = ask(engine, ("".join(parts) + "--b--\r\n").encode(), content_type=MULTIPART)
    assert response.status == 200
    exactly(said(response), "lighton", "ChatCompletionsResponse")
    call = engine.journal.all()[-1].call
    assert call is not None
    assert call.user == "Hello"


def test_a_form_means_the_same_as_json() -> None:
    engine = engine_with()
    form = (
        b"model=m&messages[0]role=user&messages[0]content=Hi&max_tokens=5&temperature=0.5&stream=true&n=2"
        b"&stop=a&stop=b&logit_bias.50256=-100&functions[0]name=f&functions[0]parameters.type=object"
    )
    assert len(chunks(ask(engine, form, content_type=FORM))) > 1
    call = engine.journal.all()[-1].call
    assert call is not None
    assert (call.max_tokens, call.stream, call.n, call.stop) == (5, True, 2, ("a", "b"))
    assert [(tool.name, tool.parameters) for tool in call.tools] == [("f", {"type": "object"})]
    assert call.options["logit_bias"] == {"50256": "-100"}


@pytest.mark.parametrize("content_type", [FORM, MULTIPART], ids=["urlencoded", "multipart"])
def test_fixtures_match_what_a_form_says(content_type: str) -> None:
    engine = Engine([fixture(Reply.of(Text("Yes.")), user="Hello", model="m")], provider="lighton")
    form = b"model=m&messages[0]role=user&messages[0]content=Hello"
    if content_type == MULTIPART:
        form = (
            b'--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nm\r\n'
            b'--b\r\nContent-Disposition: form-data; name="messages"\r\nContent-Type: application/json\r\n\r\n'
            b'[{"role": "user", "content": "Hello"}]\r\n--b--\r\n'
        )
    assert said(ask(engine, form, content_type=content_type))["choices"][0]["message"]["content"] == "Yes."


def test_a_multipart_body_that_is_cut_off_is_refused() -> None:
    response = ask(
        engine_with(), b'--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nm', content_type=MULTIPART
    )
    assert (response.status, said(response)) == (
        400, {"detail": "Multipart form parse error - the last boundary is missing"}
    )  # fmt: skip


@pytest.mark.parametrize("base", BASES)
def test_every_base_serves_every_path(base: str) -> None:
    engine = Engine()
    bodies: dict[str, dict[str, Any]] = {
        "chat/completions": {"messages": HELLO},
        "completions": {"prompt": "x"},
        "embeddings": {"input": "x"},
    }
    for path, body in bodies.items():
        assert ask(engine, {"model": "m", **body}, f"{base}/{path}").status == 200
    models = get(engine, f"{base}/models", authorization=KEY)
    exactly(said(models), "lighton", "ModelList")


def test_a_token_is_required_everywhere_and_looked_at_before_the_body() -> None:
    engine = engine_with(api_keys=["lo-1"])
    missing, wrong = get(engine, MODELS), post(engine, CHAT, b"{", authorization="Bearer other")
    assert (missing.status, said(missing)) == (401, {"detail": "Authentication credentials were not provided."})
    assert (wrong.status, said(wrong)) == (401, {"detail": "Invalid token."})
    assert missing.header("www-authenticate") == wrong.header("www-authenticate") == "Bearer"
    assert ask(engine).status == 200


def test_another_method_and_an_unknown_path() -> None:
    wrong, unknown = get(engine_with(), CHAT, authorization=KEY), get(engine_with(), "/api/v3/nowhere")
    assert (wrong.status, said(wrong)) == (405, {"detail": 'Method "GET" not allowed.'})
    assert (unknown.status, said(unknown)) == (404, {"detail": "Not found."})


@pytest.mark.parametrize(("body", "message"), [
    ({"n": 0}, "n must be at least 1, got 0."),
    ({"n": 10**9}, "n must be at most 128, got 1000000000."),
    ({"max_tokens": -1}, "max_tokens must be at least 1, got -1."),
    ({"temperature": -0.5}, "temperature must be non-negative, got -0.5."),
    ({"top_p": 5}, "top_p must be in (0, 1], got 5.0."),
    ({"presence_penalty": 3}, "presence_penalty must be in [-2, 2], got 3.0."),
    ({"functions": [{"name": 5}]}, "functions.0.name: Input should be a valid string"),
    ({"functions": [{}]}, "functions.0.name: Field required"),
    (
        {"messages": [{"role": "assistant", "function_call": {"name": "f"}}]},
        "messages.0.function_call.arguments: Field required",
    ),
])  # fmt: skip
def test_what_the_gateway_lets_through_the_model_refuses_in_its_own_words(body: Any, message: str) -> None:
    response = ask(engine_with(), {"model": "m", "messages": HELLO, **body})
    error = {"message": message, "type": "BadRequestError", "param": None, "code": 400}
    assert (response.status, said(response)) == (400, {"error": error})


def test_content_of_another_kind_is_refused() -> None:
    response = ask(engine_with(), {"model": "m", "messages": [{"role": "user", "content": 5}]})
    problem = {"messages": {"0": {"content": ["Not a valid string or list of objects."]}}}
    assert (response.status, said(response)) == (400, problem)


@pytest.mark.parametrize("kind", OF_THE_API)
def test_every_failure_is_said_by_the_gateway_or_by_the_model(kind: FailureKind) -> None:
    response = ask(engine_with(Failure(kind=kind)))
    body = said(response)
    if "error" in body:
        assert set(body["error"]) == {"message", "type", "param", "code"}
        assert body["error"]["code"] == response.status
        assert body["error"]["type"]
    else:
        assert list(body) == ["detail"]
    assert response.status >= 400
    assert response.header("x-request-id") is None
    assert response.header("x-should-retry") == ("false" if kind == "unmatched" else None)


def test_a_model_that_is_not_there_is_told_as_vllm_does() -> None:
    response = ask(engine_with(Failure(kind="model_not_found")))
    error = {
        "message": "The model `alfred-4.2` does not exist.",
        "type": "NotFoundError",
        "param": "model",
        "code": 404,
    }
    assert (response.status, said(response)) == (404, {"error": error})


@pytest.mark.parametrize(("wait", "text"), [
    (None, "Request was throttled. Expected available in 1 second."),
    (1, "Request was throttled. Expected available in 1 second."),
    (2.2, "Request was throttled. Expected available in 3 seconds."),
])  # fmt: skip
def test_a_throttled_request_is_told_how_long_to_wait(wait: float | None, text: str) -> None:
    response = ask(engine_with(Failure(kind="rate_limit", retry_after=wait)))
    assert (response.status, said(response)) == (429, {"detail": text})
    assert response.header("retry-after") == text.split()[-2]


def test_a_script_may_say_a_failure_its_own_way() -> None:
    plain = ask(engine_with(Failure(kind="rate_limit", status=418, message="Later.", headers=(("x-why", "tea"),))))
    assert (plain.status, said(plain), plain.header("x-why")) == (418, {"detail": "Later."}, "tea")
    named = ask(engine_with(Failure(kind="rate_limit", message="Later.", type="Busy", code=7, param="n")))
    assert said(named) == {"error": {"message": "Later.", "type": "Busy", "param": "n", "code": 7}}
    fields = ask(engine_with(Failure(kind="invalid_request", detail={"model": ["No."]})))
    assert (fields.status, said(fields)) == (400, {"model": ["No."]})


def test_a_failure_in_the_middle_of_a_stream_is_its_last_event() -> None:
    broken = Reply(choices=(Choice(parts=(Text("Once"),)),), interrupted_by=Failure(kind="server_error"))
    response = ask(engine_with(broken), {"model": "m", "messages": HELLO, "stream": True})
    last = response.body.decode().rstrip().rpartition("data: ")[2]
    assert json.loads(last)["error"]["type"] == "InternalServerError"


def test_an_unmatched_call_is_said_in_its_own_shape_and_not_retried() -> None:
    response = ask(Engine([fixture(Reply.of(Text("hi")), user="something else")], provider="lighton"))
    assert response.status == 404
    assert said(response)["detail"].startswith("fakeai: no fixture fits this call")
    assert response.header("x-should-retry") == "false"


@pytest.mark.parametrize(("path", "schema"), [
    (CHAT, "ChatCompletionsRequest"), (COMPLETIONS, "CompletionsRequest"), (EMBEDDINGS, "EmbeddingsRequest"),
])  # fmt: skip
def test_the_published_document_asks_for_what_the_seed_asks_for(path: str, schema: str) -> None:
    assert request_schema(published("lighton"), path) == transcribed("lighton", schema)


def test_the_published_document_names_the_three_kinds_of_bodies() -> None:
    content = published("lighton")["paths"][CHAT]["post"]["requestBody"]["content"]
    assert set(content) == {"application/json", "application/x-www-form-urlencoded", "multipart/form-data"}


def test_the_published_document_promises_what_the_seed_promises() -> None:
    ours, theirs = response_schema(published("lighton"), CHAT), transcribed("lighton", "ChatCompletionsResponse")
    assert ours == theirs


@pytest.mark.parametrize("base", BASES)
def test_the_openai_sdk_talks_to_it(base: str) -> None:
    with served(Engine()) as url, openai.OpenAI(base_url=url + base, api_key="lo-1", max_retries=0) as client:
        chat = client.chat.completions.create(model="alfred-4.2", messages=[{"role": "user", "content": "Hi"}])
        assert chat.choices[0].message.content
        stream = client.chat.completions.create(
            model="alfred-4.2", messages=[{"role": "user", "content": "Hi"}], stream=True
        )
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        assert client.completions.create(model="alfred-4.2", prompt="Once").choices[0].text
        assert len(client.embeddings.create(model="multilingual-e5-large", input="Hi").data[0].embedding) > 8
        assert "alfred-4.2" in [model.id for model in client.models.list()]
        with pytest.raises(openai.BadRequestError) as refused:
            client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}], stop="a")
        assert refused.value.body == {"stop": ['Expected a list of items but got type "str".']}
