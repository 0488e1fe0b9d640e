"""What a test asks of a fake provider afterwards: which calls came, and whether they are those it expects."""

from __future__ import annotations

from typing import Any

from fakeai.call import Call
from fakeai.engine import Engine
from fakeai.exchange import Exchange
from fakeai.matching import fits
from fakeai.recording.filtering import Filter
from fakeai.tally import closest, counted, listed, match_of, that_fits


class Inspection:
    """The exchanges and calls of an engine, and assertions about them. Any thread may ask."""

    _engine: Engine

    @property
    def filter(self) -> Filter:
        """What takes secrets out of exchanges that are to be shown or written anywhere."""
        return self._engine.filter

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every request and what was answered, oldest first."""
        return self._engine.journal.all()

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every request that was understood, oldest first."""
        return tuple(exchange.call for exchange in self.exchanges if exchange.call is not None)

    @property
    def last_call(self) -> Call:
        """The newest call. Raises AssertionError if none came."""
        calls = self.calls
        if not calls:
            refused = len(self.exchanges)
            verb = "was" if refused == 1 else "were"
            but = f", but {counted(refused, 'request')} {verb} refused" if refused else ""
            raise AssertionError(f"no call came yet{but}")
        return calls[-1]

    @property
    def unmatched(self) -> tuple[Exchange, ...]:
        """The exchanges whose call no fixture fitted."""
        return tuple(exchange for exchange in self.exchanges if exchange.outcome == "unmatched")

    def assert_called(self, n: int | None = None, **clauses: Any) -> None:
        """Check that calls came that fit these clauses, the same as those of `on()`: at least one, or exactly `n`.

        Raises AssertionError with the calls that came closest.
        """
        __tracebackhide__ = True
        calls, match = self.calls, match_of(clauses)
        fitting = sum(fits(match, call) for call in calls)
        if n is None and not fitting:
            raise AssertionError(f"no call{that_fits(clauses)} came{closest(calls, match, self.filter.call)}")
        if n is not None and fitting != n:
            wanted = f"expected {counted(n, 'call')}{that_fits(clauses)}, but {fitting} came"
            raise AssertionError(f"{wanted}{closest(calls, match, self.filter.call)}")

    def assert_not_called(self, **clauses: Any) -> None:
        """Check that no call came that fits these clauses; without any, that none came at all."""
        __tracebackhide__ = True
        match = match_of(clauses)
        fitting = [call for call in self.calls if fits(match, call)]
        if fitting:
            raise AssertionError(f"expected no call{that_fits(clauses)}, but {listed(fitting, self.filter.call)}")
