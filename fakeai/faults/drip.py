"""The fault `drip`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from fakeai import wire
from fakeai.durations import Duration
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.frames import pieces
from fakeai.wire import Frame


class Drip(Fault):
    """The body comes over a slow line, a few bytes at a time, wherever that cuts it."""

    fault: Literal["drip"] = "drip"
    bytes_per_second: Annotated[float, Field(gt=0, allow_inf_nan=False)] = Field(500.0, description="The bandwidth.")
    every: Annotated[Duration, Field(gt=0)] = Field(
        0.1, description="How often some bytes come; each time as many as the bandwidth allows, and at least one."
    )

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The same bytes in pieces, none before it is due and none faster than the line."""
        if not response.body:
            raise NotApplicable("the answer has no body")
        return replace(response, frames=tuple(self._drops(response)))

    def _drops(self, response: wire.Response) -> Iterator[Frame]:
        length = max(1, int(self.bytes_per_second * self.every))
        free_at = response.head_at
        for frame in response.frames:
            for piece in pieces(frame, length):
                at = max(piece.at, free_at)
                free_at = at + len(piece.data) / self.bytes_per_second
                yield piece._replace(at=at)
