"""Processes to measure: started, pinned to a core of their own if there is more than one, and ended."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SERVER_CORE, LOAD_CORE = 0, 1
_TOO_BUSY = 0.95
ROOT = Path(__file__).parent.parent


def pin(pid: int, core: int) -> None:
    """Keep a process on one core, where the system can do that and has two."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) > 1:
            os.sched_setaffinity(pid, {cores[core]})


@contextlib.contextmanager
def server(*arguments: str, given: bytes = b"") -> Iterator[tuple[str, int]]:
    """A Python process that prints its address when it listens: gives the address and the process id."""
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pin(process.pid, SERVER_CORE)
        process.stdin.write(given)
        process.stdin.close()
        yield _address(process.stdout), process.pid
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _address(lines: Iterator[bytes]) -> str:
    for line in lines:
        if found := re.search(rb"http://127\.0\.0\.1:\d+", line):
            return found[0].decode()
    raise RuntimeError("the server ended before it said where it listens")


class Load(NamedTuple):
    """What a server did under load: answers a second, and the processor time that each took in microseconds.

    The latter hardly changes when the machine has other things to do; it is 0 where the system doesn't tell it.
    """

    rate: float
    cost: float


def load(server: tuple[str, int], request: bytes, *, connections: int, seconds: float) -> Load:
    """Load a server (address, process id) from a process on the other core."""
    url, pid = server
    host, _, port = url.removeprefix("http://").partition(":")
    command = [sys.executable, "-m", "benchmarks.load", host, port, str(connections), str(seconds)]
    before = processor_time(pid)
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pin(process.pid, LOAD_CORE)
    output, _ = process.communicate(request, timeout=seconds + 30)
    if process.returncode != 0:
        raise RuntimeError("the load generator failed")
    result = json.loads(output)
    if result["busy"] > _TOO_BUSY:
        print(f"warning: the load generator was {result['busy']:.0%} busy: it, not the server, may set the pace")
    cost = (processor_time(pid) - before) / result["all"] * 1_000_000
    return Load(result["answers"] / result["seconds"], cost)


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process has had."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
