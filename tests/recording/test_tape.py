"""A cassette in use: what is played, taken, compared and saved."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from fakeai import wire
from fakeai.errors import CassetteError, SettingError
from fakeai.recording.cassette import Matching, Recorded
from fakeai.recording.modes import Mode
from fakeai.recording.opening import open_cassette
from fakeai.recording.store import Store
from fakeai.recording.tape import Tape
from tests.recording.making import make_recorded, make_request, make_response, make_stream, write

Decide = Callable[[str], str]
AT = "2026-11-21T15:57:29Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "x.yaml", [make_recorded("Q", "A"), make_recorded("R", "B")])


def tape(path: Path, mode: Mode = "none", **options: object) -> Tape:
    return open_cassette(path, record=mode, **options)  # type: ignore[arg-type]


def take(tape: Tape, user: str, response: wire.Response | None = None, **fields: object) -> str:
    request = make_request(user, **fields)  # type: ignore[arg-type]
    return tape.take("openai", request, response or make_response("new"), at=AT, upstream="https://api.openai.com")


def answers(path: Path) -> list[tuple[str, str]]:
    """What is asked and answered in a cassette file."""
    found = Store(path).load().exchanges
    return [(it.request.body.decode().split('"')[-2], it.response.body.decode().split('"')[-2]) for it in found]


@pytest.mark.parametrize(
    ("mode", "actions"),
    [
        ("none", ["play", "refuse", "refuse"]), ("once", ["play", "refuse", "refuse"]),
        ("new_episodes", ["play", "forward", "forward"]), ("all", ["forward"] * 3), ("rewrite", ["forward"] * 3),
        ("verify", ["compare", "compare", "refuse"]),
    ],
)  # fmt: skip
def test_what_becomes_of_a_request(path: Path, mode: Mode, actions: list[str]) -> None:
    running = tape(path, mode)
    assert [running.decide("openai", make_request(user)).action for user in ("Q", "Q", "unknown")] == actions


def test_once_records_everything_where_there_is_no_file(tmp_path: Path) -> None:
    assert tape(tmp_path / "new.yaml", "once").decide("openai", make_request()).action == "forward"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("new_episodes", [("Q", "A"), ("R", "B"), ("Q", "new"), ("S", "new")]),
        ("all", [("Q", "new"), ("R", "B"), ("S", "new")]),
        ("rewrite", [("Q", "new"), ("S", "new")]),
    ],
)
def test_what_a_cassette_holds_after_recording(path: Path, mode: Mode, expected: list[tuple[str, str]]) -> None:
    running = tape(path, mode)
    take(running, "Q")
    take(running, "S")
    assert running.save()
    assert answers(path) == expected


def test_what_was_recorded_is_not_played_in_the_same_run(tmp_path: Path) -> None:
    running = tape(tmp_path / "new.yaml", "new_episodes")
    take(running, "Q")
    assert running.decide("openai", make_request("Q")).action == "forward"


@pytest.mark.parametrize(
    ("status", "record_errors", "kept"),
    [(200, False, 1), (429, False, 0), (429, True, 1), (500, False, 0), (0, True, 1)],
)
def test_errors_are_kept_only_if_asked_for(tmp_path: Path, status: int, record_errors: bool, kept: int) -> None:
    running = tape(tmp_path / "new.yaml", "once", record_errors=record_errors)
    take(running, "Q", replace(make_response(), status=status))
    assert len(running.new) == kept


def test_a_stream_that_was_cut_is_kept_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    running = tape(path, "once")
    assert take(running, "Q", make_stream(ending="reset")) == "recorded, cut short"
    running.save()
    assert '    ending: "reset"' in path.read_text(encoding="utf-8")


def test_a_retry_is_recorded_again_only_if_its_answer_differs(tmp_path: Path) -> None:
    running = tape(tmp_path / "new.yaml", "once", record_errors=True)
    retry = (("x-stainless-retry-count", "1"),)
    take(running, "Q", replace(make_response("busy"), status=429))
    take(running, "Q", replace(make_response("busy"), status=429), headers=retry)
    take(running, "Q", make_response("fine"), headers=retry)
    take(running, "Q", make_response("fine"))
    assert [it.response.status for it in running.new] == [429, 200, 200]


def test_a_miss_says_that_there_is_no_file(tmp_path: Path) -> None:
    note = tape(tmp_path / "none.yaml").decide("openai", make_request()).note
    assert note is not None
    assert "none.yaml (there is no such file)" in note


@pytest.mark.parametrize(("speed", "times"), [(None, [0, 0, 0]), (1, [0.05, 0.1, 0.2]), (2, [0.025, 0.05, 0.1])])
def test_the_pace_of_playing(path: Path, speed: float | None, times: list[float]) -> None:
    played = tape(path, speed=speed).timed(make_stream())
    assert [played.head_at, *(frame.at for frame in played.frames)] == times


def test_what_a_call_line_says_is_added_to_what_the_cassette_says(tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("At 2026-11-21")], matching=Matching(normalize=("date",)))
    running = tape(path, ignore=["user"])
    assert running.decide("openai", make_request("At 2025-01-01", user="me")).action == "play"


def test_unasked_recordings_are_named(path: Path) -> None:
    running = tape(path)
    running.decide("openai", make_request("Q"))
    error = running.unasked()
    assert "line" in str(error)
    assert len(running.unplayed) == 1
    running.decide("openai", make_request("R"))
    assert running.unasked() is None


def test_verify_compares_shapes_and_writes_nothing(path: Path) -> None:
    before = path.read_bytes()
    running = tape(path, "verify")
    assert take(running, "Q", make_response("other words")) == "compared, same shape"
    changed = wire.plain_json(200, {"model": 5, "choices": [{"message": {}}], "new": 1})
    assert take(running, "R", changed) == "compared, error"
    lines = [str(it) for it in running.drifts[1][1]]
    assert lines == [
        "error: model: was text, is a number",
        "warning: choices[].message.content: gone; it was text",
        "note: new: new: a number",
    ]
    assert len(running.failures) == 1
    assert not running.save()
    assert path.read_bytes() == before


def test_two_who_record_at_once_lose_nothing_of_each_other(path: Path) -> None:
    tapes = [tape(path, "new_episodes") for _ in range(8)]
    for number, running in enumerate(tapes):
        take(running, f"S{number}")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Tape.save, tapes))
    assert sorted(answers(path)) == sorted([("Q", "A"), ("R", "B"), *((f"S{it}", "new") for it in range(8))])


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("new_episodes", [("Q", "A"), ("R", "B"), ("S0", "new"), ("S1", "new"), ("Q", "new"), ("S2", "new")]),
        ("all", [("R", "B"), ("S0", "new"), ("S1", "new"), ("Q", "new"), ("S2", "new")]),
        ("rewrite", [("S0", "new"), ("S1", "new"), ("Q", "new"), ("S2", "new")]),
    ],
)
def test_who_saves_again_after_another_one_has_keeps_what_that_one_wrote(
    path: Path, mode: Mode, expected: list[tuple[str, str]]
) -> None:
    one, other = tape(path, mode), tape(path, mode)
    for number, running in enumerate((one, other, one)):
        take(running, f"S{number}")
        if number == 1:
            take(other, "Q")
        running.save()
    take(other, "T")
    other.save()
    assert sorted(answers(path)) == sorted([*expected, ("T", "new")])


def test_saving_again_adds_nothing(path: Path) -> None:
    running = tape(path, "new_episodes")
    take(running, "S")
    assert [running.save(), running.save()] == [True, False]
    take(running, "T")
    assert running.save()
    assert [asked for asked, _ in answers(path)] == ["Q", "R", "S", "T"]


@pytest.mark.parametrize("mode", ["new_episodes", "all", "rewrite", "none"])
def test_a_broken_file_is_never_overwritten(path: Path, mode: Mode) -> None:
    broken = path.read_bytes()[:-20]
    path.write_bytes(broken)
    with pytest.raises(CassetteError, match=r"line|cut off|closed|ends"):
        tape(path, mode)
    assert path.read_bytes() == broken


def test_a_file_that_is_broken_while_it_is_in_use_is_not_overwritten(path: Path) -> None:
    running = tape(path, "all")
    take(running, "S")
    path.write_bytes(b"<<<<<<< HEAD\n")
    with pytest.raises(CassetteError, match="merge conflict"):
        running.save()
    assert path.read_bytes() == b"<<<<<<< HEAD\n"


def test_no_half_written_file_is_ever_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    running = tape(path, "all")
    take(running, "S")
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(CassetteError, match="No space left on device"):
        running.save()
    assert path.read_bytes() == before
    assert [it.name for it in path.parent.iterdir()] == [path.name]


def test_side_files_lie_beside_the_cassette(tmp_path: Path) -> None:
    large = [make_recorded("x" * 70_000)]
    path = write(tmp_path / "x.yaml", large)
    [side] = tmp_path.glob("x.files/*.json")
    assert Store(path).load().exchanges == tuple(large)
    side.unlink()
    with pytest.raises(CassetteError, match=r"x.yaml:\d+: the side file .* can't be read"):
        Store(path).load()


@pytest.mark.parametrize("name", ["../x.yaml", "/etc/passwd", "a/b", ".."])
def test_a_side_file_is_never_read_from_elsewhere(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("x" * 70_000)])
    [side] = tmp_path.glob("x.files/*.json")
    path.write_text(path.read_text(encoding="utf-8").replace(side.name, name), encoding="utf-8")
    with pytest.raises(CassetteError, match="is no name of a side file"):
        Store(path).load()


@pytest.mark.parametrize(
    ("options", "words"),
    [({"record": "on"}, "once"), ({"speed": 0}, "above 0"), ({"secrets": ["("]}, "regular expression")],
)
def test_options_that_make_no_sense_are_refused(tmp_path: Path, options: dict[str, object], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        open_cassette(tmp_path / "x.yaml", **options)  # type: ignore[arg-type]


def test_a_cassette_is_a_yaml_file(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="a file such as"):
        open_cassette(tmp_path / "x.txt")


def test_an_exchange_knows_its_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8").splitlines()
    exchanges: tuple[Recorded, ...] = Store(path).load().exchanges
    assert [text[(it.line or 0) - 1] for it in exchanges] == ["- request:"] * 2
