"""`fakeai cassettes`: what it says of recordings, and what it makes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from fakeai.recording.store import Store
from tests.cli.served import Fakeai
from tests.recording.making import make_recorded, make_stream, write
from tests.recording.secrets import CORPUS

SECRET = CORPUS["OpenAI key"]


def test_ls_counts_and_names_orphans(fakeai: Fakeai, tmp_path: Path) -> None:
    folder = tmp_path / "cassettes" / "test_a"
    folder.mkdir(parents=True)
    (tmp_path / "test_a.py").write_text("def test_one(): ...\n")
    for name in ("test_one[x]", "test_two"):
        write(folder / f"{name}.yaml", [make_recorded()])
    one, two = fakeai("cassettes", "ls", tmp_path).output.splitlines()
    assert "1 exchange" in one
    assert "2026-11-21" in one
    assert "test is gone" not in one
    assert "test is gone" in two


def test_ls_tells_age_and_goes_on_after_a_file_that_is_broken(fakeai: Fakeai, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("fakeai: cassette\nversion: 1\n")
    recorded = make_recorded("x" * 70_000)
    old = replace(recorded, provenance=replace(recorded.provenance, at="2020-01-01T00:00:00Z"))
    path = write(tmp_path / "b.yaml", [recorded, old])
    one, two = fakeai("cassettes", "ls", tmp_path).output.splitlines()
    assert "a.yaml:2: the file ends without" in one
    assert re.search(r"b\.yaml: 2 exchanges, [\d,]+ bytes, \d{4} days old \(2020-01-01\)", two)
    size = int(re.findall(r"([\d,]+) bytes", two)[0].replace(",", ""))
    assert size == sum(file.stat().st_size for file in (path, *tmp_path.glob("b.files/*")))


@pytest.mark.parametrize(
    ("source", "name", "gone"),
    [
        ("def test_one(): ...", "test_one", False),
        ("async def test_one(): ...", "test_one[a.b-c]", False),
        ("class TestA:\n    def test_one(self): ...", "TestA.test_one[x]", False),
        ("class TestA(Base):\n    pass", "TestA.test_inherited", False),
        ("class TestA:\n    pass", "TestA.test_one", True),
        ("def test_one_more(): ...", "test_one", True),
        ("def test_other(): ...", "test_" + "x" * 130 + "-0123456789ab", False),
        ("", "test_one", True),
    ],
)
def test_whose_test_is_gone(fakeai: Fakeai, tmp_path: Path, source: str, name: str, gone: bool) -> None:
    (tmp_path / "test_a.py").write_text(source)
    path = write(tmp_path / "cassettes" / "test_a" / f"{name}.yaml", [make_recorded("x" * 70_000)])
    assert ("its test is gone" in fakeai("cassettes", "ls", tmp_path).output) == gone
    assert fakeai("cassettes", "prune", tmp_path).output.count("would delete") == (2 if gone else 0)
    fakeai("cassettes", "prune", tmp_path, "--yes")
    assert path.exists() != gone
    assert path.with_name(f"{name}.files").exists() != gone


def test_show_shows_no_secret(fakeai: Fakeai, tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded(f"my key is {SECRET}", f"Yes, EMP-123456 and {SECRET}")])
    text = fakeai("cassettes", "show", path, "--secret", r"EMP-\d+").output
    assert "my key is <redacted>" in text
    assert SECRET[:12] not in text
    assert "EMP-1" not in text


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ('headers: {"Authorization": "plain"}', "the request: the header authorization"),
        ('headers: {"cookie": "a=plain"}', "the request: the cookie a"),
        ('query: [["key", "plain"]]', "the request: the query parameter key"),
    ],
)
def test_verify_finds_credentials_that_a_person_has_put_there(
    fakeai: Fakeai, tmp_path: Path, field: str, said: str
) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("Hi", headers=())])
    path.write_text(path.read_text().replace('method: "POST"', f'method: "POST"\n    {field}'))
    result = fakeai("cassettes", "verify", path)
    assert result.exit_code == 1
    assert said in result.output
    fakeai("cassettes", "redact", path)
    assert fakeai("cassettes", "verify", path).exit_code == 0


def test_verify_looks_into_side_files_that_nobody_needs(fakeai: Fakeai, tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("x" * 70_000)])
    (tmp_path / "x.files" / "old.json").write_text(f'{{"said": "{SECRET}"}}')
    result = fakeai("cassettes", "verify", path)
    assert result.exit_code == 1
    assert "old.json: OpenAI key; no exchange needs this file" in result.output
    fakeai("cassettes", "prune", path, "--yes")
    assert fakeai("cassettes", "verify", path).exit_code == 0


def test_show_reads_like_a_conversation(fakeai: Fakeai, tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("How are you?", make_stream(["Fine", "."])), make_recorded("Bye")])
    text = fakeai("cassettes", "show", path).output
    assert "#1 POST /v1/chat/completions gpt-4o -> 200" in text
    assert "user:      How are you?" in text
    assert "#2" not in fakeai("cassettes", "show", path, "1").output


def test_verify_finds_secrets_and_broken_files(fakeai: Fakeai, tmp_path: Path) -> None:
    write(tmp_path / "good.yaml", [make_recorded()])
    assert fakeai("cassettes", "verify", tmp_path).exit_code == 0
    write(tmp_path / "leaky.yaml", [make_recorded(f"my key is {SECRET}")])
    (tmp_path / "broken.yaml").write_text("fakeai: cassette\nversion: 1\n")
    result = fakeai("cassettes", "verify", tmp_path)
    assert result.exit_code == 1
    assert "leaky.yaml:5: the request body, messages[0].content: OpenAI key" in result.output
    assert "broken.yaml:2: the file ends without" in result.output
    assert SECRET not in result.output


def test_redact_puts_placeholders(fakeai: Fakeai, tmp_path: Path) -> None:
    path = write(tmp_path / "leaky.yaml", [make_recorded(f"my key is {SECRET}"), make_recorded()])
    assert "1 exchange changed" in fakeai("cassettes", "redact", path).output
    assert SECRET not in path.read_text(encoding="utf-8")
    assert fakeai("cassettes", "verify", path).exit_code == 0


def test_prune_of_an_exchange_that_there_is_not_is_told(fakeai: Fakeai, tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded(), make_recorded("More?")])
    result = fakeai("cassettes", "prune", path, "1", "3", "--yes")
    assert result.exit_code == 2
    assert "there is no exchange 3" in result.output
    assert len(Store(path).load().exchanges) == 2


def test_prune_takes_out_only_if_told_so(fakeai: Fakeai, tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("A"), make_recorded("x" * 70_000), make_recorded("C")])
    fakeai("cassettes", "prune", path, "2")
    assert len(Store(path).load().exchanges) == 3
    fakeai("cassettes", "prune", path, "2", "--yes")
    assert len(Store(path).load().exchanges) == 2
    assert not list(tmp_path.glob("x.files/*"))
