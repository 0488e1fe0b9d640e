"""The fault `plain_json_for_stream`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.events import is_stream
from fakeai.faults.frames import in_order


class PlainJsonForStream(Fault):
    """A call that asks for a stream is answered with plain JSON, as if `stream` had been lost on the way."""

    fault: Literal["plain_json_for_stream"] = "plain_json_for_stream"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The same answer in one piece, when the stream would have been complete."""
        if not is_stream(response):
            raise NotApplicable("the answer is no stream")
        if context.plain is None:
            raise NotApplicable("nobody knows what this answer is without a stream")
        whole = context.plain()
        if is_stream(whole):
            raise NotApplicable("the answer was written as a stream")
        complete_at = response.frames[-1].at if response.frames else response.head_at
        return replace(whole, head_at=response.head_at, frames=in_order(whole.frames, earliest=complete_at))
