"""Where in an answer a fault strikes: before the headers, after so many frames or bytes, at a fraction, in a frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from fakeai import wire
from fakeai.faults.contract import Fault, NotApplicable
from fakeai.faults.events import Event, Stream, between_events
from fakeai.faults.frames import first, size, unsaid
from fakeai.seeds import Seed
from fakeai.written import Mistake

Usual = float | Literal["headers", "start", "end"]

_WAYS = ("at", "after_frames", "after_bytes", "fraction", "inside_frame")


class Placed(Fault):
    """A fault that strikes at one place of the answer. At most one field says where; without any, it is `usual`."""

    usual: ClassVar[Usual] = 0.5
    """The place where none is given: a word for `at`, or a fraction."""

    at: Literal["headers", "start", "end", "anywhere"] | None = Field(
        None,
        description="Before the headers, after them, behind the last byte of the body, or anywhere: the seed decides.",
    )
    after_frames: Annotated[int, Field(ge=0)] | None = Field(
        None, description="After that many frames. A stream has one event a frame, a plain body is one frame."
    )
    after_bytes: Annotated[int, Field(ge=0)] | None = Field(None, description="After that many bytes of the body.")
    fraction: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="After that part of the body's bytes: 0.5 is the middle. In a stream, between two events."
    )
    inside_frame: Annotated[int, Field(ge=1)] | None = Field(
        None, description="In the middle of that frame; the first is 1."
    )

    @classmethod
    def rules(cls, written: Mapping[str, Any]) -> Iterator[Mistake]:
        """One place, not two."""
        given = [way for way in _WAYS if written.get(way) is not None]
        for way in given[1:]:
            yield Mistake((way,), f"`{given[0]}` and `{way}` both say where; write one of them", at_key=True)

    @property
    def before_headers(self) -> bool:
        """Whether it strikes before anything of the answer is sent."""
        return self._word == "headers"

    @property
    def at_the_end(self) -> bool:
        """Whether it strikes behind the last byte, however many there are."""
        return self._word == "end" or self.fraction == 1

    def offset(self, response: wire.Response, seed: Seed) -> int:
        """How many bytes of the body go out before the place. Raises NotApplicable if the body has no such place."""
        total = size(response.frames)
        if self.after_frames is not None:
            return self._start_of_frame(response, self.after_frames)
        if self.inside_frame is not None:
            before, behind = (self._start_of_frame(response, self.inside_frame - more) for more in (1, 0))
            return (before + behind) // 2
        if self.after_bytes is not None:
            if self.after_bytes > total:
                raise NotApplicable(f"the answer has only {total} bytes")
            return self.after_bytes
        if self.fraction is not None:
            return between_events(response, int(total * self.fraction))
        return self._offset_by_word(response, seed)

    def event(self, stream: Stream, seed: Seed) -> int:
        """The index of the event at the place: the one that lies there or comes next, the last one for the end."""
        index = stream.at(self.offset(stream.response, seed))
        if index < len(stream.events):
            return index
        if self.at_the_end:
            return index - 1
        raise NotApplicable("no event comes after that place")

    def event_at(self, stream: Stream, seed: Seed) -> Event:
        """The event at the place."""
        return stream.events[self.event(stream, seed)]

    def ended(self, response: wire.Response, seed: Seed, ending: wire.Ending) -> wire.Response:
        """The response up to the place, and there the ending. Its headers stay what they were."""
        if self.before_headers:
            return unsaid(response, ending)
        return replace(response, frames=first(response.frames, self.offset(response, seed)), ending=ending)

    @property
    def _word(self) -> str | None:
        """What `at` says, or would by default."""
        if self.at is not None:
            return self.at
        placed = any(getattr(self, way) is not None for way in _WAYS)
        return self.usual if isinstance(self.usual, str) and not placed else None

    def _offset_by_word(self, response: wire.Response, seed: Seed) -> int:
        total = size(response.frames)
        match self._word:
            case "headers" | "start":
                return 0
            case "end":
                return total
            case "anywhere":
                return int(total * seed.child("place").fraction())
            case _:
                return between_events(response, int(total * float(self.usual)))

    @staticmethod
    def _start_of_frame(response: wire.Response, frames: int) -> int:
        if frames > len(response.frames):
            raise NotApplicable(f"the answer has only {len(response.frames)} frames")
        return size(response.frames[:frames])


class PlacedInBody(Placed):
    """A fault that strikes at one place of the body: before the headers there is nothing for it to damage."""

    at: Literal["start", "end", "anywhere"] | None = Field(
        None, description="After the headers, behind the last byte of the body, or anywhere: the seed decides."
    )
