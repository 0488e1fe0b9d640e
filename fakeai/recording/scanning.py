"""Reads at speed the YAML that `emitting` writes, and nothing else: a tenth of the time of a YAML parser.

What a person has written in another way is left to the parser, which is also the one that says what is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

_LINE = re.compile(r"( *)((?:- )*)(?:([A-Za-z_][A-Za-z0-9_.-]*|\"(?:[^\"\\]|\\.)*\"):(?: +|$))?(.*)")
_LITERAL = re.compile(r"\|2?(-?)")
_decode = json.JSONDecoder().decode


class Foreign(Exception):
    """These lines are not in the form that `emitting` writes."""


def scan(lines: Sequence[str]) -> Any:
    """The value of lines that hold one block mapping or list. Raises Foreign."""
    scanner = _Scanner(lines)
    value = scanner.block(0)
    if scanner.position != len(lines):
        raise Foreign
    return value


class _Scanner:
    """A place in lines. `_virtual` stands in for the current line where a `- ` before it has been read."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._virtual: str | None = None
        self.position = 0

    def block(self, indent: int) -> Any:
        """The mapping or list that begins at the current line with this indent."""
        line = self._line()
        if line is None:
            raise Foreign
        return self._list(indent) if line[indent : indent + 1] == "-" else self._mapping(indent)

    def _line(self) -> str | None:
        if self._virtual is not None:
            return self._virtual
        return self._lines[self.position] if self.position < len(self._lines) else None

    def _next(self) -> None:
        self._virtual = None
        self.position += 1

    def _indent(self, line: str) -> int:
        return len(line) - len(line.lstrip(" "))

    def _mapping(self, indent: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while (line := self._line()) is not None and self._indent(line) == indent:
            found = _LINE.fullmatch(line)
            if found is None or found[2] or found[3] is None:
                if line[indent : indent + 2] == "- ":
                    break  # an item of the list that this mapping stands in
                raise Foreign
            key = found[3] if found[3][0] != '"' else self._json(found[3])
            if key in values or key in {"true", "false", "null"} and found[3][0] != '"':
                raise Foreign
            self._next()
            values[key] = self._value(found[4], indent, in_mapping=True)
        if not values:
            raise Foreign
        return values

    def _list(self, indent: int) -> list[Any]:
        values: list[Any] = []
        while (line := self._line()) is not None and self._indent(line) == indent and line[indent : indent + 1] == "-":
            rest = line[indent + 2 :]
            if line == " " * indent + "-":
                self._next()
                values.append(self.block(indent + 2))
            elif rest[:1] not in {"{", "[", '"', "|"} and (found := _LINE.fullmatch(rest)) is not None and found[3]:
                self._virtual = " " * (indent + 2) + rest
                values.append(self._mapping(indent + 2))
            else:
                self._next()
                values.append(self._value(rest, indent, in_mapping=False))
        return values

    def _value(self, text: str, indent: int, *, in_mapping: bool) -> Any:
        if not text:
            line = self._line()
            if line is None or not in_mapping:
                raise Foreign
            inner = self._indent(line)
            if inner == indent and line[indent : indent + 1] == "-":
                return self._list(indent)
            if inner != indent + 2:
                raise Foreign
            return self.block(inner)
        literal = _LITERAL.fullmatch(text)
        return self._json(text) if literal is None else self._literal(indent + 2, keep_end=not literal[1])

    def _literal(self, indent: int, *, keep_end: bool) -> str:
        start, prefix = self.position, " " * indent
        while self.position < len(self._lines):
            line = self._lines[self.position]
            if line and not line.startswith(prefix):
                break
            self.position += 1
        text = "\n".join([line[indent:] for line in self._lines[start : self.position]])
        if not text.strip() or text.endswith("\n"):
            raise Foreign
        return text + "\n" if keep_end else text

    def _json(self, text: str) -> Any:
        try:
            return _decode(text)
        except ValueError as error:
            raise Foreign from error
