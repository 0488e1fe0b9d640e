"""The verdict: all findings about all calls."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fakeai.exchange import Exchange
from fakeai.verdict.chains import Chain, chains
from fakeai.verdict.rules import RULES, Finding


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a client coped: the calls that it made, and what was wrong with how it made them."""

    chains: tuple[Chain, ...]
    findings: tuple[Finding, ...]

    @property
    def bugs(self) -> tuple[Finding, ...]:
        """What no client should do; remarks apart."""
        return tuple(finding for finding in self.findings if finding.severity == "bug")

    @property
    def ok(self) -> bool:
        """Whether there is no bug among the findings."""
        return not self.bugs

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings)) or "nothing to find fault with"


def judge(exchanges: Iterable[Exchange], noticed: Collection[int] = ()) -> Verdict:
    """The verdict on these exchanges. `noticed` are the numbers of those whose trouble somebody noticed."""
    calls = chains(exchanges, noticed)
    return Verdict(calls, tuple(finding for chain in calls for rule in RULES for finding in rule(chain)))
