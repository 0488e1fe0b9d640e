"""Calls that wait for one another: as many are served at once as the load's cap says, and the next when one ends."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from fakeai.pacing.pace import Load


@dataclass(slots=True)
class Queue:
    """When the calls under way end, which is known beforehand: answers are decided before they are sent."""

    _ends: list[float] = field(default_factory=list)

    def under_way(self, now: float) -> int:
        """How many calls have not ended, those that wait among them."""
        while self._ends and self._ends[0] <= now:
            heapq.heappop(self._ends)
        return len(self._ends)

    def enter(self, load: Load | None, now: float) -> float | None:
        """How many seconds a call that comes now has to wait; None if the queue is full."""
        ahead = self.under_way(now)
        if load is None or load.cap is None or ahead < load.cap:
            return 0.0
        if load.queue is not None and ahead >= load.cap + load.queue:
            return None
        return heapq.nsmallest(ahead - load.cap + 1, self._ends)[-1] - now

    def leave(self, end: float) -> None:
        """Note when a call that has entered will end."""
        heapq.heappush(self._ends, end)
