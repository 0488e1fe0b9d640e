"""The clock that runs: real seconds, and sleeping on the running event loop."""

from __future__ import annotations

import asyncio
import time


class LoopClock:
    """Monotonic time since it was made. Waiting is always for a moment, so that lateness never adds up."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def monotonic(self) -> float:
        """Seconds since it was made; never goes back."""
        return time.monotonic() - self._began

    async def sleep_until(self, when: float) -> None:
        """Return when `monotonic()` has reached `when`. If it has, others on the loop still get their turn."""
        await asyncio.sleep(max(0.0, when - self.monotonic()))


def utc_now() -> str:
    """The moment in ISO 8601, to the second, for what is recorded."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def wall_second() -> int:
    """Seconds since 1970, for the `date` header: the one thing a client is told about real time."""
    return int(time.time())
