"""Where a fault strikes."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from fakeai import wire
from fakeai.faults.close import Close
from fakeai.faults.drop import Drop
from fakeai.faults.hang import Hang
from fakeai.faults.reset import Reset
from fakeai.faults.truncate import Truncate
from fakeai.seeds import Seed
from fakeai.wire import Frame
from tests.faults.answers import SEED, data, done, letter, letters, not_done, stream

ANSWER = wire.Response(headers=(("h", "1"),), frames=(Frame(b"abcd", 1.0), Frame(b"efgh", 2.0)))


@pytest.mark.parametrize(
    ("place", "sent"),
    [
        ({}, b"abcd"),
        ({"at": "start"}, b""),
        ({"at": "end"}, b"abcdefgh"),
        ({"after_frames": 0}, b""),
        ({"after_frames": 1}, b"abcd"),
        ({"after_frames": 2}, b"abcdefgh"),
        ({"inside_frame": 1}, b"ab"),
        ({"inside_frame": 2}, b"abcdef"),
        ({"after_bytes": 0}, b""),
        ({"after_bytes": 5}, b"abcde"),
        ({"after_bytes": 8}, b"abcdefgh"),
        ({"fraction": 0.0}, b""),
        ({"fraction": 0.7}, b"abcde"),
        ({"fraction": 1.0}, b"abcdefgh"),
    ],
    ids=str,
)
def test_a_place_says_how_much_is_sent(place: dict[str, Any], sent: bytes) -> None:
    result = done(Close(**place), ANSWER)
    assert (result.body, result.status, result.ending) == (sent, 200, "close")
    assert all(frame.at in {1.0, 2.0} for frame in result.frames)


def test_before_the_headers_nothing_is_sent() -> None:
    result = done(Reset(at="headers"), wire.Response(head_at=2.0, headers=(("h", "1"),), frames=ANSWER.frames))
    assert result == wire.Response(status=0, head_at=2.0, ending="reset")


@pytest.mark.parametrize("place", [{}, {"fraction": 0.5}, {"fraction": 0.6}, {"fraction": 0.74}], ids=str)
def test_a_fraction_of_a_stream_lies_between_two_events(place: dict[str, Any]) -> None:
    assert done(Close(**place), letters()).body == letter("a") + letter("b")
    recorded = stream(letters().body[:30], letters().body[30:])
    assert done(Close(**place), recorded).body == letter("a") + letter("b")


def test_a_fault_has_a_place_of_its_own() -> None:
    assert done(Hang(), ANSWER).status == 0
    assert done(Hang(after_bytes=3), ANSWER).body == b"abc"
    assert done(Hang(fraction=0.5), ANSWER).body == b"abcd"


def test_anywhere_is_decided_by_the_seed() -> None:
    fault = Reset(at="anywhere")
    long = wire.Response(frames=(Frame(b"x" * 1000),))
    lengths = {fault.offset(long, Seed.root(number)) for number in range(20)}
    assert len(lengths) > 10
    assert fault.offset(long, SEED) == fault.offset(long, SEED)
    assert all(0 <= length < 1000 for length in lengths)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ({"after_frames": 3}, "the answer has only 2 frames"),
        ({"inside_frame": 3}, "the answer has only 2 frames"),
        ({"after_bytes": 9}, "the answer has only 8 bytes"),
    ],
    ids=str,
)
def test_a_place_that_the_answer_does_not_have_is_not_applicable(place: dict[str, Any], reason: str) -> None:
    assert not_done(Close(**place), ANSWER) == reason


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ({"after_frames": 0}, "bcd"),
        ({"after_frames": 1}, "acd"),
        ({"inside_frame": 2}, "acd"),
        ({"after_bytes": 14}, "acd"),
        ({"at": "start"}, "bcd"),
        ({"at": "end"}, "abc"),
        ({"fraction": 1.0}, "abc"),
        ({"fraction": 0.5}, "abd"),
    ],
    ids=str,
)
def test_an_event_is_the_one_that_lies_at_the_place_or_comes_next(place: dict[str, Any], left: str) -> None:
    assert data(done(Drop(**place), letters())) == [f'["{letter}"]' for letter in left]


def test_behind_the_last_event_there_is_none() -> None:
    assert not_done(Drop(after_frames=4), letters()) == "no event comes after that place"


def test_events_are_found_wherever_the_frames_are_cut() -> None:
    whole = letters().body
    recorded = stream(whole[:5], whole[5:17], whole[17:])
    assert data(done(Drop(after_bytes=14), recorded)) == ['["a"]', '["c"]', '["d"]']
    assert done(Truncate(after_frames=2), recorded).body == letter("a")


def test_only_one_place_is_given() -> None:
    with pytest.raises(ValidationError, match="`after_frames` and `fraction` both say where"):
        Drop(after_frames=1, fraction=0.5)


@pytest.mark.parametrize(
    "place",
    [
        {"fraction": 1.5},
        {"fraction": -1},
        {"after_frames": -1},
        {"inside_frame": 0},
        {"at": "middle"},
        {"after_bytes": 1.5},
    ],
    ids=str,
)
def test_a_place_that_nothing_has_is_refused(place: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Close.model_validate(place)


def test_what_damages_the_body_can_not_strike_before_the_headers() -> None:
    with pytest.raises(ValidationError, match="'start', 'end' or 'anywhere'"):
        Truncate.model_validate({"at": "headers"})
