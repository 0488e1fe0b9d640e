"""pydantic-ai: agents with a tool and an output type, on Chat Completions."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai import FakeAI, tool

from .asking import JOHN, MODEL, WEATHER, Person, Report, get_weather

pydantic_ai: Any = pytest.importorskip("pydantic_ai", reason="pydantic-ai is not installed", exc_type=ImportError)

NAME = f"openai-chat:{MODEL}"


def test_a_generated_loop_ends_with_its_output_type(fakeai_server: FakeAI) -> None:
    result = pydantic_ai.Agent(NAME, output_type=Report, tools=[get_weather]).run_sync(WEATHER)
    assert result.output == Report(city="Paris", temperature=18.5)
    assert [call.after_tool for call in fakeai_server.calls] == [(), ("get_weather",)]


@pytest.mark.parametrize("mode", ["ToolOutput", "NativeOutput", "PromptedOutput"])
def test_an_output_is_generated_in_every_mode(mode: str) -> None:
    output_type = getattr(pydantic_ai, mode)(Person)
    assert pydantic_ai.Agent(NAME, output_type=output_type).run_sync(JOHN).output == Person(name="John", age=30)


def test_a_generated_loop_ends_in_words() -> None:
    assert "18.5 degrees in Paris" in pydantic_ai.Agent(NAME, tools=[get_weather]).run_sync(WEATHER).output


def test_a_scripted_loop_ends(fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="weather").reply(tool("get_weather", city="Oslo")).then("Mild.")
    assert pydantic_ai.Agent(NAME, tools=[get_weather]).run_sync(WEATHER).output == "Mild."
    assert fakeai_server.last_call.messages[-1].text == get_weather("Oslo")


def test_a_scripted_output_ends_the_run(fakeai_server: FakeAI) -> None:
    fakeai_server.on().reply(tool("final_result", name="Ada", age=36))
    assert pydantic_ai.Agent(NAME, output_type=Person).run_sync(JOHN).output == Person(name="Ada", age=36)


def test_an_output_that_breaks_its_type_is_asked_for_again(fakeai_server: FakeAI) -> None:
    fakeai_server.on().reply(tool("final_result", name="Ada", age="old")).then(tool("final_result", name="Ada", age=36))
    assert pydantic_ai.Agent(NAME, output_type=Person).run_sync(JOHN).output == Person(name="Ada", age=36)
    assert "valid integer" in fakeai_server.last_call.messages[-1].text


def test_a_rate_limit_is_waited_for(fakeai_server: FakeAI) -> None:
    fakeai_server.on().fail("rate_limit", retry_after=0.01).then("Third time lucky.")
    assert pydantic_ai.Agent(NAME).run_sync("Hello").output == "Third time lucky."


async def test_a_loop_is_streamed(fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="weather").reply(tool("get_weather", city="Oslo")).then("It is mild in Oslo.")
    async with pydantic_ai.Agent(NAME, tools=[get_weather]).run_stream(WEATHER) as result:
        pieces = [piece async for piece in result.stream_text(delta=True, debounce_by=None)]
    assert "".join(pieces) == "It is mild in Oslo."
    assert len(pieces) > 1
    assert all(call.stream for call in fakeai_server.calls)
