"""Whether a text sounds pleased or displeased."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

_PLEASED = frozenset(
    "good great excellent amazing love loved loves like liked best happy wonderful fantastic perfect awesome nice "
    "enjoy enjoyed recommend delicious beautiful pleased satisfied helpful friendly fast thanks superb "
    "brilliant".split()
)
_DISPLEASED = frozenset(
    "bad terrible awful hate hated hates worst sad horrible poor broken disappointing disappointed slow rude angry "
    "useless refund waste never boring annoying annoyed unhappy dirty cold late wrong fail failed fails crash crashes "
    "frustrated frustrating".split()
)


def polarity(words: AbstractSet[str]) -> int:
    """Above zero if pleased, below if displeased, zero if neither."""
    pleased, displeased = len(words & _PLEASED), len(words & _DISPLEASED)
    if "not" in words and pleased > displeased:
        return -pleased
    return pleased - displeased
