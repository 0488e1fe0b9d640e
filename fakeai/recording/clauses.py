"""The match of a recorded call: what a person would write of it, and as much more as tells it from the others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fakeai.call import Call
from fakeai.matching import Match, fits
from fakeai.scripts import CATALOGUE_ENDPOINTS

Clauses = dict[str, Any]

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATTERN = re.compile(r"[*?\[]")
_ABSENT = object()
_LONGEST = 300  # characters of a value that is compared by JSONPath, unless there is no shorter one


class Seen(NamedTuple):
    """A recorded call, and its body as the cassette compares it: without what is ignored there."""

    call: Call
    body: Any


def clauses(seen: Seen, others: Sequence[Seen], varying: Sequence[str] = ()) -> Clauses | None:
    """Clauses that this call fits and none of the others; None if there are none that tell them apart.

    varying: regular expressions of what differs each time; texts that hold any are matched by a pattern.
    """
    found = _usual(seen.call, varying)
    left = _fitting(found, others)
    for key, value in _more(seen.call):
        if left and key not in found:
            fewer = _fitting(found | {key: value}, left)
            if len(fewer) < len(left):
                found[key], left = value, fewer
    while left:
        paths = found.get("json", {})
        path, value = next(_by_path(seen.body, left[0].body, paths, varying), (None, None))
        if path is None:
            return None
        found["json"] = paths | {path: value}
        left = _fitting(found, left)
    return found


def _fitting(found: Clauses, others: Iterable[Seen]) -> list[Seen]:
    match = Match.model_validate(found)
    return [seen for seen in others if fits(match, seen.call)]


def _usual(call: Call, varying: Sequence[str]) -> Clauses:
    """What a person would write first: what is said last, by the user or by a tool."""
    if call.endpoint in CATALOGUE_ENDPOINTS:
        return {"endpoint": call.endpoint} | ({"model": _name(call.model)} if call.model else {})
    if call.tool_results:
        names = [name for name in call.after_tool if name]
        said = {"tool_result": _text(call.tool_results[-1].text, varying)}
        return ({"after_tool": _name(names[-1])} if names else {}) | said
    if len(call.inputs) == 1:
        return {"input": _text(call.inputs[0], varying)}
    return {"endpoint": call.endpoint} if call.user is None else {"user": _text(call.user, varying)}


def _more(call: Call) -> Iterator[tuple[str, Any]]:
    """Further clauses that the call fits, the most telling first."""
    yield "endpoint", call.endpoint
    yield "stream", call.stream
    yield "turn", call.turn
    if call.model:
        yield "model", _name(call.model)
    yield "after_tool", _name(call.after_tool[-1]) if call.after_tool and call.after_tool[-1] else {"exists": False}
    yield "tools", _name(call.tools[0].name) if call.tools else {"exists": False}
    yield "response_format", call.response_format.kind
    yield "system", {"exists": False} if call.system is None else {"equals": call.system}
    yield "provider", call.provider


def _by_path(body: Any, other: Any, known: Mapping[str, Any], varying: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Values of a body that the other has not, by their JSONPaths, the handiest first."""
    found = [
        (path, {"exists": False} if value is _ABSENT else value if _is_plain(value) else {"equals": value})
        for path, value in _differences(body, other, "$")
        if path not in known and not (isinstance(value, str) and _varies(value, varying))
    ]
    yield from sorted(found, key=lambda it: (len(json.dumps(it[1])) > _LONGEST, _is_id(it[0]), len(it[0])))


def _differences(one: Any, other: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Where a value differs from another, as deep as it can be told."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in [*one, *(key for key in other if key not in one)]:
            step = f".{key}" if _IDENTIFIER.fullmatch(key) else f"[{_quoted(key)}]"
            yield from _differences(one.get(key, _ABSENT), other.get(key, _ABSENT), path + step)
    elif isinstance(one, list) and isinstance(other, list):
        for index in range(max(len(one), len(other))):
            mine, theirs = (it[index] if index < len(it) else _ABSENT for it in (one, other))
            yield from _differences(mine, theirs, f"{path}[{index}]")
    elif type(one) is not type(other) or one != other:
        yield path, one


def _text(said: str, varying: Sequence[str]) -> Any:
    """A condition for a text: that it is the same, but for what differs each time."""
    if not _varies(said, varying):
        return {"equals": said}
    pieces, end = [], 0
    for found in re.finditer("|".join(f"(?:{regex})" for regex in varying), said):
        pieces.append(re.escape(said[end : found.start()]))
        end = found.end()
    return {"regex": "(?s)^" + ".*".join([*pieces, re.escape(said[end:])]) + r"\Z"}


def _varies(text: str, varying: Sequence[str]) -> bool:
    return any(re.search(regex, text) for regex in varying)


def _name(name: str) -> Any:
    """A condition for a name, in which stars would stand for anything."""
    return {"equals": name} if _PATTERN.search(name) else name


def _is_plain(value: Any) -> bool:
    """Whether a value stands for itself in a clause; null and lists mean something else."""
    return isinstance(value, str | int | float)


def _is_id(path: str) -> bool:
    """Whether a path leads to what is made up anew each time."""
    return path.endswith(("_id", ".id"))


def _quoted(key: str) -> str:
    return "'" + key.replace("\\", "\\\\").replace("'", "\\'") + "'"
