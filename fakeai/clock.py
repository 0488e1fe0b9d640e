"""Where time comes from: a protocol, and a clock that only moves when it is told to."""

from __future__ import annotations

from typing import Protocol

EPOCH = 1_767_225_600
"""2026-01-01T00:00:00Z: the `created` of everything generated, so that the same seed gives the same bytes."""


class Clock(Protocol):
    """Monotonic seconds, and waiting until a moment of them."""

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        ...

    async def sleep_until(self, when: float) -> None:
        """Return when `monotonic()` has reached `when`; at once if it has."""
        ...


class ManualClock:
    """A clock for tests: sleeping moves it, and takes no time. `slept` lists the moments that were waited for."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start
        self.slept: list[float] = []

    def monotonic(self) -> float:
        """The moment that the clock stands at."""
        return self._now

    async def sleep_until(self, when: float) -> None:
        """Move to `when`."""
        self.slept.append(when)
        self._now = max(self._now, when)

    def advance(self, seconds: float) -> None:
        """Move on by `seconds`."""
        self._now += seconds
