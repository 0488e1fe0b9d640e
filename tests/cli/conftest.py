"""The command line in this process, and fixture files to point it at."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fakeai.cli.main import cli
from tests.cli.served import WEATHER, Fakeai


@pytest.fixture
def fakeai() -> Fakeai:
    """Run `fakeai` with these arguments."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def weather(tmp_path: Path) -> Path:
    """A file with one fixture."""
    path = tmp_path / "weather.yaml"
    path.write_text(WEATHER, encoding="utf-8")
    return path
