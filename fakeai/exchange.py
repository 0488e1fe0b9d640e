"""One call and its answer as it happened, and the journal of all of them in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

from fakeai import wire
from fakeai.call import Call
from fakeai.redaction import masked

Outcome = Literal["scripted", "generated", "unmatched", "refused", "crashed", "struck", "replayed", "forwarded"]
"""Where the answer came from: a fixture; made up; nothing fits; the request itself is wrong; a callable raised; chaos
or a rate limit was in the way; a cassette; the real provider, which the server asks (until then the response is a
stand-in)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How an answer went out: frames and bytes handed to the socket, seconds taken, and whether the client left."""

    frames: int
    size: int
    seconds: float
    client_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and what was answered. `call` is None where the request was refused before it was understood.

    `at` is when the request came, in seconds since its server began. `delivery` is None while the answer is still on
    its way. `note` says why, for `unmatched`, `crashed` and a path that is not served. `strike` is what chaos had to do
    with it, with its rule and draw; `faults` are those that were done to the answer, `not_applicable` those that could
    not be, each with the reason.
    """

    number: int
    request: wire.Request
    response: wire.Response
    outcome: Outcome
    provider: str
    call: Call | None = None
    fixture: str | None = None
    note: str | None = None
    strike: str | None = None
    faults: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    at: float = 0.0
    delivery: Delivery | None = None

    def __repr__(self) -> str:
        model = f" {self.call.model}" if self.call is not None and self.call.model else ""
        asked = masked(f"{self.request.method} {self.request.path}{model}")
        return f"Exchange(#{self.number} {asked} -> {self.response.status} {self.fixture or self.outcome})"


class Journal:
    """All exchanges in the order in which they were answered, the newest `limit` of them.

    Any number of threads may add to it and read it: every step here is a single one of the interpreter.
    """

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._exchanges: dict[int, Exchange] = {}
        self._deliveries: dict[int, Delivery] = {}
        self._numbers = count(1)

    def next_number(self) -> int:
        """A number for an exchange, from 1; no two get the same."""
        return next(self._numbers)

    def add(self, exchange: Exchange) -> None:
        """Note an exchange whose answer is about to be sent."""
        self._exchanges[exchange.number] = exchange
        if len(self._exchanges) > self._limit:
            oldest = next(iter(self._exchanges))
            self._exchanges.pop(oldest, None)
            self._deliveries.pop(oldest, None)

    def forwarded(self, exchange: Exchange) -> None:
        """Put an exchange with the answer of the real provider in the place of the one that was noted without it."""
        if exchange.number in self._exchanges:
            self._exchanges[exchange.number] = exchange

    def delivered(self, number: int, delivery: Delivery) -> None:
        """Note how the answer to exchange `number` went out. One that the limit has dropped is let go."""
        if number in self._exchanges:
            self._deliveries[number] = delivery

    def is_over(self, number: int) -> bool:
        """Whether the answer to exchange `number` has gone out, or so many came since that nobody knows any more."""
        return number in self._deliveries or number not in self._exchanges

    def all(self) -> tuple[Exchange, ...]:
        """Every exchange that is kept, oldest first."""
        return tuple(map(self._whole, tuple(self._exchanges.values())))

    def _whole(self, exchange: Exchange) -> Exchange:
        """An exchange with its delivery, which is kept apart because far fewer are read than written."""
        delivery = self._deliveries.get(exchange.number)
        return exchange if delivery is None else replace(exchange, delivery=delivery)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._exchanges)
