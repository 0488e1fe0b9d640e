"""A recorded error as a failure in no provider's words, where there is one that its provider says just so."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fakeai import sse, wire
from fakeai.recording.cassette import Recorded
from fakeai.recording.understanding import Understood
from fakeai.reply import SCRIPTED_KINDS, Failure, FailureKind
from fakeai.seeds import Seed

_MADE_UP = frozenset({"id", "request_id", "event_id", "timestamp"})


def failure_words(recorded: Recorded, known: Understood) -> Any:
    """What stands below `fail`: a kind, or a mapping of as little as it takes; None where no kind says the same."""
    response = recorded.response
    said = _json(response.body)
    words = None if said is None else _fewest(said, response.status, _wait(response), recorded, known)
    return None if words is None else _brief(words | _again(response))


def interruption_words(recorded: Recorded, known: Understood) -> Any:
    """What stands below `interrupted_by`: the failure that is the last event of a stream; None if there is none."""
    events = [event.data for event in sse.events(recorded.response.body)]
    said = _json(events[-1]) if events else None
    if not isinstance(said, Mapping) or "error" not in said:
        return None
    words = _fewest(said, None, {}, recorded, known)
    return None if words is None else _brief(words)


def _fewest(
    said: Any, status: int | None, wait: dict[str, float], recorded: Recorded, known: Understood
) -> dict[str, Any] | None:
    """As few keys as make a failure say this, those of the kind that it contradicts least."""
    if known.call is None or known.provider is None:
        return None
    every = {**({} if status is None else {"status": status}), **dict(_overrides(said)), **wait}
    found = [
        (_contradictions(kind, words, recorded, known), len(words), number, words)
        for number, kind in enumerate(SCRIPTED_KINDS)
        if (words := _words({"kind": kind} | every, _Said(status, said), recorded, known)) is not None
    ]
    return min(found)[-1] if found else None


def _brief(words: dict[str, Any]) -> Any:
    return words["kind"] if len(words) == 1 else words


class _Said(NamedTuple):
    """What an error says, and with which status; None for one in mid-stream."""

    status: int | None
    body: Any


def _words(every: dict[str, Any], said: _Said, recorded: Recorded, known: Understood) -> dict[str, Any] | None:
    """Those of the keys that make a failure of this kind say the same, none of which could be left out."""
    if not _says(every, said, recorded, known):
        return None
    for key in [key for key in every if key not in {"kind", "retry_after"}]:
        fewer = {name: value for name, value in every.items() if name != key}
        if _says(fewer, said, recorded, known):
            every = fewer
    return every


def _says(words: Mapping[str, Any], said: _Said, recorded: Recorded, known: Understood) -> bool:
    response = _said(Failure(**words), recorded, known)
    return said.status in {None, response.status} and _json(response.body) == said.body


def _contradictions(kind: FailureKind, words: Mapping[str, Any], recorded: Recorded, known: Understood) -> int:
    """How much of what a failure of this kind says by itself would be something else: then it is another one."""
    usual = _said(Failure(kind=kind), recorded, known)
    own = {"status": usual.status, **dict(_overrides(_json(usual.body)))}
    return sum(key in own for key in words if key not in {"kind", "message"})


def _said(failure: Failure, recorded: Recorded, known: Understood) -> wire.Response:
    assert known.call is not None
    assert known.provider is not None
    envelope = known.provider.envelope
    return envelope.say(failure, request=recorded.request, model=known.call.model, seed=Seed.root(0))


def _overrides(said: Any) -> Iterator[tuple[str, Any]]:
    """What an error says of itself, wherever providers put it."""
    holders = [said, said.get("error")] if isinstance(said, Mapping) else []
    for key in ("message", "type", "code", "param"):
        for holder in holders:
            value = holder.get(key) if isinstance(holder, Mapping) else None
            if isinstance(value, str) or (key == "code" and isinstance(value, int)):
                yield key, value
                break
    detail = said.get("detail", said) if isinstance(said, Mapping) else said
    if isinstance(detail, str):
        yield "message", detail
    elif "error" not in (said if isinstance(said, Mapping) else {}):
        yield "detail", detail


def _json(body: str | bytes) -> Any:
    """What an error says, without what is made up each time; None if it is no JSON."""
    try:
        return _stable(json.loads(body))
    except (ValueError, RecursionError):
        return None


def _stable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _stable(item) for key, item in value.items() if key not in _MADE_UP}
    return [_stable(item) for item in value] if isinstance(value, list) else value


def _wait(response: wire.Response) -> dict[str, float]:
    """When to try again, as SDKs look for it."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        value = response.header(name) or ""
        if value.replace(".", "", 1).isdigit():
            return {"retry_after": float(value) / unit}
    return {}


def _again(response: wire.Response) -> dict[str, Any]:
    """Whether to try again at all, where that is said."""
    said = response.header("x-should-retry")
    return {} if said is None else {"headers": {"x-should-retry": said}}
