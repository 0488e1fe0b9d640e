"""The fault `line_endings`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field

from fakeai import wire
from fakeai.faults.contract import Context, Fault
from fakeai.faults.events import Stream
from fakeai.faults.frames import with_frames
from fakeai.wire import Frame

_ENDS = {"lf": b"\n", "cr": b"\r", "crlf": b"\r\n"}
_LINE_END = re.compile(rb"\r\n|\n|\r")


class LineEndings(Fault):
    """The lines of the stream end in another way; the standard allows all three."""

    fault: Literal["line_endings"] = "line_endings"
    style: Literal["crlf", "cr", "lf"] = Field("crlf", description="CR and LF as Gemini has it, CR alone, or LF alone.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The same lines with other ends."""
        Stream.of_sse(response)
        return with_frames(response, tuple(_rewritten(response.frames, _ENDS[self.style])))


def _rewritten(frames: Iterable[Frame], end: bytes) -> Iterator[Frame]:
    half = False  # the frame before ended in a CR, whose LF may begin this one
    for frame in frames:
        data = frame.data[1:] if half and frame.data.startswith(b"\n") else frame.data
        yield frame._replace(data=_LINE_END.sub(lambda _: end, data))
        half = frame.data.endswith(b"\r") if frame.data else half
