"""Cassettes in pytest: the options, which file a test has, and what becomes of it once the test is over.

Like the plugin, it imports nothing but pytest until a test asks for a cassette.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fakeai.fake import FakeAI

ARGUMENTS = (
    "cassette", "record", "upstream", "redact", "record_errors", "secrets", "ignore", "normalize", "speed",
)  # fmt: skip
"""The marker's keyword arguments that are about a cassette."""

_MODES = ("none", "once", "new_episodes", "all", "rewrite", "verify")
_SETTINGS = ("redact", "record_errors", "ignore", "normalize", "speed")
_STRICT = pytest.StashKey[bool]()


def add_options(parser: pytest.Parser, group: pytest.OptionGroup) -> None:
    """Add the options for recording."""
    group.addoption(
        "--fakeai-record",
        choices=_MODES,
        help="The record mode of tests with a cassette, whatever their markers say (default: pytest-recording's "
        "--record-mode if that is given, else the marker's, else none).",
    )
    group.addoption(
        "--fakeai-upstream", metavar="URL", help="Where the real provider is, for tests whose marker doesn't say."
    )
    parser.addini("fakeai_record", "The record mode of tests with a cassette, where nothing else says (default: none).")
    parser.addini("fakeai_upstream", "Where the real provider is, where nothing else says.")
    parser.addini(
        "fakeai_secrets",
        "Regular expressions of secrets that no cassette may hold, one a line, beside those of markers.",
        type="linelist",
    )


def with_tape(item: pytest.Item, options: Mapping[str, Any]) -> dict[str, Any]:
    """What FakeAI is made with, given what the markers and the command line say: an open cassette, if one is asked for.

    Raises FakeAIError for a cassette that can't be read, and UsageError for arguments without one.
    """
    others = {name: value for name, value in options.items() if name not in ARGUMENTS}
    wanted = options.get("cassette")
    if wanted is None or wanted is False:
        stray = next((name for name in ARGUMENTS[1:] if name in options), None)
        if stray:
            raise pytest.UsageError(f"{item.nodeid}: @pytest.mark.fakeai: `{stray}` needs `cassette`")
        return others
    from fakeai.recording.naming import cassette_named, cassette_of
    from fakeai.recording.opening import open_cassette

    names = [item.name] if (parent := item.getparent(pytest.Class)) is None else [parent.name, item.name]
    path = cassette_of(item.path, ".".join(names)) if wanted is True else cassette_named(item.path, wanted)
    settings = {name: options[name] for name in _SETTINGS if name in options}
    secrets = (*item.config.getini("fakeai_secrets"), *options.get("secrets", ()))
    tape = open_cassette(path, record=_mode(item.config, options), secrets=secrets, **settings)
    item.stash[_STRICT] = others.get("strict") is True
    upstream = item.config.getoption("--fakeai-upstream") or options.get("upstream")
    upstream = upstream or item.config.getini("fakeai_upstream") or None
    return {**others, "cassette": tape, "upstream": upstream if tape.asks_upstream else None}


@contextmanager
def saving(fake: FakeAI) -> Iterator[None]:
    """What a `with` block of a fake does, where a secret or a broken file fails the test in plain words."""
    from fakeai.errors import FakeAIError

    problem = None
    try:
        with fake:
            yield
    except FakeAIError as error:
        problem = str(error)
    if problem is not None:  # out here: pytest prints the exception that another one comes from, too
        pytest.fail(problem, pytrace=False)


def forget(fake: FakeAI) -> None:
    """Drop what a test has recorded that failed."""
    if fake.cassette is not None:
        fake.cassette.forget()


def check_played(item: pytest.Item, fake: FakeAI) -> None:
    """Fail a strict test that has passed without asking for everything that was recorded."""
    error = fake.cassette.unasked() if fake.cassette is not None and item.stash.get(_STRICT, False) else None
    if error is not None:
        pytest.fail(str(error), pytrace=False)


def _mode(config: pytest.Config, options: Mapping[str, Any]) -> str:
    """The record mode: of the command line, of pytest-recording's, of the marker, of the ini file, or none."""
    theirs = config.getoption("record_mode", None) if config.pluginmanager.has_plugin("recording") else None
    said = (config.getoption("--fakeai-record"), theirs, options.get("record"), config.getini("fakeai_record"))
    return next((str(word) for word in said if word), "none")
