"""LightningRod as newer clients know it: research, kinds of answers, thinking, and what it cost."""

from __future__ import annotations

import json
import re
from typing import Any

import openai
import pytest

from fakeai.engine import Engine
from fakeai.reply import Choice, Reasoning, Refusal, Reply, Text, ToolCall
from tests.providers.asking import HELLO, chunks, fixture, post, said, served
from tests.providers.publishing import fits_the_answer

BASE = "/v1/openai"
CHAT, COMPLETIONS = f"{BASE}/chat/completions", f"{BASE}/completions"
DOCUMENTED = "/api/public/v1/openai/chat/completions"
ASKED: dict[str, Any] = {"model": "LightningRodLabs/foresight-v4", "messages": HELLO}
KEY = {"authorization": "Bearer lr-1"}
COSTS = ["research_cost_usd", "classification_cost_usd", "inference_cost_usd", "cost_usd"]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(provider="lightningrod")


def message(engine: Engine, **fields: Any) -> dict[str, Any]:
    whole: dict[str, Any] = said(post(engine, CHAT, {**ASKED, **fields}, **KEY))["choices"][0]["message"]
    return whole


def tagged(text: str, name: str) -> Any:
    """What stands between tags, as clients look for it."""
    found = re.search(f"<{name}>(.*?)</{name}>", text, re.DOTALL)
    assert found is not None
    return found[1]


def test_a_made_up_answer_thinks_first(engine: Engine) -> None:
    told = message(engine)
    assert list(told) == ["role", "content", "thinking", "annotations"]
    assert told["thinking"]
    assert "<answer>" not in told["content"]


@pytest.mark.parametrize("path", [CHAT, COMPLETIONS], ids=["chat", "completion"])
@pytest.mark.parametrize("kind", ["binary", "BINARY", "auto"])
def test_a_binary_answer_ends_in_a_probability(engine: Engine, path: str, kind: str) -> None:
    choice = said(post(engine, path, {**ASKED, "prompt": "Will it?", "answer_type": kind}, **KEY))["choices"][0]
    text = choice["message"]["content"] if "message" in choice else choice["text"]
    assert 0 < float(tagged(text, "answer")) < 1
    assert text.endswith("</answer>")


def test_a_multiple_choice_ends_in_options_and_their_probabilities(engine: Engine) -> None:
    text = message(engine, answer_type="multiple_choice")["content"]
    options, answer = json.loads(tagged(text, "options")), json.loads(tagged(text, "answer"))
    assert set(options) == set(answer)
    assert sum(answer.values()) == pytest.approx(1)


def test_a_continuous_answer_ends_in_a_mean_and_a_deviation(engine: Engine) -> None:
    answer = json.loads(tagged(message(engine, answer_type="continuous")["content"], "answer"))
    assert set(answer) == {"mean", "standard_deviation"}
    value = tagged(message(engine, answer_type="CONTINUOUS_VALUE_ONLY")["content"], "answer")
    assert float(value)


def test_a_free_response_ends_in_words(engine: Engine) -> None:
    text = message(engine, answer_type="free_response")["content"]
    assert text.startswith(tagged(text, "answer"))


@pytest.mark.parametrize(("research", "sources"), [
    (True, 1), ({}, 1), ({"sources": ["google_news", "perplexity"]}, 2), (False, 0), (None, 0)
])  # fmt: skip
def test_research_names_its_sources_and_costs(engine: Engine, research: Any, sources: int) -> None:
    response = post(engine, CHAT, {**ASKED, "research": research}, **KEY)
    fits_the_answer(response, "lightningrod", CHAT)
    told = said(response)["choices"][0]["message"].get("annotations", [])
    assert [note["type"] for note in told] == ["url_citation"] * sources
    assert all(note["url_citation"]["url"] and note["url_citation"]["title"] for note in told)
    assert said(response)["usage"]["classification_cost_usd"] is None
    cost = said(response)["usage"]["research_cost_usd"]
    assert cost == (pytest.approx(0.01 * sources) if sources else None)


def test_usage_tells_what_it_cost(engine: Engine) -> None:
    usage = said(post(engine, CHAT, {**ASKED, "research": True, "answer_type": "auto"}, **KEY))["usage"]
    assert list(usage)[3:] == COSTS
    assert usage["cost_usd"] == pytest.approx(sum(usage[name] for name in COSTS[:3]))
    inference = usage["prompt_tokens"] * 1e-6 + usage["completion_tokens"] * 2e-6
    assert usage["inference_cost_usd"] == pytest.approx(inference)


def test_what_is_scripted_is_said_as_it_is(engine: Engine) -> None:
    parts = (Reasoning("Hm."), Text("No. "), Refusal("Never."), ToolCall("look", "{}", "call_1"))
    scripted = Engine([fixture(Reply(choices=(Choice(parts=parts),)))], provider="lightningrod")
    told = message(scripted, answer_type="binary", research=True)
    assert told == {"role": "assistant", "content": "No. Never.", "thinking": "Hm.", "annotations": []}
    silent = Engine([fixture(Reply.of(Text("No.")))], provider="lightningrod")
    assert message(silent) == {"role": "assistant", "content": "No.", "thinking": None, "annotations": []}


def test_a_stream_thinks_before_it_speaks(engine: Engine) -> None:
    response = post(engine, CHAT, {**ASKED, "stream": True, "research": True}, **KEY)
    fits_the_answer(response, "lightningrod", CHAT)
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks(response)]
    assert list(deltas[0]) == ["role", "content", "annotations"]
    told = [next(iter(delta)) for delta in deltas[1:-1]]
    assert told == sorted(told, reverse=True)
    assert set(told) == {"thinking", "content"}


def test_the_documented_base_knows_nothing_of_this(engine: Engine) -> None:
    newer = {**ASKED, "research": True, "answer_type": "binary", "reasoning_effort": "low"}
    for body in (newer, {**newer, "answer_type": "no such thing"}):
        choice = said(post(engine, DOCUMENTED, body, **KEY))["choices"][0]["message"]
        assert list(choice) == ["role", "content"]
        assert "<answer>" not in choice["content"]
    assert "<answer>" in message(engine, **newer)["content"]


@pytest.mark.parametrize(("fields", "loc"), [
    ({"answer_type": "yes"}, ["body", "answer_type"]),
    ({"reasoning_effort": "none"}, ["body", "reasoning_effort"]),
    ({"research": {"sources": ["bing"]}}, ["body", "research", "ResearchOptions", "sources", 0]),
    ({"top_k": "many"}, ["body", "top_k"]),
])  # fmt: skip
def test_what_is_wrong_is_told_as_fastapi_does(engine: Engine, fields: Any, loc: list[Any]) -> None:
    response = post(engine, CHAT, {**ASKED, **fields}, **KEY)
    assert response.status == 422
    fits_the_answer(response, "lightningrod", CHAT)
    assert loc in [problem["loc"] for problem in said(response)["detail"]]


def test_the_openai_sdk_hands_it_on() -> None:
    with served(Engine()) as url, openai.OpenAI(base_url=url + BASE, api_key="lr-1", max_retries=0) as client:
        chat = client.chat.completions.create(
            model="foresight-v4",
            messages=[{"role": "user", "content": "Will it rain?"}],
            extra_body={"research": True, "answer_type": "binary", "reasoning_effort": "low"},
        )
        told = chat.choices[0].message.model_dump()
        assert told["thinking"]
        assert told["annotations"][0]["url_citation"]["url"]
        assert 0 < float(tagged(told["content"], "answer")) < 1
        assert chat.usage is not None
        assert chat.usage.model_dump()["cost_usd"] > 0
