"""What is said about a request that was not recorded."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from fakeai.recording.cassette import Matching, Recorded
from fakeai.recording.keys import Keys
from fakeai.recording.misses import miss
from fakeai.recording.player import Player
from fakeai.redaction import Redactor
from tests.recording.making import make_recorded, make_request
from tests.recording.test_keys import UUIDS

KEYS = Keys(Matching(), Redactor())


def said(recorded: list[Recorded], prompt: str = "Hello", /, *, ask_first: str | None = None, **fields: Any) -> str:
    player = Player(recorded, KEYS)
    if ask_first is not None:
        player.take(player.asked("openai", make_request(ask_first)))
    return miss(player.asked("openai", make_request(prompt, **fields)), player, name="x.yaml")


def test_it_names_what_was_asked_and_the_cassette() -> None:
    text = said([make_recorded("Other")], "Hello there")
    assert text.startswith('openai POST /v1/chat/completions model gpt-4o, "Hello there": not recorded in x.yaml')


def test_it_shows_only_what_differs_and_whether_that_was_played() -> None:
    text = said([make_recorded("What is the weather in Paris?")], "What is the weather in Rome?", ask_first="x")
    assert "#1 (not played yet) differs in:\n    messages[0].content: " in text
    assert '"What is the weather in Rome?", but recorded "What is the weather in Paris?"' in text
    assert "model:" not in text
    text = said([make_recorded("Paris")], "Rome", ask_first="Paris")
    assert "#1 (played already)" in text


def test_the_nearest_three_come_first_to_last() -> None:
    near = make_recorded("What is the weather in Paris?")
    far = [make_recorded(f"Something else {number}", temperature=number) for number in range(8)]
    text = said([*far, near], "What is the weather in Rome?")
    assert text.count("differs in") == 3
    assert text.index("#9") < text.index("#1")


def test_a_field_that_only_one_of_them_has() -> None:
    text = said([make_recorded(temperature=0)], stream=True)
    assert "stream: true, but recorded without it" in text
    assert "temperature: missing, but recorded 0" in text


def test_a_long_text_is_shown_where_it_differs() -> None:
    text = said([make_recorded("word " * 50 + "Paris")], "word " * 50 + "Rome")
    assert 'word Rome", but recorded "…' in text
    assert len(text) < 600


@pytest.mark.parametrize(
    ("asked", "recorded", "line"),
    [
        ("It is 2026-11-21 now", "It is 2025-01-01 now", "normalize: [date]"),
        ("At 2026-11-21T10:00:00Z", "At 2026-11-21T11:00:00Z", "normalize: [iso8601]"),
        ("See /var/a/b.txt", "See /home/c/d.txt", "normalize: [path]"),
        (f"Of {UUIDS[0]}", f"Of {UUIDS[1]}", "normalize: [uuid]"),
        ("At 1759436814 s", "At 1759440000 s", r'normalize: ["\\b1[0-9]{9}(?:[0-9]{3})?\\b"]'),
        ("Of order-7f3a9c", "Of order-1b2c3d", r'normalize: ["\\b(?:order\\-)[A-Za-z0-9]+"]'),
        ("run_a1b2c3 of job_x9y8z7", "run_d4e5f6 of job_u1v2w3", r'normalize: ["\\b(?:job_|run_)[A-Za-z0-9]+"]'),
    ],
)
def test_where_only_a_moment_or_an_id_differs_it_gives_the_line_to_paste(asked: str, recorded: str, line: str) -> None:
    assert said([make_recorded(recorded)], asked).endswith(line)


@pytest.mark.parametrize(
    ("asked", "recorded", "name"),
    [("It is 2026-11-21 now", "It is 2025-01-01 now", "a date"), ("Of order-7f3a9c", "Of order-1b2c3d", "an id")],
)
def test_the_line_to_paste_makes_it_match(asked: str, recorded: str, name: str) -> None:
    text = said([make_recorded(recorded)], asked)
    assert f"only {name} differs" in text
    words = yaml.safe_load(text.splitlines()[-1])["normalize"]
    player = Player([make_recorded(recorded)], Keys(Matching(normalize=tuple(words)), Redactor()))
    assert player.find(player.asked("openai", make_request(asked))) == "unplayed"


def test_one_word_that_differs_is_no_id() -> None:
    assert "to record it" in said([make_recorded("Tell me about Paris")], "Tell me about Rome")


def test_where_only_a_moment_as_a_number_differs_it_proposes_to_ignore_it() -> None:
    text = said([make_recorded(metadata={"sent": [{"at": 1759436814}]})], metadata={"sent": [{"at": 1759440000}]})
    assert text.endswith('ignore: ["metadata.sent[0].at"]')


def test_where_only_the_user_differs_it_proposes_to_ignore_it() -> None:
    assert said([make_recorded(user="a")], user="b").endswith("ignore: [user]")


def test_one_that_was_played_out_is_not_called_unknown() -> None:
    text = said([make_recorded("Q")], "Q", ask_first="Q")
    assert "recorded once in x.yaml, and played once already" in text
    assert "then: repeat_last" in text


def test_an_empty_cassette_is_said_to_be_empty() -> None:
    assert "x.yaml holds no exchange" in said([])


def test_a_secret_of_the_request_is_never_shown() -> None:
    secret = "sk-proj-" + "a1" * 20
    assert secret not in said([make_recorded("Other")], f"my key is {secret}")
