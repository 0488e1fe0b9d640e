from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import fakeai as package
from tests.cli.served import Fakeai


def test_the_version_names_the_distribution(fakeai: Fakeai) -> None:
    assert fakeai("--version").output == f"pytest-fakeai {package.__version__}\n"


def test_help_names_every_command(fakeai: Fakeai) -> None:
    output = fakeai("--help").output
    assert all(f"\n  {name} " in output for name in ("serve", "check", "schema"))


@pytest.mark.parametrize("command", [(), ("cassettes",)], ids=["fakeai", "cassettes"])
def test_no_line_of_a_list_of_commands_is_cut_off(fakeai: Fakeai, command: tuple[str, ...]) -> None:
    assert "..." not in fakeai(*command, "--help").output.partition("Commands:")[2]


def test_python_m_fakeai_is_the_same_command() -> None:
    command = [sys.executable, "-m", "fakeai", "--version"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.startswith("pytest-fakeai ")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from fakeai.cli.main import cli; cli(['--help'], standalone_mode=False);"
        "print(sorted({'aiohttp', 'pydantic', 'faker', 'yaml', 'rich', 'jinja2', 'asyncio'} & set(sys.modules)))"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output.endswith("[]\n")


def test_an_unrelated_distribution_of_our_package_is_warned_of(fakeai: Fakeai, monkeypatch: pytest.MonkeyPatch) -> None:
    true = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "9.9" if name == "fakeai" else true(name))
    result = fakeai("schema")
    assert "unrelated distribution `fakeai` 9.9 is installed too" in result.stderr
    assert "pip uninstall fakeai pytest-fakeai" in result.stderr
    assert result.exit_code == 0


def test_without_it_there_is_no_warning(fakeai: Fakeai) -> None:
    assert fakeai("schema").stderr == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["--tokenizer", "words"], "unknown tokenizer 'words'", id="tokenizer"),
        pytest.param(["--provider", "nobody"], "nobody", id="provider"),
        pytest.param(["--port", "70000"], "70000 is not in the range", id="port-range"),
        pytest.param(["--host", "no.such.host.invalid"], "no.such.host.invalid", id="host"),
        pytest.param(["--shiny"], "No such option", id="option"),
    ],
)
def test_a_setting_that_cannot_be_used_is_a_usage_error(fakeai: Fakeai, arguments: list[str], told: str) -> None:
    result = fakeai("serve", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_a_bad_fixture_file_is_told_with_its_place(fakeai: Fakeai, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("fixtures:\n  - {match: {usr: a}, reply: b}\n", encoding="utf-8")
    result = fakeai("serve", path)
    assert result.exit_code == 1
    assert f"{path}:2:14: unknown key `usr`" in result.stderr
    assert result.stderr.endswith("Error: the fixtures have 1 problem\n")


def test_a_path_that_does_not_exist_is_told(fakeai: Fakeai, tmp_path: Path) -> None:
    result = fakeai("serve", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr
