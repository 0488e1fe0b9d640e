"""The fault `empty_body`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.frames import with_frames


class EmptyBody(Fault):
    """Status and headers come, and an empty body, cleanly for HTTP."""

    fault: Literal["empty_body"] = "empty_body"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The answer without its body."""
        if not response.body:
            raise NotApplicable("the answer has no body")
        return replace(with_frames(response, ()), ending="complete")
