"""Every example runs as its first line says, with no network."""

from __future__ import annotations

import os
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


def table(page: Path) -> list[list[str]]:
    """The words of each row of the table of cases that a page shows."""
    _, found, rest = page.read_text(encoding="utf-8").partition("\n case             result")
    assert found, f"{page} shows no table"
    return [line.split() for line in rest.partition("```")[0].splitlines()[1:]]


@pytest.mark.slow
def test_the_story_of_chaos_goes_as_its_pages_tell_it() -> None:
    story = EXAMPLES / "chaos"
    command = [sys.executable, "-m", "fakeai", "chaos", "--plan", "quick", "--patience", "4", "--"]
    done = subprocess.run(
        [*command, sys.executable, "careless.py"],
        cwd=story, env={**os.environ, "COLUMNS": "160"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    rows = [line.split() for line in done.stdout.partition("\n\n")[0].splitlines()[1:]]
    assert done.returncode == 1
    assert table(story / "README.md") == table(EXAMPLES.parent / "docs" / "chaos.md") == rows


def test_there_are_examples() -> None:
    assert SCRIPTS
    assert SUITES
