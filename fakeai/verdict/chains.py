"""Which requests belong together: a call, and its retries by the SDK or by the application."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fakeai.exchange import Exchange
from fakeai.redaction import masked

RETRY_COUNT = "x-stainless-retry-count"
"""What the official SDKs number their retries with, from 0."""

LONGEST_PAUSE = 120.0
"""Seconds after which the same request is a new call, and no retry: no official SDK waits longer."""

AT_ONCE = 0.05
"""Seconds between attempts that are no pause at all."""

Request = tuple[str, str, bytes]
"""What makes two requests the same: path, key and body."""

_NUMBER = re.compile(r"\d+(\.\d+)?")
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
        return exchange.at + exchange.response.over_at

    @property
    def asked_to_wait(self) -> float | None:
        """Seconds that the provider asks to wait, in either of its header fields."""
        for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
            said = self.exchange.response.header(name)
            if said is not None and _NUMBER.fullmatch(said):  # a date is left alone: nobody here sends one
                return float(said) / unit
        return None

    @property
    def request(self) -> Request:
        """What the same request has too."""
        return same(self.exchange)

    @property
    def retry_count(self) -> int | None:
        """Which retry the SDK says that this is; None if it says nothing."""
        said = self.exchange.request.header(RETRY_COUNT) or ""
        return int(said) if said.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Retry:
    """An attempt that follows another one, `pause` seconds after that was over.

    `alone`: it is known that the application makes such a call only once.
    """

    before: Attempt
    attempt: Attempt
    pause: float
    alone: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it is a retry without doubt: equal calls that an application makes at once may be side by side."""
        return self.alone or self.attempt.retry_count != 0 or self.pause >= AT_ONCE


@dataclass(frozen=True, slots=True)
class Chain:
    """A call: its first attempt and all retries, in order.

    `noticed`: its trouble was noticed, as somebody said, or as the same was asked again in another way, of another
    model for example; `alone`: the application makes such a call only once.
    """

    attempts: tuple[Attempt, ...]
    noticed: bool = False
    alone: bool = False

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
        pairs = zip(pairwise(self.attempts), self.pauses, strict=True)
        return tuple(Retry(before, attempt, pause, self.alone) for (before, attempt), pause in pairs)

    @property
    def timeline(self) -> tuple[str, ...]:
        """One line an attempt: when it began, what it was answered with, what was done to that, and for how long."""
        began = self.attempts[0].exchange.at
        return tuple(_line(attempt, attempt.exchange.at - began) for attempt in self.attempts)


def chains(
    exchanges: Iterable[Exchange], noticed: Collection[int] = (), usual: Mapping[Request, int] | None = None
) -> tuple[Chain, ...]:
    """The calls that requests make. `noticed` are the numbers of exchanges whose trouble was noticed.

    A request is a retry of the same one if the SDK numbers it as such, or if that one went wrong, was not noticed, was
    over, and is not long gone. Requests that no fixture fits, and those without a body, are left out. `usual` says how
    often each request comes where nothing goes wrong, if that is known.
    """
    known: dict[Request, list[list[Attempt]]] = {}
    found: list[list[Attempt]] = []
    for exchange in sorted(judged(exchanges), key=lambda each: (each.at, each.number)):
        attempt = Attempt(exchange)
        alike = known.setdefault(attempt.request, [])
        begun = _begun(alike, attempt, noticed)
        if begun is None:
            begun = []
            alike.append(begun)
            found.append(begun)
        begun.append(attempt)
    return tuple(_chain(each, found, noticed, usual or {}) for each in found)


def judged(exchanges: Iterable[Exchange]) -> Iterable[Exchange]:
    """The exchanges that say something of how a client copes."""
    return (it for it in exchanges if it.outcome not in ("unmatched", "crashed") and it.request.body)


def usual_requests(exchanges: Iterable[Exchange]) -> Mapping[Request, int]:
    """How often each request came, in exchanges of a run in which nothing went wrong."""
    return Counter(same(exchange) for exchange in judged(exchanges))


def same(exchange: Exchange) -> Request:
    """What the same request has too."""
    request = exchange.request
    return request.path, request.header("authorization") or "", request.body


def _chain(
    attempts: list[Attempt], found: Sequence[list[Attempt]], noticed: Collection[int], usual: Mapping[Request, int]
) -> Chain:
    said = any(it.exchange.number in noticed for it in attempts)
    in_another_way = any(_asks_again(attempts[-1], other[0]) for other in found if other is not attempts)
    return Chain(tuple(attempts), said or in_another_way, usual.get(attempts[0].request) == 1)


def _asks_again(before: Attempt, attempt: Attempt) -> bool:
    """Whether the user says the same in another request, after one that came to nothing."""
    calls = before.exchange.call, attempt.exchange.call
    if calls[0] is None or calls[1] is None or before.request == attempt.request:
        return False
    same_words = calls[0].user is not None and calls[0].user == calls[1].user
    return same_words and calls[0].endpoint == calls[1].endpoint and _may_go_on(before, attempt, ())


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
    wait = attempt.asked_to_wait
    told = "" if wait is None else f", told to wait {wait:g} s"
    faults = f", {'+'.join(exchange.faults)}" if exchange.faults else ""
    took = f" for {attempt.ended - exchange.at:.3f} s" if attempt.ended - exchange.at >= 0.01 else ""
    left = ", the client left" if exchange.delivery is not None and exchange.delivery.client_left else ""
    return f"+{at:.3f} s  #{exchange.number}{retry} {masked(exchange.request.path)} -> {said}{told}{faults}{took}{left}"
