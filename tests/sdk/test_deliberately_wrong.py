"""What the official SDK makes of answers that are deliberately wrong: as it does in reality, each by one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pydantic
import pytest
from openai.types.chat import ChatCompletionToolParam

from fakeai import FakeAI
from fakeai.fixtures.loader import load

STORY = Path(__file__).parents[2] / "fixtures" / "broken.yaml"


class Event(pydantic.BaseModel):
    name: str
    day: str
    participants: list[str]


class GetWeather(pydantic.BaseModel):
    city: str
    days: int


PARSED_TOOL = openai.pydantic_function_tool(GetWeather, name="get_weather")
TOOL: ChatCompletionToolParam = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": GetWeather.model_json_schema()},
}


@pytest.fixture
def told() -> Iterator[openai.OpenAI]:
    """A client of a server with the fixtures of fixtures/broken.yaml."""
    with (
        FakeAI(str(STORY)) as fake,
        openai.OpenAI(
            base_url=fake.openai_base_url, api_key="sk-test", max_retries=0, _strict_response_validation=True
        ) as client,
    ):
        yield client


def parse(client: openai.OpenAI, user: str, **options: Any) -> Any:
    return client.chat.completions.parse(model="gpt-4o", messages=[{"role": "user", "content": user}], **options)


def call(client: openai.OpenAI, user: str, *, stream: bool = False) -> tuple[str, str, str | None]:
    """Name, arguments and finish reason of the one tool call."""
    arguments: dict[str, Any] = {"model": "gpt-4o", "messages": [{"role": "user", "content": user}], "tools": [TOOL]}
    if not stream:
        choice = client.chat.completions.create(**arguments).choices[0]
    else:
        with client.chat.completions.stream(**arguments) as events:
            for _ in events:
                pass
            choice = events.current_completion_snapshot.choices[0]
    assert choice.message.tool_calls is not None
    function = choice.message.tool_calls[0].function
    return function.name, function.arguments, choice.finish_reason


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_arguments_that_break_off(told: openai.OpenAI, stream: bool) -> None:
    name, arguments, finish = call(told, "arguments that break off", stream=stream)
    assert (name, finish) == ("get_weather", "tool_calls")
    with pytest.raises(json.JSONDecodeError):
        json.loads(arguments)


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_arguments_that_do_not_fit(told: openai.OpenAI, stream: bool) -> None:
    name, arguments, finish = call(told, "arguments that don't fit", stream=stream)
    assert (name, finish) == ("get_weather", "tool_calls")
    assert isinstance(json.loads(arguments), dict)
    with pytest.raises(pydantic.ValidationError):
        GetWeather.model_validate_json(arguments)


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_a_tool_that_nobody_offered(told: openai.OpenAI, stream: bool) -> None:
    name, arguments, finish = call(told, "a tool that nobody offered, in Paris", stream=stream)
    assert (name, finish) == ("get_weather_v2", "tool_calls")
    assert GetWeather.model_validate_json(arguments).city == "Paris"


def test_arguments_cut_by_the_limit(told: openai.OpenAI) -> None:
    _, arguments, finish = call(told, "arguments cut by the limit")
    assert finish == "length"
    with pytest.raises(json.JSONDecodeError):
        json.loads(arguments)


@pytest.mark.parametrize("user", ["arguments that break off", "arguments that don't fit"])
def test_parse_raises_a_validation_error_for_broken_arguments(told: openai.OpenAI, user: str) -> None:
    with pytest.raises(pydantic.ValidationError):
        parse(told, user, tools=[PARSED_TOOL])


def test_parse_does_not_parse_the_arguments_of_a_tool_that_nobody_offered(told: openai.OpenAI) -> None:
    (made,) = parse(told, "a tool that nobody offered", tools=[PARSED_TOOL]).choices[0].message.tool_calls
    assert made.function.name == "get_weather_v2"
    assert made.function.parsed_arguments is None


def test_parse_raises_a_length_error_for_arguments_cut_by_the_limit(told: openai.OpenAI) -> None:
    with pytest.raises(openai.LengthFinishReasonError):
        parse(told, "arguments cut by the limit", tools=[PARSED_TOOL])


@pytest.mark.parametrize("user", ["output that doesn't fit", "output that is no JSON"])
def test_parse_raises_a_validation_error_for_broken_output(told: openai.OpenAI, user: str) -> None:
    with pytest.raises(pydantic.ValidationError):
        parse(told, user, response_format=Event)


def test_parse_raises_a_length_error_for_output_cut_by_the_limit(told: openai.OpenAI) -> None:
    with pytest.raises(openai.LengthFinishReasonError) as raised:
        parse(told, "output cut by the limit", response_format=Event)
    assert (raised.value.completion.choices[0].message.content or "").startswith('{"')


def test_parse_raises_a_content_filter_error(told: openai.OpenAI) -> None:
    with pytest.raises(openai.ContentFilterFinishReasonError):
        parse(told, "an answer that is filtered", response_format=Event)


def test_without_parsing_a_filtered_answer_has_its_partial_text(told: openai.OpenAI) -> None:
    choice = told.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": "an answer that is filtered"}]
    ).choices[0]
    assert (choice.message.content, choice.finish_reason) == ("Well, first you take", "content_filter")


def test_a_prompt_that_is_filtered_is_a_400(told: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        parse(told, "a prompt that is filtered", response_format=Event)
    assert raised.value.code == "invalid_prompt"


def test_parse_leaves_a_refusal_to_be_read(told: openai.OpenAI) -> None:
    message = parse(told, "a refusal", response_format=Event).choices[0].message
    assert message.refusal == "I'm sorry, but I can't help with that."
    assert message.parsed is None


def test_streams_raise_when_the_limit_cuts_the_output(told: openai.OpenAI) -> None:
    with (
        pytest.raises(openai.LengthFinishReasonError),
        told.chat.completions.stream(
            model="gpt-4o", messages=[{"role": "user", "content": "output cut by the limit"}], response_format=Event
        ) as events,
    ):
        for _ in events:
            pass


def test_max_tokens_cuts_output_that_nobody_wrote(client: openai.OpenAI) -> None:
    with pytest.raises(openai.LengthFinishReasonError):
        parse(client, "Alice and Bob go to a fair on Friday", response_format=Event, max_tokens=5)


def test_what_can_not_be_broken_is_told(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply(broken="breaks_schema")
    with pytest.raises(openai.InternalServerError, match="needs a request whose response_format has a schema"):
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])
    with pytest.raises(AssertionError, match="response_format"):
        fake.check()


def test_every_fixture_of_the_file_is_asked_for_here() -> None:
    asked = re.findall(r"user: ([^}]+)}", STORY.read_text(encoding="utf-8"))
    assert len(asked) == len(load([STORY]).fixtures)
    assert [user for user in asked if f'"{user}' not in Path(__file__).read_text(encoding="utf-8")] == []
