"""What all writing has in common: a topic, chance, names to draw from, and a length to keep to."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple, TypeVar

from fakeai.generation.pools import Pools
from fakeai.generation.writing.wish import Wish

T = TypeVar("T")


class Hand(NamedTuple):
    """Writes one answer. `room` is about how many words the call's limit leaves, or None if there is no limit."""

    wish: Wish
    chance: Random
    pools: Pools
    room: int | None = None
    model: str = ""

    @property
    def topic(self) -> str:
        """The topic, as it stands within a sentence."""
        return self.wish.topic

    @property
    def title(self) -> str:
        """The topic, as it begins a sentence or a heading."""
        return self.wish.topic[:1].upper() + self.wish.topic[1:]

    def one(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[int(self.chance.random() * len(values))]

    def some(self, values: Sequence[T], count: int) -> list[T]:
        """So many of the values, each once as long as there are enough."""
        rounds, rest = divmod(count, len(values))
        return [*values] * rounds + self.chance.sample(values, rest)

    def fits(self, words: int) -> bool:
        """Whether so many words are within the limit."""
        return self.room is None or words <= self.room
