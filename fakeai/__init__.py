"""A fake LLM provider on a real socket: scripted, generated or recorded answers for code that keeps its real SDK.

The public names are loaded on first use, so that importing this package costs nothing: a pytest plugin is imported by
every test run of every project that has it installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakeai.call import Call as Call
    from fakeai.errors import CallableFailed as CallableFailed
    from fakeai.errors import CassetteError as CassetteError
    from fakeai.errors import FakeAIError as FakeAIError
    from fakeai.errors import FixtureError as FixtureError
    from fakeai.errors import RecordingStale as RecordingStale
    from fakeai.errors import SecretFound as SecretFound
    from fakeai.errors import SettingError as SettingError
    from fakeai.errors import TeardownError as TeardownError
    from fakeai.errors import UnmatchedCall as UnmatchedCall
    from fakeai.fake import FakeAI as FakeAI
    from fakeai.fixtures.words import audio as audio
    from fakeai.fixtures.words import fail as fail
    from fakeai.fixtures.words import generate as generate
    from fakeai.fixtures.words import json_reply as json_reply
    from fakeai.fixtures.words import reasoning as reasoning
    from fakeai.fixtures.words import recorded as recorded
    from fakeai.fixtures.words import refusal as refusal
    from fakeai.fixtures.words import text as text
    from fakeai.fixtures.words import tool as tool
    from fakeai.fixtures.words import verbatim as verbatim
    from fakeai.recording.opening import open_cassette as open_cassette
    from fakeai.reply import Failure as Failure
    from fakeai.reply import Reply as Reply

__version__ = "0.1.0"

# The word `reply` is not among them: `fakeai.reply` is a module.
_HOMES = {
    "Call": "fakeai.call",
    "CallableFailed": "fakeai.errors",
    "CassetteError": "fakeai.errors",
    "FakeAI": "fakeai.fake",
    "FakeAIError": "fakeai.errors",
    "Failure": "fakeai.reply",
    "FixtureError": "fakeai.errors",
    "Reply": "fakeai.reply",
    "RecordingStale": "fakeai.errors",
    "SecretFound": "fakeai.errors",
    "SettingError": "fakeai.errors",
    "TeardownError": "fakeai.errors",
    "UnmatchedCall": "fakeai.errors",
    "audio": "fakeai.fixtures.words",
    "fail": "fakeai.fixtures.words",
    "generate": "fakeai.fixtures.words",
    "json_reply": "fakeai.fixtures.words",
    "open_cassette": "fakeai.recording.opening",
    "reasoning": "fakeai.fixtures.words",
    "recorded": "fakeai.fixtures.words",
    "refusal": "fakeai.fixtures.words",
    "text": "fakeai.fixtures.words",
    "tool": "fakeai.fixtures.words",
    "verbatim": "fakeai.fixtures.words",
}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
