"""`fakeai serve` in a process of its own, as a person would run it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from click.testing import Result

Fakeai = Callable[..., Result]
"""`fakeai` in this process, with these arguments."""

WEATHER = """\
fixtures:
  - name: weather
    match: {user: weather}
    reply: It is 18 °C in Paris.
"""


class Served:
    """A running `fakeai serve`; `lines` is what it has printed so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._printed = threading.Condition()
        self._over = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def url(self) -> str:
        """Where it listens; waits until it says so."""
        return self.line(r" at http://\S+$").rpartition(" ")[2]

    def line(self, pattern: str) -> str:
        """The first line that the pattern is found in; waits for it."""
        with self._printed:
            found = self._printed.wait_for(lambda: self._over or self._find(pattern) is not None, timeout=20)
            line = self._find(pattern)
        assert found, f"no line has {pattern!r}: {self.lines}"
        assert line is not None, f"it ended without a line that has {pattern!r}: {self.lines}"
        return line

    def output(self) -> str:
        """All that it printed; waits for its end."""
        self._reader.join(timeout=20)
        return "\n".join(self.lines)

    def ask(self, prompt: str, **options: str) -> tuple[int, Any]:
        """Ask for a chat answer: the status and the decoded body."""
        return ask(self.url, prompt, **options)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal and wait for the end: the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=10)

    def _find(self, pattern: str) -> str | None:
        return next((line for line in self.lines if re.search(pattern, line)), None)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._printed:
                self.lines.append(line.rstrip("\n"))
                self._printed.notify_all()
        with self._printed:
            self._over = True
            self._printed.notify_all()


def ask(
    url: str, prompt: str, *, model: str = "gpt-4o", path: str = "/v1/chat/completions", key: str = "sk-test"
) -> tuple[int, Any]:
    """Ask a server for a chat answer: the status and the decoded body."""
    data = json.dumps({"model": model, "messages": [{"role": "user", "content": prompt}]}).encode()
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url + path, data, headers), timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@contextlib.contextmanager
def serving(*arguments: str | Path, folder: Path | None = None, **environment: str) -> Iterator[Served]:
    """Run `fakeai serve` on a free port, in a folder; what it says on standard error counts as printed."""
    command = [sys.executable, "-m", "fakeai", "serve", "--port", "0", *map(str, arguments)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, **environment},
    ) as process:
        served = Served(process)
        try:
            yield served
        finally:
            process.kill()
            served.output()
