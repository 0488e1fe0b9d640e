"""Compares the shape of an answer with that of a recording: its fields and their types, never what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from fakeai import sse, wire

Level = Literal["note", "warning", "error"]


class Drift(NamedTuple):
    """A change of shape: a field added is a note, one removed a warning, another type or status an error."""

    level: Level
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.place}: {self.message}"


Shape = dict[str, set[str]]
"""The types of value found at each place; `[]` stands for any item of a list."""


def drift(recorded: wire.Response, live: wire.Response) -> tuple[Drift, ...]:
    """What has changed since the recording, worst first."""
    found = list(_drift(recorded, live))
    order: Mapping[Level, int] = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(found, key=lambda it: (order[it.level], it.place)))


def _drift(recorded: wire.Response, live: wire.Response) -> Iterator[Drift]:
    if recorded.status != live.status:
        yield Drift("error", "status", f"was {recorded.status}, is {live.status}")
        return
    if recorded.ending != live.ending:
        yield Drift("error", "ending", f"was {recorded.ending}, is {live.ending}")
    then, now = _type(recorded), _type(live)
    if then != now:
        yield Drift("error", "content-type", f"was {then or 'missing'}, is {now or 'missing'}")
        return
    yield from _changes(_shape_of(recorded), _shape_of(live))


def _changes(before: Shape, after: Shape) -> Iterator[Drift]:
    for place, types in before.items():
        if place not in after:
            if not _below_missing(place, after, before):
                yield Drift("warning", place, f"gone; it was {_words(types)}")
        elif not types & after[place] and "null" not in types | after[place]:
            yield Drift("error", place, f"was {_words(types)}, is {_words(after[place])}")
    for place in after.keys() - before.keys():
        if not _below_missing(place, before, after):
            yield Drift("note", place, f"new: {_words(after[place])}")


def _below_missing(place: str, other: Shape, own: Shape) -> bool:
    """Whether something above this place is missing or null there too, so that it goes without saying."""
    above = place.rpartition(".")[0].removesuffix("[]")
    while above:
        if above in own and (above not in other or other[above] <= {"null"}):
            return True
        above = above.rpartition(".")[0].removesuffix("[]")
    return False


def _shape_of(response: wire.Response) -> Shape:
    shape: Shape = {}
    if _type(response) == "text/event-stream":
        for event in sse.events(response.body):
            _add(shape, "", _json(event.data))
    else:
        _add(shape, "", _json(response.body))
    shape.pop("", None)
    return shape


def _add(shape: Shape, place: str, value: Any) -> None:
    shape.setdefault(place, set()).add(_kind(value))
    if isinstance(value, dict):
        for key, item in value.items():
            _add(shape, f"{place}.{key}".lstrip("."), item)
    elif isinstance(value, list):
        for item in value:
            _add(shape, f"{place}[]", item)


def _json(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return ""


def _kind(value: Any) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a mapping"}
    return "null" if value is None else kinds[type(value)]


def _words(types: set[str]) -> str:
    return " or ".join(sorted(types))


def _type(response: wire.Response) -> str:
    return (response.header("content-type") or "").partition(";")[0].strip().lower()
