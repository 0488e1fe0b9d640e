"""Near misses: the fixtures that came closest to a call, and where it differs from each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Generic, NamedTuple, Protocol, TypeVar

from fakeai.call import Call
from fakeai.matching.conditions import Condition
from fakeai.matching.match import Clause, Difference, Match, differences

_COMPARED = 20  # text is compared for so many candidates at most: it takes up to a millisecond for each
_WANTED_LENGTH, _GOT_LENGTH = 100, 400
_SHORTEST_BLOCK = 3


class Candidate(Protocol):
    """Whatever has a match: a fixture."""

    @property
    def match(self) -> Match:
        """What a call has to be like."""
        ...


C = TypeVar("C", bound=Candidate)


class NearMiss(NamedTuple, Generic[C]):
    """A candidate that did not fit, and why."""

    candidate: C
    differences: tuple[Difference, ...]


def nearest(
    candidates: Iterable[C], call: Call, *, shown: Call | None = None, limit: int = 3
) -> tuple[NearMiss[C], ...]:
    """The candidates closest to the call, nearest first, at most `limit`; told in words of `shown`, the same call.

    Nearest is what differs in the fewest clauses; among equals, what has the most similar text, then the most clauses
    that fit, then what comes first.
    """
    misses = [NearMiss(candidate, differences(candidate.match, call, shown)) for candidate in candidates]
    misses = sorted((miss for miss in misses if miss.differences), key=lambda miss: len(miss.differences))
    misses = misses[: max(_COMPARED, limit)]
    misses.sort(key=lambda miss: _rank(miss.candidate.match, miss.differences, call))
    return tuple(misses[:limit])


def _rank(match: Match, found: tuple[Difference, ...], call: Call) -> tuple[int, float, int]:
    fields = {difference.field for difference in found}
    differing = [clause for clause in match.clauses if clause.field in fields]
    similarity = sum(_similarity(clause, call) for clause in differing)
    return len(found), -similarity, len(found) - len(match.clauses)


def _similarity(clause: Clause, call: Call) -> float:
    """How much of the wanted text is found in what the call holds, from 0 to 1."""
    if clause.condition is None:
        return 0.0
    got = [value for value in clause.values(call) if isinstance(value, str)]
    pairs = ((wanted, value) for wanted in _texts(clause.condition) for value in got[-3:])
    return max((_overlap(wanted, value) for wanted, value in pairs), default=0.0)


def _texts(condition: Condition) -> Iterator[str]:
    """The texts that a condition asks for, those under `not` left out."""
    for name in ("equals", "contains", "regex", "glob", "starts_with"):
        text = getattr(condition, name, None)
        if isinstance(text, str):
            yield text
    yield from (text for text in getattr(condition, "one_of", None) or () if isinstance(text, str))
    for name in ("all_", "any_"):
        for inner in getattr(condition, name, None) or ():
            yield from _texts(inner)


def _overlap(wanted: str, got: str) -> float:
    wanted, got = wanted[:_WANTED_LENGTH].casefold(), got[:_GOT_LENGTH].casefold()
    blocks = SequenceMatcher(None, got, wanted, autojunk=False).get_matching_blocks()
    shared = sum(block.size for block in blocks if block.size >= min(_SHORTEST_BLOCK, len(wanted)))
    return shared / len(wanted) if wanted else 0.0
