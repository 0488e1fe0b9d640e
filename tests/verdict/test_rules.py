"""What a client should do when something goes wrong, and what is found where it does not; and no false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from fakeai.exchange import Exchange
from fakeai.verdict import judge
from fakeai.verdict.chains import same
from fakeai.verdict.rules import MOST_ATTEMPTS
from tests.builders import make_call

from .making import attempts, exchange

ONE_SECOND = (("retry-after", "1"), ("retry-after-ms", "1000"))
QUOTA = b'{"error":{"code":"insufficient_quota"}}'


def rules(made: Sequence[Exchange], noticed: tuple[int, ...] = ()) -> list[str]:
    return [finding.rule for finding in judge(made, noticed).findings]


BUGS: dict[str, tuple[list[Exchange], list[str]]] = {
    "the SDK is told to retry a 401": (attempts(401, 0.5), ["retried_hopeless"]),
    "a raw client retries a 400": (attempts(400, 0.5, sdk=False), ["retried_hopeless"]),
    "an application's loop retries a 401": (
        [exchange(number, number, 401, retry=0) for number in (1, 2, 3)], ["retried_hopeless"]
    ),
    "a 503 is not retried": ([exchange(1, 0.0, 503, retry=0)], ["gave_up"]),
    "a lost connection is not retried": ([exchange(1, 0.0, 0, faults=("refuse",))], ["gave_up"]),
    "a plain answer that breaks off is not retried": ([exchange(1, 0.0, faults=("reset",))], ["gave_up"]),
    "it comes back before it may": (attempts(429, 0.3, headers=ONE_SECOND), ["ignored_retry_after"]),
    "it may only be told seconds": (attempts(429, 0.3, headers=(("retry-after", "1"),)), ["ignored_retry_after"]),
    "it hammers": (attempts(500, 0.001, 0.002), ["no_backoff"]),
    "it never stops": (attempts(500, *[1.0 * n for n in range(1, MOST_ATTEMPTS + 2)]), ["retry_storm"]),
    "it leaves a server that hangs, and that was it": ([exchange(1, 0.0, faults=("hang",), left=True)], ["gave_up"]),
    "it waits out a stall": ([exchange(1, 0.0, faults=("stall",), took=5.0)], ["no_timeout"]),
    "it waits for ever": ([exchange(1, 0.0, faults=("hang",), under_way=True)], ["no_timeout"]),
    "half an answer is taken as a whole": ([exchange(1, 0.0, faults=("truncate",), stream=True)], ["unnoticed"]),
    "a page of HTML is taken as an answer": ([exchange(1, 0.0, faults=("html_200",))], ["unnoticed"]),
    "a used-up quota is retried": (attempts(429, 0.5, said=QUOTA), ["retried_quota"]),
}  # fmt: skip

FINE: dict[str, list[Exchange]] = {
    "nothing goes wrong": [exchange(1, 0.0), exchange(2, 0.1), exchange(3, 0.2)],
    "the SDK backs off": attempts(503, 0.45, 0.9),
    "it gives up after its retries": attempts(503, 0.45, 0.9, last=503),
    "it waits as long as it was told": attempts(429, 1.0, headers=ONE_SECOND),
    "it waits a hair less, as clocks do": attempts(429, 0.995, headers=ONE_SECOND),
    "a 401 is raised": [exchange(1, 0.0, 401, retry=0)],
    "two calls of an application run into the same 401": [
        exchange(1, 0.0, 401, retry=0), exchange(2, 0.1, 401, retry=0)
    ],
    "one retry at once": attempts(500, 0.001),
    "it may come back at once": attempts(429, 0.001, 0.001, headers=(("retry-after-ms", "0"),)),
    "it leaves a stall": [exchange(1, 0.0, faults=("stall",), took=1.0, left=True, stream=True)],
    "it tries again after half an answer": [exchange(1, 0.0, faults=("truncate",)), exchange(2, 0.1)],
    "a plain answer is whole without a finish": [exchange(1, 0.0, faults=("unfinished",))],
    "harmless faults": [exchange(1, 0.0, faults=("slice", "comments", "line_endings", "no_done"))],
    "what says that it is not to be retried is not": [exchange(1, 0.0, 500, headers=(("x-should-retry", "false"),))],
    "a quota is raised": [exchange(1, 0.0, 429, said=QUOTA)],
    "equal calls side by side run into the same trouble": [exchange(n, n / 1000, 401, retry=0) for n in range(1, 20)],
    "a wait that is too long is not waited for": [exchange(1, 0.0, 429, headers=(("retry-after", "3600"),))],
    "a prompt that never fits is raised": [exchange(1, 0.0, 429, said=b"Request too large for gpt-4o")],
    "a stream that breaks in the middle is raised by the SDK": [exchange(1, 0.0, faults=("reset",), stream=True)],
}  # fmt: skip


@pytest.mark.parametrize("what", BUGS)
def test_a_mistake_is_found(what: str) -> None:
    made, expected = BUGS[what]
    assert rules(made) == expected


@pytest.mark.parametrize("what", FINE)
def test_no_false_alarm(what: str) -> None:
    assert rules(FINE[what]) == []


@pytest.mark.parametrize("faults", [("truncate",), ("refuse",)], ids=str)
def test_what_was_noticed_is_no_bug(faults: tuple[str, ...]) -> None:
    assert rules([exchange(7, 0.0, faults=faults)], noticed=(7,)) == []


class TestAlone:
    """The calm run has shown that the application makes the call once: then what follows is a retry."""

    LOOP = tuple(exchange(n, n / 1000, 503, retry=0) for n in range(1, 5))

    def rules(self, made: Sequence[Exchange], times: int) -> list[str]:
        usual = {same(made[0]): times}
        return [finding.rule for finding in judge(made, usual=usual).findings]

    def test_a_loop_without_a_pause_is_found_though_the_sdk_numbers_nothing(self) -> None:
        assert self.rules(self.LOOP, 1) == ["no_backoff"]

    def test_calls_side_by_side_are_let_alone(self) -> None:
        assert self.rules(self.LOOP, 4) == []
        assert rules(self.LOOP) == []

    def test_a_second_attempt_after_a_401_is_enough(self) -> None:
        made = [exchange(n, n / 1000, 401, retry=0) for n in (1, 2)]
        assert self.rules(made, 1) == ["retried_hopeless"]
        assert rules(made) == []

    def test_coming_back_at_once_is_too_early_where_a_time_was_told(self) -> None:
        made = [exchange(1, 0.0, 429, retry=0, headers=ONE_SECOND), exchange(2, 0.001, retry=0)]
        assert self.rules(made, 1) == ["ignored_retry_after"]


class TestAWayOut:
    """Who asks the same in another way, of another model for example, need not try the same again."""

    FAILED = exchange(1, 0.0, 503, retry=0)

    def test_another_model_is_one(self) -> None:
        assert rules([self.FAILED, exchange(2, 0.01, body=b'{"model":"other"}')]) == []

    def test_another_question_is_none(self) -> None:
        other = replace(exchange(2, 0.01, body=b'{"model":"other"}'), call=make_call("Something else"))
        assert rules([self.FAILED, other]) == ["gave_up"]

    def test_what_was_asked_at_the_same_time_is_none(self) -> None:
        slow = exchange(1, 0.0, 503, retry=0, took=1.0)
        assert rules([slow, exchange(2, 0.01, body=b'{"model":"other"}')]) == ["gave_up"]

    def test_coming_to_nothing_itself_it_is_told(self) -> None:
        assert rules([self.FAILED, exchange(2, 0.01, 503, body=b'{"model":"other"}')]) == ["gave_up"]


def test_a_finding_shows_its_timeline() -> None:
    (finding,) = judge(BUGS["it comes back before it may"][0]).findings
    assert str(finding) == (
        "bug: told to wait 1 s, it came again after 0.300 s [ignored_retry_after]\n"
        "    +0.000 s  #1 /v1/chat/completions -> 429, told to wait 1 s\n"
        "    +0.300 s  #2 (the SDK's retry 1) /v1/chat/completions -> 200, told to wait 1 s"
    )


def test_a_remark_is_no_bug() -> None:
    verdict = judge(BUGS["a used-up quota is retried"][0])
    assert (verdict.ok, len(verdict.findings), verdict.bugs) == (True, 1, ())


def test_a_verdict_without_findings_says_so() -> None:
    assert str(judge([])) == "nothing to find fault with"
