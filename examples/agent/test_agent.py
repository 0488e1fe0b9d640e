"""The agent's tests: its own code, the real SDK and real HTTP, and a model that says what each test needs."""

from __future__ import annotations

import pytest
from agent import Agent, GaveUp

from fakeai import FakeAI, tool


def get_weather(city: str) -> str:
    return f"18 °C in {city}"


@pytest.mark.fakeai("weather.yaml")
def test_the_agent_calls_the_tool_and_answers(fakeai_server: FakeAI) -> None:
    assert Agent({"get_weather": get_weather}).ask("How is the weather in Paris?") == "It is 18 °C in Paris."
    first, second = fakeai_server.calls
    assert [tool.name for tool in first.tools] == ["get_weather"]
    assert [result.text for result in second.tool_results] == ["18 °C in Paris"]


def test_damaged_arguments_are_reported_to_the_model(fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="weather").reply(tool("get_weather", town="Paris")).then("Sorry, I can't tell.")
    assert Agent({"get_weather": get_weather}).ask("How is the weather?") == "Sorry, I can't tell."
    assert "unexpected keyword argument" in fakeai_server.calls[1].tool_results[0].text


def test_a_rate_limit_is_waited_out_by_the_sdk(fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="hello").fail("rate_limit", retry_after=0.01).then("Hello!")
    assert Agent({"get_weather": get_weather}).ask("hello") == "Hello!"
    assert [exchange.response.status for exchange in fakeai_server.exchanges] == [429, 200]


def test_the_agent_gives_up_on_a_model_that_never_answers(fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="weather").reply(tool("get_weather", city="Paris"))
    with pytest.raises(GaveUp, match="after 3 steps"):
        Agent({"get_weather": get_weather}, most_steps=3).ask("How is the weather?")
    assert len(fakeai_server.calls) == 3
