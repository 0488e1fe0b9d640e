"""Streams as text, one event a line with its time before it, and back to the same frames.

A line is `TIME EVENT`, an event without the empty line that ends it. `+` for the time says that the event came in the
same frame as the one before it. Further lines of an event are indented by two spaces. `TIME~REST` goes on inside an
event whose first part came in an earlier frame, and a last line `~` says that the event before it was never finished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fakeai.wire import Frame

SSE_END = "\n\n"
"""What ends a server-sent event."""

LINE_END = "\n"
"""What ends a line of newline-delimited JSON."""

_LINE = re.compile(r"(\+|\d+(?:\.\d+)?(?:e-?\d+)?)([ ~])(.*)", re.DOTALL)
_UNFINISHED = "~"


class Unwritable(Exception):
    """These frames are no stream of events, or not in a way that this text can say."""


class Misread(Exception):
    """A line that is none of a stream; `line` counts from 0."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


class _Piece(NamedTuple):
    """A part of an event in one frame: the frame's time or None for the same frame, whether it goes on, the text."""

    at: float | None
    goes_on: bool
    text: str


def write(frames: Sequence[Frame], end: str) -> str:
    """The text of a stream whose events end with `end`. Raises Unwritable where it can't be said exactly."""
    pieces = list(_pieces(frames, end))
    lines: list[str] = []
    for index, piece in enumerate(pieces):
        unfinished = index + 1 < len(pieces) and pieces[index + 1].goes_on
        text = piece.text if unfinished or not piece.text.endswith(end) else piece.text.removesuffix(end)
        time = "+" if piece.at is None else repr(piece.at)
        lines.append(f"{time}{'~' if piece.goes_on else ' '}" + text.replace("\n", "\n  "))
    if pieces and not pieces[-1].text.endswith(end):
        lines.append(_UNFINISHED)
    written = "".join(f"{line}\n" for line in lines)
    if not frames or not _reads_as(written, end, frames):
        raise Unwritable
    return written


def _reads_as(written: str, end: str, frames: Sequence[Frame]) -> bool:
    try:
        return read(written, end) == tuple(frame._replace(tokens=0) for frame in frames)
    except Misread:  # a time that is no plain number
        return False


def read(text: str, end: str) -> tuple[Frame, ...]:
    """The frames that a text stands for. Raises Misread."""
    items, unfinished = _items(text)
    frames: list[tuple[float, list[str]]] = []
    for index, (line, time, goes_on, said) in enumerate(items):
        last = index + 1 == len(items)
        whole = not (unfinished if last else items[index + 1][2])
        if time != "+":
            frames.append((float(time), []))
        elif not frames:
            raise Misread(line, "the first event needs a time before it, in seconds")
        if goes_on and index == 0:
            raise Misread(line, "there is no event before this one that it could go on with")
        frames[-1][1].append(said + end if whole else said)
    return tuple(Frame("".join(parts).encode(), at) for at, parts in frames)


def _items(text: str) -> tuple[list[tuple[int, str, bool, str]], bool]:
    """The pieces: line, time, whether they go on with an event, text; and whether the last is unfinished."""
    items: list[tuple[int, str, bool, str]] = []
    lines = text.removesuffix("\n").split("\n") if text else []
    unfinished = bool(lines) and lines[-1] == _UNFINISHED
    for number, line in enumerate(lines[:-1] if unfinished else lines):
        found = _LINE.fullmatch(line)
        if found is not None:
            items.append((number, found[1], found[2] == "~", found[3]))
        elif items and (line.startswith("  ") or not line.strip()):
            first, time, goes_on, said = items[-1]
            items[-1] = (first, time, goes_on, f"{said}\n{line[2:]}")
        else:
            raise Misread(number, "expected a line such as `0.512 data: …`: seconds, a blank, and the event")
    return items, unfinished


def _pieces(frames: Sequence[Frame], end: str) -> Iterator[_Piece]:
    """The frames cut where events end."""
    goes_on = False
    for frame in frames:
        at: float | None = frame.at
        rest = _text(frame)
        if goes_on and rest.startswith("\n"):
            raise Unwritable  # a frame begins inside the end of an event
        while rest:
            event, found, rest = rest.partition(end)
            yield _Piece(at, goes_on, event + found)
            at, goes_on = None, not found


def _text(frame: Frame) -> str:
    if not frame.data:
        raise Unwritable
    try:
        return frame.data.decode()
    except UnicodeDecodeError as error:
        raise Unwritable from error
