"""Finds secrets by what keys look like, by known values, by what JSON calls them, and by a person's own patterns."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from typing import Any

from fakeai.errors import SettingError
from fakeai.redaction.found import Found, Secret
from fakeai.redaction.kinds import ENCODED, ENCODED_HINTS, FIELD_HINTS, HINTS, KINDS, names_a_secret
from fakeai.redaction.known import Known
from fakeai.redaction.texts import Texts, nested

PLACEHOLDER = "<redacted>"
"""What stands in the place of any secret, however it was known, so that requests still match."""

_NESTED = 4  # how deep JSON inside JSON text is looked into
_LONGEST_ENCODED = 8192  # characters of base64 that are looked into; images and vectors are longer
_REMEMBERED = 64  # sets of values, such as the keys of clients
_LONGEST_HINT = max(map(len, HINTS))
_SHORTEST_NAMED = 8  # characters of a value that only its name says to be secret


class Redactor:
    """Finds secrets, and puts the same placeholder in the place of each.

    values: known secrets by name, such as those of environment variables; patterns: regular expressions of one's own.
    Raises SettingError for a pattern that is none.
    """

    def __init__(self, *, values: Mapping[str, str] | None = None, patterns: Iterable[str] = ()) -> None:
        self._own = [_own(number, pattern) for number, pattern in enumerate(patterns, 1)]
        self._known = Known(values or {})
        self._others: dict[tuple[tuple[str, str], ...], Redactor] = {}

    def knowing(self, values: Mapping[str, str]) -> Redactor:
        """One that knows these values too; the same one for the same values."""
        key = tuple(values.items())
        other = self._others.get(key)
        if other is None:
            if len(self._others) >= _REMEMBERED:
                self._others.clear()
            other = self._others[key] = self._with(self._known.with_more(values))
        return other

    def _with(self, known: Known) -> Redactor:
        if known is self._known:
            return self
        other = copy(self)
        other._known, other._others = known, {}  # noqa: SLF001 -- it is of this class
        return other

    def secrets(self, text: str) -> Iterator[Secret]:
        """The secrets in a text, in order, none overlapping another. Known values win over what only looks like one."""
        end = 0
        for secret in sorted(self._found(text), key=lambda it: (it.start, -it.end)):
            if secret.start >= end:
                yield secret
                end = secret.end

    def finds_nothing(self, body: bytes) -> bool:
        """Whether it is plain at one look that a body holds no secret: in JSON with escapes it is not."""
        if b"\\" in body or self._own:  # such as `^x` may find in a text of the body what it does not in the body
            return False
        text = body.decode("utf-8", "replace")
        return not _has_one(FIELD_HINTS, text) and not any(self._found(text))

    def holds_nothing(self, texts: Texts) -> bool:
        """Whether none of these texts holds a secret. Nearly always one look at all of them together tells."""
        if any(map(_looks_secret, texts.called_secret)):
            return False
        if not self._own:  # of what a pattern of one's own can't be a part nobody knows
            summary = texts.summary(max(self._known.longest, _LONGEST_HINT))
            if not (self._known.is_in(summary) or _has_one(HINTS, summary)):
                return True
        return not any(any(self._found(text)) for text in texts.every())

    def replace(self, text: str) -> str:
        """The text with a placeholder for each secret."""
        return _with_placeholders(text, list(self.secrets(text)))

    def clean(self, value: Any, found: Callable[[Found], None] = lambda _: None, place: str = "") -> Any:
        """The value with placeholders in its texts, keys, and JSON inside texts; the same object if there are none."""
        return self._clean(value, found, place, 0)

    def _found(self, text: str) -> Iterator[Secret]:
        """All that is found, in any order; of two with the same place, the one that is to be named comes first."""
        yield from self._known.secrets(text)
        for name, pattern in self._own:
            yield from (Secret(it.start(), it.end(), name) for it in pattern.finditer(text) if it[0])
        there = {hint for hint in HINTS if hint in text}
        for kind in KINDS if there else ():
            if not there.isdisjoint(kind.hints):
                group = kind.pattern.groups
                yield from (Secret(it.start(group), it.end(group), kind.name) for it in kind.pattern.finditer(text))
        if self._own or not there.isdisjoint(ENCODED_HINTS):
            yield from self._encoded(text)

    def _encoded(self, text: str) -> Iterator[Secret]:
        """Base64 that hides a secret."""
        for word in ENCODED.finditer(text):
            decoded = _decoded(word[0])
            inside = next(self.secrets(decoded), None) if decoded else None
            if inside is not None:
                yield Secret(word.start(), word.end(), f"{inside.kind} in base64")

    def _clean(self, value: Any, found: Callable[[Found], None], place: str, depth: int) -> Any:
        if isinstance(value, str):
            return self._clean_text(value, found, place, depth)
        if isinstance(value, dict):
            return self._clean_mapping(value, found, place, depth)
        if isinstance(value, list):
            cleaned = [self._clean(item, found, f"{place}[{index}]", depth) for index, item in enumerate(value)]
            return value if all(old is new for old, new in zip(value, cleaned, strict=True)) else cleaned
        return value

    def _clean_mapping(self, value: dict[str, Any], found: Callable[[Found], None], place: str, depth: int) -> Any:
        items: dict[str, Any] = {}
        for key, item in value.items():
            name = self._clean_text(key, found, f"{place} (a key)", depth)
            where = f"{place}.{name}".lstrip(".")
            new = self._clean(item, found, where, depth)
            if isinstance(new, str) and names_a_secret(key) and _looks_secret(new):
                found(Found(where, "secret by its name"))
                new = PLACEHOLDER
            items[name] = new
        same = all(old is new for old, new in zip(value.values(), items.values(), strict=False))
        return value if same and list(items) == list(value) else items

    def _clean_text(self, text: str, found: Callable[[Found], None], place: str, depth: int) -> str:
        secrets = list(self.secrets(text))
        for secret in secrets:
            found(Found(place, secret.kind))
        cleaned = _with_placeholders(text, secrets)
        inner = nested(cleaned) if depth < _NESTED else None
        if inner is None:
            return cleaned
        inside = self._clean(inner, found, place, depth + 1)
        return cleaned if inside is inner else json.dumps(inside, separators=(",", ":"), ensure_ascii=False)


def _own(number: int, pattern: str) -> tuple[str, re.Pattern[str]]:
    try:
        return f"secret of pattern {number}", re.compile(pattern, re.DOTALL)
    except re.error as error:
        said = f"pattern {number} of a secret is no regular expression: {error}"  # it may be the secret itself
        raise SettingError(said) from error


def _with_placeholders(text: str, secrets: list[Secret]) -> str:
    if not secrets:
        return text
    parts, end = [], 0
    for secret in secrets:
        parts += [text[end : secret.start], PLACEHOLDER]
        end = secret.end
    return "".join([*parts, text[end:]])


def _has_one(hints: Iterable[str], text: str) -> bool:
    for hint in hints:  # noqa: SIM110 -- any() with a generator takes three times as long, and this is the hot path
        if hint in text:
            return True
    return False


def _looks_secret(value: str) -> bool:
    """Whether a value whose name says so can be a secret: neither a word, nor a sentence, nor gone already."""
    return len(value) >= _SHORTEST_NAMED and not value.isalpha() and " " not in value and PLACEHOLDER not in value


def _decoded(word: str) -> str:
    """What a word of base64 says, if it is text; else nothing."""
    if len(word) > _LONGEST_ENCODED:
        return ""
    plain = word.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""
