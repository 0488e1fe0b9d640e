"""Token buckets: what is turned down, how long it has to wait, and what is left."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.errors import SettingError
from fakeai.forecast import limits_of
from fakeai.limits import Allowance, Excess, Limits, Meter
from fakeai.reply import Overrun


def meter(**limits: Any) -> Meter:
    return Meter(Limits.model_validate(limits))


def idle(_: int) -> bool:
    """No answer has gone out before it was planned to."""
    return False


def refused(excess: Excess | None) -> Excess:
    assert excess is not None
    return excess


def test_a_fresh_account_has_a_whole_minute_s_worth() -> None:
    account = meter(rpm=3)
    taken = [account.take("key", 1, 0.0, idle) for _ in range(4)]
    assert taken[:3] == [None, None, None]
    assert refused(taken[3]) == Excess(overrun=Overrun("requests", 3, 3, 1), wait=20.0)


def test_the_wait_is_true_to_the_microsecond() -> None:
    account = meter(tpm=600)
    assert account.take("key", 600, 0.0, idle) is None
    wait = refused(account.take("key", 100, 0.0, idle)).wait
    assert wait == 10.0
    assert account.take("key", 100, wait - 1e-6, idle) is not None
    assert account.take("key", 100, wait, idle) is None


def test_what_is_turned_down_costs_nothing() -> None:
    account = meter(rpm=10, tpm=100)
    assert account.take("key", 101, 0.0, idle) is not None
    assert account.standing("key", 0.0).requests == Allowance(limit=10, remaining=10, reset=0.0)


def test_a_call_that_is_larger_than_the_bucket_never_gets_through() -> None:
    assert refused(meter(tpm=100).take("key", 101, 0.0, idle)).wait is None


def test_each_owner_has_a_bucket_of_its_own() -> None:
    account = meter(rpm=1)
    assert [account.take(owner, 1, 0.0, idle) is None for owner in ("a", "b", "a")] == [True, True, False]


class TestConcurrency:
    def busy(self, *ends: float, **limits: Any) -> Meter:
        """An account with a call under way until each of these moments, numbered from 1."""
        account = meter(concurrency=2, **limits)
        for number, end in enumerate(ends, 1):
            account.begin("key", number, end)
        return account

    def test_too_many_at_once_are_turned_down_until_the_first_of_them_ends(self) -> None:
        account = self.busy(5.0, 9.0)
        excess = refused(account.take("key", 1, 2.0, idle))
        assert excess == Excess(overrun=Overrun("concurrency", 2, 2, 1), wait=3.0)
        assert account.take("key", 1, 5.0 - 1e-6, idle) is not None
        assert account.take("key", 1, 5.0, idle) is None

    def test_another_owner_s_calls_are_not_in_the_way(self) -> None:
        assert self.busy(5.0, 9.0).take("other", 1, 2.0, idle) is None

    def test_what_has_gone_out_early_is_over(self) -> None:
        assert self.busy(5.0, 9.0).take("key", 1, 2.0, lambda number: number == 2) is None

    def test_nobody_knows_when_what_hangs_will_end(self) -> None:
        account = self.busy(inf, inf)
        assert refused(account.take("key", 1, 1e6, idle)).wait == 1.0
        assert account.take("key", 1, 1e6, lambda _: True) is None

    def test_who_is_turned_down_for_it_pays_no_request(self) -> None:
        account = self.busy(5.0, 9.0, rpm=1)
        assert account.take("key", 1, 2.0, idle) is not None
        assert account.take("key", 1, 9.0, idle) is None


class TestInOneLine:
    def test_text_says_the_same_as_a_mapping(self) -> None:
        written = {"rpm": 60, "tpm": 10_000, "concurrency": 4, "per": "model"}
        assert Limits.model_validate("rpm=60, tpm=10000,concurrency=4,per=model") == Limits.model_validate(written)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("rpm=often", 'limits.rpm: expected a whole number, got the text "often"'),
            ("rpm=0", "limits.rpm: expected at least 1, got the number 0"),
            ("rmp=60", "limits: unknown key `rmp`; did you mean `rpm`?"),
            ("rpm=6,per=user", "limits.per: expected one of key, model"),
            ("per=model", "limits: nothing is limited here; say at least one of rpm, tpm, concurrency"),
            ("60", "limits: expected a mapping such as {rpm: 60, tpm: 10000} or text such as rpm=60,tpm=10000"),
            ("", "limits: expected a mapping"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_told(self, text: str, said: str) -> None:
        with pytest.raises(SettingError) as caught:
            limits_of(text)
        assert said in str(caught.value)


def test_an_answer_may_cost_more_than_is_left_and_the_next_call_waits_for_it() -> None:
    account = meter(tpm=60)
    account.spend("key", 0, 90, 0.0)
    assert account.standing("key", 0.0).tokens == Allowance(limit=60, remaining=0, reset=90.0)
    assert refused(account.take("key", 1, 0.0, idle)).wait == 31.0


def test_time_that_goes_back_takes_nothing_away() -> None:
    account = meter(rpm=60)
    account.take("key", 1, 100.0, idle)
    assert account.standing("key", 0.0).requests == Allowance(limit=60, remaining=59, reset=1.0)


@given(
    rpm=st.integers(1, 50),
    steps=st.lists(st.floats(0, 20), max_size=60),
)
def test_no_more_than_the_bucket_and_its_refill_ever_gets_through(rpm: int, steps: list[float]) -> None:
    account, now, passed = meter(rpm=rpm), 0.0, 0
    for step in steps:
        now += step
        passed += account.take("key", 1, now, idle) is None
        assert passed <= rpm + now * rpm / 60 + 1e-6


def test_accounts_that_are_full_again_are_let_go_and_others_stay() -> None:
    account = meter(rpm=60)
    for number in range(10_000):
        account.take(f"early {number}", 1, 0.0, idle)
    for _ in range(60):
        account.take("late", 1, 59.0, idle)
    account.take("new", 1, 61.0, idle)
    assert set(account._buckets) == {("late", "requests"), ("new", "requests")}
    assert account.standing("late", 61.0).requests == Allowance(limit=60, remaining=2, reset=58.0)
