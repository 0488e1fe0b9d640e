"""Frames cut, edited and moved in time. Every function gives new frames and leaves the old ones alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from fakeai import wire
from fakeai.wire import Frame

Frames = Sequence[Frame]


class Edit(NamedTuple):
    """Bytes `start` to `end` of a body give way to `data`. An empty range inserts, empty data removes."""

    start: int
    end: int
    data: bytes = b""


def size(frames: Iterable[Frame]) -> int:
    """How many bytes the frames hold."""
    return sum(len(frame.data) for frame in frames)


def split(frames: Iterable[Frame], offsets: Iterable[int]) -> Frames:
    """The same bytes at the same times, with a frame boundary at each of the offsets."""
    wanted = deque(sorted(offsets))
    made: list[Frame] = []
    position = 0
    for frame in frames:
        start, end = 0, position + len(frame.data)
        while wanted and wanted[0] < end:
            offset = wanted.popleft() - position
            if offset > start:
                made.append(_part(frame, start, offset))
                start = offset
        made.append(_part(frame, start, len(frame.data)))
        position = end
    return tuple(made)


def edited(frames: Frames, edits: Iterable[Edit]) -> Frames:
    """Frames with parts of the body replaced. Edits come in order and don't overlap.

    What is put between two frames is a frame of its own, due with the one that follows. All else stays in its frame.
    """
    waiting = deque(edits)
    made: list[Frame] = []
    position = removed_to = 0
    for frame in frames:
        end = position + len(frame.data)
        kept, done = bytearray(), max(position, removed_to)
        while waiting and waiting[0].start < end:
            edit = waiting.popleft()
            if edit.start == edit.end == position:
                made.append(Frame(edit.data, frame.at))
            else:
                kept += frame.data[done - position : edit.start - position] + edit.data
            removed_to = edit.end
            done = max(done, min(edit.end, end))
        kept += frame.data[done - position :]
        if kept or not frame.data:
            made.append(frame if kept == frame.data else frame._replace(data=bytes(kept)))
        position = end
    last = frames[-1].at if frames else 0.0
    return (*made, *(Frame(edit.data, last) for edit in waiting))


def first(frames: Iterable[Frame], length: int) -> Frames:
    """The first `length` bytes, the last frame cut if they end inside it."""
    return tuple(_up_to(frames, length))


def pieces(frame: Frame, length: int) -> Frames:
    """A frame in pieces of `length` bytes, all due when it was."""
    return split((frame,), range(length, len(frame.data), length))


def later(frames: Iterable[Frame], seconds: float) -> Frames:
    """The frames, all due that much later."""
    return tuple(frame._replace(at=frame.at + seconds) for frame in frames)


def in_order(frames: Iterable[Frame], *, earliest: float = 0.0) -> Frames:
    """The frames with times that never decrease, the first not before `earliest`."""
    made: list[Frame] = []
    for frame in frames:
        earliest = max(earliest, frame.at)
        made.append(frame if frame.at == earliest else frame._replace(at=earliest))
    return tuple(made)


def unsaid(response: wire.Response, ending: wire.Ending) -> wire.Response:
    """A connection that ends without a byte of the answer, when its head would have been sent."""
    return replace(response, status=0, headers=(), frames=(), ending=ending)


def with_frames(response: wire.Response, frames: Frames) -> wire.Response:
    """A response with another body; a `content-length` that was right stays right."""
    headers = response.headers
    if response.header("content-length") is not None:
        headers = with_header(headers, "content-length", str(size(frames)))
    return replace(response, headers=headers, frames=frames)


def with_header(headers: wire.Headers, name: str, value: str) -> wire.Headers:
    """The fields with one set: at the place where it stood first, else at the end."""
    made: list[tuple[str, str]] = []
    found = False
    for key, old in headers:
        if key.lower() != name:
            made.append((key, old))
        elif not found:
            made.append((key, value))
            found = True
    return tuple(made) if found else (*made, (name, value))


def without_header(headers: wire.Headers, name: str) -> wire.Headers:
    """The fields without one."""
    return tuple(field for field in headers if field[0].lower() != name)


def _up_to(frames: Iterable[Frame], length: int) -> Iterator[Frame]:
    for frame in frames:
        if length <= 0:
            return
        yield _part(frame, 0, min(length, len(frame.data)))
        length -= len(frame.data)


def _part(frame: Frame, start: int, end: int) -> Frame:
    """Some bytes of a frame; the tokens go with its beginning."""
    if start == 0 and end == len(frame.data):
        return frame
    return Frame(frame.data[start:end], frame.at, 0 if start else frame.tokens)
