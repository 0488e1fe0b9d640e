"""Numbers that a JSON Schema allows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, isfinite
from random import Random

from fakeai.generation.instances.merging import Flat
from fakeai.generation.instances.schema_error import Unsatisfiable
from fakeai.generation.instances.validation import fits_number

Range = tuple[float, float]

_UNUSUAL = 1000  # how far from a lone bound values are looked for
_TRIES = 24


def integer(schema: Flat, chance: Random, usual: Range) -> int:
    """A whole number, within the `usual` range if the schema allows that. Raises Unsatisfiable."""
    low, high = _bounds(schema)
    first, last = _whole(_within(low, high, usual))
    step = schema.get("multipleOf")
    if step is not None and Fraction(str(step)) != 1:
        return int(_multiple(schema, chance, low, high, whole=True))
    for value in (*(chance.randint(first, last) for _ in range(3) if first <= last), *_edges(low, high)):
        if fits_number(value, schema):
            return int(value)
    raise Unsatisfiable(f"no integer lies between {low} and {high}")


def number(schema: Flat, chance: Random, usual: Range, *, places: int = 2) -> float:
    """A number, with few decimals where they suffice. Raises Unsatisfiable."""
    low, high = _bounds(schema)
    if "multipleOf" in schema:
        return _multiple(schema, chance, low, high, whole=False)
    for value in _between(_within(low, high, usual), (low, high), chance, places):
        if isfinite(value) and fits_number(value, schema):
            return value
    raise Unsatisfiable(f"no number lies between {low} and {high}")


def _between(within: Range, bounds: Range, chance: Random, places: int) -> Iterator[float]:
    """Numbers of the usual range, then those at the bounds."""
    first, last = within
    for digits in (places, 6, 15):
        yield round(first + (last - first) * chance.random(), digits)
    yield first + (last - first) * chance.random()
    yield (first + last) / 2
    yield from _edges(*bounds)
    yield from (bound for bound in bounds if isfinite(bound))


def _edges(low: float, high: float) -> Iterator[int]:
    """The whole numbers at the ends of a range, and just within them."""
    for bound, inwards in ((low, 1), (high, -1)):
        if isfinite(bound):
            nearest = ceil(bound) if inwards > 0 else floor(bound)
            yield from (nearest, nearest + inwards)


def _bounds(schema: Flat) -> Range:
    """The lowest and highest value, whether excluded or not; infinite if there is none."""
    lows = [schema[key] for key in ("minimum", "exclusiveMinimum") if not isinstance(schema.get(key, True), bool)]
    highs = [schema[key] for key in ("maximum", "exclusiveMaximum") if not isinstance(schema.get(key, True), bool)]
    low, high = max(lows, default=float("-inf")), min(highs, default=float("inf"))
    if low > high:
        raise Unsatisfiable(f"no number lies between {low} and {high}")
    return low, high


def _within(low: float, high: float, usual: Range) -> Range:
    """The part of a range that is usual; if none is, a part near its bounds."""
    first, last = max(low, usual[0]), min(high, usual[1])
    if first <= last:
        return first, last
    if isfinite(low) and isfinite(high):
        return (low, high) if high - low <= sys.float_info.max else (low, low)
    return (low, low + _UNUSUAL) if isfinite(low) else (high - _UNUSUAL, high)


def _whole(between: Range) -> tuple[int, int]:
    return ceil(between[0]), floor(between[1])


def _multiple(schema: Flat, chance: Random, low: float, high: float, *, whole: bool) -> float:
    """A multiple of what the schema asks for: few steps from zero, or from the bound that is next to it."""
    step = schema["multipleOf"]
    exact = Fraction(str(step))
    if whole:
        exact = Fraction(exact.numerator)  # the least whole number that is a multiple
    first = ceil(Fraction(low) / exact) if isfinite(low) else None
    last = floor(Fraction(high) / exact) if isfinite(high) else None
    if first is None:
        first = -100 if last is None or last >= 0 else last - 100
        first = 0 if last is None or last >= 0 else first
    if last is None:
        last = max(first, 0) + 100
    for value in _steps(first, last, exact, step, chance):
        if isfinite(value) and fits_number(value, schema) and (not whole or value == int(value)):
            return value
    raise Unsatisfiable(f"no multiple of {step} lies between {low} and {high}")


def _steps(first: int, last: int, exact: Fraction, step: float, chance: Random) -> Iterator[float]:
    if first > last:
        return
    counts = [
        *(chance.randint(first, min(last, first + 1000)) for _ in range(_TRIES)),
        first,
        last,
        first + 1,
        last - 1,
    ]
    if first <= 0 <= last:
        counts.append(0)
    for count in counts:
        value = count * exact
        if value.denominator == 1:
            yield value.numerator
        elif abs(value) < sys.float_info.max:
            yield float(value)
            yield count * step
