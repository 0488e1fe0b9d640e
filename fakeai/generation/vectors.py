"""Embeddings: vectors that depend on nothing but the text, closer to each other the more words they share."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator
from functools import lru_cache
from hashlib import shake_128
from math import fsum, sqrt

Vector = tuple[float, ...]

_DEFAULT_DIMENSIONS = 1536
_DIMENSIONS = {
    "text-embedding-3-large": 3072,
    "text-embedding-3-small": 1536,
    "text-embedding-ada-002": 1536,
}

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")  # scripts that put no space between words
_SHORT_WORD = 3  # up to this length a word is likely an article or a preposition, and says little
_SHORT_WEIGHT, _WORD_WEIGHT, _GRAM_WEIGHT, _GRAM = 2, 8, 2, 3
_MOST_GRAMS = 12
_LEVELS = 15  # a feature adds 0 to 15 to each dimension: four bits of its digest
_CENTRE = _LEVELS / 2
_LANE_MAX = 65535  # dimensions are added up in lanes of 16 bits, side by side in one great integer
_COMMON_WEIGHT = 2  # what all texts share: real embeddings of unlike texts are not quite at right angles


def default_dimensions(model: str) -> int:
    """How long this model's vectors are unless a request says otherwise."""
    return _DIMENSIONS.get(model.rpartition("/")[2], _DEFAULT_DIMENSIONS)


class Embedder:
    """Makes the vectors of texts. It remembers words, so that a text costs little once its words are known."""

    def __init__(self) -> None:
        self._lanes_of_word = lru_cache(maxsize=2048)(_word_lanes)

    def vector(self, text: str, *, model: str, dimensions: int | None = None) -> Vector:
        """The vector of a text, of length one.

        Fewer `dimensions` than the model has are the first ones of the full vector, brought to length one again, as
        OpenAI's text-embedding-3 models have it.
        """
        size = dimensions or default_dimensions(model)
        salt = model.encode("utf-8", "surrogatepass")
        sums: list[float] = []
        for lanes, weight in self._batches(text, salt, size):
            centre = weight * _CENTRE
            batch = [value - centre for value in _unpack(lanes, size)]
            sums = [a + b for a, b in zip(sums, batch, strict=True)] if sums else batch
        scale = sqrt(fsum([value * value for value in sums]))
        if not scale:
            return (1.0, *([0.0] * (size - 1)))
        scale = 1 / scale
        return tuple([value * scale for value in sums])

    def _batches(self, text: str, salt: bytes, size: int) -> Iterator[tuple[int, int]]:
        """Sums of features with the weight they add up to, each small enough for its lanes."""
        lanes, total = self._lanes_of_word("", salt, size)
        lanes, total = lanes * _COMMON_WEIGHT, total * _COMMON_WEIGHT
        for word in words(text):
            word_lanes, weight = self._lanes_of_word(word, salt, size)
            if (total + weight) * _LEVELS > _LANE_MAX:
                yield lanes, total
                lanes, total = word_lanes, weight
            else:
                lanes += word_lanes
                total += weight
        yield lanes, total


def words(text: str) -> Iterator[str]:
    """The words of a text in lower case; where a script writes no spaces, each pair of characters is taken for one."""
    for found in _WORD.findall(text.lower()):
        if _WIDE.search(found) and len(found) > 2:
            yield from (found[at : at + 2] for at in range(len(found) - 1))
        else:
            yield found


def _word_lanes(word: str, salt: bytes, size: int) -> tuple[int, int]:
    """A word's features, weighed and added, and the sum of the weights. Words that are spelt alike are close."""
    if len(word) <= _SHORT_WORD and word.isascii():
        return _feature_lanes(word, salt, size) * _SHORT_WEIGHT, _SHORT_WEIGHT
    grams = _grams(word)
    lanes = sum(_feature_lanes(gram, salt, size) for gram in grams) * _GRAM_WEIGHT
    total = _GRAM_WEIGHT * len(grams) + _WORD_WEIGHT
    return lanes + _feature_lanes(word, salt, size) * _WORD_WEIGHT, total


def _grams(word: str) -> list[str]:
    """Runs of three characters, the word's ends marked; of an overlong word, the first ones."""
    marked = f"<{word}>"
    return [marked[at : at + _GRAM] for at in range(min(len(marked) - _GRAM + 1, _MOST_GRAMS))]


def _feature_lanes(feature: str, salt: bytes, size: int) -> int:
    """Four bits for each dimension. A longer digest begins with the shorter one, and so the vectors do."""
    data = salt + b"\0" + feature.encode("utf-8", "surrogatepass")
    spread = bytearray(2 * size)
    spread[::2] = shake_128(data).digest(size)
    return int.from_bytes(spread, "little") & _mask(size)


@lru_cache(maxsize=16)
def _mask(size: int) -> int:
    return int.from_bytes(bytes((_LEVELS, 0)) * size, "little")


def _unpack(lanes: int, size: int) -> array[int]:
    values = array("H", lanes.to_bytes(2 * size, "little"))
    if sys.byteorder == "big":
        values.byteswap()
    return values
