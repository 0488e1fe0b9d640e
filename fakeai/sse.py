"""Server-sent events: written as providers write them, read as the WHATWG standard says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

DONE = b"data: [DONE]\n\n"
"""The event that ends an OpenAI stream."""

_LINE_END = re.compile(r"\r\n|\n|\r")


class Event(NamedTuple):
    """One event of a stream. `name` is the value of its `event:` line, if it has one."""

    data: str
    name: str | None = None


def event(data: bytes, *, name: str | None = None) -> bytes:
    """An event with one `data:` line, and an `event:` line before it if `name` is given."""
    if name is None:
        return b"data: " + data + b"\n\n"
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"


def events(body: bytes) -> Iterator[Event]:
    """The whole events of a body. Comments, `id:` and `retry:` are skipped; an unfinished last event is left out."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    name: str | None = None
    data: list[str] = []
    for line in _LINE_END.split(text)[:-1]:
        if line == "":
            if data:
                yield Event("\n".join(data), name)
            name, data = None, []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            data.append(value)
        elif field == "event":
            name = value
