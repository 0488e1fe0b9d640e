"""What having pytest-fakeai installed adds to a pytest run that does not use it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.result import Result

ROUNDS = 21


def measure() -> Iterator[Result]:
    """The median of what a run with the plugin takes more than one without; the two take turns.

    Other plugins are left out of both, as they would only add noise.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_nothing.py").write_text("def test_nothing(): pass\n", encoding="utf-8")
        _run(folder, "-p", "fakeai.pytest_plugin")  # writes the byte code
        pairs = [(_run(folder), _run(folder, "-p", "fakeai.pytest_plugin")) for _ in range(ROUNDS)]
    base = statistics.median(without for without, _ in pairs)
    added = statistics.median(having - without for without, having in pairs)
    yield Result(
        what="an unrelated pytest run with the plugin",
        ours=f"{added * 1000:+.1f} ms",
        against=f"a whole run without it: {base * 1000:.0f} ms",
        ratio=(base + added) / base,
        aim="under +20 ms",
    )


def _run(folder: str, *options: str) -> float:
    command = [sys.executable, "-m", "pytest", "-q", *options, "test_nothing.py"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
    return time.perf_counter() - started
