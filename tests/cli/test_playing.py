"""What `fakeai record` and `fakeai replay` say when they start."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from fakeai.cli.playing import greeting
from fakeai.engine import Engine
from fakeai.recording.opening import open_cassette
from fakeai.recording.tape import Tape
from tests.recording.making import make_recorded, make_stream, write
from tests.recording.upstream.running import running

URL = "http://127.0.0.1:8000"


def said(tape: Tape) -> list[str]:
    engine = Engine(tape=tape, strict=True)
    return greeting(engine, tape, "plays")(URL).plain.splitlines()


def test_what_is_to_be_recorded_keeps_its_own_key(tmp_path: Path) -> None:
    assert said(open_cassette(tmp_path / "new.yaml", record="once"))[1:] == [
        "  0 exchanges recorded before",
        "Ready to paste:",
        f"  export OPENAI_BASE_URL={URL}/v1",
        "Ctrl-C ends it.",
    ]


def test_what_is_played_needs_any_key_and_has_a_question_to_paste(tmp_path: Path) -> None:
    path = write(tmp_path / "it's.yaml", [make_recorded("How's Paris?")])
    lines = said(open_cassette(path))
    assert lines[1] == f"  what was asked: fakeai cassettes show {shlex.quote(str(path))}"
    assert lines[4] == "  export OPENAI_API_KEY=sk-fake"
    words = shlex.split(lines[5])
    assert words[:3] == ["curl", "--no-buffer", f"{URL}/v1/chat/completions"]
    assert json.loads(words[-1])["messages"][-1]["content"] == "How's Paris?"


def test_a_question_that_is_too_long_to_paste_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("x" * 3_000)])
    assert not any(line.startswith("  curl") for line in said(open_cassette(path)))


@pytest.mark.slow
def test_the_line_to_paste_is_answered_from_the_cassette(tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("Tell me", make_stream(["It ", "rains."]), stream=True)])
    curl = next(line for line in said(open_cassette(path)) if line.startswith("  curl"))
    with running("replay", str(path)) as url:
        words = [word.replace(URL, url) for word in shlex.split(curl)]
        output = subprocess.run([*words, "--silent"], capture_output=True, check=True).stdout
    assert b"rains." in output
