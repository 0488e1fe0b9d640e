"""Whatever valid chat is asked of a provider: it is answered, as its document says, with numbers that add up."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from fakeai import sse, wire
from fakeai.engine import Engine
from fakeai.reply import Choice, Failure, Reasoning, Refusal, Reply, Text, ToolCall
from tests.dialects.oracle import strictly
from tests.providers.asking import chunks, fixture, post, said
from tests.providers.publishing import fits_the_answer, fits_the_request

SOME = settings(max_examples=40, suppress_health_check=list(HealthCheck))
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).filter(str.strip)
PENALTY = st.floats(-2, 2, allow_nan=False)
OBJECT = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def function(name: str) -> dict[str, Any]:
    return {"name": name, "parameters": OBJECT}


FUNCTIONS = st.lists(st.sampled_from(["get_weather", "look_up"]), min_size=1, max_size=2, unique=True).map(
    lambda names: [function(name) for name in names]
)
TOOLS = FUNCTIONS.map(lambda functions: [{"type": "function", "function": each} for each in functions])
FORMATS = st.sampled_from([
    {"type": "text"},
    {"type": "json_schema", "json_schema": {"name": "place", "schema": OBJECT}},
])  # fmt: skip
STOPS = st.lists(WORDS, min_size=1, max_size=4)
COMMON = {
    "temperature": st.floats(0, 2, allow_nan=False),
    "top_p": st.floats(0.1, 1),
    "max_tokens": st.integers(1, 60),
    "stream": st.booleans(),
    "n": st.integers(1, 3),
}
PENALTIES = {"presence_penalty": PENALTY, "frequency_penalty": PENALTY, "logit_bias": st.just({"50256": -100})}
SEEDED = {"seed": st.integers(0, 2**31), "stop": WORDS | STOPS}
OFFERING = {
    "tools": TOOLS,
    "response_format": FORMATS,
    "stream_options": st.fixed_dictionaries({"include_usage": st.booleans()}),
}
LOGPROBS = {"logprobs": st.just(value=True), "top_logprobs": st.integers(0, 5)}


class Api(NamedTuple):
    """A provider's chat: where it is, who may speak, and what else may be asked."""

    provider: str
    path: str
    roles: tuple[str, ...]
    fields: dict[str, st.SearchStrategy[Any]]


FREE = ("system", "user", "assistant", "anybody")
APIS = [
    Api(
        "openai",
        "/v1/chat/completions",
        ("system", "developer", "user", "assistant"),
        COMMON | PENALTIES | SEEDED | OFFERING | LOGPROBS,
    ),
    Api("lightningrod", "/api/public/v1/openai/chat/completions", FREE, COMMON | SEEDED),
    Api(
        "lightningrod",
        "/v1/openai/chat/completions",
        FREE,
        COMMON
        | SEEDED
        | {
            "top_k": st.integers(1, 50),
            "min_p": st.floats(0, 1),
            "reasoning_effort": st.sampled_from(["low", "medium", "high"]),
            "research": st.booleans() | st.just({"sources": ["google_news", "perplexity"]}),
            "answer_type": st.sampled_from(["binary", "multiple_choice", "continuous", "FREE_RESPONSE", "auto"]),
        },
    ),
    Api(
        "lighton",
        "/api/v3/chat/completions",
        ("system", "user", "assistant"),
        COMMON | PENALTIES | {"stop": STOPS, "functions": FUNCTIONS, "user": WORDS},
    ),
    Api(
        "radis",
        "/v1/chat/completions",
        ("system", "developer", "user", "assistant"),
        {name: values for name, values in COMMON.items() if name != "n"}  # LM Studio knows no `n`
        | PENALTIES
        | SEEDED
        | OFFERING
        | {"top_k": st.integers(0, 50), "repeat_penalty": st.floats(0, 2)},
    ),
    Api(
        "bifrost",
        "/openai/v1/chat/completions",
        ("system", "developer", "user", "assistant"),
        COMMON
        | PENALTIES
        | SEEDED
        | OFFERING
        | LOGPROBS
        | {"fallbacks": st.lists(WORDS, max_size=2), "reasoning_effort": st.sampled_from(["none", "low", "xhigh"])},
    ),
]
FILES = [pytest.param(api, id=f"{api.provider}{api.path}") for api in APIS]
MODELS = st.sampled_from(["gpt-4o", "o3", "anthropic/claude", "foresight-v1", "alfred-4.2", "model-identifier"])
SCRIPTED = {
    "nothing": (),
    "everything": (
        Reply(
            choices=(
                Choice(parts=(Reasoning("Hm, well."), Text("It is 18 °C. "), ToolCall("get_weather", '{"city": "P"}'))),
                Choice(parts=(Refusal("I won't say."),)),
            )
        ),
    ),
}


