"""Recordings of others as exchanges: which tool a file is of, and where in it each of them stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

import yaml

from fakeai.errors import CassetteError, Problem
from fakeai.recording import har, vcr
from fakeai.recording.cassette import Recorded
from fakeai.recording.foreign import Unusable

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # knows !!binary, and makes nothing but plain data
_BLANK = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file holds: its exchanges as they came, secrets and all; and what could not be used, a line each."""

    exchanges: tuple[Recorded, ...]
    notes: tuple[str, ...]


class Entry(NamedTuple):
    """One thing in a file of others, its number from 1, and the line in which it begins."""

    number: int
    line: int | None
    value: Any


class _Kind(NamedTuple):
    """A kind of file: what its entries are called, and what reads one. `read` raises Unusable."""

    noun: str
    read: Callable[[Mapping[str, Any]], Recorded]


_VCR, _HAR = _Kind("interaction", vcr.exchange), _Kind("entry", har.exchange)


def imported(data: bytes, *, file: str) -> Imported:
    """The exchanges of a file of vcrpy, VCR or HAR. Raises CassetteError where it is of none that is known."""
    text = text_of(data, file=file)
    value = value_of(text, file=file)
    for path, kind in ((("interactions",), _VCR), (("http_interactions",), _VCR), (("log", "entries"), _HAR)):
        found = value
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(found, list):
            return _read(list(entries(text, found, path)), kind, file)
    known = "interactions (vcrpy), http_interactions (VCR), log.entries (HAR) or fixtures (aimock)"
    raise CassetteError(Problem(message=f"no recording of a known kind: there are no {known} in it", file=file))


def text_of(data: bytes, *, file: str) -> str:
    """The text of a file. Raises CassetteError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CassetteError(Problem(message="not UTF-8", file=file, line=line)) from error


def value_of(text: str, *, file: str) -> Any:
    """The value that a file of JSON or YAML holds. Raises CassetteError."""
    wrong: ValueError | RecursionError | None = None
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            wrong = error
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 -- a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if wrong is not None:
            said = Problem(message=f"not JSON: {wrong}", file=file, line=getattr(wrong, "lineno", None))
        else:
            mark, message = getattr(error, "problem_mark", None), getattr(error, "problem", None) or str(error)
            line = None if mark is None else mark.line + 1
            said = Problem(message=f"neither YAML nor JSON: {message}", file=file, line=line)
        raise CassetteError(said) from error


def entries(text: str, listed: list[Any], path: tuple[str, ...]) -> Iterator[Entry]:
    """The items of the list at a path, and where they begin."""
    lines = _json_lines(text, path[-1]) if text.lstrip()[:1] == "{" else _yaml_lines(text, path)
    known = lines if len(lines) == len(listed) else [None] * len(listed)
    for number, line, value in zip(count(1), known, listed, strict=False):
        yield Entry(number, line, value)


def noted(file: str, entry: Entry, noun: str, message: object) -> str:
    """What is said of an entry, with its place."""
    return str(Problem(message=f"{noun} {entry.number}: {message}", file=file, line=entry.line))


def _read(found: list[Entry], kind: _Kind, file: str) -> Imported:
    exchanges: list[Recorded] = []
    notes: list[str] = []
    for entry in found:
        try:
            exchanges.append(kind.read(entry.value))
        except Unusable as unusable:
            notes.append(noted(file, entry, kind.noun, f"left out: {unusable}"))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            said = f"`{error.args[0]}` is missing" if isinstance(error, KeyError) else error
            notes.append(noted(file, entry, kind.noun, f"left out, as it is not what it should be: {said}"))
    return Imported(exchanges=tuple(exchanges), notes=tuple(notes))


def _json_lines(text: str, key: str) -> list[int | None]:
    """The lines in which the items of the list under a key begin."""
    begin = re.search(rf'"{re.escape(key)}"\s*:\s*\[\s*', text)
    if begin is None:
        return []
    decode, at, line, last = json.JSONDecoder().raw_decode, begin.end(), 1, 0
    lines: list[int | None] = []
    while at < len(text) and text[at] != "]":
        line, last = line + text.count("\n", last, at), at
        lines.append(line)
        try:
            at = decode(text, at)[1]
        except ValueError:
            return []
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
    return lines


def _yaml_lines(text: str, path: tuple[str, ...]) -> list[int | None]:
    """The same in YAML."""
    node = yaml.compose(text, Loader=_LOADER)
    for key in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((value for name, value in pairs if name.value == key), None)
    items = node.value if isinstance(node, yaml.SequenceNode) else ()
    return [None if item.start_mark is None else item.start_mark.line + 1 for item in items]
