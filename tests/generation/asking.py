"""Calls put to a generator, and what comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import Any

from fakeai.call import Call, Message, ResponseFormat, Tool, ToolUse
from fakeai.generation.facts import Facts
from fakeai.generation.generator import Generator
from fakeai.generation.pools import Pools
from fakeai.generation.structured import Instances
from fakeai.generation.style import Style
from fakeai.reply import Choice, Failure, Model, Reply
from fakeai.seeds import Seed
from fakeai.tokens import tokenizer
from tests.builders import make_call

MODELS = (Model(id="gpt-4o"), Model(id="text-embedding-3-small"))

WEATHER = Tool(
    name="get_weather",
    description="Get the current weather for a location",
    parameters={
        "type": "object",
        "properties": {
            "location": {"type": "string", "description": "City and state, e.g. San Francisco, CA"},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        },
        "required": ["location"],
    },
)
EMAIL = Tool(
    name="send_email",
    description="Send an email",
    parameters={
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("to", "subject", "body")},
        "required": ["to", "subject", "body"],
    },
)
ADD = Tool(
    name="add",
    description="Add two numbers",
    parameters={
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "required": ["a", "b"],
    },
)
FINAL = Tool(
    name="final_result",
    description="The final response which ends this conversation",
    parameters={"type": "object", "properties": {"temperature": {"type": "number"}}, "required": ["temperature"]},
)


@lru_cache
def generator(style: str = "chat") -> Generator:
    return Generator(models=MODELS, tokenizer=tokenizer(), style=Style.of(style))


def answer(call: Call, *, seed: int = 0, style: str = "chat") -> Reply | Failure:
    return generator(style).generate(call, Seed.root(seed))


def reply(
    user: str = "Hello", *, seed: int = 0, style: str = "chat", tools: tuple[Tool, ...] = (), **fields: Any
) -> Reply:
    answered = answer(replace(make_call(user, **fields), tools=tools), seed=seed, style=style)
    assert isinstance(answered, Reply)
    return answered


def choice(user: str = "Hello", **fields: Any) -> Choice:
    return reply(user, **fields).choices[0]


def said(user: str, **fields: Any) -> str:
    return reply(user, **fields).text


def called(user: str, *tools: Tool, **fields: Any) -> list[tuple[str, Any]]:
    """The calls of tools that a prompt brings about: names and arguments."""
    made = choice(user, tools=tools, **fields).tool_calls
    return [(call.name, call.arguments if call.custom else json.loads(call.arguments)) for call in made]


def after_tool(*results: tuple[str, str], user: str, tools: tuple[Tool, ...] = (WEATHER,), **fields: Any) -> Call:
    """A call that ends with results of tools."""
    uses = tuple(ToolUse(name, "{}", f"call_{index}") for index, (name, _) in enumerate(results))
    messages = (
        Message(role="user", text=user),
        Message(role="assistant", tool_uses=uses),
        *(Message(role="tool", text=text, tool_call_id=f"call_{index}") for index, (_, text) in enumerate(results)),
    )
    return Call(provider="openai", endpoint="chat", model="gpt-4o", messages=messages, tools=tools, **fields)


def structured(user: str, schema: Any, **fields: Any) -> Any:
    """What a prompt and a schema for the answer bring about, read as JSON."""
    form = ResponseFormat(kind="json_schema", name="thing", schema=schema)
    return json.loads(said(user, response_format=form, **fields))


@lru_cache
def _instances() -> Instances:
    return Instances(Pools())


def instance(schema: Any, *, prompt: str = "", seed: int = 0) -> Any:
    """An instance of any schema, not only of one for objects."""
    return _instances().instance(schema, Facts(prompt), Seed.root(seed))


TOOLS_AND_PROMPTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Write a story about a fox", {}),
    ("Give me ten names for a cat", {}),
    ("Erzähle mir etwas über die Stadt Köln", {}),
    ("What's the weather in Paris and London?", {"tools": (WEATHER, EMAIL)}),
    ("Make up a customer", {"response_format": ResponseFormat(kind="json_object")}),
    (
        "Make up a customer",
        {
            "response_format": ResponseFormat(
                kind="json_schema",
                schema={
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in ("name", "city", "phone", "note")},
                    "anyOf": [{"required": ["name"]}, {"required": ["city"]}],
                },
            )
        },
    ),
)
