"""Which tools are called, with what, and when there are words instead."""

# ruff: noqa: E501 -- a prompt a line reads as a table

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from fakeai.call import Tool, ToolChoice
from fakeai.reply import Failure, Reply, ToolCall
from tests.builders import make_call

from .asking import ADD, EMAIL, FINAL, WEATHER, after_tool, answer, called, choice

TOOLS = (WEATHER, EMAIL, ADD)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("What's the weather in Paris?", [("get_weather", {"location": "Paris"})]),
        (
            "Is it going to rain in tokyo? In celsius please",
            [("get_weather", {"location": "Tokyo", "unit": "celsius"})],
        ),
        ("add 3 and 5", [("add", {"a": 3, "b": 5})]),
        ("What is 20 + 22?", [("add", {"a": 20, "b": 22})]),
        ("Weather in Paris and London?", [("get_weather", {"location": city}) for city in ("Paris", "London")]),
    ],
)
def test_auto_calls_the_tool_that_fits(prompt: str, expected: list[tuple[str, Any]]) -> None:
    assert called(prompt, *TOOLS) == expected


@pytest.mark.parametrize("prompt", ["Hello!", "Thanks a lot", "Tell me a joke about penguins", "Who was Ada Lovelace?"])
def test_auto_answers_in_words_where_no_tool_fits(prompt: str) -> None:
    answered = choice(prompt, tools=TOOLS)
    assert not answered.tool_calls
    assert answered.text


def test_a_tool_fits_whose_parameters_the_prompt_names() -> None:
    properties = {"name": {"type": "string"}, "age": {"type": "integer"}}
    person = Tool(name="Person", parameters={"type": "object", "properties": properties, "required": list(properties)})
    assert called("John is 30 years old", WEATHER, person) == [("Person", {"name": "John", "age": 30})]


def test_two_tools_that_are_asked_for_are_both_called() -> None:
    names = {name for name, _ in called("Email ann@b.org, and what's the weather in Rome?", *TOOLS)}
    assert names == {"get_weather", "send_email"}


def test_what_is_to_be_done_then_is_done_with_the_result() -> None:
    prompt = "What's the weather in Rome? Then email it to ann@b.org"
    assert [name for name, _ in called(prompt, *TOOLS)] == ["get_weather"]
    second = answer(after_tool(("get_weather", "It is 18 degrees."), user=prompt, tools=TOOLS))
    assert isinstance(second, Reply)
    (email,) = second.choices[0].tool_calls
    assert email.name == "send_email"
    assert json.loads(email.arguments)["to"] == "ann@b.org"
    assert json.loads(email.arguments)["body"] == "It is 18 degrees."


def test_without_parallel_tool_calls_there_is_only_one() -> None:
    assert len(called("Weather in Paris and London?", *TOOLS, parallel_tool_calls=False)) == 1


def test_none_never_calls() -> None:
    assert called("What's the weather in Paris?", *TOOLS, tool_choice=ToolChoice(mode="none")) == []


@pytest.mark.parametrize("prompt", ["Hello!", "What's the weather in Paris?"])
def test_required_always_calls(prompt: str) -> None:
    assert called(prompt, *TOOLS, tool_choice=ToolChoice(mode="required"))


def test_a_named_tool_is_called_whatever_was_asked() -> None:
    chosen = ToolChoice(mode="named", names=("add",))
    assert [name for name, _ in called("What's the weather in Paris?", *TOOLS, tool_choice=chosen)] == ["add"]


def test_only_allowed_tools_are_called() -> None:
    chosen = ToolChoice(mode="auto", names=("add", "send_email"))
    assert called("What's the weather in Paris?", *TOOLS, tool_choice=chosen) == []


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
@pytest.mark.parametrize("prompt", ["Hi", "Send the weather in Paris to ann@b.org and add 3 to 5"])
def test_arguments_fit_the_parameters(tool: Tool, prompt: str) -> None:
    for _, arguments in called(prompt, tool, tool_choice=ToolChoice(mode="required")):
        jsonschema.validate(arguments, parameters(tool))


