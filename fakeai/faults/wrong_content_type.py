"""The fault `wrong_content_type`."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from fakeai import wire
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.frames import with_header


class WrongContentType(Fault):
    """The body is right, and the headers call it something else."""

    fault: Literal["wrong_content_type"] = "wrong_content_type"
    content_type: Annotated[str, Field(pattern=r"^[^\r\n]*$")] = Field(
        "text/plain; charset=utf-8", description="What the headers say."
    )

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The answer with another `content-type`."""
        if response.header("content-type") == self.content_type:
            raise NotApplicable("that is its content type")
        return replace(response, headers=with_header(response.headers, "content-type", self.content_type))
