"""Record modes, as one truth table."""

from __future__ import annotations

from typing import get_args

import pytest

from fakeai.errors import SettingError
from fakeai.recording.modes import ACTIONS, Action, Finding, Mode, asks_upstream, in_force, mode

TABLE = {
    # mode          unplayed   played     unknown
    "none": ("play", "refuse", "refuse"),
    "once": ("play", "refuse", "refuse"),
    "new_episodes": ("play", "forward", "forward"),
    "all": ("forward", "forward", "forward"),
    "rewrite": ("forward", "forward", "forward"),
    "verify": ("compare", "refuse", "refuse"),
}


@pytest.mark.parametrize(("word", "actions"), TABLE.items())
def test_what_is_done_by_mode_and_finding(word: Mode, actions: tuple[Action, ...]) -> None:
    assert tuple(ACTIONS[word][finding] for finding in get_args(Finding)) == actions


def test_every_mode_is_in_the_table() -> None:
    assert set(ACTIONS) == set(TABLE) == set(get_args(Mode))


@pytest.mark.parametrize(("exists", "used"), [(True, "none"), (False, "all")])
def test_once_records_only_where_there_is_no_cassette(exists: bool, used: Mode) -> None:
    assert in_force("once", exists=exists) == used


def test_only_replay_never_asks_upstream() -> None:
    assert [word for word in get_args(Mode) if not asks_upstream(word)] == ["none", "once"]


def test_an_unknown_mode_is_named_with_the_one_that_is_meant() -> None:
    with pytest.raises(SettingError, match="new_episodes"):
        mode("new_episode")
