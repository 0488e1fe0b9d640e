"""fakeai on the command line, in a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_HOUSE = Path(__file__).parents[3]
_LISTENS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def running(*arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """The URL of a `fakeai record` or `fakeai replay`, which is stopped afterwards as Ctrl-C does."""
    command = [sys.executable, "-u", "-m", "fakeai", *arguments, "--port", "0", "--quiet"]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, text=True, cwd=_HOUSE, env=environment
        )  # fmt: skip
        assert process.stdout is not None
        found = next(filter(None, map(_LISTENS.search, process.stdout)), None)
        try:
            assert found is not None, (said.seek(0), said.read())
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=20)
            finally:
                process.kill()
