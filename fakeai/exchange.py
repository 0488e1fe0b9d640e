"""One call and its answer as it happened, and the journal of all of them in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from fakeai import wire
from fakeai.call import Call

Outcome = Literal["scripted", "generated", "unmatched", "refused", "crashed"]
"""Where the answer came from: a fixture; made up; nothing fits; the request itself is wrong; a callable raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How an answer went out: frames and body bytes handed to the socket, seconds taken, and whether the client left."""

    frames: int
    size: int
    seconds: float
    client_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and what was answered. `call` is None where the request was refused before it was understood.

    `delivery` is None while the answer is still on its way. `note` says why, for `unmatched` and `crashed`.
    """

    number: int
    request: wire.Request
    response: wire.Response
    outcome: Outcome
    provider: str
    call: Call | None = None
    fixture: str | None = None
    note: str | None = None
    delivery: Delivery | None = None


class Journal:
    """All exchanges in the order in which they were answered, the newest `limit` of them.

    Only one thread writes (the server's); any thread may read, because what is read is always whole.
    """

    def __init__(self, limit: int = 10_000) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=limit)
        self._count = 0

    def next_number(self) -> int:
        """The number of the next exchange, from 1."""
        return self._count + 1

    def add(self, exchange: Exchange) -> None:
        """Note an exchange whose answer is about to be sent."""
        self._count = exchange.number
        self._exchanges.append(exchange)

    def delivered(self, number: int, delivery: Delivery) -> None:
        """Note how the answer to exchange `number` went out. One that the limit has dropped is let go."""
        if not self._exchanges:
            return
        index = number - self._exchanges[0].number
        if 0 <= index < len(self._exchanges):
            self._exchanges[index] = replace(self._exchanges[index], delivery=delivery)

    def all(self) -> tuple[Exchange, ...]:
        """Every exchange that is kept, oldest first."""
        return tuple(self._exchanges)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._exchanges)
