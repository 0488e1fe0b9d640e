"""The loop thread of a process."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from fakeai.server.thread import LoopThread, loop_thread


async def _name() -> str:
    return threading.current_thread().name


def test_a_process_has_one_loop_thread() -> None:
    assert loop_thread() is loop_thread()
    assert loop_thread().run(_name()) == "fakeai-server"


def test_work_from_many_threads_is_done_on_one_loop() -> None:
    thread = LoopThread()
    seen: list[int] = []

    async def note() -> None:
        seen.append(threading.get_ident())

    workers = [threading.Thread(target=lambda: thread.run(note())) for _ in range(20)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(seen) == 20
    assert len(set(seen)) == 1


def test_what_the_work_raises_reaches_the_caller() -> None:
    async def fail() -> None:
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        loop_thread().run(fail())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_gets_a_loop_thread_of_its_own() -> None:
    loop_thread().run(_name())
    child = os.fork()
    if child == 0:
        signal.alarm(10)  # ends a child that waits for its parent's thread, which it doesn't have
        os._exit(0 if loop_thread().run(_name()) == "fakeai-server" else 1)
    assert os.waitpid(child, 0)[1] == 0
