"""The fault `drop`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fakeai import wire
from fakeai.faults.contract import Context
from fakeai.faults.events import Stream
from fakeai.faults.frames import edited, with_frames
from fakeai.faults.place import PlacedInBody


class Drop(PlacedInBody):
    """An event of the stream never comes; those around it do."""

    fault: Literal["drop"] = "drop"
    count: Annotated[int, Field(ge=1)] = Field(1, description="How many events are missing, or as many as there are.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The stream without the events at the place."""
        stream = Stream(response)
        index = self.event(stream, context.seed)
        lost = [event.removed() for event in stream.events[index : index + self.count]]
        return with_frames(response, edited(response.frames, lost))