def chats(api: Api) -> st.SearchStrategy[dict[str, Any]]:
    """Chats that a provider's document allows."""
    message = st.fixed_dictionaries({"role": st.sampled_from(api.roles), "content": WORDS})
    needed = {"model": MODELS, "messages": st.lists(message, min_size=1, max_size=4)}
    return st.fixed_dictionaries(needed, optional=api.fields).map(_sensible)


def _sensible(body: dict[str, Any]) -> dict[str, Any]:
    """Without what OpenAI refuses for other reasons than a field's own: options of something that isn't asked for."""
    if "logprobs" not in body:
        body.pop("top_logprobs", None)
    if not body.get("stream"):
        body.pop("stream_options", None)
    return body


@pytest.fixture(scope="module")
def engines() -> dict[tuple[str, str], Engine]:
    return {
        (api.provider, kind): Engine([fixture(*turns)] if turns else [], provider=api.provider)
        for api in APIS
        for kind, turns in SCRIPTED.items()
    }


def judge(response: wire.Response, api: Api, *, streamed: bool) -> None:
    """The provider's own document says what is right; OpenAI's describes no answers: there it is the official SDK."""
    if api.provider != "openai":
        fits_the_answer(response, api.provider, api.path)
    elif streamed:
        for chunk in chunks(response):
            strictly(json.dumps(chunk).encode(), ChatCompletionChunk)
    else:
        strictly(response.body, ChatCompletion)


def adds_up(usage: Any) -> None:
    assert usage["prompt_tokens"] >= 0
    assert usage["completion_tokens"] >= 0
    assert usage["prompt_tokens"] + usage["completion_tokens"] == usage["total_tokens"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", SCRIPTED)
@pytest.mark.parametrize("api", FILES)
@SOME
@given(data=st.data())
def test_any_valid_chat_is_answered(engines: Any, api: Api, kind: str, data: st.DataObject) -> None:
    body = data.draw(chats(api))
    fits_the_request(body, api.provider, api.path)
    response = post(engines[api.provider, kind], api.path, body, authorization="Bearer k")
    assert response.status == 200, response.body
    streamed = bool(body.get("stream"))
    judge(response, api, streamed=streamed)
    told = chunks(response) if streamed else [said(response)]
    for usage in (each["usage"] for each in told if each.get("usage")):
        adds_up(usage)
    ended = {choice["index"] for each in told for choice in each["choices"] if choice.get("finish_reason") is not None}
    assert ended == set(range(body.get("n", 1)))
    assert len({each["id"] for each in told}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("api", FILES)
@SOME
@given(data=st.data())
def test_a_stream_says_what_a_plain_answer_says(engines: Any, api: Api, data: st.DataObject) -> None:
    """And ends as the provider's streams do: with [DONE], or, if a failure ends it, with the failure."""
    body = {**data.draw(chats(api)), "stream": False}
    body.pop("stream_options", None)
    engine = engines[api.provider, "everything"]
    plain = said(post(engine, api.path, body, authorization="Bearer k"))
    streamed = chunks(post(engine, api.path, {**body, "stream": True}, authorization="Bearer k"))
    for choice in plain["choices"]:
        deltas = [each["delta"] for chunk in streamed for each in chunk["choices"] if each["index"] == choice["index"]]
        for key in ("content", "refusal", "thinking", "reasoning"):
            assert "".join(delta.get(key) or "" for delta in deltas) == (choice["message"].get(key) or "")


@pytest.mark.parametrize("api", FILES)
def test_a_stream_that_a_failure_ends_has_no_done(api: Api) -> None:
    broken = Reply(choices=(Choice(parts=(Text("Hi"),)),), interrupted_by=Failure(kind="server_error"))
    engine = Engine([fixture(broken)], provider=api.provider)
    body = {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "stream": True}
    response = post(engine, api.path, body, authorization="Bearer k")
    *events, last = [event.data for event in sse.events(response.body)]
    assert all("choices" in json.loads(event) for event in events)
    assert "choices" not in json.loads(last)
