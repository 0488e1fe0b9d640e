"""openai-agents: the Runner with a tool, on Chat Completions."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from fakeai import FakeAI, tool

from .asking import JOHN, MODEL, WEATHER, Person, get_weather

agents: Any = pytest.importorskip("agents", reason="openai-agents is not installed", exc_type=ImportError)


def agent(**options: Any) -> Any:
    return agents.Agent(name="helper", model=MODEL, tools=[agents.function_tool(get_weather)], **options)


def on_chat() -> Any:
    """On Chat Completions; its own choice would be the Responses API.

    The client that it would make itself is shared by all runs of the process, whose event loops come and go.
    """
    provider = agents.OpenAIProvider(openai_client=openai.AsyncOpenAI(), use_responses=False)
    return agents.RunConfig(model_provider=provider)


def run(asked: str, **options: Any) -> Any:
    return agents.Runner.run_sync(agent(**options), asked, run_config=on_chat(), max_turns=3).final_output


def test_a_generated_loop_ends(fakeai_server: FakeAI) -> None:
    assert "18.5 degrees in Paris" in run(WEATHER)
    assert [call.after_tool for call in fakeai_server.calls] == [(), ("get_weather",)]


def test_an_output_type_is_generated() -> None:
    assert run(JOHN, output_type=Person) == Person(name="John", age=30)


def test_a_scripted_loop_ends(fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="weather").reply(tool("get_weather", city="Oslo")).then("Mild.")
    assert run(WEATHER) == "Mild."
    assert fakeai_server.last_call.messages[-1].text == get_weather("Oslo")


def test_a_hand_over_is_followed(fakeai_server: FakeAI) -> None:
    fakeai_server.on(system="Hand over").reply(tool("transfer_to_expert"))
    fakeai_server.on(system="You know").reply("42")
    expert = agents.Agent(name="expert", instructions="You know everything.", model=MODEL)
    assert run("Why?", instructions="Hand over.", handoffs=[expert]) == "42"


def test_a_rate_limit_is_waited_for(fakeai_server: FakeAI) -> None:
    fakeai_server.on().fail("rate_limit", retry_after=0.01).then("Third time lucky.")
    assert run("Hello") == "Third time lucky."


async def test_a_loop_is_streamed(fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="weather").reply(tool("get_weather", city="Oslo")).then("It is mild in Oslo.")
    result = agents.Runner.run_streamed(agent(), WEATHER, run_config=on_chat())
    events = [event.data async for event in result.stream_events() if event.type == "raw_response_event"]
    pieces = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert "".join(pieces) == result.final_output == "It is mild in Oslo."
    assert len(pieces) > 1
