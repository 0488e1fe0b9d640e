"""Which tools are called, with what, and when there are words instead."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from fakeai.call import Tool, ToolChoice
from fakeai.generation.broken_calls import broken_call
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.reply import Failure, Reply, ToolCall
from fakeai.seeds import Seed
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
    names = {name for name, _ in called("What's the weather in Rome? Then email it to ann@b.org", *TOOLS)}
    assert names == {"get_weather", "send_email"}


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


def custom(name: str, syntax: str, definition: str) -> dict[str, Any]:
    form = {"type": "grammar", "grammar": {"syntax": syntax, "definition": definition}}
    return {"tools": [{"type": "custom", "custom": {"name": name, "format": form}}]}


def test_a_custom_tool_gets_text() -> None:
    made = choice(
        "run code to print 2 + 2", tools=(Tool(name="run_code", description="Run code", custom=True),)
    ).tool_calls[0]
    assert made.custom
    assert "2 + 2" in made.arguments


def test_a_custom_tool_with_a_regex_gets_text_that_matches() -> None:
    tool = Tool(name="stamp", description="Stamp a time", custom=True)
    body = custom("stamp", "regex", r"^\d{4}-\d{2}$")
    made = choice("stamp it", tools=(tool,), tool_choice=ToolChoice(mode="required"), body=body).tool_calls[0]
    assert len(made.arguments) == 7


def test_a_custom_tool_with_a_lark_grammar_gets_text_of_it() -> None:
    grammar = 'start: NUMBER (" + " NUMBER)~2\n%import common.NUMBER\n'
    tool = Tool(name="calc", description="Calculate", custom=True)
    body = custom("calc", "lark", grammar)
    made = choice("calc it", tools=(tool,), tool_choice=ToolChoice(mode="required"), body=body).tool_calls[0]
    assert [part.isdigit() for part in made.arguments.split(" + ")] == [True, True, True]


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


@pytest.mark.parametrize("seed", range(5))
def test_broken_arguments_are_no_json(seed: int) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken_call("add", parameters(ADD), "invalid_json", seed=Seed.root(seed)).arguments)


def test_broken_arguments_do_not_fit_the_schema() -> None:
    arguments = json.loads(broken_call("add", parameters(ADD), "breaks_schema", seed=Seed.root(0)).arguments)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(arguments, parameters(ADD))


def test_an_unknown_tool_gets_arguments_that_fit() -> None:
    made = broken_call("add", parameters(ADD), "unknown_tool", seed=Seed.root(0))
    assert made.name != "add"
    jsonschema.validate(json.loads(made.arguments), parameters(ADD))


def test_a_schema_that_forbids_nothing_can_not_be_broken() -> None:
    with pytest.raises(SchemaError, match="forbids nothing"):
        broken_call("any", {}, "breaks_schema", seed=Seed.root(0))
