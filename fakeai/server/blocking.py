"""Calls functions that may block, one after the other in a thread of their own, without holding up the loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

Result = TypeVar("Result")


class Worker:
    """A daemon thread that is started when it is first needed, and takes what comes in order, one at a time.

    One, because an engine answers one request at a time. Not an executor, because at exit Python waits for the threads
    of executors: a single callable that never returns would hang the whole test run.
    """

    def __init__(self) -> None:
        self._queue: SimpleQueue[Callable[[], None] | None] | None = None
        self._pending = 0

    @property
    def busy(self) -> bool:
        """Whether something that was called has not returned yet. Ask on the loop."""
        return self._pending > 0

    def call(self, function: Callable[[], Result]) -> asyncio.Future[Result]:
        """What `function` returns or raises, as a future of the running loop. Call on the loop."""
        done: Future[Result] = Future()

        def work() -> None:
            try:
                result = function()
            except BaseException as error:  # noqa: BLE001 -- nothing is swallowed: whoever awaits the future gets it
                done.set_exception(error)
            else:
                done.set_result(result)

        self._pending += 1
        self._running_queue().put(work)
        future = asyncio.wrap_future(done)
        future.add_done_callback(self._returned)
        return future

    def stop(self) -> None:
        """Let the thread end once it has returned from what it was given."""
        if self._queue is not None:
            self._queue.put(None)
            self._queue = None

    def _returned(self, _: object) -> None:
        self._pending -= 1

    def _running_queue(self) -> SimpleQueue[Callable[[], None] | None]:
        if self._queue is None:
            self._queue = SimpleQueue()
            threading.Thread(target=_run, args=(self._queue,), name="fakeai-callables", daemon=True).start()
        return self._queue


def _run(queue: SimpleQueue[Callable[[], None] | None]) -> None:
    while (work := queue.get()) is not None:
        work()
