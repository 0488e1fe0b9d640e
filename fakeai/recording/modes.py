"""Record modes: what is done with a request, by mode and by whether it was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast, get_args

from fakeai.errors import SettingError
from fakeai.written import not_among

Mode = Literal["none", "once", "new_episodes", "all", "rewrite", "verify"]
"""The words that pytest-recording and vcrpy use, and `verify`."""

Finding = Literal["unplayed", "played", "unknown"]
"""Whether a recording of a request is left, all of them have been played, or there is none."""

Action = Literal["play", "forward", "compare", "refuse"]
"""play the recording; forward to the upstream and record; forward and compare the shapes; answer with a miss."""

ACTIONS: Mapping[Mode, Mapping[Finding, Action]] = {
    "none": {"unplayed": "play", "played": "refuse", "unknown": "refuse"},
    "once": {"unplayed": "play", "played": "refuse", "unknown": "refuse"},
    "new_episodes": {"unplayed": "play", "played": "forward", "unknown": "forward"},
    "all": {"unplayed": "forward", "played": "forward", "unknown": "forward"},
    "rewrite": {"unplayed": "forward", "played": "forward", "unknown": "forward"},
    "verify": {"unplayed": "compare", "played": "refuse", "unknown": "refuse"},
}
"""`once` is this for a cassette that there is; for one that there is not it is `all`."""


def mode(word: str) -> Mode:
    """The mode of this name. Raises SettingError for a word that is none."""
    if word not in get_args(Mode):
        raise SettingError(f"record mode: {not_among(word, get_args(Mode))}")
    return cast("Mode", word)


def in_force(wanted: Mode, *, exists: bool) -> Mode:
    """The mode that is used, given whether there is a cassette."""
    if wanted == "once":
        return "none" if exists else "all"
    return wanted


def records(mode: Mode) -> bool:
    """Whether a mode may write to the cassette."""
    return "forward" in ACTIONS[mode].values()


def asks_upstream(mode: Mode) -> bool:
    """Whether a mode may ask the upstream; where not, no client, URL or key is even built."""
    return bool({"forward", "compare"} & set(ACTIONS[mode].values()))
