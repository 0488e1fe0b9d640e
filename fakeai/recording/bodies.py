"""Bodies as a person reads them in a cassette, and the same bytes again."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from typing import Any

from fakeai.recording import events
from fakeai.recording.emitting import Literal, fits_literal, is_writable
from fakeai.recording.layouts import COMPACT, NAMES, in_layout, layout_of
from fakeai.wire import Frame

LARGEST_INLINE = 64 * 1024
"""Bytes of the largest body that stands in the cassette itself; streams of events do up to sixteen times that."""

ReadSide = Callable[[str], bytes]
"""Reads a side file of the cassette by its name. Raises Malformed."""

SideFiles = MutableMapping[str, bytes]

REQUEST_FORMS = ("json", "text", "base64", "file")
RESPONSE_FORMS = (*REQUEST_FORMS, "events", "lines", "frames")


class Malformed(Exception):
    """What stands under `keys` is no body; `line` counts from 0 inside a text."""

    def __init__(self, message: str, *keys: str | int, line: int | None = None) -> None:
        self.keys = keys
        self.line = line
        super().__init__(message)


def write_body(body: bytes, side: SideFiles) -> dict[str, Any]:
    """The keys that say what a body is; none for an empty one. What has to go beside the cassette is put in `side`."""
    if not body:
        return {}
    if len(body) > LARGEST_INLINE:
        return {"file": _aside(body, side)}
    found = layout_of(body)
    if found is not None and is_writable(found[0]):
        value, layout = found
        return {**({} if layout == COMPACT else {"layout": layout}), "json": value}
    return _as_text(body)


def read_body(written: Mapping[str, Any], side: ReadSide) -> bytes:
    """The bytes of a body. Raises Malformed."""
    if "json" in written:
        layout = written.get("layout", COMPACT)
        if layout not in NAMES:
            raise Malformed(f"there is no layout {layout!r}; there are: {', '.join(NAMES)}", "layout")
        return in_layout(written["json"], layout)
    if "layout" in written:
        raise Malformed("`layout` says how `json` is laid out, and there is no `json`", "layout")
    return _of_text(written, side)


def write_frames(frames: Sequence[Frame], side: SideFiles) -> dict[str, Any]:
    """The keys that say what a response's body is, and when each part of it came."""
    if not frames:
        return {}
    size = sum(len(frame.data) for frame in frames)
    if len(frames) == 1 and size and not _is_stream(frames[0].data):
        return {"body_at": frames[0].at, **write_body(frames[0].data, side)}
    if size <= 16 * LARGEST_INLINE and (written := _as_events(frames)) is not None:
        return written
    if size > LARGEST_INLINE:
        whole = b"".join(frame.data for frame in frames)
        return {"frames": [[frame.at, len(frame.data)] for frame in frames], "file": _aside(whole, side)}
    return {"frames": [{"at": frame.at, **_as_text(frame.data)} for frame in frames]}


def read_frames(written: Mapping[str, Any], side: ReadSide) -> tuple[Frame, ...]:
    """The frames of a response's body. Raises Malformed."""
    for form, end in (("events", events.SSE_END), ("lines", events.LINE_END)):
        if form in written:
            return _of_events(written, form, end)
    if "frames" in written:
        return tuple(_of_frames(written, side))
    body = read_body(written, side)
    return (Frame(body, _seconds(written, "body_at", written.get("head_at", 0.0))),) if body else ()


def _is_stream(data: bytes) -> bool:
    return data.startswith((b"data:", b"event:", b":", b"id:", b"retry:"))


def _as_events(frames: Sequence[Frame]) -> dict[str, Any] | None:
    for line_ends in ({}, {"line_ends": "crlf"}):
        plain = _without_returns(frames) if line_ends else frames
        for form, end in (("events", events.SSE_END), ("lines", events.LINE_END)):
            if plain is None or (form == "lines" and not plain[0].data.startswith((b"{", b"["))):
                continue
            try:
                text = events.write(plain, end)
            except events.Unwritable:
                continue
            if fits_literal(text):
                return {**line_ends, form: Literal(text)}
    return None


def _without_returns(frames: Sequence[Frame]) -> tuple[Frame, ...] | None:
    """The frames with each CRLF made an LF; None if that could not be undone."""
    plain = tuple(frame._replace(data=frame.data.replace(b"\r\n", b"\n")) for frame in frames)
    back = tuple(frame._replace(data=frame.data.replace(b"\n", b"\r\n")) for frame in plain)
    return plain if plain and back == tuple(frames) else None


def _of_events(written: Mapping[str, Any], form: str, end: str) -> tuple[Frame, ...]:
    text = written[form]
    if not isinstance(text, str):
        raise Malformed("expected a text of one event a line", form)
    try:
        frames = events.read(text, end)
    except events.Misread as error:
        raise Malformed(str(error), form, line=error.line) from error
    line_ends = written.get("line_ends", "lf")
    if line_ends not in {"lf", "crlf"}:
        raise Malformed("expected lf or crlf", "line_ends")
    if line_ends == "lf":
        return frames
    return tuple(frame._replace(data=frame.data.replace(b"\n", b"\r\n")) for frame in frames)


def _of_frames(written: Mapping[str, Any], side: ReadSide) -> Iterable[Frame]:
    listed = written["frames"]
    if not isinstance(listed, list):
        raise Malformed("expected a list", "frames")
    whole = side(str(written["file"])) if "file" in written else None
    for index, one in enumerate(listed):
        if whole is None:
            if not isinstance(one, Mapping):
                raise Malformed("expected a mapping such as {at: 0.5, text: …}", "frames", index)
            yield Frame(_of_text(one, side), _seconds(one, "at", 0.0, "frames", index))
        else:
            if not (isinstance(one, list) and len(one) == 2 and isinstance(one[1], int) and 0 <= one[1] <= len(whole)):
                raise Malformed("expected a time and a number of bytes that the file has", "frames", index)
            data, whole = whole[: one[1]], whole[one[1] :]
            yield Frame(data, _seconds({"at": one[0]}, "at", 0.0, "frames", index))


def _as_text(body: bytes) -> dict[str, Any]:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
    return {"text": text} if is_writable(text) else {"base64": base64.b64encode(body).decode()}


def _of_text(written: Mapping[str, Any], side: ReadSide) -> bytes:
    if "text" in written:
        if not isinstance(written["text"], str):
            raise Malformed("expected text; put it in quotes", "text")
        return written["text"].encode("utf-8", "surrogatepass")
    if "base64" in written:
        try:
            return base64.b64decode(str(written["base64"]), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Malformed(f"this is no base64: {error}", "base64") from error
    return side(str(written["file"])) if "file" in written else b""


def _seconds(written: Mapping[str, Any], key: str, default: Any, *place: str | int) -> float:
    value = written.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise Malformed("expected a number of seconds", *place, key)
    return float(value)


def _aside(body: bytes, side: SideFiles) -> str:
    """The name of the side file that holds a body: the same for the same bytes."""
    suffix = "json" if body[:1] in b"{[" else "bin"
    name = f"{hashlib.sha256(body).hexdigest()[:20]}.{suffix}"
    side[name] = body
    return name
