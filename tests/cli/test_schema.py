from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import yaml

from tests.cli.served import WEATHER, Fakeai


def test_the_schema_is_printed_and_accepts_a_good_file(fakeai: Fakeai) -> None:
    result = fakeai("schema")
    assert result.exit_code == 0
    jsonschema.validate(yaml.safe_load(WEATHER), json.loads(result.stdout))


def test_the_schema_can_be_written_to_a_file(fakeai: Fakeai, tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    result = fakeai("schema", "--output", path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text(encoding="utf-8") == fakeai("schema").stdout


def test_a_file_that_cannot_be_written_is_told_plainly(fakeai: Fakeai, tmp_path: Path) -> None:
    result = fakeai("schema", "--output", tmp_path / "no" / "such" / "folder.json")
    assert result.exit_code == 1
    assert "No such file or directory" in result.output
    assert "Traceback" not in result.output
