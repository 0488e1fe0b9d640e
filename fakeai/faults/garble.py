"""The fault `garble`."""

from __future__ import annotations

from typing import Literal

from fakeai import wire
from fakeai.faults.bodies import json_body
from fakeai.faults.contract import Context, NotApplicable
from fakeai.faults.events import Stream, is_stream
from fakeai.faults.frames import Edit, edited, with_frames
from fakeai.faults.place import PlacedInBody

_SUBSTITUTE = b"\x1a"  # a control character: JSON allows none of them, neither inside a string nor outside


class Garble(PlacedInBody):
    """A byte of an event's data, or of a plain JSON body, is spoilt, so that it is no JSON any more."""

    fault: Literal["garble"] = "garble"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The answer with one byte overwritten: in a stream any of the event at the place, the seed says which."""
        offset = self._in_event(response, context) if is_stream(response) else self._in_body(response, context)
        return with_frames(response, edited(response.frames, (Edit(offset, offset + 1, _SUBSTITUTE),)))

    def _in_event(self, response: wire.Response, context: Context) -> int:
        event = self.event_at(Stream(response), context.seed)
        if event.data_start == event.data_end:
            raise NotApplicable("the event there has no data")
        return context.seed.child("byte").integer(event.data_start, event.data_end - 1)

    def _in_body(self, response: wire.Response, context: Context) -> int:
        json_body(response)
        return min(self.offset(response, context.seed), len(response.body) - 1)
