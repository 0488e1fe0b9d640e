"""Plays recordings: in any order across requests, in recorded order for the same request, each once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from fakeai import wire
from fakeai.recording.cassette import Recorded, Then
from fakeai.recording.keys import Asked, Keys
from fakeai.recording.modes import Finding


class Play(NamedTuple):
    """A recording that answers a request, and its place in the cassette, from 0."""

    place: int
    recorded: Recorded


class _Row:
    """The recordings of one request, in order, and how many have been played."""

    __slots__ = ("indexes", "taken", "turns")

    def __init__(self) -> None:
        self.indexes: list[int] = []
        self.turns = count()
        self.taken = 0


class Player:
    """Holds a cassette's exchanges.

    Finding one is a look-up, however many there are; taking one is a single step, so that any number of threads may.
    """

    def __init__(self, exchanges: Sequence[Recorded], keys: Keys, then: Then = "error") -> None:
        self.exchanges = tuple(exchanges)
        self._keys = keys
        self._then = then
        self._rows: dict[bytes, _Row] = {}
        self._played: set[int] = set()
        for index, recorded in enumerate(self.exchanges):
            key = keys.asked(recorded.provider, recorded.request).key
            self._rows.setdefault(key, _Row()).indexes.append(index)

    def asked(self, provider: str, request: wire.Request) -> Asked:
        """A request as it is compared."""
        return self._keys.asked(provider, request)

    def asked_of(self, index: int) -> Asked:
        """The request of a recording as it is compared."""
        recorded = self.exchanges[index]
        return self._keys.asked(recorded.provider, recorded.request)

    def find(self, asked: Asked) -> Finding:
        """Whether a recording answers this; nothing is taken."""
        row = self._rows.get(asked.key)
        if row is None:
            return "unknown"
        return "unplayed" if row.taken < len(row.indexes) or self._then != "error" else "played"

    def take(self, asked: Asked) -> Play | None:
        """The next recording that answers this, or None."""
        row = self._rows.get(asked.key)
        if row is None:
            return None
        turn = next(row.turns)
        row.taken = turn + 1
        index = self._index(row.indexes, turn)
        if index is None:
            return None
        self._played.add(index)
        return Play(index, self.exchanges[index])

    def recordings_of(self, asked: Asked) -> tuple[int, ...]:
        """The places of all recordings of this."""
        row = self._rows.get(asked.key)
        return () if row is None else tuple(row.indexes)

    def was_played(self, index: int) -> bool:
        """Whether the recording at a place has been played."""
        return index in self._played

    @property
    def unplayed(self) -> tuple[Recorded, ...]:
        """The recordings that nobody has asked for."""
        return tuple(it for index, it in enumerate(self.exchanges) if index not in self._played)

    def _index(self, indexes: Sequence[int], turn: int) -> int | None:
        if turn < len(indexes):
            return indexes[turn]
        if self._then == "cycle":
            return indexes[turn % len(indexes)]
        return indexes[-1] if self._then == "repeat_last" else None
