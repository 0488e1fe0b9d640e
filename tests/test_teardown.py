"""What a test has to answer for, and how much of it is kept."""

from __future__ import annotations

import pytest

from fakeai import FakeAI, UnmatchedCall
from fakeai.engine import Engine
from fakeai.errors import TeardownError
from fakeai.teardown import _MOST, Failures

from .test_weather import request


def failures(*texts: str, most: int = 3) -> Failures:
    made = Failures(most)
    for text in texts:
        made.append(TeardownError(text))
    return made


def test_the_newest_are_kept_in_their_order() -> None:
    kept = failures("a", "b", "c", "d")
    assert [str(failure) for failure in kept] == ["b", "c", "d"]
    assert len(kept) == 3


def test_each_is_fresh_once() -> None:
    kept = failures("a")
    assert [str(failure) for failure in kept.fresh()] == ["a"]
    assert kept.fresh() == ()
    kept.append(TeardownError("b"))
    assert [str(failure) for failure in kept.fresh()] == ["b"]
    assert len(kept) == 2


def test_one_that_comes_when_the_most_have_been_told_is_fresh_too() -> None:
    kept = failures("a", "b", "c")
    kept.fresh()
    kept.append(TeardownError("d"))
    assert [str(failure) for failure in kept.fresh()] == ["d"]


@pytest.mark.slow
def test_an_engine_that_turns_everything_down_does_not_grow() -> None:
    engine = Engine(strict=True)
    for _ in range(_MOST + 50):
        engine.answer(request())
    assert len(engine.failures()) == _MOST


def test_a_failure_beyond_the_most_is_still_found() -> None:
    fake = FakeAI(strict=True)
    fake._engine._decider.failures = failures("a", "b", "c")
    with pytest.raises(TeardownError):
        fake.check()
    fake._engine.answer(request())
    with pytest.raises(UnmatchedCall, match="no fixture fits"):
        fake.check()
