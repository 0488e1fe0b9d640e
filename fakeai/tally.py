"""The calls that came, in words: what assertions about them say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from textwrap import shorten
from typing import Any

from pydantic import ValidationError

from fakeai.call import Call
from fakeai.errors import FixtureError, Problem
from fakeai.matching import Match, differences
from fakeai.matching.hiding import hidden_clause
from fakeai.written import Mistake, mistakes

_LISTED = 5  # calls in a message
_SHOWN = 80  # characters of a call's text


def match_of(clauses: Mapping[str, Any]) -> Match:
    """The match that clauses make. Raises FixtureError for clauses that there are not."""
    try:
        return Match.model_validate(clauses)
    except ValidationError as error:
        raise FixtureError([Problem(message=_placed(mistake)) for mistake in mistakes(error, Match)]) from None


def _placed(mistake: Mistake) -> str:
    location = mistake.location[:-1] if mistake.at_key else mistake.location
    return f"{'.'.join(map(str, location))}: {mistake.message}" if location else mistake.message


def counted(n: int, noun: str) -> str:
    """`1 call`, `2 calls`."""
    return f"{n} {noun}{'' if n == 1 else 's'}"


def that_fits(clauses: Mapping[str, Any]) -> str:
    """The clauses as part of a sentence; nothing if there are none."""
    said = (f"{name}={hidden_clause(value) if name == 'key' else value!r}" for name, value in clauses.items())
    return f" with {', '.join(said)}" if clauses else ""


Showing = Callable[[Call], Call]
"""Makes of a call the same as it may be shown."""


def listed(calls: Sequence[Call], showing: Showing) -> str:
    """How many calls there are, and the newest of them."""
    if not calls:
        return "none came"
    lines = "".join(f"\n  {_said(showing(call))}" for call in calls[-_LISTED:])
    earlier = f"\n  and {len(calls) - _LISTED} before" if len(calls) > _LISTED else ""
    return f"{len(calls)} came:{lines}{earlier}"


def closest(calls: Sequence[Call], match: Match, showing: Showing) -> str:
    """The calls that differ least from a match, and in what; the fitting ones first. It goes on with a sentence."""
    if not calls:
        return ", nor any other"
    ranked = sorted(((differences(match, call), call) for call in calls), key=lambda pair: len(pair[0]))
    lines = [_differing(match, call, showing(call)) for _, call in ranked[:_LISTED]]
    more = f"\n  and {len(ranked) - _LISTED} more" if len(ranked) > _LISTED else ""
    return f"; {counted(len(calls), 'call')} in all:{''.join(lines)}{more}"


def _differing(match: Match, call: Call, shown: Call) -> str:
    return f"\n  {_said(shown)}" + "".join(f"\n    {it}" for it in differences(match, call, shown))


def _said(call: Call) -> str:
    user = shorten(call.user or "", _SHOWN, placeholder=" …")
    words = f": {user!r}" if user else ""
    return f"{call.endpoint} {call.model}{words}".strip()
