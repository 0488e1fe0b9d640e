"""How punctual paced streams are: drift over a stream, and how late its events are, alone and among others."""

from __future__ import annotations

import json
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.listening import Plan
from benchmarks.parked import REQUEST, allow_files
from benchmarks.processes import LOAD_CORE, ROOT, pin, processor_time, server
from benchmarks.result import Result

STREAMS = (1, 100, 1_000)
TOKENS = 250
TTFT, ITL = 0.1, 0.02
_PLAN = Plan(REQUEST.decode(), TTFT, ITL, TOKENS, arriving=TTFT + ITL * TOKENS, measuring=2 * ITL * TOKENS)
_FIXTURES = {"pace": {"ttft": TTFT, "itl": ITL}, "fixtures": [{"reply": "word" + " word" * (TOKENS - 1)}]}


def measure(streams: tuple[int, ...] = STREAMS) -> Iterator[Result]:
    """Arrival of every event against the moment that the pace has planned, from when its stream was asked for."""
    if not hasattr(select, "epoll"):
        yield Result(what="lateness of paced streams", ours="needs epoll to measure")
        return
    allow_files()
    with tempfile.TemporaryDirectory() as folder:
        fixtures = Path(folder, "bench.json")
        fixtures.write_text(json.dumps(_FIXTURES), encoding="utf-8")
        with server("-m", "fakeai", "serve", str(fixtures), "--port", "0", "--quiet") as (url, pid):
            _listen(url, 1, _PLAN._replace(arriving=0.1, measuring=0.2))  # warm
            for count in streams:
                before = processor_time(pid)
                heard = _listen(url, count, _PLAN)
                if count == 1:
                    planned = (TOKENS - 1) * ITL
                    yield Result(
                        what=f"drift over a stream of {planned:.0f} s", ours=f"{heard['drift']:+.3%}", aim="< 0.5 %"
                    )
                yield _lateness(count, heard, processor_time(pid) - before)


def _lateness(count: int, heard: dict[str, float], worked: float) -> Result:
    p50, p99, p999 = (heard[name] * 1000 for name in ("p50", "p99", "p999"))
    return Result(
        what=f"lateness of an event, {count:,} streams of {1 / ITL:.0f} events a second",
        ours=f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, p99.9 {p999:.1f} ms",
        against=f"{1e6 * worked / heard['events']:.1f} µs of CPU an event; listener {heard['busy']:.0%} busy",
        aim="p99 < 5 ms",
    )


def _listen(url: str, streams: int, plan: Plan) -> dict[str, Any]:
    """What a process of its own hears."""
    host, _, port = url.removeprefix("http://").partition(":")
    command = [sys.executable, "-m", "benchmarks.listening", host, port, str(streams)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pin(process.pid, LOAD_CORE)
    output, _ = process.communicate(json.dumps(plan).encode(), timeout=plan.arriving + plan.measuring + 60)
    if process.returncode != 0:
        raise RuntimeError("the listener failed")
    heard: dict[str, Any] = json.loads(output)
    return heard
