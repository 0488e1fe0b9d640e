"""Every block of README.md and docs/ does what it says.

The word after a block's language is a file name: the block is that file. A `test_*.py` file is run by pytest, a YAML
file loaded as fixtures. Other Python blocks are run as they stand beside the page's files. Shell blocks are parsed, and
run if they are marked `run`. What follows `needs` are modules without which a block is skipped; `make test-clients` has
them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt

from fakeai.fixtures.loader import load

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(ROOT.joinpath("docs").rglob("*.md")))
SILENT = {"text"}  # output, not input


class Block(NamedTuple):
    page: Path
    line: int
    language: str
    label: str
    needs: tuple[str, ...]
    text: str


def blocks_of(page: Path) -> list[Block]:
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    found = []
    for token in tokens:
        if token.type in {"fence", "code_block"}:
            info, _, needs = token.info.strip().partition(" needs ")
            language, _, label = info.partition(" ")
            line = token.map[0] + 1 if token.map else 0
            found.append(Block(page, line, language, label, tuple(needs.split()), token.content))
    return found


BLOCKS = [block for page in PAGES for block in blocks_of(page)]


def name(block: Block) -> str:
    return f"{block.page.relative_to(ROOT).as_posix()}:{block.line}"


def of_language(*languages: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", [block for block in BLOCKS if block.language in languages], ids=name)


@pytest.fixture
def folder(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory that holds the files of the block's page."""
    for other in blocks_of(block.page):
        if "." in other.label:
            path = tmp_path / other.label
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(other.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("block", BLOCKS, ids=name)
def test_every_block_is_of_a_kind_that_is_tried(block: Block) -> None:
    assert block.language in {"python", "yaml", "json", "bash", *SILENT}


@of_language("python")
def test_python_runs(block: Block, folder: Path, monkeypatch: pytest.MonkeyPatch, pytester: pytest.Pytester) -> None:
    for module in block.needs:
        if find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    if block.label.startswith("test_"):
        scope = "asyncio_default_fixture_loop_scope=function"  # pytest-asyncio warns without it
        # Not everything that is needed can be imported a second time.
        run = pytester.runpytest_subprocess if block.needs else pytester.runpytest_inprocess
        result = run("-p", "no:randomly", "-o", scope, folder / block.label)
        result.assert_outcomes(passed=block.text.count("def test_"))
    else:
        monkeypatch.chdir(folder)  # pytester has gone elsewhere
        monkeypatch.syspath_prepend(folder)
        exec(compile(block.text, name(block), "exec"), {"__name__": "__main__"})  # noqa: S102 -- that is the test


@of_language("yaml")
def test_yaml_loads_as_fixtures(block: Block, folder: Path) -> None:
    path = folder / (block.label or "block.yaml")
    path.write_text(block.text, encoding="utf-8")
    assert load([path]).fixtures


@of_language("json")
def test_json_is_json(block: Block) -> None:
    json.loads(block.text)


@of_language("bash")
def test_shell_parses_and_runs_where_marked(block: Block, folder: Path) -> None:
    options = ["-euo", "pipefail"] if block.label == "run" else ["-n"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", *options, "-c", block.text], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        for child in token.children or ():
            target = str(child.attrs.get("href", "")) if child.type == "link_open" else ""
            if target and "://" not in target and not target.startswith(("#", "mailto:")):
                assert (page.parent / target.partition("#")[0]).exists(), target


def test_the_index_names_every_page() -> None:
    index = ROOT / "docs" / "index.md"
    pages = {page.relative_to(index.parent).as_posix() for page in PAGES if page.is_relative_to(index.parent)}
    assert not [page for page in pages - {"index.md"} if f"]({page})" not in index.read_text(encoding="utf-8")]
