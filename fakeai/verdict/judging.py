"""The verdict: all findings about all calls."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from fakeai.exchange import Exchange
from fakeai.verdict.chains import Chain, Request, chains
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


def judge(
    exchanges: Iterable[Exchange], noticed: Collection[int] = (), usual: Mapping[Request, int] | None = None
) -> Verdict:
    """The verdict on these exchanges. `noticed` are the numbers of those whose trouble somebody noticed.

    `usual` says how often each request comes where nothing goes wrong: what comes more often is a retry.
    """
    calls = chains(exchanges, noticed, usual)
    return Verdict(calls, tuple(finding for chain in calls for rule in RULES for finding in rule(chain)))
