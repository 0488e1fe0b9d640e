"""How many tokens OpenAI's models count for a picture: by tiles or by patches, as the model has it.

Sources: OpenAI's guide on images; and for the multipliers of the mini and nano models, and that `low` means nothing to
models with patches, measurements of users (community.openai.com/t/1262691 and 1377015), as the guide states others.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor, sqrt
from typing import Literal, NamedTuple

from fakeai.pictures import Size

Detail = Literal["low", "high", "auto", "original"]

UNKNOWN_SIZE = Size(1024, 1024)
"""What a picture is taken for whose size can't be seen: one that is somewhere on the web."""

_TILE, _LONGEST, _SHORTEST = 512, 2_048, 768
_PATCH, _MOST_PATCHES = 32, 1_536


class Tiles(NamedTuple):
    """So many tokens, and so many more for each tile unless a low detail is asked for."""

    base: int
    tile: int


class Patches(NamedTuple):
    """So many tokens for each patch, whatever detail is asked for."""

    each: float


PRICES: Mapping[str, Tiles | Patches] = {
    "gpt-4o": Tiles(85, 170),
    "gpt-4o-mini": Tiles(2_833, 5_667),
    "gpt-4.1": Tiles(85, 170),
    "gpt-4.1-mini": Patches(1.62),
    "gpt-4.1-nano": Patches(2.46),
    "gpt-4.5": Tiles(85, 170),
    "gpt-5": Tiles(70, 140),
    "gpt-5-mini": Patches(1.2),
    "gpt-5-nano": Patches(1.5),
    "gpt-5.2": Patches(1.2),
    "gpt-5.3": Patches(1.2),
    "gpt-5.4": Patches(1.2),
    "o1": Tiles(75, 150),
    "o3": Tiles(75, 150),
    "o4-mini": Patches(1.72),
    "computer-use-preview": Tiles(65, 129),
}
"""By the beginning of the model's name; the longest that fits counts."""

_USUAL = Tiles(85, 170)


def picture_tokens(model: str, size: Size | None, detail: str | None) -> int:
    """The tokens of a picture. `auto`, and nothing, count as `high`, which is what is billed for them."""
    price = _price(model)
    if isinstance(price, Tiles) and detail == "low":
        return price.base
    size = size or UNKNOWN_SIZE
    return price.base + price.tile * tiles(size) if isinstance(price, Tiles) else ceil(price.each * patches(size))


def tiles(size: Size) -> int:
    """How many tiles cover a picture that is shrunk to fit a large square, and then on its shorter side."""
    scale = min(1, _LONGEST / max(size))
    scale *= min(1, _SHORTEST / (min(size) * scale))
    across, down = (ceil(round(side * scale, 3) / _TILE) for side in size)
    return across * down


def patches(size: Size) -> int:
    """How many patches cover a picture, which is shrunk where they are too many."""
    across, down = (ceil(side / _PATCH) for side in size)
    if across * down <= _MOST_PATCHES:
        return across * down
    scale = sqrt(_PATCH**2 * _MOST_PATCHES / (size.width * size.height))
    fits = [side * scale / _PATCH for side in size]  # so that one side is whole patches
    scale *= min(max(1, floor(side)) / side for side in fits)
    across, down = (ceil(round(side * scale / _PATCH, 6)) for side in size)
    return min(across * down, _MOST_PATCHES)


def _price(model: str) -> Tiles | Patches:
    known = [name for name in PRICES if model.startswith(name)]
    return PRICES[max(known, key=len)] if known else _USUAL
