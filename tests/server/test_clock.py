"""The clock that runs: it waits for moments, and those who wait for the same one share a timer."""

from __future__ import annotations

import asyncio

import pytest

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


async def test_all_who_wait_for_a_moment_wake_even_if_one_of_them_left() -> None:
    clock = LoopClock()
    due = clock.monotonic() + 0.01
    waiting = [asyncio.ensure_future(clock.sleep_until(due)) for _ in range(3)]
    await asyncio.wait(waiting, timeout=0, return_when=asyncio.FIRST_COMPLETED)
    waiting[1].cancel()
    async with asyncio.timeout(1):
        await waiting[0]
        await waiting[2]
    with pytest.raises(asyncio.CancelledError):
        await waiting[1]


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
