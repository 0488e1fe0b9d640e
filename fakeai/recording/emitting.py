"""Writes plain values as YAML that people like to read: short structures on one line, long text as literal blocks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

_WIDTH = 110
_LITERAL_FROM = 40  # characters; a shorter text stays on its line, with \n spelt out
_DEEPEST = 40
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_WORDS = frozenset({"true", "false", "null"})
_OLD_BOOLEANS = frozenset({"y", "n", "yes", "no", "on", "off"})  # not to us, but to many that read YAML
# What YAML can't hold, or would take for a line break of its own or for a mark of byte order.
_UNSPEAKABLE = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

Flow = Callable[[Any], str]
"""Writes a value on one line."""

_FLOW = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class Literal(str):
    """Text that stands as a literal block however short it is."""

    __slots__ = ()


def is_writable(value: Any) -> bool:
    """Whether a value can be written so that the same one is read: no lone surrogates, nothing too deep or too long."""
    try:
        _FLOW(value).encode()
    except (ValueError, RecursionError):  # a lone surrogate is a UnicodeEncodeError, NaN a ValueError
        return False
    return _depth(value) <= _DEEPEST


def fits_literal(text: str) -> bool:
    """Whether a text can stand as a literal block."""
    return bool(text.strip()) and not text.endswith("\n\n") and not _UNSPEAKABLE.search(text)


def mapping(values: Mapping[str, Any], indent: str, flow: Flow | None = None) -> Iterator[str]:
    """The lines of a mapping in block style, each without its line end. `flow` writes what stands on one line."""
    for key, value in values.items():
        yield from _entry(f"{indent}{_key(key)}:", value, indent, flow or _flow)


def items(values: Sequence[Any], indent: str, flow: Flow | None = None) -> Iterator[str]:
    """The lines of a list in block style."""
    for value in values:
        yield from _item(value, indent, flow or _flow)


def by_hand(value: Any) -> str:
    """A value on one line as people write it: keys and single words without quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {by_hand(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(by_hand, value)) + "]"
    is_word = isinstance(value, str) and _is_word(value) and value.lower() not in _OLD_BOOLEANS
    return value if is_word else _flow(value)


def _entry(start: str, value: Any, indent: str, flow: Flow) -> Iterator[str]:
    if isinstance(value, str):
        yield from _text(start, value, indent, flow)
    elif (line := _on_one_line(value, len(start), flow)) is not None:
        yield f"{start} {line}"
    else:
        yield start
        if isinstance(value, Mapping):
            yield from mapping(value, indent + "  ", flow)
        else:
            yield from items(value, indent, flow)


def _item(value: Any, indent: str, flow: Flow) -> Iterator[str]:
    start = f"{indent}-"
    if isinstance(value, str):
        yield from _text(start, value, indent, flow)
    elif (line := _on_one_line(value, len(start), flow)) is not None:
        yield f"{start} {line}"
    elif isinstance(value, Mapping):
        first, *rest = mapping(value, indent + "  ", flow)
        yield f"{start} {first[len(indent) + 2 :]}"
        yield from rest
    else:
        yield start
        yield from items(value, indent + "  ", flow)


def _text(start: str, text: str, indent: str, flow: Flow) -> Iterator[str]:
    if not isinstance(text, Literal) and ("\n" not in text.rstrip("\n") or len(text) < _LITERAL_FROM):
        yield f"{start} {flow(text)}"
        return
    if not fits_literal(text):
        yield f"{start} {flow(text)}"
        return
    marked = "2" if text[0] in " \n\t" else ""
    yield f"{start} |{marked}{'' if text.endswith(chr(10)) else '-'}"
    for line in text.removesuffix("\n").split("\n"):
        yield f"{indent}  {line}" if line else ""


def _on_one_line(value: Any, used: int, flow: Flow) -> str | None:
    """A scalar, a list of numbers, or a structure that is short enough; None for what needs lines of its own."""
    if not isinstance(value, Mapping | list | tuple) or not value:
        return flow(value)
    if isinstance(value, list | tuple) and all(isinstance(item, int | float) for item in value):
        return flow(value)
    if _has_long_text(value):
        return None
    line = flow(value)
    return line if used + len(line) < _WIDTH else None


def _has_long_text(value: Any) -> bool:
    if isinstance(value, str):
        return "\n" in value.rstrip("\n") and len(value) >= _LITERAL_FROM
    if isinstance(value, Mapping):
        return any(map(_has_long_text, value.values()))
    return isinstance(value, list | tuple) and any(map(_has_long_text, value))


def _flow(value: Any) -> str:
    """JSON, which YAML reads too, with what YAML can't hold spelt out."""
    return _UNSPEAKABLE.sub(_escaped, _FLOW(value))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _key(key: str) -> str:
    return key if _is_word(key) else _flow(key)


def _is_word(text: str) -> bool:
    """Whether a text needs no quotes, whoever reads it."""
    return _PLAIN_KEY.fullmatch(text) is not None and text.lower() not in _WORDS


def _depth(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list | tuple) else 0
