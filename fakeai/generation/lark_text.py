"""Texts that a grammar in Lark's notation produces."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import assert_never

from fakeai.generation.instances.patterns import expression, matching
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.lark import Choice, Grammar, Item, Name, Pattern, Range, Repeat, Said, Sequence

_DEPTH = 6  # beyond this the alternatives that end soonest are taken
_EXTRA = 2  # an open repetition goes on for at most so many more
_NEVER = 1_000_000
_LONGEST = 100_000  # terminals; longer texts are not written
_BEFORE, _AFTER = ",;:)].", "([."  # no space is put before and after these, though the grammar would let one be


def write(grammar: Grammar, chance: Random, *, wanted: Iterable[str] = ()) -> str:
    """A text that the rule `start` produces, with the texts that are wanted where a pattern takes them.

    Raises SchemaError if the grammar has no text that ends.
    """
    return _Writer(grammar, chance, list(dict.fromkeys(wanted))).text()


class _Writer:
    """Follows rules, choosing among alternatives."""

    def __init__(self, grammar: Grammar, chance: Random, wanted: list[str]) -> None:
        self._rules = grammar.rules
        self._chance = chance
        self._wanted = wanted
        self._heights = _heights(grammar.rules)
        self._spaced = any(_takes_a_space(item, grammar.rules, ()) for item in grammar.ignored)
        self._pieces: list[str] = []
        self._left = _LONGEST

    def text(self) -> str:
        if self._heights["start"] >= _NEVER:
            raise SchemaError("the rule 'start' never comes to an end")
        self._add(self._rules["start"], 0)
        return "".join(self._pieces)

    def _add(self, item: Item, depth: int) -> None:
        """Add what a rule's item says, a piece for each terminal."""
        match item:
            case Name(name) if not _is_terminal(name):
                self._add(self._rules[name], depth + 1)
            case Sequence(items):
                for each in items:
                    self._add(each, depth)
            case Choice(ways):
                self._add(self._one(ways, depth), depth)
            case Repeat(each):
                for _ in range(self._times(item, depth)):
                    self._add(each, depth)
            case _:
                self._put(self._terminal(item, depth))

    def _put(self, piece: str) -> None:
        last = self._pieces[-1][-1:] if self._pieces else ""
        if self._spaced and last and piece and not last.isspace() and not piece[0].isspace():
            touching = piece[0] in _BEFORE or last in _AFTER or (piece[0] == "(" and (last.isalnum() or last == "_"))
            self._pieces.append("" if touching else " ")
        if piece:
            self._pieces.append(piece)

    def _terminal(self, item: Item, depth: int) -> str:
        """What a terminal says, all in one piece."""
        self._left -= 1
        if self._left < 0:
            raise SchemaError(f"no text of fewer than {_LONGEST:,} terminals was found")
        match item:
            case Said(text):
                return text
            case Range(low, high):
                return chr(self._chance.randint(ord(low), ord(high)))
            case Pattern(pattern):
                return self._matching(pattern)
            case Name(name):
                return self._terminal(self._rules[name], depth + 1)
            case Sequence(items):
                return "".join([self._terminal(each, depth) for each in items])
            case Choice(ways):
                return self._terminal(self._one(ways, depth), depth)
            case Repeat(each):
                return "".join([self._terminal(each, depth) for _ in range(self._times(item, depth))])
            case _:
                assert_never(item)

    def _matching(self, pattern: str) -> str:
        found = next((text for text in self._wanted if expression(pattern).fullmatch(text)), None)
        if found is None:
            return exactly(pattern, self._chance)
        self._wanted.remove(found)
        return found

    def _one(self, ways: tuple[Item, ...], depth: int) -> Item:
        heights = [_height(way, self._heights) for way in ways]
        most = min(heights) if depth > _DEPTH else _NEVER - 1
        return self._chance.choice([way for way, height in zip(ways, heights, strict=True) if height <= most])

    def _times(self, item: Repeat, depth: int) -> int:
        if depth > _DEPTH or _height(item.item, self._heights) >= _NEVER:
            return item.least
        most = item.least + _EXTRA if item.most is None else min(item.most, max(item.least, 1) + _EXTRA)
        return self._chance.randint(item.least, max(item.least, most))


def exactly(pattern: str, chance: Random) -> str:
    """A text that the whole of a pattern matches, rather than only a part of the text."""
    return matching(rf"\A(?:{pattern})\Z", chance)


def _is_terminal(name: str) -> bool:
    return name.lstrip("_")[:1].isupper()


def _heights(rules: dict[str, Item]) -> dict[str, int]:
    """How deep rules stand within each other at least, where each of them ends soonest."""
    heights = dict.fromkeys(rules, _NEVER)
    for _ in range(len(rules) + 1):
        found = {name: min(_NEVER, 1 + _height(item, heights)) for name, item in rules.items()}
        if found == heights:
            break
        heights = found
    return heights


def _height(item: Item, heights: dict[str, int]) -> int:
    match item:
        case Name(name):
            return heights[name]
        case Sequence(items):
            return max((_height(each, heights) for each in items), default=0)
        case Choice(ways):
            return min(_height(way, heights) for way in ways)
        case Repeat(each, least):
            return _height(each, heights) if least else 0
        case _:
            return 0


def _takes_a_space(item: Item, rules: dict[str, Item], within: tuple[str, ...]) -> bool:
    """Whether a terminal may be a single space. `within` are those that led here: one does not tell of itself."""
    match item:
        case Said(text):
            return text == " "
        case Pattern(pattern):
            return expression(pattern).fullmatch(" ") is not None
        case Name(name):
            return name not in within and _takes_a_space(rules[name], rules, (*within, name))
        case Choice(ways):
            return any(_takes_a_space(way, rules, within) for way in ways)
        case Repeat(each, least, most):
            return least <= 1 and most != 0 and _takes_a_space(each, rules, within)
        case Sequence((only,)):
            return _takes_a_space(only, rules, within)
        case _:
            return False
