"""Bifrost: every field that its document names can be scripted, plain and streamed."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai.engine import Engine
from fakeai.reply import Choice, Reasoning, Reply, Text, TokenLogprob
from tests.providers.asking import HELLO, chunks, conforms, fixture, post, said

CHAT = "/openai/v1/chat/completions"
URL_CITATION = {"start_index": 0, "end_index": 2, "title": "T", "url": "https://x", "sources": {}, "type": "url"}
ANSWER_EXTRAS = {
    "citations": ["https://a.example", "https://b.example"],
    "search_results": [
        {"title": "A", "url": "https://a", "date": "2026", "last_updated": "2026", "snippet": "s", "source": "web"}
    ],
    "videos": [
        {"url": "https://v", "thumbnail_url": "https://t", "thumbnail_width": 1, "thumbnail_height": 2, "duration": 3.5}
    ],
    "service_tier": "priority",
    "system_fingerprint": "fp_1",
    "usage": {
        "prompt_tokens_details": {"audio_tokens": 1, "image_tokens": 2, "cached_tokens": 3},
        "completion_tokens_details": {
            "accepted_prediction_tokens": 1, "audio_tokens": 2, "citation_tokens": 3, "num_search_queries": 4,
            "image_tokens": 5, "rejected_prediction_tokens": 6, "cached_tokens": 7,
        },
        "cost": {"request_cost": 0.005, "total_cost": 0.01},
    },
    "extra_fields": {
        "model_deployment": "my-gpt", "latency": 999, "raw_request": {"a": 1}, "raw_response": {"b": 2},
        "cache_debug": {
            "cache_hit": True, "cache_id": "c", "hit_type": "semantic", "provider_used": "openai",
            "model_used": "text-embedding-3-small", "input_tokens": 4, "threshold": 0.8, "similarity": 0.93,
        },
    },
}  # fmt: skip
BOTH_EXTRAS = {
    "audio": {"id": "a", "data": "AA==", "expires_at": 1, "transcript": "Hi"},
    "reasoning": "scripted",
    "reasoning_details": [
        {
            "id": "r",
            "index": 0,
            "type": "reasoning.encrypted",
            "summary": "s",
            "text": "t",
            "signature": "x",
            "data": "y",
        }
    ],
}
WHOLE_EXTRAS = {
    "name": "bot",
    "tool_call_id": "call_1",
    "annotations": [{"type": "url_citation", "url_citation": URL_CITATION}],
}


def within(part: Any, whole: Any) -> bool:
    """Whether what was scripted stands in what was said."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and within(part[key], whole[key]) for key in part)
    return bool(part == whole)


def answers(reply: Reply, **fields: Any) -> list[Any]:
    engine = Engine([fixture(reply)], provider="bifrost")
    response = post(engine, CHAT, {"model": "gpt-4", "messages": HELLO, **fields})
    return chunks(response) if fields.get("stream") else [said(response)]


STREAMS = [
    pytest.param({}, id="plain"),
    pytest.param({"stream": True}, id="streamed"),
    pytest.param({"stream": True, "stream_options": {"include_usage": True}}, id="streamed with usage"),
]


@pytest.mark.parametrize("fields", STREAMS)
@pytest.mark.parametrize("name", ANSWER_EXTRAS)
def test_a_field_of_the_answer(name: str, fields: Any) -> None:
    """It is laid over the whole body, or over the last chunk: mappings merge, the rest is replaced."""
    extra = {name: ANSWER_EXTRAS[name]}
    bodies = answers(Reply(choices=(Choice(parts=(Text("Hello you"),)),), extra=extra), **fields)
    for body in bodies:
        conforms(body, "bifrost", "Chunk" if fields else "Response")
    assert within(extra, bodies[-1])
    assert bodies[-1]["usage"]["prompt_tokens"] > 0
    assert not any(within(extra, body) for body in bodies[:-1])


@pytest.mark.parametrize("fields", STREAMS)
@pytest.mark.parametrize("name", BOTH_EXTRAS)
def test_a_field_of_the_message(name: str, fields: Any) -> None:
    """It is laid over the message, or over the first delta."""
    extra = {name: BOTH_EXTRAS[name]}
    bodies = answers(Reply(choices=(Choice(parts=(Text("Hello"),), extra=extra),)), **fields)
    for body in bodies:
        conforms(body, "bifrost", "Chunk" if fields else "Response")
    first = bodies[0]["choices"][0]
    assert within(extra, first["delta" if fields else "message"])


@pytest.mark.parametrize("name", WHOLE_EXTRAS)
def test_a_field_that_only_a_whole_message_has(name: str) -> None:
    """Deltas are without annotations and names, in the document and in Bifrost."""
    extra = {name: WHOLE_EXTRAS[name]}
    reply = Reply(choices=(Choice(parts=(Text("Hello"),), extra=extra),))
    (body,) = answers(reply)
    conforms(body, "bifrost", "Response")
    assert within(extra, body["choices"][0]["message"])
    for chunk in answers(reply, stream=True):
        conforms(chunk, "bifrost", "Chunk")


def test_every_field_at_once() -> None:
    choice = Choice(parts=(Text("Hello"),), extra=BOTH_EXTRAS | WHOLE_EXTRAS)
    (body,) = answers(Reply(choices=(choice,), extra=ANSWER_EXTRAS, id="my-id", model="my-model"))
    conforms(body, "bifrost", "Response")
    assert within(ANSWER_EXTRAS, body)
    assert (body["id"], body["model"]) == ("my-id", "my-model")


@pytest.mark.parametrize("fields", STREAMS)
def test_scripted_details_of_reasoning_stand_in_for_generated_ones(fields: Any) -> None:
    details = BOTH_EXTRAS["reasoning_details"]
    choice = Choice(parts=(Reasoning("Let me see"), Text("Hi")), extra={"reasoning_details": details})
    told = [
        detail
        for body in answers(Reply(choices=(choice,)), **fields)
        for choice in body["choices"]
        for detail in choice["delta" if fields else "message"].get("reasoning_details", ())
    ]
    assert told == details


def test_reasoning_is_streamed_as_text_and_in_detail() -> None:
    deltas = [
        body["choices"][0]["delta"] for body in answers(Reply.of(Reasoning("Let me see"), Text("Hi")), stream=True)
    ]
    spoken = [delta for delta in deltas if "reasoning" in delta]
    assert "".join(delta["reasoning"] for delta in spoken) == "Let me see"
    assert all(
        delta["reasoning_details"] == [{"index": 0, "type": "reasoning.text", "text": delta["reasoning"]}]
        for delta in spoken
    )


@pytest.mark.parametrize("fields", STREAMS)
def test_scripted_log_probabilities(fields: Any) -> None:
    tokens = (TokenLogprob("Hel", -0.5, (("Hel", -0.5), ("Hey", -1.5))), TokenLogprob("lo", -0.25))
    reply = Reply(choices=(Choice(parts=(Text("Hello"),), logprobs=tokens),))
    told = []
    for body in answers(reply, logprobs=True, top_logprobs=2, **fields):
        conforms(body, "bifrost", "Chunk" if fields else "Response")
        for choice in body["choices"]:
            told += choice.get("log_probs", {}).get("content", ())
    assert [token["logprob"] for token in told] == [-0.5, -0.25]
    assert [rival["token"] for rival in told[0]["top_logprobs"]] == ["Hel", "Hey"]
