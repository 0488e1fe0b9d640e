"""The fault `reset`."""

from __future__ import annotations

from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context
from fakeai.faults.place import Placed


class Reset(Placed):
    """The connection is reset (RST) in the middle of the answer."""

    fault: Literal["reset"] = "reset"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The answer up to the place, then RST."""
        return self.ended(response, context.seed, "reset")
