"""Which requests are retries of one call, and which are calls of their own."""

from __future__ import annotations

import pytest

from fakeai.exchange import Exchange
from fakeai.verdict import chains

from .making import attempts, exchange


def numbers(exchanges: list[Exchange], noticed: tuple[int, ...] = ()) -> list[list[int]]:
    return [[it.exchange.number for it in chain.attempts] for chain in chains(exchanges, noticed)]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (attempts(503, 0.5, 1.0), [[1, 2, 3]]),
        ([exchange(1, 0.0, retry=0), exchange(2, 0.1, retry=0)], [[1], [2]]),
        ([exchange(1, 0.0), exchange(2, 0.1)], [[1], [2]]),
        ([exchange(1, 0.0, 503), exchange(2, 0.1)], [[1, 2]]),
        ([exchange(1, 0.0, 503, retry=0), exchange(2, 0.1, retry=0)], [[1, 2]]),
        ([exchange(1, 0.0, 503), exchange(2, 500.0)], [[1], [2]]),
        ([exchange(1, 0.0, 503), exchange(2, 0.1, body=b"{}")], [[1], [2]]),
        ([exchange(1, 0.0, faults=("truncate",)), exchange(2, 0.1)], [[1, 2]]),
        ([exchange(1, 0.0, faults=("comments",)), exchange(2, 0.1)], [[1], [2]]),
        ([exchange(1, 0.0, 404, outcome="unmatched"), exchange(2, 0.1)], [[2]]),
    ],
    ids=[
        "the SDK numbers its retries", "two calls after each other", "without an SDK too", "again after a failure",
        "the application tries again", "long after", "another body", "again after half an answer",
        "nothing was wrong with the first", "a call that no fixture fits",
    ],
)  # fmt: skip
def test_what_belongs_together(made: list[Exchange], expected: list[list[int]]) -> None:
    assert numbers(made) == expected


def test_a_failure_that_was_noticed_ends_its_call() -> None:
    assert numbers([exchange(1, 0.0, 503), exchange(2, 0.1)], noticed=(1,)) == [[1], [2]]


def test_calls_side_by_side_are_told_apart() -> None:
    made = [
        exchange(1, 0.0, 503, body=b"a", retry=0), exchange(2, 0.0, 503, body=b"b", retry=0),
        exchange(3, 0.5, body=b"b", retry=1), exchange(4, 0.6, body=b"a", retry=1),
    ]  # fmt: skip
    assert numbers(made) == [[1, 4], [2, 3]]


def test_equal_calls_side_by_side_have_retries_of_their_own() -> None:
    made = [
        exchange(1, 0.0, 503, retry=0, took=0.3), exchange(2, 0.1, 503, retry=0, took=0.3),
        exchange(3, 0.8, retry=1), exchange(4, 0.9, retry=1),
    ]  # fmt: skip
    assert numbers(made) == [[1, 3], [2, 4]]


def test_a_call_that_comes_while_an_equal_one_is_answered_is_no_retry() -> None:
    assert numbers([exchange(1, 0.0, 503, took=0.5), exchange(2, 0.2)]) == [[1], [2]]


def test_the_timeline_says_when_and_what() -> None:
    wait = (("retry-after-ms", "1500"),)
    made = [
        exchange(1, 4.0, 429, retry=0, headers=wait),
        exchange(2, 5.6, retry=1, took=0.25, faults=("stall",), left=True),
    ]
    (chain,) = chains(made)
    assert chain.timeline == (
        "+0.000 s  #1 /v1/chat/completions -> 429, told to wait 1.5 s",
        "+1.600 s  #2 (the SDK's retry 1) /v1/chat/completions -> 200, stall for 0.250 s, the client left",
    )
