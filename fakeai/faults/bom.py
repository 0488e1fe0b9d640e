"""The fault `bom`."""

from __future__ import annotations

from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.events import BOM
from fakeai.faults.frames import Edit, edited, with_frames


class Bom(Fault):
    """The body begins with a byte order mark."""

    fault: Literal["bom"] = "bom"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The answer with three bytes more in front."""
        body = response.body
        if not body or body.startswith(BOM):
            raise NotApplicable("the answer already has one" if body else "the answer has no body")
        return with_frames(response, edited(response.frames, (Edit(0, 0, BOM),)))
