"""The fault `meta_events`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from fakeai import wire
from fakeai.faults.contract import Context
from fakeai.faults.events import Stream
from fakeai.faults.frames import Edit, edited, with_frames
from fakeai.faults.place import PlacedInBody, Usual

_RETRY = 3000


class MetaEvents(PlacedInBody):
    """The stream has an event without data: `retry:` alone, or `id:`, as the standard allows and parsers forget."""

    fault: Literal["meta_events"] = "meta_events"
    usual: ClassVar[Usual] = "start"
    retry: Annotated[int, Field(ge=0)] | None = Field(
        None, description="Milliseconds for `retry:`, 3000 if neither it nor `id` is given."
    )
    id: Annotated[str, Field(pattern=r"^[^\r\n\x00]*$")] | None = Field(None, description="What `id:` says.")

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The stream with the event between those around the place."""
        stream = Stream.of_sse(response)
        offset = stream.boundary(self.offset(response, context.seed))
        return with_frames(response, edited(response.frames, (Edit(offset, offset, self._event()),)))

    def _event(self) -> bytes:
        lines = [] if self.id is None else [f"id: {self.id}\n"]
        if self.retry is not None or self.id is None:
            lines.append(f"retry: {_RETRY if self.retry is None else self.retry}\n")
        return "".join((*lines, "\n")).encode("utf-8", "replace")
