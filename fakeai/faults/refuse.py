"""The fault `refuse`."""

from __future__ import annotations

from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context, Fault


class Refuse(Fault):
    """The connection is reset as soon as the request has been read, without a byte of an answer.

    A server that listens can't refuse one connection before it is made; to a client this is the nearest thing.
    """

    fault: Literal["refuse"] = "refuse"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs neither
        """A reset at once, whenever the answer would have begun."""
        return wire.Response(status=0, ending="reset")
