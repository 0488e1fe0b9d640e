"""Secrets whose values are known: the client's own key, and those of the environment; whole, in part, and encoded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from fakeai.redaction.found import Secret
from fakeai.redaction.kinds import in_base64

_SHORTEST = 8  # characters of a value; a shorter one would be found everywhere
_LONG = 24  # characters of a value from which on a part of it gives it away too
_PART = 8
_PREFIX = re.compile(r"sk-ant-[a-z]+\d\d-|sk-(?:proj|svcacct|admin|or-v1|ant)-|[A-Za-z]{2,10}[_-]")


class Known:
    """Values that are secret, by their names.

    Found are also their encodings, for URLs and in base64, and of long ones the beginning and the end, as error bodies
    repeat them. `longest` is how many characters the longest of all these has.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {name: value for name, value in values.items() if _is_searchable(value)}
        texts: dict[str, str] = {}
        for name, value in self._values.items():
            for form in _forms(value):
                texts.setdefault(form, f"value of {name}")
        parts = {part: f"part of {name}" for name, value in self._values.items() for part in _parts(value)}
        self._names = parts | texts
        self.longest = max(map(len, self._names), default=0)
        longest_first = [re.escape(it) for it in sorted(texts, key=len, reverse=True)]
        longest_first += [re.escape(it) + r"[A-Za-z0-9_-]*" for it in parts if it not in texts]
        self._pattern = re.compile("|".join(longest_first))  # without any it is not asked

    def with_more(self, values: Mapping[str, str]) -> Known:
        """One that knows these values too; this one if they are nothing new."""
        known = set(self._values.values())
        fresh = {name: value for name, value in values.items() if value not in known and _is_searchable(value)}
        return Known(self._values | fresh) if fresh else self

    def secrets(self, text: str) -> Iterable[Secret]:
        """Where they stand in a text."""
        if self.is_in(text):  # several times as fast as the pattern, and nearly always the end of it
            return (Secret(it.start(), it.end(), self._name(it[0])) for it in self._pattern.finditer(text))
        return ()

    def is_in(self, text: str) -> bool:
        """Whether one of them, or a part of one, is somewhere in a text."""
        for name in self._names:  # noqa: SIM110 -- any() with a generator takes three times as long
            if name in text:
                return True
        return False

    def _name(self, found: str) -> str:
        named = self._names.get(found)
        return named or next(name for part, name in self._names.items() if found.startswith(part))


def _is_searchable(value: str) -> bool:
    return len(value) >= _SHORTEST and not value.isspace()


def _forms(value: str) -> Iterator[str]:
    yield value
    yield quote(value, safe="")
    yield from (it for it in in_base64(value) if len(it) >= _SHORTEST)


def _parts(value: str) -> Iterator[str]:
    """The beginning and the end of a long value, if they are like no word."""
    if len(value) < _LONG:
        return
    prefix = _PREFIX.match(value)
    start = prefix.end() if prefix else 0
    if any(map(str.isdigit, value[start : start + _PART])):
        yield value[: start + _PART]
    if any(map(str.isdigit, value[-_PART:])):
        yield value[-_PART:]
