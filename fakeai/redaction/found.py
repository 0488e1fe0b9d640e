"""What was found: secrets, by place and kind."""

from __future__ import annotations

from typing import NamedTuple


class Secret(NamedTuple):
    """A secret in a text: where it stands and of which kind it is, never what it is."""

    start: int
    end: int
    kind: str


class Found(NamedTuple):
    """A secret in a structure: the place, such as `messages[0].content`, and the kind."""

    place: str
    kind: str
