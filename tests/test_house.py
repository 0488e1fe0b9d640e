"""The house rules that no linter knows."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakeai.faults import FAULTS
from fakeai.providers import PROVIDERS

ROOT = Path(__file__).parent.parent
PACKAGE = sorted(ROOT.joinpath("fakeai").rglob("*.py"))
SOURCES = sorted(
    [*PACKAGE, *(path for it in ("tests", "examples", "benchmarks") for path in ROOT.joinpath(it).rglob("*.py"))]
)
CHILDREN = {f"fakeai.{path.parent.name}" for path in ROOT.glob("fakeai/*/__init__.py")}
CHILDREN |= {f"fakeai.{path.stem}" for path in ROOT.glob("fakeai/*.py") if path.stem != "__init__"}
LONGEST = 400


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def contract(name: str) -> dict[str, Any]:
    """A contract of import-linter, by its id."""
    settings = tomllib.loads(text(ROOT / "pyproject.toml"))
    found: Iterator[dict[str, Any]] = iter(settings["tool"]["importlinter"]["contracts"])
    return next(each for each in found if each["id"] == name)


def test_no_file_is_longer_than_400_lines() -> None:
    assert not [name(path) for path in SOURCES if len(text(path).splitlines()) > LONGEST]


def test_every_module_says_its_job_in_its_first_line() -> None:
    docstrings = {path: ast.get_docstring(ast.parse(text(path))) or "" for path in PACKAGE}
    assert not [name(path) for path, docstring in docstrings.items() if not docstring.partition("\n")[0].endswith(".")]


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"common", "helper", "helpers", "misc", "util", "utils"}
    assert not [name(path) for path in PACKAGE if path.stem in drawers]


def test_nothing_is_left_to_be_done() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")
    assert not [name(path) for path in SOURCES if any(word in text(path) for word in words)]


def calls(path: Path, function: str) -> bool:
    """Whether a file calls a function or method of this name."""
    called = (node.func for node in ast.walk(ast.parse(text(path))) if isinstance(node, ast.Call))
    names = (it.attr if isinstance(it, ast.Attribute) else getattr(it, "id", None) for it in called)
    return function in names


def test_nothing_sleeps_but_the_server_s_clock_and_benchmarks() -> None:
    assert {name(path) for path in SOURCES if calls(path, "sleep")} <= {"fakeai/server/clock.py", "benchmarks/load.py"}


def test_nothing_calls_hash() -> None:
    """For text it differs from process to process, and answers would with it."""
    assert not [name(path) for path in PACKAGE if calls(path, "hash")]


@pytest.mark.slow
def test_imports_run_downwards_only() -> None:
    """The contracts of import-linter in pyproject.toml."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_pure_modules_are_all_those_below_the_server() -> None:
    layers = contract("layers")["layers"]
    below = layers[layers.index("server") + 1 :]
    names = {f"fakeai.{name.strip()}" for layer in below for name in layer.split("|") if "(" not in name}
    assert set(contract("pure")["source_modules"]) == names


def test_every_module_but_the_plugin_is_kept_from_pytest() -> None:
    assert set(contract("pytest")["source_modules"]) == CHILDREN - {
        "fakeai.pytest_plugin",
        "fakeai.pytest_cassettes",
        "fakeai.pytest_marks",
    }


def imported(path: Path, package: str) -> set[str]:
    """The modules of a package that a file imports, by their names in it."""
    nodes = (node for node in ast.walk(ast.parse(text(path))) if isinstance(node, ast.ImportFrom))
    modules = {node.module or "" for node in nodes}
    return {module.removeprefix(f"{package}.") for module in modules if module.startswith(f"{package}.")}


def owner(module: str) -> str | None:
    """The provider that a module of fakeai.providers belongs to by its name: `radis` and `radis_dress` are radis's."""
    names = [provider.name for provider in PROVIDERS if f"{module}_".startswith(f"{provider.name}_")]
    return max(names, key=len, default=None)


@pytest.mark.parametrize("path", sorted(ROOT.glob("fakeai/providers/[a-z]*.py")), ids=name)
def test_providers_do_not_know_each_other(path: Path) -> None:
    assert {owner(module) for module in imported(path, "fakeai.providers")} <= {owner(path.stem), None}


def test_faults_do_not_know_each_other() -> None:
    faults = {fault.__module__.rpartition(".")[2] for fault in FAULTS}
    for path in ROOT.glob("fakeai/faults/[a-z]*.py"):
        assert not imported(path, "fakeai.faults") & faults, path.name


@pytest.mark.parametrize("module", ["fakeai", "fakeai.pytest_plugin", "fakeai.cli.main"])
def test_importing_the_outside_costs_nothing_heavy(module: str) -> None:
    heavy = {"aiohttp", "pydantic", "faker", "yaml", "rich", "jinja2", "numpy", "openai"}
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
