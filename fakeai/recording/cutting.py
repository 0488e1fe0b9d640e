"""Streams cut into events, each with the JSON that it holds, and put together again with other JSON."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from pydantic_core import from_json

from fakeai import wire
from fakeai.wire import Frame

_END = re.compile(rb"\n\n|\r\n\r\n|\r\r")
_LINE = re.compile(rb"\n")


class Event(NamedTuple):
    """The bytes of an event with its end, and the time of the frame in which that came."""

    data: bytes
    at: float

    def read(self) -> tuple[Any, tuple[str, ...]]:
        """The JSON that it holds, freshly read, or None; and its lines that are not data: name, id, comments."""
        if self.data.startswith((b"{", b"[")):
            return json_of(self.data), ()
        end = self.data.find(b"\n")
        if end + 2 == len(self.data) and self.data.startswith(b"data:") and b"\r" not in self.data:  # nearly all
            return json_of(self.data[5:end]), ()
        lines = self.data.splitlines()
        data = [line[5:] for line in lines if line.startswith(b"data:")]
        others = [_text(line) for line in lines if line and not line.startswith(b"data:")]
        return json_of(b"\n".join(data)), tuple(others)

    @property
    def value(self) -> Any:
        """The JSON that it holds, freshly read; None if there is none."""
        return self.read()[0]

    @property
    def others(self) -> tuple[str, ...]:
        """Its lines that are not data: its name, its id, comments."""
        return self.read()[1]

    def holding(self, value: Any, others: Sequence[str]) -> Event:
        """The event with other JSON and other lines in it."""
        if self.data.startswith((b"{", b"[")):
            return self._replace(data=wire.json_bytes(value) + b"\n")
        newline = b"\r\n" if b"\r\n" in self.data else b"\n"
        kept = [line.encode("utf-8", "surrogateescape") for line in others]
        return self._replace(data=newline.join([*kept, b"data: " + wire.json_bytes(value), b"", b""]))


def events(frames: Sequence[Frame]) -> list[Event]:
    """The events of a body, server-sent ones or lines of JSON; none if it is no stream of them."""
    body = b"".join(frame.data for frame in frames)
    if _END.search(body) is not None:
        return list(_cut(body, frames, _END))
    lines = body.split(b"\n")
    if len(lines) > 2 and body.startswith(b"{") and all(line.startswith(b"{") for line in lines if line):
        return list(_cut(body, frames, _LINE))
    return []


def json_of(body: bytes) -> Any:
    """The JSON text, list or mapping of some bytes, or None."""
    try:
        value = from_json(body)  # three times as fast, and stricter: of a half of a surrogate pair it knows nothing
    except ValueError:
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, (dict, list, str)) else None


def _cut(body: bytes, frames: Sequence[Frame], end_of_event: re.Pattern[bytes]) -> Iterator[Event]:
    ends, begin = list(accumulate(len(frame.data) for frame in frames)), 0
    for found in (*end_of_event.finditer(body), None):
        end = len(body) if found is None else found.end()
        if end > begin:
            yield Event(body[begin:end], frames[bisect_left(ends, end)].at)
        begin = end


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape")
