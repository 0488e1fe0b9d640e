"""The event loop that serves this process: one daemon thread, started on first use, with many servers on it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class LoopThread:
    """An event loop in a thread of its own. It runs as long as the process: starting one costs more than a server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do `work` on the loop, and return what it returns, from any other thread."""
        return asyncio.run_coroutine_threadsafe(work, self._running_loop()).result()

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="fakeai-server", daemon=True).start()
            return self._loop


# The one justified piece of module-level state: a thread a process, not a server, makes starting and stopping a server
# cost a quarter of a millisecond. It is kept by process id, because threads don't survive os.fork(): a child finds no
# entry of its own and gets a new thread, and never touches its parent's lock, which may have been held at that moment.
_THREADS: dict[int, LoopThread] = {}


def loop_thread() -> LoopThread:
    """The loop thread of this process."""
    return _THREADS.setdefault(os.getpid(), LoopThread())
