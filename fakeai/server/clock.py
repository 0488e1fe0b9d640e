"""The clock that runs: real seconds, and sleeping on the running event loop."""

from __future__ import annotations

import asyncio
import math
import time

_TICKS = 1000  # a second; event loops wait for no less than a millisecond anyway


class LoopClock:
    """Monotonic time since it was made. Waiting is always for a moment, so that lateness never adds up.

    All who wait for the same millisecond share one timer: with a timer each, a thousand paced streams would cost half
    as much again.
    """

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._waiting: dict[tuple[asyncio.AbstractEventLoop, int], list[asyncio.Future[None]]] = {}

    def monotonic(self) -> float:
        """Seconds since it was made; never goes back."""
        return time.monotonic() - self._began

    async def sleep_until(self, when: float) -> None:
        """Return when `monotonic()` has reached `when`; at once, without yielding, if it has."""
        delay = when - self.monotonic()
        if delay <= 0:
            return
        loop = asyncio.get_running_loop()
        due = loop, math.ceil(when * _TICKS)
        waiting = self._waiting.get(due)
        if waiting is None:
            waiting = self._waiting[due] = []
            loop.call_later(due[1] / _TICKS - self.monotonic(), self._wake, due)
        future = loop.create_future()
        waiting.append(future)
        await future

    def _wake(self, due: tuple[asyncio.AbstractEventLoop, int]) -> None:
        for future in self._waiting.pop(due):
            if not future.done():  # whoever was cancelled waits no longer
                future.set_result(None)


def utc_now() -> str:
    """The moment in ISO 8601, to the second, for what is recorded."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def wall_second() -> int:
    """Seconds since 1970, for the `date` header: the one thing a client is told about real time."""
    return int(time.time())
