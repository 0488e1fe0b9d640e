"""Every example runs as its first line says, with no network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))
SUITES = sorted(path.parent for path in EXAMPLES.glob("*/test_*.py"))


def name(path: Path) -> str:
    return path.name


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_the_script_runs_and_prints(script: Path) -> None:
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES, ids=name)
def test_the_suite_passes(suite: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", ".", "."]
    done = subprocess.run(command, cwd=suite, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_examples() -> None:
    assert SCRIPTS
    assert SUITES
