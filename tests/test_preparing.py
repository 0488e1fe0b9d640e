"""Prepared answers: a request that comes again is answered as if nothing had been prepared, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from fakeai import wire
from fakeai.chaos import Rule
from fakeai.engine import Engine
from fakeai.fixtures.fixture import Fixture
from fakeai.limits import Limits
from fakeai.pacing import Pace
from fakeai.preparing import Filled, Preparations, Probe, Rendering
from fakeai.providers import PROVIDERS
from fakeai.reply import Failure, Reasoning, Refusal, Reply, Text, ToolCall, Usage
from fakeai.seeds import Seed
from fakeai.weather import Weather
from tests.builders import make_fixture, make_reply

HEADERS = (("authorization", "Bearer sk-test"), ("content-type", "application/json"))
STREAMED = {"stream": True, "stream_options": {"include_usage": True}}
OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"stream": True},
    STREAMED,
    {"n": 3},
    {"n": 2, **STREAMED},
    {"logprobs": True, "top_logprobs": 2},
    {"logprobs": True, **STREAMED},
    {"max_tokens": 2},
    {"stop": ["is"], "stream": True},
)
REPLIES = (
    make_reply("It is 18 °C and sunny. " * 3),
    Reply.of(Text("fakeai0x fakeai1xxxxxxxx fakeai0xxxxxxxxxxxxxxxxxxxxxxxxxxxx")),
    Reply.of(Reasoning("Hm."), ToolCall(name="get_weather", arguments='{"city": "Paris"}'), ToolCall(name="f")),
    Reply.of(Refusal("I can't.")),
)


def asked(provider: str = "openai", **options: Any) -> wire.Request:
    said = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}], **options}
    base_path = next(it for it in PROVIDERS if it.name == provider).base_path
    path = f"/{provider}{base_path}/chat/completions"
    return wire.Request(method="POST", path=path, headers=HEADERS, body=json.dumps(said).encode())


def answers(engine: Engine, request: wire.Request, times: int = 5) -> list[wire.Response]:
    return [engine.answer(request).response for _ in range(times)]


def afresh(_: Any, __: Reply, ___: int | None, seed: Seed, render: Callable[[Seed], Rendering]) -> Rendering:
    """What `Preparations.rendered` gives where nothing is prepared."""
    return render(seed)


@pytest.fixture
def unprepared(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[wire.Response]]:
    """Answers of an engine that prepares nothing."""

    def made(request: wire.Request, *fixtures: Fixture, **settings: Any) -> list[wire.Response]:
        with monkeypatch.context() as patched:
            patched.setattr(Preparations, "rendered", afresh)
            return answers(Engine(fixtures, **settings), request)

    return made


@pytest.mark.parametrize("provider", [provider.name for provider in PROVIDERS])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("reply", REPLIES, ids=["text", "marks", "tools", "refusal"])
def test_a_repeated_answer_is_the_one_that_rendering_gives(
    provider: str, options: dict[str, Any], reply: Reply, unprepared: Callable[..., list[wire.Response]]
) -> None:
    request = asked(provider, **options)
    assert answers(Engine([make_fixture("it", reply)]), request) == unprepared(request, make_fixture("it", reply))


def test_a_generated_answer_is_prepared_too(unprepared: Callable[..., list[wire.Response]]) -> None:
    prepared = answers(Engine(), asked())
    assert prepared == unprepared(asked())
    assert isinstance(prepared[-1].frames, Filled)


def test_a_paced_answer_keeps_its_times(unprepared: Callable[..., list[wire.Response]]) -> None:
    request, pace = asked(stream=True), Pace(profile="openai")
    prepared = answers(Engine([make_fixture()], weather=Weather(pace=pace)), request)
    assert prepared == unprepared(request, make_fixture(), weather=Weather(pace=pace))
    assert prepared[-1].frames[-1].at > 0


@pytest.mark.parametrize("options", [{}, {"n": 2}, {"stream_options": {"include_usage": True}}], ids=str)
@pytest.mark.parametrize("reply", REPLIES, ids=["text", "marks", "tools", "refusal"])
def test_single_frames_of_a_prepared_answer_are_those_of_the_whole(options: dict[str, Any], reply: Reply) -> None:
    answer = answers(Engine([make_fixture("it", reply)]), asked(stream=True, **options))[-1]
    assert isinstance(answer.frames, Filled)
    cut, frames = answer.frames.cutter(), answer.frames.frames
    assert [cut(index, index + 1) for index in range(len(frames))] == [frame.data for frame in frames]
    assert (cut(0, len(frames)), cut(1, 3), cut(2, 2)) == (answer.body, frames[1].data + frames[2].data, b"")


def turned(engine: Engine, request: wire.Request) -> list[wire.Response]:
    """What an engine answers while everything is turned that can be turned while it runs."""
    said = answers(engine, request)
    for pace in (Pace(tps=50), Pace(tps=50, tokens_per_event=3), None):
        engine.weather.pace = pace
        said += answers(engine, request)
    for limits in (Limits(rpm=9, tpm=100_000), None):
        engine.weather.limits = limits
        said += answers(engine, request)
    engine.weather.stir([Rule(name="rate_limit", outcome=Failure(kind="rate_limit"), probability=0.5)])
    said += answers(engine, request)
    engine.weather.stir([])
    engine.replace([make_fixture("it", make_reply("Other words."))])
    return said + answers(engine, request)


@pytest.mark.parametrize("options", [{}, {"stream": True}, {"store": True}, {"n": 2, **STREAMED}], ids=str)
@pytest.mark.parametrize("prompt_cache", [False, True])
def test_what_is_turned_while_it_runs_is_seen_at_once(
    options: dict[str, Any], monkeypatch: pytest.MonkeyPatch, *, prompt_cache: bool
) -> None:
    prepared = turned(Engine([make_fixture()], prompt_cache=prompt_cache), asked(**options))
    monkeypatch.setattr(Preparations, "rendered", afresh)
    assert prepared == turned(Engine([make_fixture()], prompt_cache=prompt_cache), asked(**options))


def test_only_the_ids_of_repeated_answers_differ() -> None:
    bodies = [json.loads(response.body) for response in answers(Engine([make_fixture()]), asked())]
    assert len({body.pop("id") for body in bodies}) == 5
    assert all(body == bodies[0] for body in bodies)


def test_two_replies_to_the_same_request_are_kept_apart() -> None:
    engine = Engine([make_fixture("it", make_reply("One."), make_reply("Two."))])
    said = [json.loads(response.body)["choices"][0]["message"]["content"] for response in answers(engine, asked())]
    assert said == ["One.", "Two.", "Two.", "Two.", "Two."]


def test_a_fixture_that_is_replaced_is_seen_at_once() -> None:
    engine = Engine([make_fixture("it", make_reply("Old."))])
    answers(engine, asked())
    engine.replace([make_fixture("it", make_reply("New."))])
    assert b"New." in engine.answer(asked()).response.body


def test_another_key_is_looked_at_though_the_rest_is_the_same() -> None:
    engine = Engine([make_fixture()], api_keys=["sk-test"])
    answers(engine, asked())
    other = (("authorization", "Bearer sk-other"), HEADERS[1])
    request = asked()
    stranger = wire.Request(method="POST", path=request.path, headers=other, body=request.body)
    assert engine.answer(stranger).response.status == 401


def plain(body: str, *headers: tuple[str, str]) -> Rendering:
    return wire.plain(200, body.encode(), headers=headers), Usage(output_tokens=1)


def twice(render: Callable[[Seed], Rendering]) -> tuple[Preparations, Reply]:
    """Preparations that have seen a reply often enough to know it."""
    preparations, reply = Preparations(), make_reply()
    for seed in (Seed.root(1), Seed.root(2)):
        assert preparations.rendered(reply, None, seed, render) == render(seed)
    return preparations, reply


@pytest.mark.parametrize(
    "render",
    [
        lambda seed: plain(str(seed.integer(1, 9))),
        lambda seed: plain(str(seed.child("a").fraction())),
        lambda seed: plain(str(seed.random().random())),
        lambda seed: plain(seed.alphanumeric(5)),
        lambda seed: plain(seed.hex(32)[:8]),
        lambda seed: plain(seed.hex(32).upper()),
        lambda seed: plain(seed.decimal(1, 9)),
        lambda seed: plain(str(len(seed.raw(3)))),
        lambda seed: plain(str(seed.key[0])),
    ],
)
def test_what_no_mark_can_stand_for_is_rendered_each_time(render: Callable[[Seed], Rendering]) -> None:
    preparations, reply = twice(render)
    third = Seed.root(3)
    assert preparations.rendered(reply, None, third, render) == render(third)


def test_ids_in_the_body_and_in_headers_are_filled_in_without_rendering() -> None:
    def render(seed: Seed) -> Rendering:
        rendered.append(seed)
        own = seed.child("headers")
        body = f"{seed.child('id').alphanumeric(29)} {seed.child('id').alphanumeric(29)} {seed.child(1, 'b').hex(12)}"
        return plain(body, ("x-request-id", "req_" + own.hex(32)), ("x-ms", own.decimal(90, 900)))

    rendered: list[Seed] = []
    preparations, reply = twice(render)
    count, third = len(rendered), Seed.root(3)
    filled = preparations.rendered(reply, None, third, render)
    assert len(rendered) == count
    assert filled == render(third)


def test_a_probe_notes_what_was_drawn_and_how() -> None:
    probe = Probe.begin()
    mark = probe.child("id").child(2).alphanumeric(24)
    (hole,) = probe.holes
    assert (len(mark), hole.mark, hole.path) == (24, mark, (("id",), (2,)))
    assert hole.draw(Seed.root(1)) == Seed.root(1).alphanumeric(24)
