"""The errors that fakeai raises to the person using it.

FakeAIError
├── SettingError       an option, argument or environment value can't be used
├── FixtureError       fixture files or scripted fixtures are wrong; `.problems` lists all of them
├── CassetteError      a cassette can't be read or written; `.problem` says what and where
├── SecretFound        what was recorded holds secrets, so it is not written
├── TeardownError      also an AssertionError: what a test has to answer for once it is over
│   ├── UnmatchedCall  calls came that no fixture fits
│   ├── CallableFailed a scripted callable raised, or returned what is not a reply
│   └── RecordingStale recordings are not what the upstream says now, or were not asked for
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class FakeAIError(Exception):
    """The base of every error here. Its text says what is wrong, where, and what to do."""


class SettingError(FakeAIError):
    """An option, argument or environment value can't be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a file: where (line and column count from 1) and what, with a hint if there is one."""

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return f"{':'.join(place)}: {self.message}" if place else self.message


class FixtureError(FakeAIError):
    """Fixtures can't be used. `problems` holds every one that was found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CassetteError(FakeAIError):
    """A cassette can't be read or written. Its file is left as it was."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class SecretFound(FakeAIError):
    """What was recorded holds secrets, so it is not written. The text says where and of which kind, never which."""


class TeardownError(FakeAIError, AssertionError):
    """Something that a test has to answer for once it is over, though the code under test may have swallowed it."""


class UnmatchedCall(TeardownError):
    """Calls came that no fixture fits. An AssertionError, so that pytest prints it plainly."""


class CallableFailed(TeardownError):
    """A scripted callable raised, or returned what is not a reply."""


class RecordingStale(TeardownError):
    """Recordings have another shape than the upstream's answers of today, or nobody asked for them."""
