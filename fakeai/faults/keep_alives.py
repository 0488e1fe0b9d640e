"""The fault `keep_alives`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fakeai import wire
from fakeai.durations import Duration
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.events import Stream
from fakeai.faults.frames import with_frames
from fakeai.wire import Frame

_BETWEEN_EVENTS = (b"\n\n", b"\r\n\r\n", b"\r\r")


class KeepAlives(Fault):
    """Comment lines come while the stream is silent, so that no read ever times out."""

    fault: Literal["keep_alives"] = "keep_alives"
    every: Annotated[Duration, Field(gt=0)] = Field(15.0, description="After so much silence, and again after as much.")
    text: Annotated[str, Field(pattern=r"^[^\r\n]*$")] = Field("ping", description="What they say.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The stream with comments in its pauses, those before its first event and those of other faults included."""
        Stream.of_sse(response)
        frames = tuple(self._frames(response))
        if len(frames) == len(response.frames):
            raise NotApplicable(f"the stream is never silent for {self.every:g} s")
        return with_frames(response, frames)

    def _frames(self, response: wire.Response) -> Iterator[Frame]:
        comment = f": {self.text}\n\n".encode("utf-8", "replace")
        last, between = response.head_at, True
        tail = b""
        for frame in response.frames:
            silences = 1
            while between and (at := last + silences * self.every) < frame.at:
                yield Frame(comment, at)
                silences += 1
            yield frame
            last, tail = frame.at, (tail + frame.data)[-4:]
            between = tail.endswith(_BETWEEN_EVENTS)
