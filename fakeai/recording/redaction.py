"""Secrets in text and JSON: found by what keys look like, by known values, and by a person's own patterns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from typing import Any, NamedTuple

from fakeai.errors import SettingError

PLACEHOLDER = "<redacted>"
"""What stands in the place of any secret, however it was known, so that requests still match."""

_SHORTEST_VALUE = 8  # characters of a known value; a shorter one would be found everywhere
_NESTED = 4  # how deep JSON inside JSON text is looked into

_KINDS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----)?",
    "Anthropic key": r"(?<![A-Za-z0-9])sk-ant-[A-Za-z0-9_-]{16,}",
    "Stripe key": r"(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{16,}",
    "OpenAI key": r"(?<![A-Za-z0-9])sk-(?=[A-Za-z_-]*[0-9A-Z])[A-Za-z0-9_-]{16,}",
    "Google key": r"(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}",
    "Google token": r"(?<![A-Za-z0-9])ya29\.[A-Za-z0-9_-]{20,}",
    "AWS key": r"(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    "AWS secret": r"aws_?secret_?(?:access_?)?key[\"'\\ :=]{1,8}[A-Za-z0-9/+]{40}",
    "GitHub token": r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})",
    "Slack token": r"(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,}",
    "Hugging Face token": r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}",
    "provider key": r"(?<![A-Za-z0-9])(?:gsk_|xai-|pplx-|nvapi-|r8_|fw_|csk-)[A-Za-z0-9_-]{24,}",
    "JWT": r"(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}",
    "bearer token": r"(?:(?<=[Bb]earer )|(?<=BEARER )|(?<=[Bb]earer%20))(?=[A-Za-z._~+/-]*\d)[A-Za-z\d._~+/-]{16,}=*",
    "password in a URL": r"(?<=://)[^/\s:@\"'\\<>]+:[^/\s@\"'\\<>]+(?=@)",
}


class Secret(NamedTuple):
    """A secret in a text: where it stands and of which kind it is, never what it is."""

    start: int
    end: int
    kind: str


class Found(NamedTuple):
    """A secret in a structure: the place, such as `messages[0].content`, and the kind."""

    place: str
    kind: str


class Redactor:
    """Finds secrets, and puts the same placeholder in the place of each kind.

    values: known secrets by name, such as those of environment variables; patterns: regular expressions of one's own.
    Raises SettingError for a pattern that is none.
    """

    def __init__(self, *, values: Mapping[str, str] | None = None, patterns: Iterable[str] = ()) -> None:
        kinds = dict(_KINDS)
        for number, pattern in enumerate(patterns, 1):
            try:
                re.compile(pattern)
            except re.error as error:
                raise SettingError(f"the pattern of a secret {pattern!r} is no regular expression: {error}") from error
            kinds[f"secret of pattern {number}"] = f"(?:{pattern})"
        self._names = list(kinds)
        self._pattern = re.compile("|".join(f"(?P<k{i}>{it})" for i, it in enumerate(kinds.values())), re.DOTALL)
        self._know({value: name for name, value in (values or {}).items()})

    def _know(self, names: Mapping[str, str]) -> None:
        """Look for these values, given with their names, and no others."""
        self._values = {it: name for it, name in names.items() if len(it) >= _SHORTEST_VALUE and not it.isspace()}
        longest_first = sorted(self._values, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def knowing(self, values: Mapping[str, str]) -> Redactor:
        """One that knows these values too."""
        fresh = {name: value for name, value in values.items() if value not in self._values}
        if not any(len(value) >= _SHORTEST_VALUE for value in fresh.values()):
            return self
        other = copy(self)
        other._know(self._values | {value: name for name, value in fresh.items()})  # noqa: SLF001 -- it is of this class
        return other

    def secrets(self, text: str) -> Iterator[Secret]:
        """The secrets in a text, in order, none overlapping another. Known values win over what only looks like one."""
        end = 0
        known = [] if self._known is None else [
            Secret(it.start(), it.end(), f"value of {self._values[it[0]]}") for it in self._known.finditer(text)
        ]  # fmt: skip
        looks = (Secret(it.start(), it.end(), self._kind(it)) for it in self._pattern.finditer(text) if it[0])
        for secret in sorted([*known, *looks]):
            if secret.start >= end:
                yield secret
                end = secret.end

    def finds_nothing(self, body: bytes) -> bool:
        """Whether it is plain at one look that a body holds no secret: in JSON with escapes it is not."""
        return b"\\" not in body and not any(self.secrets(body.decode("utf-8", "replace")))

    def replace(self, text: str) -> str:
        """The text with a placeholder for each secret."""
        parts, end = [], 0
        for secret in self.secrets(text):
            parts += [text[end : secret.start], PLACEHOLDER]
            end = secret.end
        return "".join([*parts, text[end:]]) if parts else text

    def clean(self, value: Any, found: Callable[[Found], None] = lambda _: None, place: str = "") -> Any:
        """The value with placeholders in its texts, keys, and JSON inside texts; the same object if there are none."""
        return self._clean(value, found, place, 0)

    def _clean(self, value: Any, found: Callable[[Found], None], place: str, nested: int) -> Any:
        if isinstance(value, str):
            return self._clean_text(value, found, place, nested)
        if isinstance(value, dict):
            items = {
                self._clean_text(key, found, f"{place} (a key)", nested): self._clean(
                    item, found, f"{place}.{key}".lstrip(".") if not any(self.secrets(key)) else place, nested
                )
                for key, item in value.items()
            }
            same = all(old is new for old, new in zip(value.values(), items.values(), strict=False))
            return value if same and list(items) == list(value) else items
        if isinstance(value, list):
            cleaned = [self._clean(item, found, f"{place}[{index}]", nested) for index, item in enumerate(value)]
            return value if all(old is new for old, new in zip(value, cleaned, strict=True)) else cleaned
        return value

    def _clean_text(self, text: str, found: Callable[[Found], None], place: str, nested: int) -> str:
        secrets = list(self.secrets(text))
        for secret in secrets:
            found(Found(place, secret.kind))
        cleaned = self.replace(text) if secrets else text
        if nested < _NESTED and "\\" in cleaned and cleaned[:1] in {"{", "[", '"'}:
            try:
                inner = json.loads(cleaned)
            except (ValueError, RecursionError):
                return cleaned
            inside = self._clean(inner, found, place, nested + 1)
            return cleaned if inside is inner else json.dumps(inside, separators=(",", ":"), ensure_ascii=False)
        return cleaned

    def _kind(self, found: re.Match[str]) -> str:
        return self._names[int((found.lastgroup or "k0")[1:])]


def environment_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables whose names say that their values are secret."""
    return {
        name: value
        for name, value in environment.items()
        if _SECRET_NAME.search(name) and not value.isalpha()  # a plain word would be found wherever people write
    }


_SECRET_NAME = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)(?:_\d+)?$", re.IGNORECASE)
