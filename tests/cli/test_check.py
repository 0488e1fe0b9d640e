from __future__ import annotations

from pathlib import Path

from tests.cli.served import Fakeai


def test_good_files_are_summed_up(fakeai: Fakeai, weather: Path) -> None:
    result = fakeai("check", weather)
    assert result.exit_code == 0
    assert result.output == "1 fixture in 1 file: no problems\n"


def test_a_folder_is_checked_with_all_its_files(fakeai: Fakeai, weather: Path) -> None:
    (weather.parent / "more.yaml").write_text("fixtures:\n  - {match: {user: a}, reply: b}\n", encoding="utf-8")
    assert fakeai("check", weather.parent).output == "2 fixtures in 2 files: no problems\n"


def test_every_problem_is_listed_with_its_place(fakeai: Fakeai, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("fixtures:\n  - {match: {usr: a}, reply: b}\n  - {match: {user: a}, reply: 5}\n", encoding="utf-8")
    result = fakeai("check", path)
    assert result.exit_code == 1
    assert [line.partition(": ")[0] for line in result.stdout.splitlines()] == [f"{path}:2:14", f"{path}:3:31"]
    assert "did you mean `user`" in result.stdout
    assert result.stderr == "2 problems found\n"


def test_a_missing_path_is_a_problem(fakeai: Fakeai, tmp_path: Path) -> None:
    result = fakeai("check", tmp_path / "nowhere.yaml")
    assert result.exit_code == 1
    assert "nowhere.yaml" in result.output


def test_paths_are_required(fakeai: Fakeai) -> None:
    result = fakeai("check")
    assert result.exit_code == 2
    assert "Missing argument 'PATHS...'" in result.output
