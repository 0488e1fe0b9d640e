"""A person's own command: run to its end, or ended with all that it has started."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from fakeai.errors import SettingError

_GRACE = 2.0  # seconds that it has to end by itself once it is told to
_TOLD = 15  # lines of output in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended: its exit code, None if it had to be ended; and the last lines that it printed."""

    code: int | None
    said: str
    output: str = ""


def run(command: Sequence[str], *, variables: Mapping[str, str], timeout: float, verbose: bool) -> Ended:
    """Run a command with these environment variables for so many seconds at most.

    Its output goes through if `verbose`, else the end of it is kept. Raises SettingError for one that can't be run.
    """
    with tempfile.TemporaryFile() as file:
        output = None if verbose else file
        try:
            process = subprocess.Popen(  # noqa: S603 -- running the person's own command is what this is for
                command, env=os.environ | variables, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                start_new_session=os.name == "posix",
            )  # fmt: skip
        except OSError as error:
            raise SettingError(f"the command can't be run: {error.strerror}: {command[0]}") from error
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            return Ended(code=None, said=f"ended after {timeout:g} s", output=_last_lines(file))
        finally:
            _end(process)
        said = f"exit {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
        return Ended(code=code, said=said, output=_last_lines(file))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command that has not ended, and what it has started: a shell or a test runner is not all that runs."""
    if process.poll() is not None:
        return
    _signal(process, signal.SIGTERM)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if os.name == "posix":
        os.killpg(process.pid, number)  # its own session, so nobody else is in this group
    else:
        process.kill()


def _last_lines(file: IO[bytes]) -> str:
    file.seek(0)
    return "\n".join(file.read().decode(errors="replace").splitlines()[-_TOLD:])
