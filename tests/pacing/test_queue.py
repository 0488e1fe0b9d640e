"""Calls that wait for one another."""

from __future__ import annotations

from fakeai.pacing.pace import Load
from fakeai.pacing.queue import Queue

ONE_AT_ONCE = Load(cap=1, queue=2)


def test_below_the_cap_nobody_waits() -> None:
    queue = Queue()
    queue.leave(10.0)
    assert queue.enter(Load(cap=2), 0.0) == 0.0


def test_a_call_waits_until_one_ends_and_the_next_until_that_one_does() -> None:
    queue, waits = Queue(), []
    for _ in range(3):
        wait = queue.enter(ONE_AT_ONCE, 0.0)
        assert wait is not None
        waits.append(wait)
        queue.leave(wait + 5.0)
    assert waits == [0.0, 5.0, 10.0]


def test_a_full_queue_takes_nobody_until_a_call_ends() -> None:
    queue = Queue()
    for end in (5.0, 10.0, 15.0):
        queue.leave(end)
    assert queue.enter(ONE_AT_ONCE, 0.0) is None
    assert queue.enter(ONE_AT_ONCE, 6.0) == 9.0


def test_calls_that_have_ended_are_not_under_way() -> None:
    queue = Queue()
    queue.leave(1.0)
    queue.leave(2.0)
    assert [queue.under_way(now) for now in (0.5, 1.0, 2.0)] == [2, 1, 0]


def test_without_a_cap_nobody_waits() -> None:
    queue = Queue()
    for _ in range(100):
        queue.leave(5.0)
    assert queue.enter(None, 0.0) == queue.enter(Load(per_call=0.1), 0.0) == 0.0
