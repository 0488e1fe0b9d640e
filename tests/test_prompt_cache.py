"""The prompt cache: what it knows of a prompt, and what usage says of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from fakeai import wire
from fakeai.engine import Engine
from fakeai.reply import Usage
from tests.builders import make_fixture, make_reply

HEADERS = (("authorization", "Bearer sk-test"), ("content-type", "application/json"))
LONG = "You answer in one word. " * 400


def cached(engine: Engine, *said: str, model: str = "gpt-4o", **more: Any) -> int:
    roles = ["system", *["user"] * (len(said) - 1)]
    messages = [{"role": role, "content": text} for role, text in zip(roles, said, strict=True)]
    body = json.dumps({"model": model, "messages": messages, **more}).encode()
    response = engine.answer(
        wire.Request(method="POST", path="/v1/chat/completions", headers=HEADERS, body=body)
    ).response
    tokens: int = json.loads(response.body)["usage"]["prompt_tokens_details"]["cached_tokens"]
    return tokens


def test_nothing_is_cached_unless_it_is_asked_for() -> None:
    engine = Engine()
    assert [cached(engine, LONG, "Hi"), cached(engine, LONG, "Hi")] == [0, 0]


def test_a_beginning_that_repeats_is_cached_in_steps_of_128() -> None:
    engine = Engine(prompt_cache=True)
    assert cached(engine, LONG, "Hi") == 0
    again = cached(engine, LONG, "Something else")
    assert again >= 1024
    assert again % 128 == 0


def test_it_grows_with_the_conversation() -> None:
    engine = Engine(prompt_cache=True)
    cached(engine, LONG, LONG)
    assert cached(engine, LONG, LONG, "Hi") > cached(engine, LONG, "Hi")


def test_a_short_prompt_is_never_cached() -> None:
    engine = Engine(prompt_cache=True)
    assert [cached(engine, "Be brief.", "Hi"), cached(engine, "Be brief.", "Hi")] == [0, 0]


def test_another_beginning_or_model_or_other_tools_are_not_known() -> None:
    engine = Engine(prompt_cache=True)
    cached(engine, LONG, "Hi")
    tool = {"type": "function", "function": {"name": "get_weather"}}
    assert cached(engine, "Other. " + LONG, "Hi") == 0
    assert cached(engine, LONG, "Hi", model="gpt-4.1") == 0
    assert cached(engine, LONG, "Hi", tools=[tool], tool_choice="none") == 0


def test_what_was_scripted_stays() -> None:
    scripted = replace(make_reply("Yes."), usage=Usage(cached_tokens=7))
    engine = Engine([make_fixture("scripted", scripted)], prompt_cache=True)
    assert [cached(engine, LONG, "Hi"), cached(engine, LONG, "Hi")] == [7, 7]
