"""The fault `comments`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fakeai import wire
from fakeai.faults.contract import Context, Fault
from fakeai.faults.events import Stream
from fakeai.faults.frames import Edit, edited, with_frames


class Comments(Fault):
    """Comment lines come between the events of the stream, as OpenRouter sends them while it waits."""

    fault: Literal["comments"] = "comments"
    text: Annotated[str, Field(pattern=r"^[^\r\n]*$")] = Field("OPENROUTER PROCESSING", description="What they say.")
    every: Annotated[int, Field(ge=1)] = Field(1, description="Before every so many events, the first one included.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The stream with comments that are due with the events behind them."""
        comment = f": {self.text}\n\n".encode("utf-8", "replace")
        events = Stream.of_sse(response).events[:: self.every]
        put_in = [Edit(event.start, event.start, comment) for event in events]
        return with_frames(response, edited(response.frames, put_in))
