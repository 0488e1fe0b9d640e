"""Playing recordings: unordered across requests, in order within one, with a stated end."""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from fakeai.recording.cassette import Matching, Recorded, Then
from fakeai.recording.keys import Keys
from fakeai.recording.player import Player
from fakeai.redaction import Redactor
from tests.recording.making import make_recorded, make_request

KEYS = Keys(Matching(), Redactor())


def make_player(exchanges: Sequence[Recorded], then: Then = "error") -> Player:
    return Player(exchanges, KEYS, then)


def ask(player: Player, user: str) -> bytes | None:
    play = player.take(player.asked("openai", make_request(user)))
    return play and play.recorded.response.body


def test_requests_are_answered_in_any_order() -> None:
    exchanges = [make_recorded(f"Q{number}", f"A{number}") for number in range(20)]
    player = make_player(exchanges)
    order = list(range(20))
    random.Random(7).shuffle(order)  # noqa: S311 -- an order, not a secret
    for number in order:
        assert ask(player, f"Q{number}") == exchanges[number].response.body


def test_the_same_request_is_answered_in_recorded_order_each_once() -> None:
    exchanges = [make_recorded("Q", "busy"), make_recorded("other", "x"), make_recorded("Q", "fine")]
    player = make_player(exchanges)
    assert [ask(player, "Q") for _ in range(3)] == [exchanges[0].response.body, exchanges[2].response.body, None]


@pytest.mark.parametrize(
    ("then", "answers"),
    [("error", [0, 1, None, None, None]), ("repeat_last", [0, 1, 1, 1, 1]), ("cycle", [0, 1, 0, 1, 0])],
)
def test_what_follows_the_last_recording(then: Then, answers: list[int | None]) -> None:
    exchanges = [make_recorded("Q", "one"), make_recorded("Q", "two")]
    player = make_player(exchanges, then)
    wanted = [None if index is None else exchanges[index].response.body for index in answers]
    assert [ask(player, "Q") for _ in answers] == wanted


def test_finding_takes_nothing_and_says_what_is_left() -> None:
    player = make_player([make_recorded("Q")])
    asked = player.asked("openai", make_request("Q"))
    assert [player.find(asked), player.find(asked)] == ["unplayed", "unplayed"]
    player.take(asked)
    assert player.find(asked) == "played"
    assert player.find(player.asked("openai", make_request("R"))) == "unknown"


def test_it_knows_what_was_played() -> None:
    exchanges = [make_recorded("Q"), make_recorded("R")]
    player = make_player(exchanges)
    ask(player, "R")
    assert player.unplayed == (exchanges[0],)
    assert [player.was_played(index) for index in (0, 1)] == [False, True]


def test_threads_never_get_the_same_recording() -> None:
    exchanges = [make_recorded("Q", f"A{number}") for number in range(200)]
    player = make_player(exchanges)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(player, "Q"), range(200)))
    assert len(set(answers)) == 200
