"""Pace, chaos and limits as people order them in Python and on the command line."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai import wire
from fakeai.chaos import Rule
from fakeai.errors import SettingError
from fakeai.faults import FAULTS
from fakeai.faults.reset import Reset
from fakeai.fixtures.failures import KINDS
from fakeai.fixtures.loader import Loaded
from fakeai.forecast import limits_of, pace_of, rules_of, trouble, weather_of
from fakeai.limits import Limits
from fakeai.pacing import PROFILES, Pace
from fakeai.reply import Failure


def test_text_names_failures_and_faults_with_their_probabilities() -> None:
    assert rules_of("rate_limit=0.1, reset=0.02,overloaded") == (
        Rule(name="rate_limit", outcome=Failure(kind="rate_limit"), probability=0.1),
        Rule(name="reset", outcome=(Reset(),), probability=0.02),
        Rule(name="overloaded", outcome=Failure(kind="overloaded")),
    )


def test_mappings_are_those_of_files() -> None:
    (rule,) = rules_of({"faults": [{"fault": "reset", "after_frames": 3}], "every": 2})
    assert rule == Rule(name="reset", outcome=(Reset(after_frames=3),), every=2)


def test_text_may_be_a_mapping_as_in_files() -> None:
    assert rules_of(" {fail: {kind: rate_limit, retry_after: 2s}, times: 2, from: 1s, until: 1m}") == (
        Rule(name="rate_limit", outcome=Failure(kind="rate_limit", retry_after=2.0), times=2, since=1.0, until=60.0),
    )


def test_a_response_by_hand_may_come_instead_of_an_answer() -> None:
    (rule,) = rules_of({"verbatim": {"status": 418, "json": {"tea": True}}, "times": 1})
    assert isinstance(rule.outcome, wire.Response)
    assert (rule.name, rule.outcome.status, rule.outcome.body) == ("verbatim 418", 418, b'{"tea":true}')


def test_several_come_in_order() -> None:
    rules = rules_of(["reset", {"fail": "overloaded"}, Rule(name="mine", outcome=())])
    assert [rule.name for rule in rules] == ["reset", "overloaded", "mine"]


@pytest.mark.parametrize("name", [*KINDS, *(fault.name() for fault in FAULTS)])
def test_every_failure_and_fault_can_be_named(name: str) -> None:
    made = trouble(name)
    assert (made.kind if isinstance(made, Failure) else made.fault) == name


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("rate_limt=0.1", 'chaos: there is no "rate_limt"; did you mean'),
        ("reset=often", "reset needs a probability above 0 and up to 1, not 'often'"),
        ("reset=0", "reset needs a probability"),
        ("reset=1.5", "reset needs a probability"),
        ("0.1", "expected NAME, NAME=PROBABILITY such as"),
        ("re set", "expected NAME, NAME=PROBABILITY such as"),
        ("{fail: reset}", "chaos.fail.kind: expected one of rate_limit"),
        ("{fail: overloaded, tims: 2}", "chaos: unknown key `tims`; did you mean `times`?"),
        ("{fail: overloaded", "the mapping is not closed"),
        ("{fail: overloaded, fail: conflict}", "`fail` stands here a second time"),
        ("{}", "a chaos rule has one of `fail`, `verbatim` or `faults`"),
        ({"fail": "overloaded", "faults": "reset"}, "one of `fail`, `verbatim` or `faults`; this one has `fail` and"),
        ({"fail": "overloaded", "from": "9s", "until": 3}, "chaos: `until` has to come after `from`"),
        ({"fail": "overloaded", "from": "soon", "until": 3}, "chaos.from: expected a duration"),
        ("reset=0.7, close=0.7", "the probabilities add up to 1.4"),
        ({"fail": "reset"}, "chaos.fail.kind: expected one of rate_limit"),
        ({"fial": "reset"}, "chaos: unknown key `fial`; did you mean"),
        (3, "chaos: expected a mapping such as {fail: rate_limit, probability: 0.1}, got the number 3"),
    ],
)
def test_what_can_not_be_is_told(written: Any, said: str) -> None:
    with pytest.raises(SettingError) as caught:
        rules_of(written)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ttft=400ms,tps=60", {"ttft": "400ms", "tps": 60}),
        (" groq , jitter = 0.5 ", {"profile": "groq", "jitter": 0.5}),
        ("ttft=0.5,tokens_per_event=6", {"ttft": 0.5, "tokens_per_event": 6}),
        ("{ttft: {p50: 450ms, p95: 1.2s}, load: {cap: 2}}", {"ttft": {"p50": 0.45, "p95": 1.2}, "load": {"cap": 2}}),
    ],
)
def test_a_pace_may_be_one_word_of_a_command_line(text: str, meant: dict[str, Any]) -> None:
    assert pace_of(text) == pace_of(meant)


@pytest.mark.parametrize("written", ["openai", {"profile": "openai"}, Pace(profile="openai")], ids=repr)
def test_a_pace_is_a_name_or_a_mapping_or_a_pace(written: Any) -> None:
    assert pace_of(written).tps == PROFILES["openai"].tps


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("opnai", "pace.profile: there is no"),
        ({"ttft": "soon"}, "pace.ttft"),
        (3, "pace: expected a"),
        ("ttft=soon", "pace.ttft.fixed: expected a duration"),
        ("tfft=1", "pace: unknown key `tfft`; did you mean `ttft`?"),
        ("tps=0", "pace.tps: "),
        ("opnai,tps=9", "pace.profile: there is no"),
        ("{ttft: 1", "pace:"),
    ],
)
def test_a_pace_that_is_none_is_told(written: Any, said: str) -> None:
    with pytest.raises(SettingError) as caught:
        pace_of(written)
    assert str(caught.value).startswith(said)


def test_limits_that_are_none_are_told() -> None:
    with pytest.raises(SettingError, match=r"limits\.rpm: expected at least 1"):
        limits_of({"rpm": 0})


class TestFilesAndOptions:
    LOADED = Loaded(
        fixtures=(), models=None, files=(), rules=rules_of("reset"), pace=Pace(ttft=pace_of({"ttft": 1}).ttft),
        limits=Limits(rpm=1),
    )  # fmt: skip

    def test_what_files_say_is_in_force(self) -> None:
        weather = weather_of(self.LOADED)
        assert weather.pace == self.LOADED.pace
        assert weather.limits == Limits(rpm=1)
        assert [rule.name for rule in weather.chaos.rules] == ["reset"]

    def test_options_come_before_it_and_rules_behind(self) -> None:
        weather = weather_of(self.LOADED, pace="instant", chaos="overloaded", limits={"rpm": 9})
        assert weather.pace is None
        assert weather.limits == Limits(rpm=9)
        assert [rule.name for rule in weather.chaos.rules] == ["reset", "overloaded"]

    def test_probabilities_of_both_have_to_fit_together(self) -> None:
        loaded = Loaded(fixtures=(), models=None, files=(), rules=rules_of("reset=0.7"))
        with pytest.raises(SettingError, match="add up to"):
            weather_of(loaded, chaos="overloaded=0.7")

    def test_without_either_everything_is_calm(self) -> None:
        weather = weather_of()
        assert (weather.pace, weather.limits, tuple(weather.chaos.rules)) == (None, None, ())
