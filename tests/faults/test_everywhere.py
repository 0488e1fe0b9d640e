"""Every fault, done by chaos to plain and streamed answers of every provider, through the whole of the engine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fakeai import wire
from fakeai.chaos import Count
from fakeai.engine import Engine
from fakeai.exchange import Exchange
from fakeai.faults import FAULTS, Fault
from fakeai.forecast import rules_of
from fakeai.providers import PROVIDERS
from fakeai.reactions import FAULT_REACTIONS
from fakeai.reply import Reply, Text, ToolCall
from fakeai.weather import Weather
from tests.providers.asking import HELLO, fixture, request

ANSWERS = {
    "words": Reply.of(Text("Grüße aus Paris, my dear friend!")),
    "a tool call": Reply.of(ToolCall("get_weather", '{"city":"Paris"}')),
    "a failure": None,
}
NEEDS_A_PAUSE = "keep_alives"
"""Applicable only where a stream is silent for a while, which it never is at once."""

both_ways = pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
every_provider = pytest.mark.parametrize("provider", [provider.name for provider in PROVIDERS])
every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name())


def struck(provider: str, fault: type[Fault], *, stream: bool, answer: str = "words") -> tuple[Engine, Exchange]:
    """An engine whose answer is struck by a fault, and the exchange."""
    reply = ANSWERS[answer]
    fixtures = [fixture(reply)] if reply is not None else [fixture(Reply.of(Text("Hi")), user="something else")]
    engine = Engine(fixtures, provider=provider, weather=Weather(rules=rules_of(fault.name())))
    path = f"{engine.provider.base_path}/chat/completions"
    body = {"model": "m", "messages": HELLO, "stream": stream}
    return engine, engine.answer(request("POST", path, body, authorization="Bearer sk-key"))


@every_provider
@every_fault
@both_ways
@pytest.mark.parametrize("answer", ANSWERS)
def test_it_is_done_or_is_not_applicable_with_a_reason_and_counted_and_noted(
    provider: str, fault: type[Fault], stream: bool, answer: str
) -> None:
    engine, exchange = struck(provider, fault, stream=stream, answer=answer)
    name = fault.name()
    assert exchange.strike == f"{name} (rule 1)"
    (count,) = engine.weather.chaos.counts.items()
    if exchange.faults:
        assert (exchange.faults, exchange.not_applicable) == ((name,), ())
        assert count == (name, Count(asked=1, applied=1))
    else:
        (reason,) = exchange.not_applicable
        assert reason.startswith(f"{name}: ")
        assert reason.removeprefix(f"{name}: ")
        assert count == (name, Count(asked=1, not_applicable=1))


@every_provider
@every_fault
@both_ways
def test_what_can_be_done_to_one_provider_s_answer_can_be_done_to_all(
    provider: str, fault: type[Fault], stream: bool
) -> None:
    """So that the table of what the SDK makes of each holds for all of them; `—` there is `not applicable` here."""
    answer = "a tool call" if fault.name() == "tool_args_cut" else "words"
    _, exchange = struck(provider, fault, stream=stream, answer=answer)
    known = FAULT_REACTIONS[fault.name()]
    expected = (known.streamed if stream else known.plain) is not None
    if fault.name() == NEEDS_A_PAUSE:
        expected = False
    if provider == "lightningrod" and fault.name() == "tool_args_cut":
        expected = False  # it has no tools
    if provider != "bifrost" and fault.name() == "no_usage" and stream:
        expected = False  # nobody asked for it; Bifrost tells it all the same
    assert bool(exchange.faults) is expected, exchange.not_applicable


@every_provider
def test_an_error_event_is_said_in_the_providers_words(provider: str) -> None:
    (fault,) = (fault for fault in FAULTS if fault.name() == "error_event")
    _, exchange = struck(provider, fault, stream=True)
    last = [line for line in exchange.response.body.split(b"\n") if line.startswith(b"data: ")][-1]
    said: dict[str, Any] = json.loads(last[6:])
    plain = Engine(provider=provider, weather=Weather(rules=rules_of("server_error")))
    asked = wire.json_bytes({"model": "m", "messages": HELLO})
    alone = plain.answer(
        request("POST", f"{plain.provider.base_path}/chat/completions", asked, authorization="Bearer sk-key")
    )
    assert set(said) == set(json.loads(alone.response.body))


def test_what_could_not_be_done_is_not_one_of_the_times() -> None:
    """A plain answer has no end of a stream to be missing: the next stream is struck instead."""
    engine = Engine(
        [fixture(Reply.of(Text("Once upon a time")))],
        weather=Weather(rules=rules_of({"faults": "truncate", "times": 1})),
    )
    done = []
    for stream in (False, True, True):
        body = {"model": "m", "messages": HELLO, "stream": stream}
        done.append(engine.answer(request("POST", "/v1/chat/completions", body, authorization="Bearer k")).faults)
    assert done == [(), ("truncate",), ()]
    assert engine.weather.chaos.counts == {"truncate": Count(asked=2, applied=1, not_applicable=1)}
