"""What is said about a request that no recording answers: the nearest three, and path by path what differs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from heapq import nsmallest
from itertools import islice
from typing import Any, NamedTuple

from fakeai.recording.keys import NORMALIZERS, Asked
from fakeai.recording.player import Player

_RECORDING = '`fakeai record`, `pytest --fakeai-record={0}`, or `record="{0}"` in Python'
_NEAREST = 3
_PATHS = 6  # of a recording, in a message
_SHOWN = 70  # characters of a value
_ABSENT = object()
_SECONDS = r"\b1[0-9]{9}(?:[0-9]{3})?\b"  # since 1970
_ID = re.compile(r"\b([A-Za-z]{2,12}[_-])(?=[A-Za-z0-9]*[0-9])[A-Za-z0-9]{4,}")
_MEANINGLESS = re.compile(r"(^|\.)(user|seed|metadata\.[^.]+|safety_identifier|prompt_cache_key)$")


class Difference(NamedTuple):
    """A place at which two requests differ; a value that is not there is `_ABSENT`."""

    path: str
    asked: Any
    recorded: Any


def miss(asked: Asked, player: Player, *, name: str) -> str:
    """Why the cassette `name` has no answer, and what to do about it."""
    there = player.recordings_of(asked)
    if there:
        times, again = ("once", "once") if len(there) == 1 else (f"{len(there)} times", "as often")
        return (
            f"{_title(asked)}: recorded {times} in {name}, and played {again} already\n"
            "to go on: `then: repeat_last` (or cycle) in the cassette, or record the next answer: "
            f"{_RECORDING.format('new_episodes')}"
        )
    if not player.exchanges:
        return f"{_title(asked)}: {name} holds no exchange\nto record it: {_RECORDING.format('once')}"
    nearest = _nearest(asked, player)
    lines = [f"{_title(asked)}: not recorded in {name}, which holds {_count(len(player.exchanges))}; nearest:"]
    for index, differences in nearest:
        recorded = player.exchanges[index]
        state = "played already" if player.was_played(index) else "not played yet"
        place = f", line {recorded.line}" if recorded.line else ""
        lines.append(f"  #{index + 1}{place} ({state}) differs in:")
        lines += [f"    {_said(it)}" for it in differences[:_PATHS]]
        lines += [f"    and {len(differences) - _PATHS} more"] if len(differences) > _PATHS else []
    lines.append(_advice(nearest[0][1]))
    return "\n".join(lines)


def differences(asked: Any, recorded: Any, path: str = "") -> Iterator[Difference]:
    """Where two structures differ, each place once, as deep as it can be told."""
    if isinstance(asked, dict) and isinstance(recorded, dict):
        for key in [*asked, *(key for key in recorded if key not in asked)]:
            where = f"{path}.{key}" if path else str(key)
            yield from differences(asked.get(key, _ABSENT), recorded.get(key, _ABSENT), where)
    elif isinstance(asked, list) and isinstance(recorded, list):
        for index in range(max(len(asked), len(recorded))):
            one = asked[index] if index < len(asked) else _ABSENT
            other = recorded[index] if index < len(recorded) else _ABSENT
            yield from differences(one, other, f"{path}[{index}]")
    elif type(asked) is not type(recorded) or asked != recorded:  # true is not 1
        yield Difference(path, asked, recorded)


def _nearest(asked: Asked, player: Player) -> list[tuple[int, list[Difference]]]:
    """The recordings that differ least, best first: by how many values they share, then by how far the others are."""
    value = asked.as_value()
    leaves = _leaves(value)
    others = ((index, player.asked_of(index).as_value()) for index in range(len(player.exchanges)))
    by_leaves = nsmallest(4 * _NEAREST, others, key=lambda it: (len(leaves ^ _leaves(it[1])), it[0]))
    ranked = [(index, list(differences(value, other))) for index, other in by_leaves]
    return nsmallest(_NEAREST, ranked, key=lambda it: (_distance(it[1]), it[0]))


def _leaves(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {f"{key}:{leaf}" for key, item in value.items() for leaf in _leaves(item)} or {"{}"}
    if isinstance(value, list):
        return {leaf for item in value for leaf in _leaves(item)} or {"[]"}
    return {json.dumps(value)}


def _distance(found: list[Difference]) -> float:
    return sum(_apart(it) for it in found)


def _apart(difference: Difference) -> float:
    """How far two values are from each other, from 0 to 1: texts by the words they share."""
    if not (isinstance(difference.asked, str) and isinstance(difference.recorded, str)):
        return 1.0
    one, other = set(difference.asked.split()), set(difference.recorded.split())
    return 1 - 0.9 * len(one & other) / (len(one | other) or 1)


def _said(difference: Difference) -> str:
    """`path: what was asked, but recorded what`; of long texts, the part where they part."""
    asked, recorded = difference.asked, difference.recorded
    if asked is _ABSENT:
        return f"{difference.path}: missing, but recorded {_short(recorded)}"
    if recorded is _ABSENT:
        return f"{difference.path}: {_short(asked)}, but recorded without it"
    start = 0
    if isinstance(asked, str) and isinstance(recorded, str):
        same = next(
            (i for i, (a, b) in enumerate(zip(asked, recorded, strict=False)) if a != b), _shorter(asked, recorded)
        )
        start = max(0, same - 20) if same > _SHOWN // 2 else 0
    return f"{difference.path}: {_short(asked, start)}, but recorded {_short(recorded, start)}"


def _shorter(one: str, other: str) -> int:
    return min(len(one), len(other))


def _short(value: Any, start: int = 0) -> str:
    if isinstance(value, str) and (start or len(value) > _SHOWN):
        more = "…" if len(value) > start + _SHOWN else ""
        return f'"{"…" if start else ""}{json.dumps(value[start : start + _SHOWN], ensure_ascii=False)[1:-1]}{more}"'
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _advice(found: list[Difference]) -> str:
    """The line to paste if only an id or a moment differs; else how to record anew."""
    texts = [it for it in found if isinstance(it.asked, str) and isinstance(it.recorded, str)]
    if len(texts) == len(found):
        for name, word, pattern in _normalizers(texts):
            if all(_same_but_for(pattern, it) for it in texts):
                return f"only {name} differs; put this line at the top of the cassette:\nnormalize: [{word}]"
    if all(_MEANINGLESS.search(it.path) or (_is_moment(it.asked) and _is_moment(it.recorded)) for it in found):
        paths = ", ".join(json.dumps(it.path) if "[" in it.path else it.path for it in found)
        return f"if that means nothing, put this line at the top of the cassette:\nignore: [{paths}]"
    how = _RECORDING.format("new_episodes")
    return f"to record it: {how}; to leave parts out of the comparison: `ignore:`, `normalize:`"


def _normalizers(texts: list[Difference]) -> Iterator[tuple[str, str, str]]:
    """What may differ, how `normalize` says it, and its pattern: what has a name, moments as numbers, ids."""
    for name, pattern in NORMALIZERS.items():
        yield f"a{'n' * (name[0] in 'aeio')} {name}", name, pattern
    yield "a moment", json.dumps(_SECONDS), _SECONDS
    prefixes = sorted({found[1] for it in texts for found in _ID.finditer(f"{it.asked} {it.recorded}")})
    if prefixes:
        pattern = rf"\b(?:{'|'.join(map(re.escape, prefixes))})[A-Za-z0-9]+"
        yield "an id", json.dumps(pattern), pattern


def _is_moment(value: Any) -> bool:
    """Whether a number may be seconds or milliseconds since 1970, in our days."""
    return isinstance(value, int | float) and re.fullmatch(_SECONDS, str(value).partition(".")[0]) is not None


def _same_but_for(pattern: str, difference: Difference) -> bool:
    compiled = re.compile(pattern)
    return compiled.sub("", str(difference.asked)) == compiled.sub("", str(difference.recorded))


def _title(asked: Asked) -> str:
    body: Mapping[str, Any] = asked.body if isinstance(asked.body, dict) else {}
    model = body.get("model")
    words = [asked.provider, asked.method, asked.path, *([f"model {model}"] if isinstance(model, str) else [])]
    said = next(islice((text for text in _user_texts(body)), 1), None)
    return " ".join(filter(None, words)) + (f", {_short(said)}" if said else "")


def _user_texts(body: Mapping[str, Any]) -> Iterator[str]:
    messages = body.get("messages")
    for message in reversed(messages) if isinstance(messages, list) else ():
        if isinstance(message, dict) and isinstance(message.get("content"), str):
            yield message["content"]
    for key in ("input", "prompt"):
        if isinstance(body.get(key), str):
            yield body[key]


def _count(number: int) -> str:
    return f"{number} exchange{'' if number == 1 else 's'}"
