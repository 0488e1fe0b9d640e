"""Recordings of paths that no provider knew are found again once there is one that does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fakeai.engine import Engine
from fakeai.recording.cassette import Matching, Recorded
from fakeai.recording.nameless import nameless
from fakeai.recording.opening import open_cassette
from fakeai.recording.store import Store
from fakeai.recording.tape import Tape
from tests.recording.making import CHAT, make_recorded, make_request, make_response, write

LATER = "/api/v2/chat/completions"  # OpenAI has no such path, and LightOn has
UNKNOWN = "/v1/of/nobody"
AT = "2026-11-21T15:57:29Z"


def recorded(provider: str, path: str, text: str = "Hi.") -> Recorded:
    return replace(make_recorded("Q", text, path=path), provider=provider)


@pytest.mark.parametrize(
    ("exchanges", "expected"),
    [
        ([("openai", CHAT)], set()),
        ([("openai", LATER)], {LATER}),
        ([("lighton", LATER)], set()),
        ([("openai", LATER), ("lighton", LATER)], {LATER}),
        ([("openai", UNKNOWN)], {UNKNOWN}),
        ([("radis", UNKNOWN), ("lighton", UNKNOWN)], set()),
        ([("a-provider-of-tomorrow", CHAT)], {CHAT}),
        ([("openai", LATER), ("openai", UNKNOWN), ("openai", CHAT)], {LATER, UNKNOWN}),
    ],
    ids=[
        "its own path", "another's path", "the path of whom it is", "both", "nobody's", "names tell them apart",
        "an unknown provider", "each path by itself",
    ],
)  # fmt: skip
def test_when_the_name_of_a_provider_says_nothing(exchanges: list[tuple[str, str]], expected: set[str]) -> None:
    assert {path for _, path in nameless([recorded(*it) for it in exchanges])} == expected


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A cassette from before LightOn was known, and from after."""
    return write(tmp_path / "x.yaml", [recorded("openai", LATER, "before"), recorded("lighton", LATER, "after")])


def said(tape: Tape, provider: str) -> str:
    found = tape.decide(provider, make_request("Q", path=LATER)).recorded
    return "" if found is None else found.response.body.decode().split('"')[-2]


def test_old_and_new_recordings_are_played_in_recorded_order(path: Path) -> None:
    tape = open_cassette(path)
    assert [said(tape, "lighton") for _ in range(3)] == ["before", "after", ""]


def test_recording_all_anew_replaces_the_old_ones(path: Path) -> None:
    tape = open_cassette(path, record="all")
    tape.take("lighton", make_request("Q", path=LATER), make_response("new"), at=AT, upstream="https://x")
    tape.save()
    assert [(it.provider, b'"new"' in it.response.body) for it in Store(path).load().exchanges] == [("lighton", True)]


def test_what_is_recorded_today_under_the_root_s_name_is_played_to_its_provider(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    tape = open_cassette(path, record="once")
    tape.take("openai", make_request("Q", path=LATER), make_response("old"), at=AT, upstream="https://x")
    tape.save()
    before = path.read_bytes()
    exchange = Engine(tape=open_cassette(path)).answer(make_request("Q", path=LATER))
    assert (exchange.provider, exchange.outcome) == ("lighton", "replayed")
    assert path.read_bytes() == before


def test_a_path_that_is_known_is_still_the_provider_s_own(tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("Q")])
    assert open_cassette(path).decide("radis", make_request("Q")).action == "refuse"


def test_a_path_that_is_normalised_is_found_too(tmp_path: Path) -> None:
    one, other = (f"/v1/of/nobody/{number}f1c2b34-1111-4222-8333-444455556666" for number in "67")
    matching = Matching(normalize=("uuid",))
    path = write(tmp_path / "x.yaml", [recorded("openai", one)], matching=matching)
    assert open_cassette(path).decide("radis", make_request("Q", path=other)).action == "play"


def test_a_miss_names_no_provider_where_that_does_not_count(tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [recorded("openai", LATER)])
    note = open_cassette(path).decide("lighton", make_request("other", path=LATER)).note or ""
    assert note.startswith(f"POST {LATER} model gpt-4o")
    assert "provider: " not in note
