"""The fault `duplicate`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fakeai import wire
from fakeai.faults.contract import Context
from fakeai.faults.events import Stream
from fakeai.faults.frames import Edit, edited, with_frames
from fakeai.faults.place import PlacedInBody


class Duplicate(PlacedInBody):
    """An event of the stream comes more than once."""

    fault: Literal["duplicate"] = "duplicate"
    times: Annotated[int, Field(ge=0)] = Field(1, description="How many copies come in addition.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The stream with copies of the event at the place, due with it."""
        stream = Stream(response)
        event = self.event_at(stream, context.seed)
        copies = [Edit(event.start, event.start, stream.body[event.start : event.end])] * self.times
        return with_frames(response, edited(response.frames, copies))
