"""The fault `cut`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context, NotApplicable
from fakeai.faults.events import Event, Stream
from fakeai.faults.frames import first, with_frames
from fakeai.faults.place import PlacedInBody


class Cut(PlacedInBody):
    """The stream ends early inside an event, cleanly for HTTP: half a line of JSON is the last that comes."""

    fault: Literal["cut"] = "cut"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The answer up to the place, or into the event behind it if that lies between two, and a proper end."""
        stream = Stream(response)
        event = self.event_at(stream, context.seed)
        length = _inside(event, self.offset(response, context.seed))
        return replace(with_frames(response, first(response.frames, length)), ending="complete")


def _inside(event: Event, offset: int) -> int:
    """The offset if it cuts the event's lines, else the nearest that does, or their middle for one before them."""
    if event.data_end - event.start < 2:
        raise NotApplicable("the event there is too short to be cut")
    if offset <= event.start:
        return (event.start + event.data_end) // 2
    return min(offset, event.data_end - 1)
