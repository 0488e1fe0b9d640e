"""Chance and ids, all from one seed: the same seed and labels give the same values in every process."""

from __future__ import annotations

import random
from functools import lru_cache
from hashlib import blake2b, shake_128
from typing import NamedTuple

_LONG = 64  # characters of a label that is no name
_ALPHANUMERIC = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_TO_ALPHANUMERIC = bytes(_ALPHANUMERIC[i % len(_ALPHANUMERIC)] for i in range(256))


class Seed(NamedTuple):
    """A point in a tree of chance. Children are independent of each other and of their order of use.

    `Seed.root(7).child("chat", "id").alphanumeric(29)` is the same string on every machine and in every process;
    Python's own `hash()` and global `random` never take part.
    """

    key: bytes

    @classmethod
    def root(cls, seed: int | str | bytes = 0) -> Seed:
        """The seed a person gives: a number or a word."""
        data = seed if isinstance(seed, bytes) else str(seed).encode("utf-8", "surrogatepass")
        return cls(blake2b(data, digest_size=32, person=b"fakeai").digest())

    def child(self, *labels: str | int | bytes) -> Seed:
        """The seed for one purpose, named by labels."""
        parts = b"".join(
            [
                _framed_name(label) if isinstance(label, str) and len(label) < _LONG else _framed(label)
                for label in labels
            ]
        )
        return Seed(blake2b(parts, digest_size=32, key=self.key).digest())

    def raw(self, length: int) -> bytes:
        """`length` bytes."""
        if length <= 32:
            return self.key[:length]
        return shake_128(self.key).digest(length)

    def alphanumeric(self, length: int) -> str:
        """`length` characters of A-Z, a-z and 0-9, as in OpenAI's ids."""
        return self.raw(length).translate(_TO_ALPHANUMERIC).decode("ascii")

    def hex(self, length: int) -> str:
        """`length` hexadecimal digits."""
        return self.raw(-(-length // 2)).hex()[:length]

    def integer(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int.from_bytes(self.raw(8), "big") % (high - low + 1)

    def decimal(self, low: int, high: int) -> str:
        """A whole number as text."""
        return str(self.integer(low, high))

    def fraction(self) -> float:
        """A number from 0 up to, but not including, 1."""
        return (int.from_bytes(self.raw(8), "big") >> 11) / (1 << 53)

    def random(self) -> random.Random:
        """A random generator of one's own, for whatever needs many draws."""
        return random.Random(self.key)  # noqa: S311 -- reproducible by intention, and never for secrets


def _framed(label: str | int | bytes) -> bytes:
    """A label with its length before it, so that ("a", "bc") and ("ab", "c") differ."""
    data = label if isinstance(label, bytes) else str(label).encode("utf-8", "surrogatepass")
    return b"%d:%b" % (len(data), data)


_framed_name = lru_cache(maxsize=1024)(_framed)
"""The same for words, most of which come again with every answer."""
