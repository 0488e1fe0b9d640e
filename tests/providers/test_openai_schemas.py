"""What OpenAI says about schemas: that they are none always, `strict` where it is asked for, the rest under strict."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fakeai import wire
from fakeai.engine import Engine
from fakeai.scripts import Script
from tests.builders import make_fixture

from .test_openai_rules import chat, error

OPEN = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
CLOSED = {**OPEN, "additionalProperties": False}
PROBLEM = "In context=(), 'additionalProperties' is required to be supplied and to be false."


def scripted(*, strict: bool | None = None) -> Engine:
    return Engine((make_fixture(),), strict=strict)


def formatted(schema: Any, *, strict: bool | None = True) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "weather", "schema": schema, "strict": strict}}


def tool(parameters: Any, *, strict: bool | None = None, name: str = "get_weather") -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "parameters": parameters, "strict": strict}}


def status(engine: Engine, **more: Any) -> int:
    body = json.dumps(chat("gpt-4o", **more)).encode()
    headers = (("authorization", "Bearer sk"), ("content-type", "application/json"))
    request = wire.Request(method="POST", path="/v1/chat/completions", headers=headers, body=body)
    return engine.answer(request).response.status


@pytest.mark.parametrize("engine", [scripted(), Engine()], ids=["scripted", "generated"])
def test_a_strict_answer_needs_a_strict_schema_whoever_answers(engine: Engine) -> None:
    code, said = error(engine, chat("gpt-4o", response_format=formatted(OPEN)))
    assert code == 400
    assert said == {
        "message": f"Invalid schema for response_format 'weather': {PROBLEM}",
        "type": "invalid_request_error",
        "param": "response_format",
        "code": None,
    }


@pytest.mark.parametrize("engine", [scripted(), Engine()], ids=["scripted", "generated"])
def test_a_strict_function_needs_strict_parameters_whoever_answers(engine: Engine) -> None:
    tools = [tool(CLOSED, strict=True), tool(OPEN, strict=True, name="other")]
    code, said = error(engine, chat("gpt-4o", tools=tools))
    assert code == 400
    assert said == {
        "message": f"Invalid schema for function 'other': {PROBLEM}",
        "type": "invalid_request_error",
        "param": "tools[1].function.parameters",
        "code": "invalid_function_parameters",
    }


def test_what_is_no_schema_is_refused_whoever_answers() -> None:
    wrong = {"type": "object", "properties": {"a": {"type": "strin"}}}
    for more in ({"response_format": formatted(wrong, strict=False)}, {"tools": [tool(wrong)]}):
        code, said = error(scripted(), chat("gpt-4o", **more))
        assert code == 400
        assert said["message"].endswith("'strin' is not valid under any of the given schemas")


@pytest.mark.parametrize("strict", [None, False])
def test_without_strict_an_open_schema_is_taken(strict: bool | None) -> None:
    assert status(scripted(), response_format=formatted(OPEN, strict=strict)) == 200
    assert status(scripted(), tools=[tool(OPEN, strict=strict)]) == 200


def test_a_closed_schema_is_taken() -> None:
    assert status(scripted(strict=True), response_format=formatted(CLOSED), tools=[tool(CLOSED, strict=True)]) == 200


LOOSE = [
    ({"properties": {}}, "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'."),
    ({"type": "object"}, "In context=(), object schema missing properties."),
    (
        {**OPEN, "anyOf": [{"required": ["city"]}]},
        "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.",
    ),
    (
        {"type": "object", "properties": {"days": {"type": "array"}}},
        "In context=('properties', 'days'), array schema missing items.",
    ),
]


@pytest.mark.parametrize(("parameters", "problem"), LOOSE, ids=[problem for _, problem in LOOSE])
def test_what_no_function_may_have_is_refused_under_strict_only(parameters: dict[str, Any], problem: str) -> None:
    code, said = error(scripted(strict=True), chat("gpt-4o", tools=[tool(parameters)]))
    assert (code, said["message"]) == (400, f"Invalid schema for function 'get_weather': {problem}")
    assert (said["param"], said["code"]) == ("tools[0].function.parameters", "invalid_function_parameters")
    assert status(scripted(), tools=[tool(parameters)]) == 200


def test_a_function_without_parameters_is_taken() -> None:
    assert status(scripted(strict=True), tools=[tool(None), tool({}, name="other")]) == 200


def test_legacy_functions_are_named_as_such() -> None:
    body = chat("gpt-4o", functions=[{"name": "f", "parameters": {"type": "strin"}}])
    assert error(scripted(), body)[1]["param"] == "functions[0].parameters"


def test_a_fixture_is_not_used_up_by_a_refusal() -> None:
    fixture = make_fixture()
    engine = Engine((fixture,))
    assert status(engine, response_format=formatted(OPEN)) == 400
    assert isinstance(fixture.script, Script)
    assert fixture.script.taken == 0
