"""Every "when" of chaos, written in each way: in a file, on the command line, in Python, on the marker, at run time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fakeai import FakeAI, wire
from fakeai.clock import ManualClock
from fakeai.engine import Engine
from fakeai.fixtures.loader import load
from fakeai.forecast import weather_of
from fakeai.weather import Weather

STRUCK, FINE = 503, 200
CALLS = 8
KEYS, MODELS = ("sk-blue", "sk-red"), ("gpt-4o", "o3")

WHENS: dict[str, tuple[dict[str, Any], list[int]]] = {
    # what is written beside `fail: overloaded`, and which of eight calls are struck, one a second
    "always": ({}, [1, 2, 3, 4, 5, 6, 7, 8]),
    "times": ({"times": 2}, [1, 2]),
    "after": ({"after": 6}, [7, 8]),
    "every nth": ({"every": 3}, [3, 6]),
    "all three": ({"after": 1, "every": 2, "times": 2}, [3, 5]),
    "a certain probability": ({"probability": 1.0, "after": 7}, [8]),
    "from": ({"from": "5s"}, [6, 7, 8]),
    "until": ({"until": "2s"}, [1, 2]),
    "from and until": ({"from": "1500ms", "until": 4}, [3, 4]),
    "by provider": ({"match": {"provider": "radis"}}, []),
    "by model": ({"match": {"model": "o*"}}, [2, 4, 6, 8]),
    "by key": ({"match": {"key": "sk-blue"}}, [1, 2, 5, 6]),
    "by header": ({"match": {"header": {"x-tenant": "acme"}}}, [1, 2, 3, 4]),
    "by turn": ({"match": {"turn": 2}}, [4, 8]),
    "by match, and then every other": ({"match": {"key": "sk-blue"}, "every": 2}, [2, 6]),
}


def requests() -> list[wire.Request]:
    """Eight calls: models alternate, keys in pairs, the first four of a tenant, every fourth in its second turn."""
    made = []
    for number in range(CALLS):
        messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi."}] * (number % 4 == 3)
        messages += [{"role": "user", "content": f"call {number}"}]
        headers = [("authorization", f"Bearer {KEYS[number // 2 % 2]}"), ("content-type", "application/json")]
        headers += [("x-tenant", "acme")] * (number < 4)
        body = wire.json_bytes({"model": MODELS[number % 2], "messages": messages})
        made.append(wire.Request(method="POST", path="/v1/chat/completions", headers=tuple(headers), body=body))
    return made


def struck(weather: Weather, began: float = 0.0) -> list[int]:
    """Which calls are struck, from 1, by a clock that moves on a second a call."""
    engine, clock, hits = Engine(weather=weather), ManualClock(began), []
    for number, request in enumerate(requests(), 1):
        status = engine.answer(request, clock.monotonic()).response.status
        assert status in {STRUCK, FINE}
        hits += [number] if status == STRUCK else []
        clock.advance(1.0)
    return hits


def in_a_file(rule: dict[str, Any], folder: Path) -> list[int]:
    path = folder / "chaos.yaml"
    path.write_text(f"chaos: [{json.dumps(rule)}]", encoding="utf-8")
    return struck(weather_of(load([path])))


def on_the_command_line(rule: dict[str, Any], folder: Path) -> list[int]:
    return struck(weather_of(chaos=(json.dumps(rule),)))


def in_python_and_on_the_marker(rule: dict[str, Any], folder: Path) -> list[int]:
    return struck(weather_of(chaos=rule))


def at_run_time(rule: dict[str, Any], folder: Path) -> list[int]:
    """Put in force 100 seconds after the beginning: windows count from there."""
    fake = _Late(seed=0)
    fake.chaos(**{"from_" if name == "from" else name: value for name, value in rule.items()})
    return struck(fake.weather, began=100.0)


class _Late(FakeAI):
    """A fake that has been running for 100 seconds."""

    @property
    def weather(self) -> Weather:
        """What chaos has been put into."""
        return self._weather

    def _now(self) -> float:
        return 100.0


WAYS = (in_a_file, on_the_command_line, in_python_and_on_the_marker, at_run_time)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("when", WHENS)
def test_which_calls_are_struck(when: str, way: Callable[[dict[str, Any], Path], list[int]], tmp_path: Path) -> None:
    written, expected = WHENS[when]
    assert way({"fail": "overloaded", **written}, tmp_path) == expected


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_probability_strikes_some_and_the_same_in_every_way(
    way: Callable[[dict[str, Any], Path], list[int]], tmp_path: Path
) -> None:
    hits = way({"fail": "overloaded", "probability": 0.5}, tmp_path)
    assert hits == struck(weather_of(chaos="overloaded=0.5"))
    assert 0 < len(hits) < CALLS


def test_outcomes_with_probabilities_exclude_each_other() -> None:
    """One draw: the calls that the first spares are exactly those that the second strikes."""
    first = struck(weather_of(chaos="overloaded=0.5"))
    engine = Engine(weather=weather_of(chaos="overloaded=0.5,conflict=0.5"))
    both = [engine.answer(request).response.status for request in requests()]
    assert both == [503 if number in first else 409 for number in range(1, CALLS + 1)]


def test_the_marker_takes_what_python_takes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import openai, pytest

        RULE = {"fail": "overloaded", "match": {"key": "sk-fakeai"}, "after": 1, "times": 1, "until": "1h"}

        def ask():
            with openai.OpenAI(max_retries=0) as client:
                client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}])

        @pytest.mark.fakeai(chaos=RULE, limits="rpm=60,per=model")
        def test_it():
            ask()
            with pytest.raises(openai.InternalServerError):
                ask()
            ask()
        """
    )
    result = pytester.runpytest_inprocess("-o", "asyncio_default_fixture_loop_scope=function")
    result.assert_outcomes(passed=1)
