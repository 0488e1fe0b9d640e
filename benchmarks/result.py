"""One line of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was measured, of us and of what we compare with. `ratio` is ours to theirs, within the same run."""

    what: str
    ours: str
    against: str = ""
    ratio: float | None = None
    aim: str = ""