def test_optional_arguments_are_given_only_where_the_prompt_has_something_for_them() -> None:
    assert called("weather in Paris", WEATHER) == [("get_weather", {"location": "Paris"})]


def test_a_tool_without_parameters_gets_an_empty_object() -> None:
    assert called("roll the dice", Tool(name="roll_dice", description="Roll dice")) == [("roll_dice", {})]


def test_results_of_tools_are_answered_in_words_that_use_them() -> None:
    answered = answer(after_tool(("get_weather", '{"temperature": 18, "sky": "clear"}'), user="Weather in Rome?"))
    assert isinstance(answered, Reply)
    assert not answered.choices[0].tool_calls
    assert "18" in answered.text
    assert "clear" in answered.text


def test_every_result_is_used() -> None:
    results = (("get_weather", "18 degrees in Rome"), ("get_weather", "11 degrees in Oslo"))
    answered = answer(after_tool(*results, user="Weather in Rome and Oslo?"))
    assert isinstance(answered, Reply)
    assert "18 degrees in Rome" in answered.text
    assert "11 degrees in Oslo" in answered.text


def test_an_agent_that_must_call_ends_by_its_final_tool() -> None:
    required = ToolChoice(mode="required")
    assert [name for name, _ in called("Weather in Rome?", WEATHER, FINAL, tool_choice=required)] == ["get_weather"]
    call = after_tool(
        ("get_weather", '{"temperature": 18}'), user="Weather in Rome?", tools=(WEATHER, FINAL), tool_choice=required
    )
    answered = answer(call)
    assert isinstance(answered, Reply)
    assert answered.choices[0].tool_calls == (ToolCall("final_result", '{"temperature":18}'),)


def test_a_second_question_may_call_a_tool_again() -> None:
    first = after_tool(("get_weather", "18 degrees"), user="Weather in Rome?")
    messages = (*first.messages, *make_call("And the weather in Oslo?").messages)
    answered = answer(replace(first, messages=messages))
    assert isinstance(answered, Reply)
    assert [json.loads(call.arguments) for call in answered.choices[0].tool_calls] == [{"location": "Oslo"}]


def test_a_custom_tool_gets_text() -> None:
    made = choice(
        "run code to print 2 + 2", tools=(Tool(name="run_code", description="Run code", custom=True),)
    ).tool_calls[0]
    assert made.custom
    assert "2 + 2" in made.arguments


@pytest.mark.parametrize("asked_for", [True, False])
def test_parameters_that_are_no_schema_are_a_400_of_openais(asked_for: bool) -> None:
    bad = Tool(name="bad", description="weather", parameters={"type": "object", "properties": {"a": {"type": "strin"}}})
    prompt = "bad weather" if asked_for else "hi"
    failure = answer(replace(make_call(prompt), tools=(ADD, bad)))
    assert isinstance(failure, Failure)
    assert failure.message == "Invalid schema for function 'bad': 'strin' is not valid under any of the given schemas"
    assert failure.param == "tools[1].function.parameters"
    assert failure.code == "invalid_function_parameters"


def parameters(tool: Tool) -> Any:
    return tool.parameters


def function(name: str, description: str, **properties: str) -> Tool:
    """A tool whose parameters are texts, numbers and truths; those that begin with an underscore are optional."""
    named = {key.lstrip("_"): {"type": kind} for key, kind in properties.items()}
    required = [key for key in properties if not key.startswith("_")]
    return Tool(
        name=name,
        description=description,
        parameters={"type": "object", "properties": named, "required": required},
    )


