"""The fault `reorder`."""

from __future__ import annotations

from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context, NotApplicable
from fakeai.faults.events import Stream
from fakeai.faults.frames import Edit, edited, with_frames
from fakeai.faults.place import PlacedInBody


class Reorder(PlacedInBody):
    """Two events of the stream come in the wrong order."""

    fault: Literal["reorder"] = "reorder"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The stream with the event at the place and the next one swapped; the last is swapped with the one before."""
        stream = Stream(response)
        if len(stream.events) < 2:
            raise NotApplicable("the stream has one event only")
        index = min(self.event(stream, context.seed), len(stream.events) - 2)
        one, other = stream.events[index : index + 2]
        swapped = (
            Edit(one.start, one.end, stream.body[other.start : other.end]),
            Edit(other.start, other.end, stream.body[one.start : one.end]),
        )
        return with_frames(response, edited(response.frames, swapped))
