"""What a client should do when something goes wrong, one function a rule; each finds where it did not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from fakeai.verdict.chains import AT_ONCE, Attempt, Chain

Severity = Literal["bug", "remark"]
"""A bug is what no client should do; a remark is what its author should know."""

MOST_ATTEMPTS = 10
UNNOTICED = "unnoticed"
"""The rule of which the wire shows one side only: whoever noticed in another way is right."""

_HOPELESS = frozenset({400, 401, 403, 404, 405, 413, 415, 422})
_TRANSIENT = frozenset({408, 409, 429})
_TOO_LONG = 60.0  # seconds that nobody need wait
_SLACK, _ROUNDING = 0.98, 0.005
_STALLS = frozenset({"hang", "stall", "slow_headers"})
_UNSEEN = frozenset(
    {"truncate", "cut", "unfinished", "empty_body", "html_200", "plain_json_for_stream", "tool_args_cut"}
)
_BEFORE_THE_BODY = frozenset({"hang", "slow_headers"})
_BREAKS = frozenset({"reset", "close"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a client did, and should not have; or did not, and should have. `timeline` shows it."""

    rule: str
    severity: Severity
    message: str
    timeline: tuple[str, ...]

    def __str__(self) -> str:
        return "\n    ".join((f"{self.severity}: {self.message} [{self.rule}]", *self.timeline))


def retried_hopeless(chain: Chain) -> Iterator[Finding]:
    """What can't get better was tried again.

    Two equal requests that no SDK numbers may be two calls of the application; three are not.
    """
    several = len(chain.attempts) > 2
    for retry in chain.retries:
        attempt = retry.before
        sure = retry.attempt.retry_count != 0 or retry.alone or several
        if attempt.status in _HOPELESS and retry.is_certain and sure:
            message = f"a {attempt.status} was tried again, though it can't get better"
            yield _finding("retried_hopeless", "bug", message, chain)
            return
        if _is_quota(attempt) and retry.is_certain:
            message = "a used-up quota was tried again: SDKs look at the status 429 alone, not at `insufficient_quota`"
            yield _finding("retried_quota", "remark", message, chain)
            return


def gave_up(chain: Chain) -> Iterator[Finding]:
    """What would have passed was not tried again."""
    attempt = chain.last
    if len(chain.attempts) == 1 and not chain.noticed and _would_pass(attempt):
        silent = _BEFORE_THE_BODY.intersection(attempt.exchange.faults)
        lost = "a server that says nothing" if silent else "a lost connection"
        what = f"a {attempt.status}" if attempt.status >= 400 else lost
        yield _finding("gave_up", "bug", f"{what} was not tried again, though it often passes", chain)


def ignored_retry_after(chain: Chain) -> Iterator[Finding]:
    """The next attempt came before the time that the provider had asked for."""
    for retry in chain.retries:
        wait = retry.before.asked_to_wait
        if wait is not None and retry.is_certain and retry.pause < wait * _SLACK - _ROUNDING:
            message = f"told to wait {wait:g} s, it came again after {retry.pause:.3f} s"
            yield _finding("ignored_retry_after", "bug", message, chain)
            return


def no_backoff(chain: Chain) -> Iterator[Finding]:
    """Attempts follow each other at once, and nobody had said that they may."""
    pauses = [
        retry.pause
        for retry in chain.retries
        if retry.is_certain and retry.before.asked_to_wait is None and retry.before.status not in _HOPELESS
    ]
    if len(pauses) >= 2 and max(pauses) < AT_ONCE:
        message = f"{len(pauses)} retries came at once, with no pause that grows"
        yield _finding("no_backoff", "bug", message, chain)


def retry_storm(chain: Chain) -> Iterator[Finding]:
    """It does not stop."""
    if sum(retry.is_certain for retry in chain.retries) >= MOST_ATTEMPTS:
        yield _finding("retry_storm", "bug", f"{len(chain.attempts)} attempts at one call; it should stop", chain)


def no_timeout(chain: Chain) -> Iterator[Finding]:
    """Nothing came for a long while, and the client waited to the end of it."""
    for attempt in chain.attempts:
        stalled = _STALLS.intersection(attempt.exchange.faults)
        delivery = attempt.exchange.delivery
        if stalled and (delivery is None or not delivery.client_left):
            waited = f"{delivery.seconds:.1f} s" if delivery is not None else "to the end"
            yield _finding("no_timeout", "bug", f"nothing came, and it waited {waited} without giving up", chain)
            return


def unnoticed(chain: Chain) -> Iterator[Finding]:
    """The answer was cut short or was none, no SDK says so, and nothing was done about it."""
    unseen = sorted(_UNSEEN.intersection(chain.last.exchange.faults))
    if not chain.last.is_stream:  # a plain body came whole, whatever it says of its finish
        unseen = [fault for fault in unseen if fault != "unfinished"]
    if unseen and not chain.noticed and chain.last.status == 200:
        message = f"an answer that was not whole ({', '.join(unseen)}) was taken as if it were"
        yield _finding(UNNOTICED, "bug", message, chain)


def swallowed(chain: Chain) -> Iterator[Finding]:
    """A call came to nothing, and its command ended as if nothing had happened. Only who has seen it end can ask."""
    last = chain.last
    told = f"a {last.status}" if last.status >= 400 else ", ".join(last.exchange.faults)
    if last.went_wrong and not chain.noticed:
        message = f"a call came to nothing ({told}), and the command ended with 0; does whoever ran it hear of it?"
        yield _finding("swallowed", "remark", message, chain)


def never_ended(chain: Chain, seconds: float) -> Finding:
    """A command that made this call last had to be ended after so many seconds."""
    return _finding("never_ended", "bug", f"the command had not ended after {seconds:g} s", chain)


RULES: tuple[Callable[[Chain], Iterator[Finding]], ...] = (
    retried_hopeless, gave_up, ignored_retry_after, no_backoff, retry_storm, no_timeout, unnoticed,
)  # fmt: skip
"""Every rule, in the order of the documentation."""


def _finding(rule: str, severity: Severity, message: str, chain: Chain) -> Finding:
    return Finding(rule=rule, severity=severity, message=message, timeline=chain.timeline)


def _is_quota(attempt: Attempt) -> bool:
    return attempt.status == 429 and b"insufficient_quota" in attempt.exchange.response.body


def _would_pass(attempt: Attempt) -> bool:
    """Whether official SDKs try again after such an answer."""
    wait = attempt.asked_to_wait or 0.0
    if attempt.exchange.response.header("x-should-retry") == "false" or _is_quota(attempt) or wait > _TOO_LONG:
        return False
    exchange = attempt.exchange
    by_a_limit = exchange.outcome == "struck" and exchange.strike is None
    if attempt.status == 429 and by_a_limit and attempt.asked_to_wait is None:  # more than the limit ever allows
        return False
    left = exchange.delivery is not None and exchange.delivery.client_left
    broken = not attempt.is_stream and bool(_BREAKS.intersection(exchange.faults))  # of a stream, some is used already
    lost = "refuse" in exchange.faults or broken or (left and bool(_BEFORE_THE_BODY.intersection(exchange.faults)))
    return lost or attempt.status in _TRANSIENT or attempt.status >= 500
