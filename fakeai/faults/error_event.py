"""The fault `error_event`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from fakeai import wire
from fakeai.faults.contract import Context, NotApplicable
from fakeai.faults.events import Stream
from fakeai.faults.frames import first, in_order, with_frames
from fakeai.faults.place import PlacedInBody
from fakeai.reply import Failure

Kind = Literal[
    "rate_limit", "quota_exceeded", "overloaded", "server_error", "unavailable", "timeout",
    "context_length_exceeded", "content_filter", "invalid_request",
]  # fmt: skip
"""What providers have been seen to say in mid-stream, where the status can't say it any more."""


class ErrorEvent(PlacedInBody):
    """The stream breaks off with an error event, in the provider's words, under a status that said 200."""

    fault: Literal["error_event"] = "error_event"
    kind: Kind = Field("server_error", description="What the provider says.")
    message: str | None = Field(None, description="In these words instead of the provider's own.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The whole events before the place, the failure as an event, and a proper end of the body."""
        if context.interrupt is None:
            raise NotApplicable("nobody knows how this provider says an error in mid-stream")
        length = Stream(response).boundary(self.offset(response, context.seed))
        begun = replace(response, frames=first(response.frames, length))
        said = context.interrupt(begun, Failure(kind=self.kind, message=self.message))
        return replace(with_frames(said, in_order(said.frames, earliest=said.head_at)), ending="complete")
