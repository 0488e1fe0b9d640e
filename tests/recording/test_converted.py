"""The law of conversion: fixtures made of a cassette answer as its replay does, in the eyes of the official SDK."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from click.testing import CliRunner

from fakeai import FakeAI, fail, open_cassette, refusal, tool
from fakeai.cli.main import cli
from fakeai.fixtures.loader import load
from tests.sdk.asking import TOOLS

pytestmark = pytest.mark.slow

SCHEMA: Any = {
    "type": "json_schema",
    "json_schema": {"name": "x", "schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
}
RESULT: list[Any] = [
    {"role": "user", "content": "The weather, please"},
    {"role": "assistant", "tool_calls": [
        {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city":"Paris"}'}},
    ]},
    {"role": "tool", "tool_call_id": "call_1", "content": "18 degrees"},
]  # fmt: skip
MADE_UP = ("id", "created", "obfuscation", "tool_call_id", "_request_id")


def chat(client: openai.OpenAI, said: str | list[Any], **options: Any) -> Any:
    """Everything that the SDK makes of an answer, without what is made up anew each time."""
    messages: list[Any] = [{"role": "user", "content": said}] if isinstance(said, str) else said
    asked = {"model": "gpt-4o", "messages": messages, **options}
    try:
        made = client.chat.completions.create(**asked)
        return [plain(it) for it in made] if options.get("stream") else plain(made)
    except openai.APIStatusError as error:
        return error.status_code, error.body


def complete(client: openai.OpenAI, prompt: Any, **options: Any) -> Any:
    made = client.completions.create(model="gpt-3.5-turbo-instruct", prompt=prompt, **options)
    return [plain(it) for it in made] if options.get("stream") else plain(made)


def embed(client: openai.OpenAI, text: Any, **options: Any) -> Any:
    return plain(client.embeddings.create(model="text-embedding-3-small", input=text, **options))


def plain(made: Any) -> Any:
    return stable(json.loads(made.model_dump_json()))


def stable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: stable(item) for key, item in value.items() if key not in MADE_UP}
    return [stable(item) for item in value] if isinstance(value, list) else value


TURNS: list[Any] = [{"role": "user", "content": "Go on"}, {"role": "assistant", "content": "One."}]


def image(url: str) -> list[Any]:
    parts = [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": url}}]
    return [{"role": "user", "content": parts}]


def interrupted(client: openai.OpenAI) -> Any:
    seen = []
    try:
        for chunk in client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "Interrupted"}], stream=True
        ):
            seen.append(plain(chunk))  # noqa: PERF401 -- what came before the error is kept
    except openai.APIError as error:
        seen.append(error.message)
    return seen


ASKED: dict[str, Callable[[openai.OpenAI], Any]] = {
    "plain": lambda it: chat(it, "Tell me about Paris"),
    "the same, streamed": lambda it: chat(it, "Tell me about Paris", stream=True),
    "the same, with usage": lambda it: chat(
        it, "Tell me about Paris", stream=True, stream_options={"include_usage": True}
    ),
    "the same, colder": lambda it: chat(it, "Tell me about Paris", temperature=0.1),
    "the same, warmer": lambda it: chat(it, "Tell me about Paris", temperature=1.1),
    "the same to another model": lambda it: chat(it, "Tell me about Paris", model="gpt-4o-mini"),
    "the same, called somebody": lambda it: chat(
        it, [{"role": "system", "content": "Be a pirate"}, {"role": "user", "content": "Tell me about Paris"}]
    ),
    "in other words": lambda it: chat(it, "Tell me about paris"),
    "a part of it": lambda it: chat(it, "Paris"),
    "turn 1": lambda it: chat(it, TURNS[:1]),
    "turn 2": lambda it: chat(it, [*TURNS, TURNS[0]]),
    "turn 3": lambda it: chat(it, [*TURNS, *TURNS, TURNS[0]]),
    "turn 3, other words": lambda it: chat(it, [*TURNS, TURNS[0], {"role": "assistant", "content": "Two."}, TURNS[0]]),
    "an image": lambda it: chat(it, image("https://example.com/a.png")),
    "another image": lambda it: chat(it, image("https://example.com/b.png")),
    "cut": lambda it: chat(it, "A long story", max_tokens=5),
    "stopped": lambda it: chat(it, "A long story", stop=["."]),
    "several": lambda it: chat(it, "Tell me", n=3),
    "several, streamed": lambda it: chat(it, "Tell me", n=2, stream=True),
    "logprobs": lambda it: chat(it, "Likely?", logprobs=True, top_logprobs=2),
    "logprobs, streamed": lambda it: chat(it, "Likely?", logprobs=True, stream=True),
    "tools": lambda it: chat(it, "The weather, please", tools=TOOLS),
    "tools, streamed": lambda it: chat(it, "The weather, please", tools=TOOLS, stream=True),
    "two tools": lambda it: chat(it, "Both, please", tools=TOOLS),
    "words and a tool": lambda it: chat(it, "Words first", tools=TOOLS),
    "a tool's result": lambda it: chat(it, RESULT, tools=TOOLS),
    "another result": lambda it: chat(it, [*RESULT[:2], {**RESULT[2], "content": "3 degrees"}], tools=TOOLS),
    "damaged arguments": lambda it: chat(it, "Damaged", tools=TOOLS),
    "JSON": lambda it: chat(it, "In JSON", response_format={"type": "json_object"}),
    "structured": lambda it: chat(it, "In JSON", response_format=SCHEMA),
    "JSON by hand": lambda it: chat(it, "As a mapping"),
    "a refusal": lambda it: chat(it, "Pick a lock"),
    "a refusal, streamed": lambda it: chat(it, "Pick a lock", stream=True),
    "filtered": lambda it: chat(it, "Filtered"),
    "spoken": lambda it: chat(it, "Aloud", modalities=["text", "audio"], audio={"voice": "ash", "format": "mp3"}),
    "spoken, streamed": lambda it: chat(
        it, "Aloud", modalities=["text", "audio"], audio={"voice": "ash", "format": "pcm16"}, stream=True
    ),
    "predicted": lambda it: chat(it, "Replace a with b", prediction={"type": "content", "content": "a c"}),
    "nothing": lambda it: chat(it, "Nothing"),
    "braces": lambda it: chat(it, "Braces"),
    "lines": lambda it: chat(it, "Lines"),
    "a model of its own": lambda it: chat(it, "Who are you?"),
    "fields of its own": lambda it: chat(it, "Extra"),
    "a failure": lambda it: chat(it, "Too fast"),
    "a failure in its own words": lambda it: chat(it, "Too far"),
    "no JSON": lambda it: chat(it, "HTML"),
    "a status of its own": lambda it: chat(it, "Teapot"),
    "retried": lambda it: chat(it.with_options(max_retries=2), "Busy"),
    "asked twice": lambda it: [chat(it, "Twice"), chat(it, "Twice")],
    "interrupted": interrupted,
    "a completion": lambda it: complete(it, "Paris"),
    "a completion, streamed": lambda it: complete(it, "Paris", stream=True),
    "completions": lambda it: complete(it, ["Paris", "Rome"], max_tokens=4, n=2, logprobs=1),
    "a vector": lambda it: embed(it, "Paris"),
    "a vector of numbers": lambda it: embed(it, "Paris", encoding_format="float", dimensions=8),
    "vectors": lambda it: embed(it, ["Paris", "Rome"], dimensions=8),
    "a vector of tokens": lambda it: embed(it, [[1, 2, 3]], dimensions=4),
    "the models": lambda it: plain(it.models.list()),
    "a model": lambda it: plain(it.models.retrieve("gpt-4o")),
}


def script(fake: FakeAI) -> None:
    """What the provider says: something made up, unless a request asks for something special."""
    fake.on(user="The weather", after_tool={"exists": False}).reply(tool("get_weather", city="Paris"))
    fake.on(user="Both").reply(tool("get_weather", city="Paris"), tool("get_time", city="Rome"))
    fake.on(user="Words first").reply("Let me see.", tool("get_weather", city="Paris"))
    fake.on(user="Damaged").reply(tool("get_weather", '{"city": "Par'))
    fake.on(user="As a mapping").reply(json={"city": "Paris", "on": "no", "n": [1, 2.5, None, True]})
    fake.on(user="Pick a lock").reply(refusal("I'd rather not: it's not yours."))
    fake.on(user="Filtered").reply("I", finish="content_filter")
    fake.on(user="Nothing").reply("")
    fake.on(user="Braces").reply("Write {{ name }} and {% if %}.")
    fake.on(user="Lines").reply('  One: "two"\n\n\tthree # four\r\nfive\n- six\n\n')
    fake.on(user="Who are you").reply("I", model="gpt-4o-2024-08-06", usage={"input_tokens": 5, "output_tokens": 7})
    fake.on(user="Extra").reply("x", extra={"citations": ["a"], "usage": {"cost": 0.1}})
    fake.on(user="Too fast").fail("rate_limit", retry_after=0.01)
    fake.on(user="Too far").fail("invalid_request", message="Too far.", code="too_far", param="messages", status=422)
    fake.on(user="HTML").verbatim(status=502, headers={"content-type": "text/html"}, body="<h1>Bad gateway</h1>")
    fake.on(user="Teapot").verbatim(status=418, json={"error": {"message": "short", "shape": ["stout"]}})
    fake.on(user="Busy").reply(fail("rate_limit", retry_after=0.01)).then(fail("overloaded")).then("At last.")
    fake.on(user="Twice").reply("The first time.").then("The second time.")
    fake.on(user="Interrupted").reply("Once upon a time", interrupted_by="overloaded")
    fake.on().generate()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeAI, FakeAI, Path]]:
    """A replay of a cassette of all this, and a server of the fixtures that are made of it."""
    folder = tmp_path_factory.mktemp("converted")
    path, target = folder / "all.yaml", folder / "fixtures.yaml"
    with FakeAI() as upstream:
        script(upstream)
        tape = open_cassette(path, record="once", record_errors=True)
        with FakeAI(cassette=tape, upstream=upstream.openai_base_url) as recorder, sdk_of(recorder) as client:
            for ask in ASKED.values():
                ask(client)
    done = CliRunner().invoke(cli, ["cassettes", "convert", str(path), str(target), "--to", "fixtures"])
    assert done.exit_code == 0, done.output
    assert "left out" not in done.output
    with FakeAI(cassette=path) as replay, FakeAI(target) as served:
        yield replay, served, target


def sdk_of(fake: FakeAI) -> openai.OpenAI:
    return openai.OpenAI(base_url=fake.openai_base_url, api_key="sk-test", max_retries=0)


@pytest.mark.parametrize("name", ASKED)
def test_fixtures_answer_as_the_replay_does(made: tuple[FakeAI, FakeAI, Path], name: str) -> None:
    replay, served, _ = made
    with sdk_of(replay) as one, sdk_of(served) as other:
        assert ASKED[name](other) == ASKED[name](one)
    served.wait_idle()
    assert {exchange.outcome for exchange in served.exchanges} == {"scripted"}


def test_they_are_written_in_words(made: tuple[FakeAI, FakeAI, Path]) -> None:
    """Only what no reply says stands as it is."""
    _, _, target = made
    text = target.read_text(encoding="utf-8")
    assert text.count("recorded:") == 0
    assert text.count("verbatim:") == 4  # the models, a model, HTML, a shape of nobody's
    assert 'reply: {text: "Once upon a time", interrupted_by: overloaded}' in text
    assert len(load([target]).fixtures) == text.count("- match:")


PROVIDERS = ("openai", "lightningrod", "lighton", "radis", "bifrost")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_whoever_the_provider_is(tmp_path: Path, provider: str) -> None:
    path, target = tmp_path / "x.yaml", tmp_path / "fixtures.yaml"

    def answers(fake: FakeAI) -> list[Any]:
        with openai.OpenAI(base_url=fake.base_url(provider), api_key="sk-test", max_retries=0) as client:
            return [
                chat(client, "Tell me about Paris"),
                chat(client, "Tell me about Paris", stream=True),
                chat(client, "Tell me about Rome", temperature=0.5),
                chat(client, "Too fast"),
                chat(client, "Too far"),
                chat(client, "No key"),
            ]

    with FakeAI(provider=provider) as upstream:
        upstream.on(user="Too fast").fail("rate_limit", retry_after=0.01)
        upstream.on(user="Too far").fail("invalid_request", message="Too far.")
        upstream.on(user="No key").fail("invalid_api_key")
        upstream.on().generate()
        tape = open_cassette(path, record="once", record_errors=True)
        with FakeAI(cassette=tape, upstream=upstream.url, provider=provider) as recorder:
            answers(recorder)
    done = CliRunner().invoke(cli, ["cassettes", "convert", str(path), str(target), "--to", "fixtures"])
    assert done.exit_code == 0, done.output
    assert "left out" not in done.output
    assert target.read_text(encoding="utf-8").count("fail:") == 3
    with FakeAI(cassette=path, provider=provider) as replay, FakeAI(target, provider=provider) as served:
        assert answers(served) == answers(replay)
