"""Plays many performances on one clock, with one timer and one queue of what is due next for all of them."""

from __future__ import annotations

import asyncio
from heapq import heapify, heappop, heappush, heapreplace
from itertools import count
from math import inf
from typing import Protocol

from fakeai.clock import Clock

_GONE_AT_LEAST = 64  # with fewer seats left behind, tidying up the queue is not worth it


class Part(Protocol):
    """What is played: a performance."""

    @property
    def due(self) -> float:
        """When it has to go on; infinity once it has played everything."""
        ...

    def advance(self, now: float) -> bool:
        """Do all that is due at `now`. False if it can't go on, whatever is due: its client doesn't read."""
        ...


class _Seat:
    """A part that is being played, and the future of whoever waits for it."""

    __slots__ = ("done", "part")

    def __init__(self, part: Part, done: asyncio.Future[None]) -> None:
        self.part: Part | None = part
        self.done = done


class Conductor:
    """Advances each part when it is due; wakes whoever waits for it only when it is over or can't go on.

    So a frame costs neither a task switch nor a timer: a thousand streams of fifty events a second would need a core
    for these alone. What is due when the timer fires is played in the order of its moments, which are absolute, so that
    lateness never adds up.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._queue: list[tuple[float, int, _Seat]] = []
        self._numbers = count()
        self._gone = 0
        self._run: asyncio.Task[None] | None = None
        self._wakes_at = inf

    async def play(self, part: Part) -> None:
        """Return when `part` has played everything or can't go on. Raises what it raises."""
        due = part.due
        if due == inf:
            return
        seat = _Seat(part, asyncio.get_running_loop().create_future())
        heappush(self._queue, (due, next(self._numbers), seat))
        if due < self._wakes_at:
            self._wake_at(due)
        try:
            await seat.done
        finally:
            if seat.part is not None:
                self._leave(seat)

    def _leave(self, seat: _Seat) -> None:
        """Forget a part that nobody waits for any more. Its entry goes when it is due, or when there are too many."""
        seat.part = None
        self._gone += 1
        if (self._gone > _GONE_AT_LEAST and self._gone * 2 > len(self._queue)) or self._gone == len(self._queue):
            self._queue = [entry for entry in self._queue if entry[2].part is not None]
            heapify(self._queue)
            self._gone = 0
        if not self._queue:
            self._rest()

    def _wake_at(self, due: float) -> None:
        """Wait for `due`, and not for a later moment."""
        self._rest()
        self._wakes_at = due
        self._run = asyncio.get_running_loop().create_task(self._play_on())

    def _rest(self) -> None:
        if self._run is not None:
            self._run.cancel()
        self._run, self._wakes_at = None, inf

    async def _play_on(self) -> None:
        while self._queue:
            self._wakes_at = self._queue[0][0]
            await self.clock.sleep_until(self._wakes_at)
            self._play_due(self.clock.monotonic())
        self._run, self._wakes_at = None, inf

    def _play_due(self, now: float) -> None:
        """Advance every part that is due at `now`, each once at most: sockets want to be read in between."""
        queue = self._queue
        while queue and queue[0][0] <= now:
            _, number, seat = queue[0]
            part, going_on = seat.part, False
            if part is None:
                self._gone -= 1
            else:
                try:
                    going_on = part.advance(now)
                except Exception as error:  # noqa: BLE001 -- nothing is swallowed: whoever waits for the part gets it
                    _end(seat, error)
            if part is None or not going_on or part.due == inf:
                heappop(queue)
                _end(seat)
            else:
                heapreplace(queue, (part.due, number, seat))


def _end(seat: _Seat, error: Exception | None = None) -> None:
    """Wake whoever waits for the part."""
    seat.part = None
    if seat.done.done():
        return
    if error is None:
        seat.done.set_result(None)
    else:
        seat.done.set_exception(error)
