"""The clock that runs: it waits for moments."""

from __future__ import annotations

import asyncio

from fakeai.server.clock import LoopClock


def test_it_begins_with_itself() -> None:
    assert 0 <= LoopClock().monotonic() < 1


async def test_a_moment_that_is_past_is_not_waited_for() -> None:
    clock = LoopClock()
    async with asyncio.timeout(1):
        await clock.sleep_until(-1.0)


async def test_nobody_wakes_too_early() -> None:
    clock = LoopClock()
    for wait in (0.0012, 0.0031, 0.0107):
        due = clock.monotonic() + wait
        await clock.sleep_until(due)
        assert clock.monotonic() >= due - 1e-6


async def test_others_get_their_turn_even_if_the_moment_is_past() -> None:
    turns: list[str] = []
    other = asyncio.ensure_future(asyncio.to_thread(turns.append, "other"))
    clock = LoopClock()
    while not other.done():
        await clock.sleep_until(-1.0)
    assert turns == ["other"]


def test_it_goes_on_in_another_loop() -> None:
    clock = LoopClock()

    async def wait(seconds: float) -> None:
        await clock.sleep_until(clock.monotonic() + seconds)

    async def leave() -> None:
        task = asyncio.ensure_future(wait(0.05))
        await wait(0.001)
        task.cancel()

    asyncio.run(leave())
    asyncio.run(asyncio.wait_for(wait(0.05), 1))
