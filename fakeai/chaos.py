"""When something goes wrong: rules that say which calls are struck by a failure or by faults, and the count of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fakeai.call import Call
from fakeai.faults import Fault
from fakeai.matching import Match, fits
from fakeai.reply import Failure
from fakeai.seeds import Seed

EXEMPT_ENDPOINTS = frozenset({"models", "model"})
"""Asking what there is never goes wrong: health checks live on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that goes wrong, and when.

    Of the calls that fit `match` and come `during` its window (seconds since the engine began), the first `after` are
    spared; of the rest every `every`th is struck, or each with `probability`; and no more than `times` in all.
    """

    name: str
    outcome: Failure | tuple[Fault, ...]
    match: Match = field(default_factory=Match)
    probability: float | None = None
    times: int | None = None
    after: int = 0
    every: int = 1
    during: tuple[float, float] | None = None

    def concerns(self, call: Call, now: float) -> bool:
        """Whether the rule looks at a call at all."""
        if self.during is not None and not self.during[0] <= now < self.during[1]:
            return False
        return fits(self.match, call)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """What hits a call: the outcome, the rule it comes from (counted from 1), and the draw, where there was one."""

    name: str
    outcome: Failure | tuple[Fault, ...]
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
    """The rules in force. One thread asks; counts may be read from any.

    Rules without a probability come first, in order: the first that strikes decides. The others share one draw between
    them, so that each strikes exactly as often as it says, and never two at once.
    """

    rules: Sequence[Rule] = ()
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
        due = [index for index, rule in enumerate(self.rules) if rule.concerns(call, now) and self._is_due(index)]
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
