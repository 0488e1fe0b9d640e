"""The fault `slow_headers`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from fakeai import wire
from fakeai.durations import Duration
from fakeai.faults.contract import Context, Fault
from fakeai.faults.frames import later


class SlowHeaders(Fault):
    """Everything comes, but the status line and headers only after a pause."""

    fault: Literal["slow_headers"] = "slow_headers"
    pause: Duration = Field(10.0, description="How much later than without the fault.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The whole answer, that much later."""
        return replace(response, head_at=response.head_at + self.pause, frames=later(response.frames, self.pause))
