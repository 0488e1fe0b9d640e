"""The fault `half_json`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from fakeai import wire
from fakeai.faults.bodies import json_body
from fakeai.faults.contract import Context
from fakeai.faults.frames import first, with_frames
from fakeai.faults.place import PlacedInBody


class HalfJson(PlacedInBody):
    """A plain JSON body ends in the middle, cleanly for HTTP: its length is what the headers say."""

    fault: Literal["half_json"] = "half_json"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The body up to the place, at least one byte and never all of the JSON."""
        json_body(response)
        whole = len(response.body.rstrip())
        length = max(1, min(self.offset(response, context.seed), whole - 1))
        return replace(with_frames(response, first(response.frames, length)), ending="complete")
