"""The fault `short_body`."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from fakeai import wire
from fakeai.faults.contract import Context, Fault
from fakeai.faults.frames import size, with_header


class ShortBody(Fault):
    """The headers promise more bytes than come before the connection is closed."""

    fault: Literal["short_body"] = "short_body"
    missing: Annotated[int, Field(ge=1)] = Field(100, description="How many bytes of `content-length` never come.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The answer with a `content-length` that is too large, then FIN."""
        promised = str(size(response.frames) + self.missing)
        return replace(response, headers=with_header(response.headers, "content-length", promised), ending="close")
