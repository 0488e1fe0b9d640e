"""What came of one case of a plan: whether it was put to the test, how it ended, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from fakeai.chaos import Count
from fakeai.plans import CALM
from fakeai.verdict import Finding, Verdict
from fakeai.verdict.rules import UNNOTICED

Grade = Literal["ok", "remark", "BUG", "n/a"]
"""n/a: the trouble could not be applied to any answer, or no call came that it could have struck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A case and what came of it. `ended` says how the test or command ended, `calls` how many requests were made."""

    case: str
    grade: Grade
    calls: int
    ended: str = ""
    findings: tuple[Finding, ...] = field(default=())

    @property
    def said(self) -> str:
        """The findings in a line."""
        return "; ".join(f"{finding.severity}: {finding.message}" for finding in self.findings)


def result(
    case: str,
    verdict: Verdict,
    counts: Mapping[str, Count],
    *,
    calls: int,
    ended: str,
    failed: bool,
    more: Iterable[Finding] = (),
) -> Result:
    """What came of a case, by the verdict on it, the counts of what was applied, and what else was found.

    Who has failed has noticed that the answer was none, even if the SDK did not say so.
    """
    applied = case == CALM or any(count.applied for count in counts.values())
    found = tuple(it for it in verdict.findings if applied and not (failed and it.rule == UNNOTICED))
    found += tuple(more) if applied else ()
    bugs = any(finding.severity == "bug" for finding in found)
    grade: Grade = "n/a" if not applied else "BUG" if bugs else "remark" if found else "ok"
    return Result(case=case, grade=grade, calls=calls, ended=ended, findings=found)
