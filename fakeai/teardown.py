"""What a test has to answer for once it is over: the newest of what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from fakeai.errors import TeardownError

_MOST = 10_000  # as many as a journal keeps exchanges: a server that runs for days must not grow


class Failures:
    """Calls that nothing fits, callables that crashed, recordings that are stale, in the order in which they came.

    The newest are kept. Any number of threads may add to them: every step here is a single one of the interpreter.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: dict[int, TeardownError] = {}
        self._numbers = count(1)
        self._told = 0

    def append(self, failure: TeardownError) -> None:
        """Add one."""
        self._kept[next(self._numbers)] = failure
        if len(self._kept) > self._most:
            self._kept.pop(next(iter(self._kept)), None)

    def fresh(self) -> tuple[TeardownError, ...]:
        """Those that came since this was asked last. One thread at a time may ask."""
        kept, told = self._kept.copy(), self._told
        self._told = max(kept, default=told)
        return tuple(failure for number, failure in kept.items() if number > told)

    def __iter__(self) -> Iterator[TeardownError]:
        return iter(tuple(self._kept.values()))

    def __len__(self) -> int:
        return len(self._kept)
