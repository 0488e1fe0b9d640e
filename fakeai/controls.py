"""What can be turned while a fake runs (pace, chaos, limits), and the verdict on how its clients coped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fakeai.chaos import Count
from fakeai.engine import Engine
from fakeai.fixtures.loader import Loaded
from fakeai.forecast import OneTrouble, WrittenLimits, WrittenPace, limits_of, pace_of, rules_of
from fakeai.verdict import Request, Verdict, judge
from fakeai.weather import Weather


class Expected:
    """What came of a block in which an error was expected: the error, or None."""

    error: BaseException | None = None


class Controls:
    """The part of FakeAI that changes the weather. Every method may be called from any thread, at any time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._noticed: set[int] = set()

    def pace(self, written: WrittenPace | None) -> None:
        """When tokens come from now on: a profile's name, a mapping as in files, or None for at once.

        A fixture that has a pace keeps it. Raises SettingError for what is none.
        """
        self._weather.pace = None if written is None else pace_of(written)

    def chaos(self, *written: OneTrouble, **rule: Any) -> None:
        """What goes wrong from now on, instead of what did before; without anything, nothing does.

        `fake.chaos("rate_limit=0.1, reset=0.02")`, `fake.chaos(fail="rate_limit", times=2)`, or mappings as in files.
        As a keyword `from` is written `from_`; it and `until` count from now. Raises SettingError for what can't be.
        """
        named = {"from" if name == "from_" else name: value for name, value in rule.items()}
        self._weather.stir(rules_of([*written, *([named] if named else [])]), self._now())

    def limits(self, written: WrittenLimits | None) -> None:
        """The rate limits from now on, with nothing used up; None takes them away. Raises SettingError."""
        self._weather.limits = None if written is None else limits_of(written)

    @property
    def seed(self) -> int | str:
        """What everything follows from: generated answers, times, and what chaos strikes."""
        return self._engine.seed

    @property
    def chaos_counts(self) -> Mapping[str, Count]:
        """How often each failure and fault was asked for, applied, or not applicable to the answer."""
        return self._engine.chaos_counts

    def verdict(self, *, usual: Mapping[Request, int] | None = None) -> Verdict:
        """How the code under test coped with all that went wrong: findings, each with its timeline.

        `usual` is what `usual_requests` made of a run in which nothing went wrong, if there was one.
        """
        self._settle()
        return judge(self._engine.journal.all(), noticed=frozenset(self._noticed), usual=usual)

    def noticed(self) -> None:
        """Say that whatever went wrong until now was noticed, so that the verdict takes no silence for a mistake."""
        self._noticed.update(exchange.number for exchange in self._engine.journal)

    @contextmanager
    def expect_error(self, *kinds: type[BaseException]) -> Iterator[Expected]:
        """A block that may raise one of these (any Exception, if none is named): then its trouble was noticed.

        The error goes no further; it is the `error` of what the block is given. Another one is raised on.
        """
        expected, wanted = Expected(), kinds or (Exception,)
        before = {exchange.number for exchange in self._engine.journal}
        try:
            yield expected
        except wanted as error:
            expected.error = error
            self._noticed.update({exchange.number for exchange in self._engine.journal} - before)

    def _now(self) -> float:
        """The moment that it is, as exchanges tell theirs. FakeAI, which has a clock, says it."""
        return 0.0

    def _settle(self) -> None:
        """Wait a moment for answers that are just being sent. FakeAI, which hears of them, does."""

    @property
    def _weather(self) -> Weather:
        return self._engine.weather

    def _brew(self, loaded: Loaded) -> None:
        """Put in force what files say, beside the rules that there are."""
        if loaded.pace is not None:
            self.pace(loaded.pace)
        if loaded.limits is not None:
            self.limits(loaded.limits)
        if loaded.rules:
            self.chaos(*self._weather.chaos.rules, *loaded.rules)
