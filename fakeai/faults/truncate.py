"""The fault `truncate`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context, NotApplicable
from fakeai.faults.events import Stream
from fakeai.faults.frames import first, with_frames
from fakeai.faults.place import PlacedInBody


class Truncate(PlacedInBody):
    """The stream ends early between two events, cleanly for HTTP: no finish, no usage, no [DONE]."""

    fault: Literal["truncate"] = "truncate"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The whole events before the place, and a proper end of the body."""
        stream = Stream(response)
        length = stream.boundary(self.offset(response, context.seed))
        if length == len(stream.body):
            raise NotApplicable("nothing comes after that place")
        return replace(with_frames(response, first(response.frames, length)), ending="complete")
