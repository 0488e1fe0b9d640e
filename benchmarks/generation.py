"""Answers that nobody wrote next to scripted ones, in processor time; and an instance of a schema of 200 properties."""

from __future__ import annotations

import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.processes import processor_time, server
from benchmarks.result import Result
from fakeai.generation.facts import Facts
from fakeai.generation.pools import Pools
from fakeai.generation.structured import Instances
from fakeai.seeds import Seed

ROUNDS = 3
REQUESTS = 900  # in a round; no two are the same, as a repeated one may be answered from memory
INSTANCES = 40
PROPERTIES = 200

_PROMPTS = (
    "Explain how the tides work",
    "What is the capital of France?",
    "Write a Python function that reverses a list",
    "Give me 5 tips for better sleep",
    "How do I bake sourdough bread?",
    "Write an email to Ann about the meeting on Friday",
    "Compare Rust and Go",
    "Hallo, wie funktioniert ein Motor?",
)
_REPLY = "It depends on a few things, and on what you have in mind. Start with the basics and go on from there. " * 5
_WEATHER: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the weather in a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
_PERSON: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "city": {"type": "string"},
        "hobbies": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["name", "age", "city", "hobbies"],
    "additionalProperties": False,
}
_FORMAT = {"type": "json_schema", "json_schema": {"name": "person", "schema": _PERSON, "strict": True}}

# What is asked for, the scripted answer to it, and the request beside its prompts.
_KINDS: tuple[tuple[str, Any, tuple[str, ...], dict[str, Any]], ...] = (
    ("text", _REPLY, _PROMPTS, {}),
    ("tool calls", {"tool": "get_weather", "args": {"city": "Paris"}}, ("Weather in Paris?",), {"tools": [_WEATHER]}),
    (
        "JSON of a schema",
        {"json": {"name": "Ann", "age": 30, "city": "Oslo", "hobbies": ["chess", "hiking"]}},
        ("Ann from Oslo is 30 years old and likes chess",),
        {"response_format": _FORMAT},
    ),
)


def measure() -> Iterator[Result]:
    """Each kind of answer, and the schema."""
    for what, reply, prompts, more in _KINDS:
        yield _compared(what, reply, prompts, more)
    yield _wide()


def _compared(what: str, reply: Any, prompts: tuple[str, ...], more: dict[str, Any]) -> Result:
    """Generated and scripted answers to the same requests, in alternating rounds."""
    with tempfile.TemporaryDirectory() as folder:
        fixtures = Path(folder, "bench.json")
        fixtures.write_text(json.dumps({"fixtures": [{"reply": reply}]}), encoding="utf-8")
        serve = ("-m", "fakeai", "serve", "--port", "0", "--quiet")
        with server(*serve) as generating, server(*serve, str(fixtures)) as scripted:
            numbers = count()
            costs = [
                [_cost(each, prompts, more, numbers) for each in (generating, scripted)] for _ in range(ROUNDS + 1)
            ][1:]  # the first round imports and compiles
    ours, theirs = (statistics.median(each) for each in zip(*costs, strict=True))
    return Result(
        what=f"generated answers: {what}",
        ours=f"{ours:.0f} µs of CPU each",
        against=f"scripted: {theirs:.0f} µs",
        ratio=theirs / ours,
        aim="0.5 or more" if what == "text" else "",
    )


def _cost(server: tuple[str, int], prompts: tuple[str, ...], more: dict[str, Any], numbers: Iterator[int]) -> float:
    """The processor time in microseconds that a server (address, process id) spends on a request."""
    url, pid = server
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    headers = {"authorization": "Bearer sk-bench", "content-type": "application/json"}
    before = processor_time(pid)
    for place in range(REQUESTS):
        prompt = f"{prompts[place % len(prompts)]} (number {next(numbers)})"
        body = {"model": "gpt-4o", "messages": [{"role": "user", "content": prompt}], **more}
        connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the answer is {answer.status}")
    connection.close()
    return (processor_time(pid) - before) / REQUESTS * 1_000_000


def _wide() -> Result:
    """An instance of a schema of many properties, each with a name of its own."""
    kinds = ("string", "integer", "number", "boolean")
    names = ("title", "unit_price", "email", "created_at", "count", "city", "note", "is_active")
    properties = {
        f"{names[index % len(names)]}_{index}": {"type": kinds[index % len(kinds)]} for index in range(PROPERTIES)
    }
    schema = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    instances, facts = Instances(Pools()), Facts("Ann from Oslo ordered 3 lamps for 40 dollars")
    instances.instance_object(schema, facts, Seed.root(0))
    took = []
    for seed in range(INSTANCES):
        start = time.process_time()
        instances.instance_object(schema, facts, Seed.root(seed))
        took.append(time.process_time() - start)
    return Result(
        what=f"an instance of a schema of {PROPERTIES} properties",
        ours=f"{statistics.median(took) * 1000:.1f} ms of CPU",
        aim="5 ms or less",
    )
