"""The fault `hang`."""

from __future__ import annotations

from typing import ClassVar, Literal

from fakeai import wire
from fakeai.faults.contract import Context
from fakeai.faults.place import Placed, Usual


class Hang(Placed):
    """The request is read and never answered; the connection stays open until the client gives up."""

    fault: Literal["hang"] = "hang"
    usual: ClassVar[Usual] = "headers"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The answer up to the place, then nothing."""
        return self.ended(response, context.seed, "hang")
