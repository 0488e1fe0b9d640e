"""Bifrost: the order and keys of its streams, how they break off, and its switches."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest

from fakeai import sse
from fakeai.engine import Engine
from fakeai.errors import SettingError
from fakeai.providers.bifrost import BIFROST
from fakeai.reply import Choice, Failure, Reasoning, Refusal, Reply, Text, ToolCall
from tests.providers.asking import HELLO, chunks, conforms, fixture, post, said, served

CHAT, COMPLETIONS = "/openai/v1/chat/completions", "/openai/v1/completions"
GREETING = Reply.of(Text("Hello there you"))
BROKEN = Reply(choices=(Choice(parts=(Text("Hello there"),)),), interrupted_by=Failure(kind="overloaded"))


def streamed(*replies: Any, switches: Any = None, **fields: Any) -> list[Any]:
    settings = {f"bifrost.{name}": value for name, value in (switches or {}).items()}
    engine = Engine([fixture(*replies)], provider="bifrost", switches=settings)
    return chunks(post(engine, CHAT, {"model": "gpt-4", "messages": HELLO, "stream": True, **fields}))


def test_chunks_are_numbered_from_0_and_told_as_streamed() -> None:
    told = streamed(GREETING)
    assert [chunk["extra_fields"]["chunk_index"] for chunk in told] == list(range(len(told)))
    assert {chunk["extra_fields"]["request_type"] for chunk in told} == {"chat_completion_stream"}
    for chunk in told:
        conforms(chunk, "bifrost", "Chunk")


def test_the_latency_of_the_last_chunk_is_that_of_the_whole_answer() -> None:
    latencies = [chunk["extra_fields"]["latency"] for chunk in streamed(GREETING)]
    first, *between, last = latencies
    assert len(set(between)) == 1
    assert last == first + sum(between[1:])


@pytest.mark.parametrize("asked", [False, True], ids=["usage not asked for", "usage asked for"])
def test_the_last_chunk_has_the_usage_and_no_other(asked: bool) -> None:
    told = streamed(GREETING, stream_options={"include_usage": asked})
    assert [chunk["usage"] is None for chunk in told] == [True] * (len(told) - 1) + [False]
    assert (told[-1]["choices"] == []) is asked


def test_several_choices_have_one_last_chunk() -> None:
    told = streamed(GREETING, n=2)
    assert [chunk["usage"] is None for chunk in told].count(False) == 1
    assert told[-1]["usage"] is not None


def test_the_header_fields_of_a_stream() -> None:
    response = post(Engine(provider="bifrost"), CHAT, {"model": "m", "messages": HELLO, "stream": True})
    assert dict(response.headers) == {
        "content-type": "text/event-stream",
        "cache-control": "no-cache",
        "connection": "keep-alive",
        "access-control-allow-origin": "*",
    }


@pytest.mark.parametrize(
    ("path", "fields"), [(CHAT, {"messages": HELLO}), (COMPLETIONS, {"prompt": "Hi"})], ids=["chat", "completions"]
)
def test_an_error_in_the_middle_is_the_last_event_and_there_is_no_done(path: str, fields: Any) -> None:
    engine = Engine([fixture(BROKEN)], provider="bifrost")
    response = post(engine, path, {"model": "anthropic/claude", "stream": True, **fields})
    events = [json.loads(event.data) for event in sse.events(response.body)]
    assert response.status == 200
    assert not response.body.endswith(sse.DONE)
    for chunk in events[:-1]:
        conforms(chunk, "bifrost", "Chunk")
        assert chunk["choices"][0]["finish_reason"] is None
    conforms(events[-1], "bifrost", "Error")
    assert events[-1]["status_code"] == 503
    assert events[-1]["extra_fields"]["provider"] == "anthropic"
    assert events[-1]["extra_fields"]["request_type"].endswith("_stream")


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
@pytest.mark.parametrize("opening_chunk", [True, False])
def test_what_was_said_can_be_read_back(stream: bool, opening_chunk: bool) -> None:
    parts = (Reasoning("Let me see."), Text("Hello there"), ToolCall("f", '{"a":1}', "call_1"))
    engine = Engine([fixture(Reply.of(*parts))], provider="bifrost", switches={"bifrost.opening_chunk": opening_chunk})
    response = post(engine, CHAT, {"model": "m", "messages": HELLO, "stream": stream})
    assert BIFROST.routes[0].endpoint.read(response).parts == parts


def test_the_sdk_raises_what_breaks_a_stream_off() -> None:
    engine = Engine([fixture(BROKEN)], provider="bifrost")
    with served(engine) as url, openai.OpenAI(base_url=f"{url}/openai/v1", api_key="x", max_retries=0) as client:
        messages: Any = HELLO
        with pytest.raises(openai.APIError, match="overloaded"):
            list(client.chat.completions.create(model="m", messages=messages, stream=True))


def test_an_error_without_a_stream_is_the_whole_answer() -> None:
    response = post(Engine([fixture(BROKEN)], provider="bifrost"), CHAT, {"model": "m", "messages": HELLO})
    assert response.status == 503
    conforms(said(response), "bifrost", "Error")


@pytest.mark.parametrize(("key", "other"), [("log_probs", "logprobs"), ("logprobs", "log_probs")])
def test_switch_logprobs_key(key: str, other: str) -> None:
    engine = Engine(provider="bifrost", switches={"bifrost.logprobs_key": key})
    choice = said(post(engine, CHAT, {"model": "m", "messages": HELLO, "logprobs": True}))["choices"][0]
    assert choice[key]["content"]
    assert other not in choice


def test_switch_logprobs_key_has_two_values() -> None:
    with pytest.raises(SettingError, match="log_probs, logprobs"):
        Engine(switches={"bifrost.logprobs_key": "probs"})


def test_switch_opening_chunk() -> None:
    """Some releases drop the chunk that has only the role; chunks are numbered as they are sent."""
    assert streamed(GREETING)[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    told = streamed(GREETING, switches={"opening_chunk": False})
    assert told[0]["choices"][0]["delta"] == {"content": "Hello"}
    assert [chunk["extra_fields"]["chunk_index"] for chunk in told] == list(range(len(told)))


@pytest.mark.parametrize(
    "choice",
    [Choice(parts=(ToolCall("f"),)), Choice(parts=(Text("Hi"),), extra={"reasoning": "hm"})],
    ids=["a tool call", "a scripted field"],
)
def test_switch_opening_chunk_keeps_one_that_says_more(choice: Choice) -> None:
    told = streamed(Reply(choices=(choice,)), switches={"opening_chunk": False})
    assert told[0]["choices"][0]["delta"]["role"] == "assistant"


def test_switch_finish_reason_null() -> None:
    """Some releases have no `finish_reason` before the last chunk."""
    assert all("finish_reason" in chunk["choices"][0] for chunk in streamed(GREETING))
    told = [chunk["choices"][0] for chunk in streamed(GREETING, switches={"finish_reason_null": False})]
    assert [choice.get("finish_reason") for choice in told if "finish_reason" in choice] == ["stop"]


def test_a_refusal_is_streamed_with_its_log_probabilities() -> None:
    told = streamed(Reply.of(Refusal("I won't do that.")), logprobs=True, top_logprobs=1)
    for chunk in told:
        conforms(chunk, "bifrost", "Chunk")
    assert "".join(chunk["choices"][0]["delta"].get("refusal", "") for chunk in told) == "I won't do that."
    assert [chunk for chunk in told if chunk["choices"][0].get("log_probs", {}).get("refusal")]
