"""Where in an instance a value stands."""

from __future__ import annotations

from typing import NamedTuple

_RECURSION = 2  # a reference that is within itself so often is not followed further than it must be
_DEPTH = 9


class Place(NamedTuple):
    """The name of the property, its description, how deep it stands, and the references that led there.

    `owner` is the title or name of the object that the property belongs to.
    """

    name: str = ""
    description: str = ""
    depth: int = 0
    trail: tuple[str, ...] = ()
    owner: str = ""

    @property
    def lean(self) -> bool:
        """Whether only what is required should be there, so that a recursive schema comes to an end."""
        return self.depth > _DEPTH or (bool(self.trail) and self.trail.count(self.trail[-1]) > _RECURSION)

    def below(self, name: str, owner: str = "") -> Place:
        """The place of a property or item of the value here."""
        return Place(name, "", self.depth + 1, self.trail, owner or self.name)

    def through(self, reference: str) -> Place:
        """This place, after following a reference."""
        return Place(self.name, self.description, self.depth, (*self.trail, reference), self.owner)
