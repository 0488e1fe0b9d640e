"""Token buckets: what is turned down, how long it has to wait, and what is left."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fakeai.limits import Allowance, Excess, Limits, Meter
from fakeai.reply import Overrun


def meter(**limits: Any) -> Meter:
    return Meter(Limits.model_validate(limits))


def refused(excess: Excess | None) -> Excess:
    assert excess is not None
    return excess


def test_a_fresh_account_has_a_whole_minute_s_worth() -> None:
    account = meter(rpm=3)
    taken = [account.take("key", 1, 0, 0.0) for _ in range(4)]
    assert taken[:3] == [None, None, None]
    assert refused(taken[3]) == Excess(overrun=Overrun("requests", 3, 3, 1), wait=20.0)


def test_the_wait_is_true_to_the_microsecond() -> None:
    account = meter(tpm=600)
    assert account.take("key", 600, 0, 0.0) is None
    wait = refused(account.take("key", 100, 0, 0.0)).wait
    assert wait == 10.0
    assert account.take("key", 100, 0, wait - 1e-6) is not None
    assert account.take("key", 100, 0, wait) is None


def test_what_is_turned_down_costs_nothing() -> None:
    account = meter(rpm=10, tpm=100)
    assert account.take("key", 101, 0, 0.0) is not None
    assert account.standing("key", 0.0).requests == Allowance(limit=10, remaining=10, reset=0.0)


def test_a_call_that_is_larger_than_the_bucket_never_gets_through() -> None:
    assert refused(meter(tpm=100).take("key", 101, 0, 0.0)).wait is None


def test_each_owner_has_a_bucket_of_its_own() -> None:
    account = meter(rpm=1)
    assert [account.take(owner, 1, 0, 0.0) is None for owner in ("a", "b", "a")] == [True, True, False]


def test_too_many_at_once_are_turned_down() -> None:
    excess = meter(concurrency=2).take("key", 1, 2, 0.0)
    assert refused(excess).overrun == Overrun("concurrency", 2, 2, 1)


def test_an_answer_may_cost_more_than_is_left_and_the_next_call_waits_for_it() -> None:
    account = meter(tpm=60)
    account.spend("key", 0, 90, 0.0)
    assert account.standing("key", 0.0).tokens == Allowance(limit=60, remaining=0, reset=90.0)
    assert refused(account.take("key", 1, 0, 0.0)).wait == 31.0


def test_time_that_goes_back_takes_nothing_away() -> None:
    account = meter(rpm=60)
    account.take("key", 1, 0, 100.0)
    assert account.standing("key", 0.0).requests == Allowance(limit=60, remaining=59, reset=1.0)


@given(
    rpm=st.integers(1, 50),
    steps=st.lists(st.floats(0, 20), max_size=60),
)
def test_no_more_than_the_bucket_and_its_refill_ever_gets_through(rpm: int, steps: list[float]) -> None:
    account, now, passed = meter(rpm=rpm), 0.0, 0
    for step in steps:
        now += step
        passed += account.take("key", 1, 0, now) is None
        assert passed <= rpm + now * rpm / 60 + 1e-6
