"""The fault `stall`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from fakeai import wire
from fakeai.durations import Duration
from fakeai.faults.contract import Context
from fakeai.faults.frames import Frames, later, split
from fakeai.faults.place import PlacedInBody
from fakeai.wire import Frame


class Stall(PlacedInBody):
    """The answer stops in the middle: for a while if `pause` says how long, else for ever."""

    fault: Literal["stall"] = "stall"
    pause: Duration | None = Field(None, description="How long nothing comes. Without it nothing ever comes again.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The answer with silence at the place; at the end of the body, its ending comes later."""
        if self.pause is None:
            return self.ended(response, context.seed, "hang")
        if self.pause == 0:
            return response
        offset = self.offset(response, context.seed)
        before, behind = _apart(split(response.frames, (offset,)), offset)
        if not behind:
            behind = (Frame(b"", before[-1].at if before else response.head_at),)
        return replace(response, frames=(*before, *later(behind, self.pause)))


def _apart(frames: Frames, offset: int) -> tuple[Frames, Frames]:
    """The frames that hold the first `offset` bytes, and the rest."""
    index = 0
    while offset > 0:
        offset -= len(frames[index].data)
        index += 1
    return frames[:index], frames[index:]
