"""LightningRod, held against the transcription of its document. What it refuses is in test_recorded.py."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest

from fakeai.engine import Engine
from fakeai.reply import Choice, Failure, FailureKind, Model, Reasoning, Refusal, Reply, Text, ToolCall
from tests.providers.asking import HELLO, OF_THE_API, chunks, fixture, get, post, said, served
from tests.providers.documents import exactly, published, request_schema, response_schema, transcribed

BASES = ["/api/public/v1/openai", "/v1/openai", "/lightningrod/api/public/v1/openai"]
BASE = BASES[0]
CHAT, COMPLETIONS, MODELS = f"{BASE}/chat/completions", f"{BASE}/completions", f"{BASE}/models"
KEY = "Bearer lr-1"
EVERY_OPTION: dict[str, Any] = {
    "temperature": 0.7, "max_tokens": 20, "top_p": 0.9, "n": 2, "stop": ["\n\n"], "seed": 7,
}  # fmt: skip
NULLS = dict.fromkeys((*EVERY_OPTION, "stream"))
DOCUMENTED = [
    pytest.param(CHAT, {"messages": HELLO}, "ChatCompletionResponse", id="chat"),
    pytest.param(CHAT, {"messages": HELLO, **EVERY_OPTION}, "ChatCompletionResponse", id="chat with every option"),
    pytest.param(CHAT, {"messages": HELLO, **NULLS}, "ChatCompletionResponse", id="chat with nulls"),
    pytest.param(CHAT, {"messages": HELLO, "temperature": 5}, "ChatCompletionResponse", id="prose is no range"),
    pytest.param(COMPLETIONS, {"prompt": "Once"}, "CompletionResponse", id="completion"),
    pytest.param(COMPLETIONS, {"prompt": ["Once", "Then"], **EVERY_OPTION}, "CompletionResponse", id="completions"),
]
SAID = Reply(
    choices=(
        Choice(parts=(Reasoning("Hm."), Text("No. "), Refusal("I won't."), ToolCall("look", '{"at": 1}', "call_1"))),
    )
)


def engine_with(*turns: Any, **settings: Any) -> Engine:
    return Engine([fixture(*turns)] if turns else [], provider="lightningrod", **settings)


@pytest.mark.parametrize(("path", "body", "schema"), DOCUMENTED)
@pytest.mark.parametrize("scripted", [False, True], ids=["generated", "scripted"])
def test_documented_requests_are_answered_as_documented(path: str, body: Any, schema: str, scripted: bool) -> None:
    engine = engine_with(*[SAID] if scripted else ())
    response = post(engine, path, {"model": "foresight-v1", **body}, authorization=KEY)
    assert response.status == 200
    exactly(said(response), "lightningrod", schema)
    assert set(said(response)["usage"]) == {"prompt_tokens", "completion_tokens", "total_tokens"}


@pytest.mark.parametrize("scripted", [False, True], ids=["generated", "scripted"])
@pytest.mark.parametrize("n", [1, 2])
def test_chat_streams_hold_openai_s_chunks_with_the_keys_of_bodies(scripted: bool, n: int) -> None:
    engine = engine_with(*[SAID] if scripted else ())
    response = post(engine, CHAT, {"model": "m", "messages": HELLO, "stream": "true", "n": n}, authorization=KEY)
    assert response.header("content-type") == "text/event-stream; charset=utf-8"
    heard = chunks(response)
    for chunk in heard:
        exactly(chunk, "lightningrod", "ChatCompletionChunk")
    assert heard[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert heard[-1]["choices"][0] == {"index": n - 1, "delta": {}, "finish_reason": "stop"}


@pytest.mark.parametrize("scripted", [False, True], ids=["generated", "scripted"])
def test_completion_streams_hold_bodies_without_usage(scripted: bool) -> None:
    engine = engine_with(*[SAID] if scripted else ())
    heard = chunks(post(engine, COMPLETIONS, {"model": "m", "prompt": "x", "stream": True}, authorization=KEY))
    for chunk in heard:
        exactly(chunk, "lightningrod", "CompletionResponse")
    assert "usage" not in heard[-1]


def test_all_that_is_said_is_text() -> None:
    body = {"model": "m", "messages": HELLO}
    choice = said(post(engine_with(SAID), CHAT, body, authorization=KEY))["choices"][0]
    assert choice == {
        "index": 0,
        "message": {"role": "assistant", "content": "No. I won't."},
        "finish_reason": "stop",
    }
    streamed = chunks(post(engine_with(SAID), CHAT, {**body, "stream": True}, authorization=KEY))
    assert "".join(each["choices"][0]["delta"].get("content", "") for each in streamed) == "No. I won't."


def test_a_tool_call_alone_is_said_as_no_text_at_all() -> None:
    only = Reply.of(ToolCall("look", "{}", "call_1"))
    response = post(engine_with(only), CHAT, {"model": "m", "messages": HELLO}, authorization=KEY)
    assert said(response)["choices"][0]["message"] == {"role": "assistant", "content": ""}
    assert said(response)["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_what_a_script_adds_beyond_the_document_stays(stream: bool) -> None:
    extra = Reply(choices=(Choice(parts=(Text("0.62"),), extra={"thinking": "Hm."}),), extra={"research_id": "r-1"})
    response = post(engine_with(extra), CHAT, {"model": "m", "messages": HELLO, "stream": stream}, authorization=KEY)
    first, last = (chunks(response)[0], chunks(response)[-1]) if stream else (said(response), said(response))
    assert first["choices"][0]["delta" if stream else "message"]["thinking"] == "Hm."
    assert last["research_id"] == "r-1"


def test_completions_have_no_limit_of_their_own() -> None:
    long = " ".join(["word"] * 40)
    body = said(post(engine_with(Reply.of(Text(long))), COMPLETIONS, {"model": "m", "prompt": "x"}, authorization=KEY))
    assert body["choices"][0] == {"text": long, "index": 0, "finish_reason": "stop"}


@pytest.mark.parametrize("base", BASES)
def test_every_base_serves_every_path(base: str) -> None:
    engine = Engine()
    assert post(engine, f"{base}/chat/completions", {"model": "m", "messages": HELLO}, authorization=KEY).status == 200
    assert post(engine, f"{base}/completions", {"model": "m", "prompt": "x"}, authorization=KEY).status == 200
    assert get(engine, f"{base}/models").status == 200


@pytest.mark.parametrize("models", [None, [Model(id="mine")]], ids=["its own", "named ones"])
def test_an_entry_of_the_model_list_has_nine_keys(models: list[Model] | None) -> None:
    response = get(engine_with(models=models), MODELS)
    exactly(said(response), "lightningrod", "ModelListResponse")
    keys = "id object created owned_by name description context_length max_completion_tokens pricing".split()
    assert all(list(entry) == keys for entry in said(response)["data"])


def test_the_model_list_is_open_and_posts_are_not() -> None:
    engine = engine_with(api_keys=["lr-1"])
    assert get(engine, MODELS).status == 200
    assert post(engine, CHAT, {"model": "m", "messages": HELLO}, authorization=KEY).status == 200
    refused = post(engine, CHAT, b"{", authorization="Bearer other")  # the key is looked at before the body
    assert (refused.status, said(refused)) == (401, {"detail": "Invalid authentication credentials"})
    assert refused.header("www-authenticate") == "Bearer"


@pytest.mark.parametrize(("body", "detail"), [
    ({"n": 0}, "n must be between 1 and 128"),
    ({"n": 10**9}, "n must be between 1 and 128"),
    ({"max_tokens": -1}, "max_tokens must be at least 1"),
])  # fmt: skip
def test_what_can_t_be_done_is_refused_though_the_schema_allows_it(body: Any, detail: str) -> None:
    response = post(engine_with(), CHAT, {"model": "m", "messages": HELLO, **body}, authorization=KEY)
    assert (response.status, said(response)) == (400, {"detail": detail})


def test_no_prompt_in_a_list_is_refused() -> None:
    response = post(engine_with(), COMPLETIONS, {"model": "m", "prompt": []}, authorization=KEY)
    assert (response.status, said(response)) == (400, {"detail": "prompt must not be empty"})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_json_can_t_write_back_is_a_server_error_as_in_fastapi(number: str) -> None:
    body = b'{"model":"m","messages":[],"max_tokens":%s}' % number.encode()
    assert post(engine_with(), CHAT, body, authorization=KEY).status == 500


def test_another_method_and_an_unknown_path() -> None:
    wrong, unknown = get(engine_with(), CHAT), get(engine_with(), "/api/public/v1/nowhere")
    assert (wrong.status, said(wrong), wrong.header("allow")) == (405, {"detail": "Method Not Allowed"}, "POST")
    assert (unknown.status, said(unknown)) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize("kind", OF_THE_API)
def test_every_failure_is_one_sentence_under_detail(kind: FailureKind) -> None:
    response = post(engine_with(Failure(kind=kind)), CHAT, {"model": "m", "messages": HELLO}, authorization=KEY)
    assert response.status >= 400
    assert list(said(response)) == ["detail"]
    assert isinstance(said(response)["detail"], str)
    assert "{" not in said(response)["detail"]
    assert (response.header("www-authenticate") == "Bearer") is (response.status == 401)
    assert response.header("x-should-retry") == ("false" if kind == "unmatched" else None)


def test_a_script_may_say_a_failure_its_own_way() -> None:
    failure = Failure(kind="rate_limit", status=418, message="Later.", retry_after=1.2, headers=(("x-why", "tea"),))
    response = post(engine_with(failure), CHAT, {"model": "m", "messages": HELLO}, authorization=KEY)
    assert (response.status, said(response)) == (418, {"detail": "Later."})
    assert (response.header("retry-after"), response.header("x-why")) == ("2", "tea")
    assert response.header("retry-after-ms") is None
    detail = [{"type": "missing", "loc": ["body", "model"], "msg": "Field required"}]
    listed = Failure(kind="invalid_request", status=422, detail=detail)
    assert said(post(engine_with(listed), CHAT, {"model": "m", "messages": HELLO}, authorization=KEY)) == {
        "detail": detail
    }


def test_an_unmatched_call_is_said_in_its_own_shape_and_not_retried() -> None:
    engine = Engine([fixture(Reply.of(Text("hi")), user="something else")], provider="lightningrod")
    response = post(engine, CHAT, {"model": "m", "messages": HELLO}, authorization=KEY)
    assert response.status == 404
    assert said(response)["detail"].startswith("fakeai: no fixture fits this call")
    assert response.header("x-should-retry") == "false"


def test_fixtures_see_what_was_sent_and_what_it_means() -> None:
    engine = engine_with()
    post(engine, CHAT, {"model": "m", "messages": HELLO, "temperature": "0.5", "research": True}, authorization=KEY)
    call = engine.journal.all()[-1].call
    assert call is not None
    assert call.body["research"] is True
    assert call.options == {"model": "m", "messages": HELLO, "temperature": 0.5}


@pytest.mark.parametrize(("path", "schema"), [(CHAT, "ChatCompletionRequest"), (COMPLETIONS, "CompletionRequest")])
def test_the_published_document_asks_for_what_the_seed_asks_for(path: str, schema: str) -> None:
    assert request_schema(published("lightningrod"), path) == transcribed("lightningrod", schema)


@pytest.mark.parametrize(("path", "method", "status", "schema"), [
    (CHAT, "post", "200", "ChatCompletionResponse"),
    (COMPLETIONS, "post", "200", "CompletionResponse"),
    (MODELS, "get", "200", "ModelListResponse"),
    (CHAT, "post", "422", "HTTPValidationError"),
])  # fmt: skip
def test_the_published_document_promises_what_the_seed_promises(
    path: str, method: str, status: str, schema: str
) -> None:
    ours = response_schema(published("lightningrod"), path, method, status)
    assert ours == transcribed("lightningrod", schema)


@pytest.mark.parametrize("base", BASES)
def test_the_openai_sdk_talks_to_it(base: str) -> None:
    with served(Engine()) as url, openai.OpenAI(base_url=url + base, api_key="lr-1", max_retries=0) as client:
        chat = client.chat.completions.create(model="foresight-v1", messages=[{"role": "user", "content": "Hi"}])
        assert chat.choices[0].message.content
        stream = client.chat.completions.create(
            model="foresight-v1", messages=[{"role": "user", "content": "Hi"}], stream=True
        )
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        assert client.completions.create(model="foresight-v1", prompt="Once").choices[0].text
        assert [model.id for model in client.models.list()] == ["foresight-v1", "foresight-v4"]
        with pytest.raises(openai.UnprocessableEntityError) as refused:
            client.post("/chat/completions", body={}, cast_to=object)
        assert json.loads(refused.value.response.text)["detail"][0]["loc"] == ["body", "model"]
