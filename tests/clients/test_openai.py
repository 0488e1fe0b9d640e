"""openai: `parse` and `stream` with pydantic models, and a loop of tools by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import pydantic_function_tool
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel

from fakeai import FakeAI, tool

from .asking import JOHN, MODEL, WEATHER, Person, get_weather


class GetWeather(BaseModel):
    """Get the current weather in a city."""

    city: str


TOOLS = [pydantic_function_tool(GetWeather, name="get_weather")]


@pytest.fixture
def client() -> Iterator[openai.OpenAI]:
    """One that knows its server from the environment."""
    with openai.OpenAI() as sdk:
        yield sdk


def asked(text: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": text}]


def loop(client: openai.OpenAI) -> str | None:
    """Ask for the weather, and run tools until words come."""
    messages: list[Any] = asked(WEATHER)
    for _ in range(3):
        message = client.chat.completions.parse(model=MODEL, messages=messages, tools=TOOLS).choices[0].message
        if not message.tool_calls:
            return message.content
        messages.append(message)
        for call in message.tool_calls:
            arguments = call.function.parsed_arguments
            assert isinstance(arguments, GetWeather)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": get_weather(arguments.city)})
    pytest.fail("no end")


def test_a_model_is_generated(client: openai.OpenAI) -> None:
    answer = client.chat.completions.parse(model=MODEL, messages=asked(JOHN), response_format=Person)
    assert answer.choices[0].message.parsed == Person(name="John", age=30)


def test_a_model_is_streamed(client: openai.OpenAI) -> None:
    with client.chat.completions.stream(model=MODEL, messages=asked(JOHN), response_format=Person) as stream:
        kinds = [event.type for event in stream]
        answer = stream.get_final_completion()
    assert answer.choices[0].message.parsed == Person(name="John", age=30)
    assert kinds.count("content.delta") > 1
    assert kinds[-1] == "content.done"


def test_a_generated_loop_ends(client: openai.OpenAI, fakeai_server: FakeAI) -> None:
    assert "18.5 degrees in Paris" in (loop(client) or "")
    assert len(fakeai_server.calls) == 2


def test_a_scripted_loop_ends(client: openai.OpenAI, fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="weather").reply(tool("get_weather", city="Oslo")).then("Mild.")
    assert loop(client) == "Mild."
    assert fakeai_server.last_call.messages[-1].text == get_weather("Oslo")


def test_a_scripted_model_is_parsed(client: openai.OpenAI, fakeai_server: FakeAI) -> None:
    fakeai_server.on(response_format="json_schema").reply('{"name": "Ada", "age": 36}')
    answer = client.chat.completions.parse(model=MODEL, messages=asked(JOHN), response_format=Person)
    assert answer.choices[0].message.parsed == Person(name="Ada", age=36)


def test_a_rate_limit_is_waited_for(client: openai.OpenAI, fakeai_server: FakeAI) -> None:
    fakeai_server.on().fail("rate_limit", retry_after=0.01).then("Third time lucky.")
    answer = client.chat.completions.create(model=MODEL, messages=asked("Hello"))
    assert answer.choices[0].message.content == "Third time lucky."
    assert len(fakeai_server.exchanges) == 2
