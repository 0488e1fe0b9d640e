"""When two JSON values are the same: 1 is 1.0, but never True."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal as JSON Schema has it."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list | tuple):
        return (
            isinstance(other, list | tuple)
            and len(one) == len(other)
            and all(same(a, b) for a, b in zip(one, other, strict=True))
        )
    if isinstance(one, Mapping):
        return (
            isinstance(other, Mapping)
            and one.keys() == other.keys()
            and all(same(value, other[key]) for key, value in one.items())
        )
    return bool(one == other)


def among(value: Any, values: Sequence[Any]) -> bool:
    """Whether a value is the same as one of `values`."""
    return any(same(value, other) for other in values)


def unique(values: Sequence[Any]) -> bool:
    """Whether no two values are the same."""
    return not any(among(value, values[:index]) for index, value in enumerate(values))
