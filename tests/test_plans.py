"""Plans of trouble: every name has a case, and each case strikes what it should."""

from __future__ import annotations

import pytest

from fakeai.errors import SettingError
from fakeai.faults import FAULTS
from fakeai.fixtures.failures import KINDS
from fakeai.plans import CALM, PLANS, case, plan
from fakeai.reply import Failure

KNOWN = {*KINDS, *(fault.name() for fault in FAULTS)}


def test_a_plan_begins_with_calm_weather() -> None:
    first, *others = plan("standard")
    assert (first.name, first.rules) == (CALM, ())
    assert [each.name for each in others] == list(PLANS["standard"])


@pytest.mark.parametrize("name", PLANS)
def test_every_name_in_a_plan_is_there_once(name: str) -> None:
    assert len(set(PLANS[name])) == len(PLANS[name])
    assert set(PLANS[name]) <= KNOWN


def test_the_plan_of_everything_has_everything() -> None:
    assert set(PLANS["all"]) == KNOWN


def test_one_s_own_list_is_a_plan() -> None:
    assert [each.name for each in plan("reset, stall")] == [CALM, "reset", "stall"]


def test_a_name_that_is_said_twice_is_one_case() -> None:
    assert [each.name for each in plan("reset, stall, reset")] == [CALM, "reset", "stall"]


@pytest.mark.parametrize(
    ("name", "times"),
    [("server_error", 1), ("overloaded", 2), ("truncate", 1), ("invalid_api_key", None), ("slice", None)],
)
def test_what_passes_strikes_once_and_what_lasts_always(name: str, times: int | None) -> None:
    (rule,) = case(name).rules
    assert (rule.name, rule.times) == (name, times)


def test_a_rate_limit_says_how_long_to_wait() -> None:
    (rule,) = case("rate_limit").rules
    assert isinstance(rule.outcome, Failure)
    assert rule.outcome.retry_after == 1.0


@pytest.mark.parametrize("name", ["stall", "hang", "slow_headers"])
def test_a_silence_ends_after_one_s_patience(name: str) -> None:
    (rule,) = case(name, patience=3.0).rules
    assert isinstance(rule.outcome, tuple)
    assert rule.outcome[0].model_dump()["pause"] == 3.0


@pytest.mark.parametrize("name", ["standart", "reset, stal"])
def test_an_unknown_name_is_told(name: str) -> None:
    with pytest.raises(SettingError, match="did you mean"):
        plan(name)
