"""The fault `slice`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from fakeai import wire
from fakeai.durations import Duration
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.frames import Frames, pieces, split
from fakeai.wire import Frame
from fakeai.written import Mistake

_CONTINUATION = re.compile(rb"[\x80-\xbf]")  # every byte of a UTF-8 character but its first


class Slice(Fault):
    """The right bytes come in the wrong pieces: a few bytes at a time, or cut inside UTF-8 characters."""

    fault: Literal["slice"] = "slice"
    cuts: Literal["bytes", "characters"] = Field(
        "bytes",
        description="bytes: after every `size` bytes; characters: only inside characters that have several bytes.",
    )
    size: Annotated[int, Field(ge=1)] = Field(16, description="How many bytes come at a time.")
    gap: Duration = Field(
        0.001, description="The time between two pieces. Without one they may come together, as if never cut."
    )

    @classmethod
    def rules(cls, written: Mapping[str, Any]) -> Iterator[Mistake]:
        """`size` is for bytes."""
        if written.get("cuts") == "characters" and "size" in written:
            yield Mistake(
                ("size",), "`size` goes with `cuts: bytes`; characters are cut wherever they can be", at_key=True
            )

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The same bytes in smaller frames, each a little later than the one before."""
        if not response.body:
            raise NotApplicable("the answer has no body")
        if self.cuts == "characters" and not _CONTINUATION.search(response.body):
            raise NotApplicable("the answer has no character of several bytes")
        return replace(response, frames=tuple(self._slices(response)))

    def _slices(self, response: wire.Response) -> Iterator[Frame]:
        at = response.head_at
        for frame in response.frames:
            at = max(at, frame.at)
            for index, piece in enumerate(self._pieces(frame)):
                at += self.gap if index else 0.0
                yield piece._replace(at=at)

    def _pieces(self, frame: Frame) -> Frames:
        if self.cuts == "bytes":
            return pieces(frame, self.size)
        return split((frame,), (inside.start() for inside in _CONTINUATION.finditer(frame.data)))
