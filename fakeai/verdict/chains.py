"""Which requests belong together: a call, and its retries by the SDK or by the application."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fakeai.exchange import Exchange

RETRY_COUNT = "x-stainless-retry-count"
"""What the official SDKs number their retries with, from 0."""

LONGEST_PAUSE = 120.0
"""Seconds after which the same request is a new call, and no retry: no official SDK waits longer."""

AT_ONCE = 0.05
"""Seconds between attempts that are no pause at all."""

_BEFORE_THE_BODY = frozenset({"refuse", "hang", "slow_headers"})
_BREAKS = frozenset({"reset", "close", "bad_chunk", "short_body", "gzip_broken", "stall", "error_event"})
_SILENT = frozenset({
    "truncate", "cut", "unfinished", "empty_body", "html_200", "plain_json_for_stream", "tool_args_cut", "half_json",
    "garble", "drop",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of a chain, and what is told about it here: whether it went wrong, and when it was over."""

    exchange: Exchange

    @property
    def status(self) -> int:
        """The status that was answered; 0 if nothing was."""
        return self.exchange.response.status

    @property
    def is_stream(self) -> bool:
        """Whether a stream was asked for."""
        return self.exchange.call is not None and self.exchange.call.stream

    @property
    def went_wrong(self) -> bool:
        """Whether the answer was a failure, or was harmed so that a client can't use all of it."""
        harmful = _BEFORE_THE_BODY | _BREAKS | _SILENT
        return self.status >= 400 or bool(harmful.intersection(self.exchange.faults))

    @property
    def ended(self) -> float:
        """When the answer was over for the client, in seconds on the server's clock; planned, if nobody knows."""
        exchange = self.exchange
        if exchange.delivery is not None:
            return exchange.at + exchange.delivery.seconds
        frames = exchange.response.frames
        return exchange.at + (frames[-1].at if frames else exchange.response.head_at)

    @property
    def retry_count(self) -> int | None:
        """Which retry the SDK says that this is; None if it says nothing."""
        said = self.exchange.request.header(RETRY_COUNT) or ""
        return int(said) if said.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Retry:
    """An attempt that follows another one, `pause` seconds after that was over."""

    before: Attempt
    attempt: Attempt
    pause: float

    @property
    def is_certain(self) -> bool:
        """Whether it is a retry without doubt: equal calls that an application makes at once may be side by side."""
        return self.attempt.retry_count != 0 or self.pause >= AT_ONCE


@dataclass(frozen=True, slots=True)
class Chain:
    """A call: its first attempt and all retries, in order. `noticed`: somebody said that its trouble was noticed."""

    attempts: tuple[Attempt, ...]
    noticed: bool = False

    @property
    def last(self) -> Attempt:
        """The attempt that the call ended with."""
        return self.attempts[-1]

    @property
    def pauses(self) -> tuple[float, ...]:
        """Seconds from the end of each attempt to the beginning of the next."""
        return tuple(max(0.0, later.exchange.at - earlier.ended) for earlier, later in pairwise(self.attempts))

    @property
    def retries(self) -> tuple[Retry, ...]:
        """Every attempt but the first, with the one before it and the pause between them."""
        pairs = pairwise(self.attempts)
        return tuple(Retry(before, attempt, pause) for (before, attempt), pause in zip(pairs, self.pauses, strict=True))

    @property
    def timeline(self) -> tuple[str, ...]:
        """One line an attempt: when it began, what it was answered with, what was done to that, and for how long."""
        began = self.attempts[0].exchange.at
        return tuple(_line(attempt, attempt.exchange.at - began) for attempt in self.attempts)


def chains(exchanges: Iterable[Exchange], noticed: Collection[int] = ()) -> tuple[Chain, ...]:
    """The calls that requests make. `noticed` are the numbers of exchanges whose trouble was noticed.

    A request is a retry of one with the same body if the SDK numbers it as such, or if that one went wrong, was not
    noticed, was over, and is not long gone. Requests that no fixture fits, and those without a body, are left out.
    """
    known: dict[tuple[str, str, bytes], list[list[Attempt]]] = {}
    found: list[list[Attempt]] = []
    for exchange in sorted(exchanges, key=lambda each: (each.at, each.number)):
        if exchange.outcome in ("unmatched", "crashed") or not exchange.request.body:
            continue
        alike = known.setdefault(
            (exchange.request.path, exchange.request.header("authorization") or "", exchange.request.body), []
        )
        attempt = Attempt(exchange)
        begun = _begun(alike, attempt, noticed)
        if begun is None:
            begun = []
            alike.append(begun)
            found.append(begun)
        begun.append(attempt)
    return tuple(Chain(tuple(each), any(it.exchange.number in noticed for it in each)) for each in found)


def _begun(alike: Sequence[list[Attempt]], attempt: Attempt, noticed: Collection[int]) -> list[Attempt] | None:
    """The call that an attempt goes on with, of those with the same body; None if it is a call of its own."""
    if attempt.retry_count:
        numbered = [chain for chain in alike if chain[-1].retry_count == attempt.retry_count - 1]
        return next(iter(numbered), alike[-1] if alike else None)  # of calls side by side, the one that failed first
    return next((chain for chain in reversed(alike) if _may_go_on(chain[-1], attempt, noticed)), None)


def _may_go_on(before: Attempt, attempt: Attempt, noticed: Collection[int]) -> bool:
    if before.exchange.number in noticed or not before.went_wrong:
        return False
    return 0 <= attempt.exchange.at - before.ended <= LONGEST_PAUSE


def _line(attempt: Attempt, at: float) -> str:
    exchange = attempt.exchange
    retry = f" (the SDK's retry {attempt.retry_count})" if attempt.retry_count else ""
    said = str(attempt.status) if attempt.status else "nothing"
    wait = exchange.response.header("retry-after-ms")
    told = f", told to wait {int(wait) / 1000:g} s" if wait and wait.isdecimal() else ""
    faults = f", {'+'.join(exchange.faults)}" if exchange.faults else ""
    took = f" for {attempt.ended - exchange.at:.3f} s" if attempt.ended - exchange.at >= 0.01 else ""
    left = ", the client left" if exchange.delivery is not None and exchange.delivery.client_left else ""
    return f"+{at:.3f} s  #{exchange.number}{retry} {exchange.request.path} -> {said}{told}{faults}{took}{left}"
