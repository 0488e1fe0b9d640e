"""The events of a stream, and where in the body they stand, whatever the dialect: server-sent events, or JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from fakeai import wire
from fakeai.faults.contract import NotApplicable
from fakeai.faults.frames import Edit, split

BOM = b"\xef\xbb\xbf"

_LINE_END = rb"(?>\r\n|\n|\r)"
_BLANK_LINE = re.compile(_LINE_END + rb"{2,}")
_LINE = re.compile(rb"[^\r\n]+")
_DATA = re.compile(rb"(?:^|(?<=[\r\n])|(?<=^\xef\xbb\xbf))data:[ ]?([^\r\n]*)")
_LOOKS_LIKE_EVENTS = re.compile(rb"(?:\xef\xbb\xbf)?(?:data|event|id|retry)?:")
_JSON_LINES = frozenset({"application/x-ndjson", "application/jsonl", "application/x-jsonlines"})


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event: bytes `start` to `end` of the body, the blank line behind it included.

    Its data stands in bytes `data_start` to `data_end`.
    """

    start: int
    end: int
    data_start: int
    data_end: int
    data: str

    @cached_property
    def payload(self) -> Any:
        """The data as JSON, or None where it is none."""
        try:
            return json.loads(self.data)
        except (ValueError, RecursionError):
            return None

    def reworded(self, payload: Any) -> Edit:
        """The edit that gives it another JSON, the lines around it left alone."""
        return Edit(self.data_start, self.data_end, wire.json_bytes(payload))

    def removed(self) -> Edit:
        """The edit that takes it out."""
        return Edit(self.start, self.end)


class Stream:
    """A response seen as a stream of events. Raises NotApplicable for a response that is none."""

    def __init__(self, response: wire.Response) -> None:
        self.response = response
        self.body = response.body
        self.form = _form(response, self.body)
        self.events = tuple(_sse_events(self.body) if self.form == "sse" else _lines(self.body))
        if not self.events:
            raise NotApplicable("the stream has no events")

    @classmethod
    def of_sse(cls, response: wire.Response) -> Stream:
        """The same, of server-sent events only: JSON lines have no comments, no fields and no [DONE]."""
        stream = cls(response)
        if stream.form != "sse":
            raise NotApplicable("the stream is no server-sent events")
        return stream

    def at(self, offset: int) -> int:
        """The index of the event in which an offset lies, or which comes next; the number of events if none does."""
        for index, event in enumerate(self.events):
            if event.end > offset:
                return index
        return len(self.events)

    def boundary(self, offset: int) -> int:
        """The last place between two events that is not behind an offset."""
        event = self.at(offset)
        return min(offset, self.events[event].start) if event < len(self.events) else offset


def between_events(response: wire.Response, offset: int) -> int:
    """The last place between two events of a stream that is not behind an offset; in other answers the offset."""
    try:
        return Stream(response).boundary(offset)
    except NotApplicable:
        return offset


def one_event_a_frame(response: wire.Response) -> wire.Response:
    """A recorded stream with a frame for each event, due when its last byte was; other answers as they are.

    Recorded frames are chunks of HTTP, which hold several events, or parts of one.
    """
    if not response.own_chunks:
        return response
    try:
        ends = [event.end for event in Stream(response).events]
    except NotApplicable:
        return response
    made: list[wire.Frame] = []
    rest: list[wire.Frame] = []
    position, waiting = 0, iter(ends)
    end = next(waiting, None)
    for piece in split(response.frames, ends):
        position += len(piece.data)
        rest.append(piece)
        if position == end:
            made.append(_joined(rest))
            rest, end = [], next(waiting, None)
    return replace(response, frames=(*made, *rest))


def _joined(pieces: list[wire.Frame]) -> wire.Frame:
    if len(pieces) == 1:
        return pieces[0]
    return wire.Frame(b"".join(it.data for it in pieces), pieces[-1].at, sum(it.tokens for it in pieces))


def is_stream(response: wire.Response) -> bool:
    """Whether a response is a stream of events."""
    try:
        _form(response, response.body)
    except NotApplicable:
        return False
    return True


def _form(response: wire.Response, body: bytes) -> Literal["sse", "lines"]:
    kind = (response.header("content-type") or "").partition(";")[0].strip().lower()
    if kind in _JSON_LINES:
        return "lines"
    if kind == "text/event-stream" or _LOOKS_LIKE_EVENTS.match(body):
        return "sse"
    raise NotApplicable("the answer is no stream")


def _sse_events(body: bytes) -> Iterator[Event]:
    start = 0
    for blank in _BLANK_LINE.finditer(body):
        event = _sse_event(body, start, blank.start(), blank.end())
        if event is not None:
            yield event
        start = blank.end()


def _sse_event(body: bytes, start: int, stop: int, end: int) -> Event | None:
    """The event in one block of lines, or None if it has no data: a comment, or `id:` and `retry:` alone."""
    data = list(_DATA.finditer(body[start:stop]))
    if not data:
        return None
    return Event(
        start=start,
        end=end,
        data_start=start + data[0].start(1),
        data_end=start + data[-1].end(),
        data=b"\n".join(field[1] for field in data).decode("utf-8", "replace"),
    )


def _lines(body: bytes) -> Iterator[Event]:
    """The events of a body with one JSON a line. A last line without an end is left out, as in server-sent events."""
    for line in _LINE.finditer(body):
        end = line.end() + (2 if body[line.end() : line.end() + 2] == b"\r\n" else 1)
        if end <= len(body):
            data = line[0].decode("utf-8", "replace")
            yield Event(start=line.start(), end=end, data_start=line.start(), data_end=line.end(), data=data)
