"""Reads at speed the YAML that `emitting` writes, and nothing else: a tenth of the time of a YAML parser.

What a person has written in another way is left to the parser, which is also the one that says what is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

_ENTRY = re.compile(r"( *)([A-Za-z_][A-Za-z0-9_.-]*|\"(?:[^\"\\]|\\.)*\"):(?: +|$)(.*)").fullmatch
_QUOTED_KEY = re.compile(r"\"(?:[^\"\\]|\\.)*\":( |$)").match
_VALUES = frozenset('{["|')
_WORDS = frozenset({"true", "false", "null"})
_LITERAL = re.compile(r"\|2?(-?)")


class Foreign(Exception):
    """These lines are not in the form that `emitting` writes."""


def _no_number(_: str) -> float:
    raise Foreign


_decode = json.JSONDecoder(parse_constant=_no_number).decode


def scan(lines: Sequence[str]) -> Any:
    """The value of lines that hold one block mapping or list. Raises Foreign."""
    scanner = _Scanner(lines)
    value = scanner.block(0)
    if scanner.position != len(lines):
        raise Foreign
    return value


class _Scanner:
    """A place in lines. The `- ` before the first key of an item is made blanks once it has been read."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = list(lines)
        self.position = 0

    def block(self, indent: int) -> Any:
        """The mapping or list that begins at the current line with this indent."""
        if self.position >= len(self._lines):
            raise Foreign
        line = self._lines[self.position]
        return self._list(indent) if line[indent : indent + 1] == "-" else self._mapping(indent)

    def _mapping(self, indent: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lines, count = self._lines, len(self._lines)
        while self.position < count:
            found = _ENTRY(lines[self.position])
            if found is None or found.end(1) != indent:
                break
            key, text = found[2], found[3]
            if key in _WORDS:
                raise Foreign
            if key[0] == '"':
                key = self._json(key)
            if key in values:
                raise Foreign
            self.position += 1
            values[key] = self._value(text, indent) if text else self._below(indent)
        if not values:
            raise Foreign
        return values

    def _list(self, indent: int) -> list[Any]:
        values: list[Any] = []
        lines, start = self._lines, " " * indent + "-"
        while self.position < len(lines) and lines[self.position].startswith(start):
            rest = lines[self.position][indent + 2 :]
            if not rest:
                self.position += 1
                values.append(self.block(indent + 2))
            elif (rest[0] not in _VALUES and _ENTRY(rest)) or (rest[0] == '"' and _QUOTED_KEY(rest)):
                lines[self.position] = " " * (indent + 2) + rest
                values.append(self._mapping(indent + 2))
            else:
                self.position += 1
                values.append(self._value(rest, indent))
        return values

    def _below(self, indent: int) -> Any:
        """The value of a key that has nothing on its own line."""
        if self.position >= len(self._lines):
            raise Foreign
        line = self._lines[self.position]
        if line.startswith(" " * indent + "-"):
            return self._list(indent)
        if not line.startswith(" " * (indent + 2)):
            raise Foreign
        return self.block(indent + 2)

    def _value(self, text: str, indent: int) -> Any:
        if text[0] == "|":
            literal = _LITERAL.fullmatch(text)
            if literal is None:
                raise Foreign
            return self._literal(indent + 2, keep_end=not literal[1])
        return self._json(text)

    def _literal(self, indent: int, *, keep_end: bool) -> str:
        start, prefix, lines = self.position, " " * indent, self._lines
        end = start
        while end < len(lines) and (lines[end].startswith(prefix) or not lines[end]):
            end += 1
        self.position = end
        text = "\n".join([line[indent:] for line in lines[start:end]])
        if not text.strip() or text.endswith("\n"):
            raise Foreign
        return text + "\n" if keep_end else text

    def _json(self, text: str) -> Any:
        if text[0] == '"' and text[-1] == '"' and "\\" not in text and text.count('"') == 2:
            return text[1:-1]
        try:
            return _decode(text)
        except ValueError as error:
            raise Foreign from error