MANY = (
    function("get_weather", "Get the current weather for a city", city="string", _days="integer"),
    function("search_flights", "Search for flights between two cities", origin="string", destination="string", departure_date="string", _return_date="string", _passengers="integer"),
    function("send_email", "Send an email to a recipient", to="string", subject="string", body="string"),
    function("convert_currency", "Convert an amount from one currency to another", amount="number", from_currency="string", to_currency="string"),
    function("search_web", "Search the web", query="string"),
    function("set_reminder", "Set a reminder", text="string", time="string"),
    function("turn_on_lights", "Turn lights on or off in a room", room="string", on="boolean", _brightness="integer"),
    function("translate_text", "Translate text to a language", text="string", target_language="string"),
    function("get_user", "Get a user by email or id", _email="string", _user_id="integer"),
    function("refund_order", "Refund an order", order_id="string", amount="number", reason="string"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "name", "arguments"),
    [
        ("Will it rain in Tokyo over the next 3 days?", "get_weather", {"city": "Tokyo", "days": 3}),
        ("Find flights from New York to London on March 14 for 2 passengers", "search_flights", {"origin": "New York", "destination": "London", "departure_date": "2025-03-14", "passengers": 2}),
        ("Book me a flight from Paris to Rome leaving 2025-07-01 returning 2025-07-08", "search_flights", {"origin": "Paris", "destination": "Rome", "departure_date": "2025-07-01", "return_date": "2025-07-08"}),
        ("How much is 250 euros in dollars?", "convert_currency", {"amount": 250, "from_currency": "EUR", "to_currency": "USD"}),
        ("Search for the latest news about fusion energy", "search_web", {"query": "the latest news about fusion energy"}),
        ("Remind me to call mom at 6pm", "set_reminder", {"text": "call mom", "time": "18:00"}),
        ("Turn on the lights in the kitchen at 50% brightness", "turn_on_lights", {"room": "kitchen", "on": True, "brightness": 50}),
        ("Switch off the bedroom lights", "turn_on_lights", {"room": "bedroom", "on": False}),
        ("Translate 'good morning' to Spanish", "translate_text", {"text": "good morning", "target_language": "Spanish"}),
        ("Look up the user jane@doe.org", "get_user", {"email": "jane@doe.org"}),
        ("I want a refund of $49.99 for order 88123, it arrived broken", "refund_order", {"order_id": "88123", "amount": 49.99, "reason": "it arrived broken"}),
        ("wie ist das Wetter in München?", "get_weather", {"city": "München"}),
    ],
)  # fmt: skip
def test_the_right_one_of_many_tools_gets_what_the_prompt_names(
    prompt: str, name: str, arguments: dict[str, Any]
) -> None:
    assert called(prompt, *MANY) == [(name, arguments)]


def test_a_message_is_what_is_to_be_said() -> None:
    ((name, arguments),) = called("Email alice@corp.com that the meeting is moved to Tuesday", *MANY)
    assert (name, arguments["to"]) == ("send_email", "alice@corp.com")
    assert arguments["body"] == "the meeting is moved to Tuesday"


RESULTS = [
    ('{"temperature": 18.5, "conditions": "cloudy"}', "get_weather", "For the weather, the temperature is 18.5 and the conditions are cloudy."),
    ('{"status": "sent", "id": "m_1"}', "send_email", "The email has been sent (id m_1)."),
    ('{"result": 92.15, "rate": 0.92}', "convert_currency", "The result is 92.15 (rate 0.92)."),
    ('[{"title": "A", "url": "https://a.org", "snippet": "First."}]', "search_web", "- [A](https://a.org): First."),
    ("[]", "search_web", "There were no results for the web."),
    ("Error: city not found", "get_weather", "The weather request did not work: city not found."),
    ("60", "calculate", "The result is 60."),
    ('{"items": [{"name": "Lamp", "qty": 2}]}', "lookup_order", "For the order, the items are Lamp (qty 2)."),
]  # fmt: skip


@pytest.mark.parametrize(("result", "name", "told"), RESULTS, ids=[told for _, _, told in RESULTS])
def test_a_result_is_told_in_a_sentence(result: str, name: str, told: str) -> None:
    answered = answer(after_tool((name, result), user="Go ahead"))
    assert isinstance(answered, Reply)
    assert told in answered.text
