"""What is deliberately wrong: for the request at hand, of what is written or of what is made up."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.call import Call, ResponseFormat, Tool
from fakeai.errors import FixtureError
from fakeai.generation.breaking import cut_short
from fakeai.reply import BROKEN, Broken, Choice, Reply, Text, ToolCall
from fakeai.seeds import Seed
from tests.builders import make_call

from .asking import ADD, EMAIL, WEATHER, generator

SEEDS = range(5)
SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
PERSON = ResponseFormat(kind="json_schema", name="person", schema=SCHEMA)


def broken(*parts: Text | ToolCall, call: Call, seed: int = 0) -> Any:
    """The one part of the reply, broken for a call."""
    made = generator().broken(Reply.of(*parts), call, Seed.root(seed))
    assert not made.to_be_broken
    return made.parts[-1]


def offering(*tools: Tool, user: str = "Add 3 and 5, then tell me the weather in Paris", **fields: Any) -> Call:
    return replace(make_call(user, **fields), tools=tools)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("tool", [ADD, WEATHER], ids=lambda tool: tool.name)
def test_made_up_arguments_break_off(tool: Tool, seed: int) -> None:
    arguments = broken(ToolCall(tool.name, broken="invalid_json"), call=offering(tool), seed=seed).arguments
    assert arguments.startswith("{")
    with pytest.raises(json.JSONDecodeError):
        json.loads(arguments)


@pytest.mark.parametrize("tool", [ADD, WEATHER, EMAIL], ids=lambda tool: tool.name)
def test_made_up_arguments_are_json_that_the_schema_forbids(tool: Tool) -> None:
    part = broken(ToolCall(tool.name, broken="breaks_schema"), call=offering(EMAIL, ADD, WEATHER))
    assert part.name == tool.name
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(part.arguments), tool.parameters or {})


def test_an_unknown_tool_gets_arguments_that_fit_the_one_it_stands_for() -> None:
    part = broken(ToolCall("add", broken="unknown_tool"), call=offering(ADD, EMAIL))
    assert part == ToolCall("add_v2", '{"a":3,"b":5}')


def test_an_unknown_tool_is_unknown_even_if_its_first_name_is_taken() -> None:
    part = broken(ToolCall("add", broken="unknown_tool"), call=offering(ADD, replace(ADD, name="add_v2")))
    assert part.name == "add_v3"


def test_a_tool_that_nobody_offers_is_unknown_as_it_is() -> None:
    assert broken(ToolCall("nope", broken="unknown_tool"), call=offering(ADD)) == ToolCall("nope", "{}")


@pytest.mark.parametrize(("way", "expected"), [("invalid_json", '{"a":1,"b"'), ("unknown_tool", '{"a":1,"b":2}')])
def test_written_arguments_are_those_that_are_broken(way: Broken, expected: str) -> None:
    written = '{"a":1,"b":2}'
    arguments = broken(ToolCall("add", written, broken=way), call=offering(ADD), seed=1).arguments
    assert written.startswith(arguments)
    assert len(arguments) >= len(written) // 2
    assert (arguments == written) == (expected == written)


def test_written_arguments_that_the_schema_forbids_stay_as_they_are() -> None:
    part = broken(ToolCall("add", '{"a":"one"}', broken="breaks_schema"), call=offering(ADD))
    assert part.arguments == '{"a":"one"}'


def test_made_up_json_breaks_off() -> None:
    text = broken(Text("", "invalid_json"), call=make_call("Ann is 30 years old", response_format=PERSON)).text
    assert text.startswith('{"name":"Ann')
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)


@pytest.mark.parametrize("written", ["", '{"name":"Ann","age":30}', "[1]", "3"])
def test_json_that_the_response_format_forbids(written: str) -> None:
    text = broken(Text(written, "breaks_schema"), call=make_call(response_format=PERSON)).text
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(text), SCHEMA)


def test_without_a_schema_some_json_breaks_off() -> None:
    text = broken(Text("", "invalid_json"), call=make_call(response_format=ResponseFormat(kind="json_object"))).text
    assert text.startswith("{")
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)


@pytest.mark.parametrize(
    ("part", "call", "said"),
    [
        (
            ToolCall("add", broken="breaks_schema"),
            offering(EMAIL),
            "offers the function 'add'.*tools of this one: send",
        ),
        (ToolCall("any", broken="breaks_schema"), offering(Tool(name="any")), "the schema of the tool 'any' forbids n"),
        (ToolCall("add", "[", broken="breaks_schema"), offering(ADD), "needs arguments or text that are JSON"),
        (Text("", "breaks_schema"), make_call(), "needs a request whose response_format has a schema"),
        (Text("", "unknown_tool"), make_call(), "is about a tool"),
    ],
    ids=["not offered", "forbids nothing", "no JSON", "no schema", "no tool"],
)
def test_what_can_not_be_broken_is_said(part: Text | ToolCall, call: Call, said: str) -> None:
    with pytest.raises(FixtureError, match=said):
        broken(part, call=call)


def test_parts_that_are_not_to_be_broken_stay() -> None:
    reply = Reply(
        choices=(Choice(parts=(Text("Hi"), ToolCall("add", broken="invalid_json"))), Choice(parts=(Text("Ho"),)))
    )
    made = generator().broken(reply, offering(ADD), Seed.root(0))
    assert made.choices[0].parts[0] == Text("Hi")
    assert made.choices[1] == reply.choices[1]


@pytest.mark.parametrize("way", BROKEN)
def test_the_same_request_is_broken_in_the_same_way(way: Broken) -> None:
    first, second = (broken(ToolCall("add", broken=way), call=offering(ADD), seed=3) for _ in range(2))
    assert first == second


@pytest.mark.slow
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.integers(),
)
def test_whatever_is_cut_short_is_no_json(value: Any, seed: int) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(cut_short(json.dumps(value), Seed.root(seed)))
