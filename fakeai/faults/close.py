"""The fault `close`."""

from __future__ import annotations

from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context
from fakeai.faults.place import Placed


class Close(Placed):
    """The connection is closed (FIN) in the middle of the answer, before HTTP says that the body is complete."""

    fault: Literal["close"] = "close"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The answer up to the place, then FIN."""
        return self.ended(response, context.seed, "close")
