"""Predicted outputs: how much of a prediction came true."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple


class Outcome(NamedTuple):
    """Tokens of a prediction: those that the answer has, and those that it doesn't."""

    accepted: int
    rejected: int


def outcome(predicted: Sequence[str], said: Sequence[str]) -> Outcome:
    """What became of a prediction.

    Its tokens are accepted where a run of them stands in the answer, the runs in the order of the prediction, as in a
    diff of the two; all others are rejected. So accepted and rejected are the prediction's tokens together.
    """
    start = _common(predicted, said)
    rest, other = predicted[start:], said[start:]
    end = _common(rest[::-1], other[::-1])
    rest, other = rest[: len(rest) - end], other[: len(other) - end]
    runs = SequenceMatcher(None, rest, other).get_matching_blocks()
    accepted = start + end + sum(run.size for run in runs)
    return Outcome(accepted, len(predicted) - accepted)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many tokens both begin with."""
    for place, (token, against) in enumerate(zip(one, other, strict=False)):
        if token != against:
            return place
    return min(len(one), len(other))
