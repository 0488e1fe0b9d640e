"""What a FakeAI costs a test: starting and stopping one, the first time in a process and ever after."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from benchmarks.result import Result

TIMES = 200


def measure() -> Iterator[Result]:
    """The first start and stop of this process, imports included, and the median of the others."""
    first = _start_and_stop()
    others = [_start_and_stop() for _ in range(TIMES)]
    yield Result(what="first start + stop of a FakeAI in a process, with imports", ours=f"{first * 1000:.0f} ms")
    yield Result(
        what="start + stop of a FakeAI",
        ours=f"{statistics.median(others) * 1000:.2f} ms",
        against=f"slowest of {TIMES}: {max(others) * 1000:.2f} ms",
        aim="under 5 ms",
    )


def _start_and_stop() -> float:
    started = time.perf_counter()
    from fakeai import FakeAI

    with FakeAI():
        pass
    return time.perf_counter() - started
