"""LlamaIndex: its OpenAI class, structured predictions, and an agent with a tool."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai import FakeAI, tool

from .asking import JOHN, MODEL, WEATHER, Person, get_weather

openai: Any = pytest.importorskip(
    "llama_index.llms.openai", reason="llama-index-llms-openai is not installed", exc_type=ImportError
)


def model() -> Any:
    return openai.OpenAI(model=MODEL)


async def run_agent() -> str:
    agents: Any = pytest.importorskip("llama_index.core.agent.workflow")
    return str(await agents.FunctionAgent(tools=[get_weather], llm=model()).run(WEATHER))


async def test_a_generated_loop_ends(fakeai_server: FakeAI) -> None:
    assert "18.5 degrees in Paris" in await run_agent()
    assert [call.after_tool for call in fakeai_server.calls] == [(), ("get_weather",)]


async def test_a_scripted_loop_ends(fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="weather").reply(tool("get_weather", city="Oslo")).then("Mild.")
    assert await run_agent() == "Mild."
    assert get_weather("Oslo") in fakeai_server.last_call.messages[-1].text


def test_a_model_is_generated() -> None:
    assert model().as_structured_llm(Person).complete(JOHN).raw == Person(name="John", age=30)


def test_a_text_is_streamed(fakeai_server: FakeAI) -> None:
    fakeai_server.on().reply("It is mild in Oslo.")
    pieces = [piece.delta for piece in model().stream_complete(WEATHER)]
    assert "".join(pieces) == "It is mild in Oslo."
    assert len(pieces) > 1


def test_a_rate_limit_is_waited_for(fakeai_server: FakeAI) -> None:
    fakeai_server.on().fail("rate_limit", retry_after=0.01).then("Third time lucky.")
    assert str(model().complete("Hello")) == "Third time lucky."
