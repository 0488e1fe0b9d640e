"""Many parts on one clock: each is advanced when it is due, and whoever waits hears of it when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from math import inf
from typing import Any

import pytest

from fakeai.clock import ManualClock
from fakeai.server.clock import LoopClock
from fakeai.server.conductor import Conductor


class Part:
    """Notes when it is advanced, at the moments that it is given."""

    def __init__(self, name: str, *moments: float, log: list[tuple[str, float]] | None = None) -> None:
        self.name = name
        self.moments = list(moments)
        self.log = [] if log is None else log
        self.stops_at: float = inf
        self.breaks_at: float = inf

    @property
    def due(self) -> float:
        return self.moments[0] if self.moments else inf

    def advance(self, now: float) -> bool:
        while self.moments and self.moments[0] <= now:
            due = self.moments.pop(0)
            self.log.append((self.name, due))
            if due >= self.breaks_at:
                raise ConnectionResetError(self.name)
            if due >= self.stops_at:
                return False
        return True


def run(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    async def all_of_it() -> list[Any]:
        return await asyncio.gather(*work, return_exceptions=True)

    return asyncio.run(all_of_it())


def test_parts_are_advanced_in_the_order_of_their_moments() -> None:
    log: list[tuple[str, float]] = []
    clock = ManualClock()
    conductor = Conductor(clock)
    run(conductor.play(Part("a", 1.0, 4.0, log=log)), conductor.play(Part("b", 2.0, 3.0, 5.0, log=log)))
    assert log == [("a", 1.0), ("b", 2.0), ("b", 3.0), ("a", 4.0), ("b", 5.0)]
    assert clock.slept == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_parts_that_are_due_at_once_share_a_wait() -> None:
    clock = ManualClock()
    conductor = Conductor(clock)
    parts = [Part(str(number), 1.0, 2.0) for number in range(100)]
    run(*(conductor.play(part) for part in parts))
    assert clock.slept == [1.0, 2.0]
    assert all(part.due == inf for part in parts)


def test_one_who_comes_later_with_an_earlier_moment_does_not_wait_for_the_others() -> None:
    log: list[tuple[str, float]] = []

    async def play() -> None:
        conductor = Conductor(LoopClock())
        late = asyncio.ensure_future(conductor.play(Part("late", 3600.0, log=log)))
        await conductor.play(Part("first", 0.002, log=log))
        async with asyncio.timeout(1):
            await conductor.play(Part("soon", 0.004, log=log))
        late.cancel()

    asyncio.run(play())
    assert [name for name, _ in log] == ["first", "soon"]


def test_a_part_that_can_not_go_on_is_given_back_before_it_is_over() -> None:
    part = Part("slow", 1.0, 2.0, 3.0)
    part.stops_at = 2.0
    conductor = Conductor(ManualClock())
    run(conductor.play(part))
    assert part.moments == [3.0]
    run(conductor.play(part))
    assert part.moments == []


def test_a_part_that_breaks_breaks_no_other() -> None:
    broken, whole = Part("broken", 1.0, 2.0), Part("whole", 1.0, 2.0, 3.0)
    broken.breaks_at = 1.0
    conductor = Conductor(ManualClock())
    results = run(conductor.play(broken), conductor.play(whole))
    assert isinstance(results[0], ConnectionResetError)
    assert (results[1], whole.moments, broken.moments) == (None, [], [2.0])


def test_a_part_that_is_over_is_not_waited_for() -> None:
    clock = ManualClock()
    run(Conductor(clock).play(Part("none")))
    assert clock.slept == []


@pytest.mark.parametrize("streams", [1, 3, 500])
def test_parts_that_nobody_waits_for_are_forgotten(streams: int) -> None:
    parts = [Part(str(number), 3600.0 + number) for number in range(streams)]

    async def leave() -> int:
        conductor = Conductor(LoopClock())
        waiting = [asyncio.ensure_future(conductor.play(part)) for part in parts]
        await asyncio.wait(waiting, timeout=0)
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
        kept = len(conductor._queue)
        assert asyncio.all_tasks() == {asyncio.current_task()}, "nothing is left running"
        return kept

    assert asyncio.run(leave()) == 0
    assert all(len(part.moments) == 1 for part in parts)


def test_those_who_stay_are_played_when_others_have_left() -> None:
    async def play() -> None:
        conductor = Conductor(LoopClock())
        leaving = [asyncio.ensure_future(conductor.play(Part("x", 0.001 * it, 3600.0))) for it in range(200)]
        staying = asyncio.ensure_future(conductor.play(Part("y", 0.01, 0.02)))
        await asyncio.wait(leaving, timeout=0)
        for task in leaving:
            task.cancel()
        async with asyncio.timeout(5):
            await staying

    asyncio.run(play())


def test_others_on_the_loop_get_their_turn_while_everything_is_late() -> None:
    async def play() -> int:
        turns = 0

        class Endless(Part):
            def advance(self, now: float) -> bool:
                self.moments = [now + 1e-9]
                return turns < 3

        playing = asyncio.ensure_future(Conductor(LoopClock()).play(Endless("endless", 0.0)))
        for _ in range(3):
            await asyncio.wait([playing], timeout=0)
            turns += 1
        async with asyncio.timeout(5):
            await playing
        return turns

    assert asyncio.run(play()) == 3
