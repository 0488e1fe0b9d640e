"""The texts of structures, gathered once, so that one look tells whether any of them can hold a secret."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from fakeai.redaction.kinds import FIELD_HINTS, names_a_secret

_OPENINGS = frozenset({"{", "[", '"'})

Piece = tuple[int, Any, str | int, str]
"""A text: the number of the value that it is in, what holds it under which key, and the text itself."""


class Place(dict[Any, "Place"]):
    """A place in several values, such as `choices[0].delta.content`: the texts there, and the places below it.

    Texts whose `index`, `output_index` … differ are at different places, as they don't belong together.
    """

    __slots__ = ("pieces",)

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Piece] = []

    def __missing__(self, key: Any) -> Place:
        made = self[key] = Place()
        return made

    def put(self, part: int, value: Any) -> None:
        """Add the texts of value number `part`, which is JSON."""
        if type(value) is dict:  # half the time of isinstance, and this is the hot path
            self.put_mapping(part, value)
        elif type(value) is list:
            for at, item in enumerate(value):
                kind = type(item)
                if kind is str:
                    self[at].pieces.append((part, value, at, item))
                elif kind is dict:
                    index = item.get("index")
                    self[index if type(index) is int else at].put_mapping(part, item)
                elif kind is list:
                    self[at].put(part, item)

    def named(self, name: str = "") -> Iterator[tuple[str, list[Piece]]]:
        """All places at which there are texts, by their names."""
        if self.pieces:
            yield name, self.pieces
        for key, below in self.items():
            step = f".{key}" if isinstance(key, str) else f"[{key}]" if isinstance(key, int) else _marks(key)
            yield from below.named((name + step).lstrip("."))

    def put_mapping(self, part: int, value: dict[str, Any]) -> None:
        """The same for a mapping."""
        marks = tuple([it for key, it in value.items() if type(it) is int and key[-6:] == "_index"])
        here = self[marks] if marks else self
        for key, item in value.items():
            kind = type(item)
            if kind is str:
                here[key].pieces.append((part, value, key, item))
            elif kind is dict:
                here[key].put_mapping(part, item)
            elif kind is list:
                here[key].put(part, item)
            elif key not in here:
                here[key] = Place()  # the key itself may be a secret


class Texts:
    """Texts to be looked at together.

    alone: those that are looked at by themselves, keys among them. runs: those that are also one text if joined, as the
    deltas of a stream are. called_secret: the values of keys such as `password`.
    """

    def __init__(self) -> None:
        self.alone: set[str] = set()
        self.runs: list[list[str]] = []
        self.called_secret: list[str] = []

    def add(self, texts: Iterable[str]) -> None:
        """Add texts that are no JSON."""
        self.alone.update(texts)

    def add_values(self, values: Sequence[Any]) -> None:
        """Add what the JSON values of a stream say, or a single one; and what JSON in their texts does."""
        root, own = Place(), {value for value in values if isinstance(value, str)}
        for part, value in enumerate(values):
            root.put(part, value)
        runs = list(self._gathered(root, own))
        if "token" in own or "tokens" in own:
            runs += [run for value in values for run in spelt(value)]
        self.alone |= own
        self.runs += runs
        for text in own.union(*runs):
            if text[:1] in _OPENINGS and (inner := nested(text)) is not None:
                self.add_values([inner])

    def _gathered(self, place: Place, own: set[str]) -> Iterator[list[str]]:
        """The texts of each place at which there are several; keys and single texts are put in `own`."""
        for key, below in place.items():
            texts = [piece[3] for piece in below.pieces]
            if isinstance(key, str):
                own.add(key)
                if texts and names_a_secret(key):
                    self.called_secret += texts
            if len(texts) > 1:
                yield texts
            else:
                own.update(texts)
            if below:
                yield from self._gathered(below, own)

    def every(self) -> Iterator[str]:
        """Every text, and what the runs make."""
        yield from self.alone.union(*self.runs)
        yield from map("".join, self.runs)

    def summary(self, longest: int) -> str:
        """A text that holds whatever of at most `longest` characters one of the texts holds."""
        return "\n".join([*self.alone, *("".join(_shortened(run, longest)) for run in self.runs)])


def nested(text: str) -> Any:
    """The JSON that a text holds, if it may hide something that can't be seen in the text; else None."""
    if text[:1] not in _OPENINGS or not ("\\" in text or any(hint in text for hint in FIELD_HINTS)):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def spelt(value: Any) -> Iterator[list[str]]:
    """The tokens of log probabilities, wherever they are in a value: each list of them spells a text."""
    if isinstance(value, dict):
        tokens = value.get("tokens")
        if isinstance(tokens, list):
            yield [it for it in tokens if isinstance(it, str)]
        for item in value.values():
            yield from spelt(item)
    elif isinstance(value, list):
        tokens = [it.get("token") for it in value if isinstance(it, dict)]
        yield [it for it in tokens if isinstance(it, str)]
        for item in value:
            yield from spelt(item)


def _shortened(run: list[str], longest: int) -> Iterable[str]:
    """A run in which what is repeated over and over, as ids are, comes just often enough."""
    if len(set(run)) * 4 > len(run):
        return run
    return [text * min(sum(1 for _ in same), 2 + longest // (len(text) or 1)) for text, same in groupby(run)]


def _marks(marks: tuple[int, ...]) -> str:
    return "".join(f"#{it}" for it in marks)
