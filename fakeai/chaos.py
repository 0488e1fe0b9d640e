"""When something goes wrong: rules that say which calls are struck by a failure or by faults, and the count of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from fakeai import wire
from fakeai.call import Call
from fakeai.faults import Fault
from fakeai.matching import Match, fits
from fakeai.reply import Failure
from fakeai.seeds import Seed

EXEMPT_ENDPOINTS = frozenset({"models", "model"})
"""Asking what there is never goes wrong: health checks live on it."""

Outcome = Failure | wire.Response | tuple[Fault, ...]
"""What strikes a call: something that is said instead of its answer, or faults that are done to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that goes wrong, and when.

    Of the calls that fit `match` and come in its window (from `since` until before `until`, in seconds since the rules
    are in force), the first `after` are spared; of the rest every `every`th is struck, or each with `probability`; and
    no more than `times` in all, those not counted to whose answer it could not be done.
    """

    name: str
    outcome: Outcome
    match: Match = field(default_factory=Match)
    probability: float | None = None
    times: int | None = None
    after: int = 0
    every: int = 1
    since: float = 0.0
    until: float = inf

    def concerns(self, call: Call, moment: float) -> bool:
        """Whether the rule looks at a call at all that comes so many seconds after the rules were put in force."""
        return self.since <= moment < self.until and fits(self.match, call)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """What hits a call: the outcome, the rule it comes from (counted from 1), and the draw, where there was one."""

    name: str
    outcome: Outcome
    rule: int
    draw: float | None = None

    def __str__(self) -> str:
        drawn = "" if self.draw is None else f", draw {self.draw:.6f}"
        return f"{self.name} (rule {self.rule}{drawn})"


@dataclass(slots=True)
class Count:
    """How often something was asked for, applied, or could not be applied to the answer that there was."""

    asked: int = 0
    applied: int = 0
    not_applicable: int = 0


@dataclass(slots=True)
class _Progress:
    """How far a rule has come."""

    seen: int = 0
    struck: int = 0


@dataclass(slots=True)
class Chaos:
    """The rules in force since the moment `began`. One thread asks; counts may be read from any.

    Rules without a probability come first, in order: the first that strikes decides. The others share one draw between
    them, so that each strikes exactly as often as it says, and never two at once.
    """

    rules: Sequence[Rule] = ()
    began: float = 0.0
    counts: dict[str, Count] = field(default_factory=dict)
    _progress: list[_Progress] = field(default_factory=list)

    def __post_init__(self) -> None:
        total = sum(rule.probability or 0.0 for rule in self.rules)
        if total > 1 + 1e-9:
            raise ValueError(f"the probabilities add up to {total:g}; at most 1 is possible")
        self._progress = [_Progress() for _ in self.rules]

    def strike(self, call: Call, seed: Seed, now: float) -> Strike | None:
        """What hits this call, if anything does.

        `seed` is the call's own, so that the order in which calls come does not matter.
        """
        if not self.rules or call.endpoint in EXEMPT_ENDPOINTS:
            return None
        moment = now - self.began
        due = [index for index, rule in enumerate(self.rules) if rule.concerns(call, moment) and self._is_due(index)]
        for index in due:
            if self.rules[index].probability is None:
                return self._struck(index, None)
        draw = seed.child("chaos").fraction()
        reached = 0.0
        for index in due:
            reached += self.rules[index].probability or 0.0
            if draw < reached:
                return self._struck(index, draw)
        return None

    def missed(self, strike: Strike) -> None:
        """Note that nothing of a strike could be done to the answer: it is not one of the `times` of its rule."""
        if strike.rule <= len(self._progress):  # other rules may be in force by now
            self._progress[strike.rule - 1].struck -= 1

    def count(self, name: str, *, applied: bool) -> None:
        """Note what became of a failure or fault that was asked for."""
        count = self.counts.setdefault(name, Count())
        count.asked += 1
        if applied:
            count.applied += 1
        else:
            count.not_applicable += 1

    def _is_due(self, index: int) -> bool:
        rule, progress = self.rules[index], self._progress[index]
        progress.seen += 1
        if progress.seen <= rule.after or (progress.seen - rule.after) % rule.every:
            return False
        return rule.times is None or progress.struck < rule.times

    def _struck(self, index: int, draw: float | None) -> Strike:
        self._progress[index].struck += 1
        rule = self.rules[index]
        return Strike(name=rule.name, outcome=rule.outcome, rule=index + 1, draw=draw)
