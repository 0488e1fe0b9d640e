"""Values of one object that depend on each other: totals of what is listed, ends after beginnings."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from math import isfinite
from typing import Any

from fakeai.generation.naming import words_of

_TOTALS = frozenset(("subtotal", "total", "tax"))
_BEGINNINGS = frozenset("start starts begin issue issued created from checkin departure order".split())
_ENDS = frozenset("end ends due updated finish to until checkout return arrival delivery".split())
_TAX_RATE = 0.2
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}).*)?$")


def in_harmony(made: dict[str, Any], named: AbstractSet[float]) -> dict[str, Any]:
    """The object with values that agree; the same one if they did. Numbers that the prompt `named` are left alone."""
    changes = {**_totals(made, named), **_ends(made)}
    return {**made, **changes} if changes else made


def _totals(made: dict[str, Any], named: AbstractSet[float]) -> dict[str, Any]:
    keys = {words_of(key)[-1]: key for key, value in made.items() if isinstance(value, int | float) and words_of(key)}
    if not keys.keys() & _TOTALS or any(made[keys[word]] in named for word in keys.keys() & _TOTALS):
        return {}
    sums = [total for value in made.values() if isinstance(value, list) and (total := _sum(value)) is not None]
    if not sums or not isfinite(sum(sums)):
        return {}
    subtotal, found = round(sum(sums), 2), {}
    tax = round(subtotal * _TAX_RATE, 2) if "tax" in keys else 0.0
    for word, amount in (("subtotal", subtotal), ("tax", tax), ("total", round(subtotal + tax, 2))):
        if word in keys:
            found[keys[word]] = int(amount) if isinstance(made[keys[word]], int) else amount
    return found


def _sum(items: list[Any]) -> float | None:
    """What listed things cost together; None if they are no such things."""
    total = 0.0
    for item in items:
        if not isinstance(item, dict):
            return None
        price = next((value for key, value in item.items() if words_of(key)[-1:] == ("price",)), None)
        count = next((value for key, value in item.items() if words_of(key)[-1:] in (("quantity",), ("qty",))), 1)
        if not isinstance(price, int | float) or not isinstance(count, int | float):
            return None
        total += price * count
    return total if items else None


def _ends(made: dict[str, Any]) -> dict[str, Any]:
    """Ends that lie before their beginnings, moved behind them."""
    moments = {key: value for key, value in made.items() if isinstance(value, str) and _MOMENT.match(value)}
    begins = [key for key in moments if _BEGINNINGS.intersection(words_of(key))]
    changes: dict[str, Any] = {}
    for key in moments:
        if begins and key != begins[0] and _ENDS.intersection(words_of(key)) and made[key] <= made[begins[0]]:
            changes[key] = _later(made[begins[0]], like=made[key])
    return changes


def _later(moment: str, *, like: str) -> str:
    """An hour later the same day, or a day of the next month, written as another moment is."""
    found = _MOMENT.match(moment)
    assert found is not None  # only moments are compared
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    if "T" in like and hour < 23:
        return f"{year:04}-{month:02}-{day:02}T{hour + 1:02}:{minute:02}:00Z"
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    date = f"{year:04}-{month:02}-{min(day, 28):02}"
    return f"{date}T{hour:02}:{minute:02}:00Z" if "T" in like else date
