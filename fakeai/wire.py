"""What crosses the socket, as data: requests, responses, and the frames they are sent in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Literal, NamedTuple, overload

from pydantic_core import PydanticSerializationError, to_json

from fakeai.redaction import masked

Headers = tuple[tuple[str, str], ...]
"""Header fields in the order they are sent; names compare without case."""

Ending = Literal["complete", "close", "reset", "hang"]
"""How a connection ends after the last frame.

complete: the body ends as HTTP says; close: the socket is closed early (FIN); reset: it is reset (RST);
hang: nothing more is sent, and the connection stays open until the client gives up.
"""


class Frame(NamedTuple):
    """One write to the socket: the bytes, and when they are due in seconds after the request was read.

    `tokens` is how many tokens of the model's answer it carries, which is what a pace is measured in.
    """

    data: bytes
    at: float = 0.0
    tokens: int = 0


Cutter = Callable[[int, int], bytes]
"""Gives the bytes of the frames from one number up to, but not including, another."""

Cuts = tuple[tuple[int, int, int], ...]
"""Where frames begin and end in their joined bytes, and how many tokens each carries."""


class Joined(Sequence[Frame]):
    """Frames that are all due at once, kept as one piece of bytes and cut only when somebody looks at them."""

    __slots__ = ("_data", "_frames", "cuts")

    def __init__(self, data: bytes, cuts: Cuts) -> None:
        self._data = data
        self.cuts = cuts
        self._frames: tuple[Frame, ...] | None = None

    @property
    def data(self) -> bytes:
        """All frames as one."""
        return self._data

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames."""
        if self._frames is None:
            data = self.data
            self._frames = tuple([Frame(data[start:end], 0.0, tokens) for start, end, tokens in self.cuts])
        return self._frames

    def cutter(self) -> Cutter:
        """What gives single frames their bytes, for whoever wants one after the other."""
        data, cuts = self.data, self.cuts
        return lambda first, end: data[cuts[first][0] : cuts[end - 1][1]] if first < end else b""

    def __len__(self) -> int:
        return len(self.cuts)

    @overload
    def __getitem__(self, index: int) -> Frame: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Frame, ...]: ...
    def __getitem__(self, index: int | slice) -> Frame | tuple[Frame, ...]:
        return self.frames[index]

    def __iter__(self) -> Iterator[Frame]:
        return iter(self.frames)

    def __eq__(self, other: object) -> bool:
        return self.frames == (other.frames if isinstance(other, Joined) else other)

    def __hash__(self) -> int:
        return self.frames.__hash__()

    def __repr__(self) -> str:
        return repr(self.frames)


class Timed(Joined):
    """Frames kept as one piece of bytes, each due at its own moment.

    A thousand paced streams of a thousand frames each would be a million objects, and looking through them all takes
    Python's garbage collector longer than the time from one frame to the next.
    """

    __slots__ = ("_whole", "times")

    def __init__(self, whole: Joined, times: Sequence[float]) -> None:
        super().__init__(b"", whole.cuts)
        self._whole = whole
        self.times = times

    @property
    def data(self) -> bytes:
        """All frames as one."""
        return self._whole.data

    def cutter(self) -> Cutter:
        """What gives single frames their bytes: the same as without times."""
        return self._whole.cutter()

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames."""
        if self._frames is None:
            data, cuts = self.data, zip(self.cuts, self.times, strict=True)
            self._frames = tuple([Frame(data[start:end], at, tokens) for (start, end, tokens), at in cuts])
        return self._frames


def joined(frames: Sequence[Frame]) -> Joined | None:
    """Frames as one piece; None unless all are due at once."""
    if isinstance(frames, Joined):
        return None if isinstance(frames, Timed) else frames
    if any(frame.at for frame in frames):
        return None
    ends = accumulate([len(frame.data) for frame in frames], initial=0)
    cuts = [(start, end, frame.tokens) for (start, end), frame in zip(pairwise(ends), frames, strict=True)]
    return Joined(b"".join([frame.data for frame in frames]), tuple(cuts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it arrived. `path` is decoded and without the query; `query` keeps order and repeats."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of a header field, or None."""
        return header(self.headers, name)

    def __repr__(self) -> str:
        said = f"Request({self.method} {self.path}, {len(self.headers)} headers, {len(self.body)} bytes)"
        return masked(said)  # failing tests print it, and what it leaves out may hold keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response as it will be performed: head at `head_at` seconds, each frame at its own time, then the ending.

    A `content-length` header makes the body fixed-length; without one it is sent chunked, one HTTP chunk a frame
    (frames due at the same instant may share a chunk). With status 0 nothing is said at all: no head, no frame, only
    the ending, at `head_at`. `tail` goes out as it is after the last frame, outside HTTP's chunks, and before an ending
    other than `complete`. With `own_chunks` each frame is an HTTP chunk of its own whenever it is due, as it once was.
    """

    status: int = 200
    headers: Headers = ()
    head_at: float = 0.0
    frames: Sequence[Frame] = ()
    ending: Ending = "complete"
    tail: bytes = b""
    own_chunks: bool = False

    @property
    def body(self) -> bytes:
        """All frames joined."""
        frames = self.frames
        return frames.data if isinstance(frames, Joined) else b"".join([frame.data for frame in frames])

    @property
    def over_at(self) -> float:
        """When the last of it is due: its last frame, or its head if it has none."""
        frames = self.frames
        if not frames:
            return self.head_at
        if isinstance(frames, Joined):  # they need not be cut for this
            return frames.times[-1] if isinstance(frames, Timed) else 0.0
        return frames[-1].at

    @property
    def size(self) -> int:
        """How many bytes the frames hold."""
        frames = self.frames
        if isinstance(frames, Joined):
            return frames.cuts[-1][1] if frames.cuts else 0
        return sum([len(frame.data) for frame in frames])

    def header(self, name: str) -> str | None:
        """The first value of a header field, or None."""
        return header(self.headers, name)

    def __repr__(self) -> str:
        kind = self.header("content-type") or "no content-type"
        return f"Response({self.status}, {kind}, {len(self.frames)} frames of {len(self.body)} bytes, {self.ending})"


def header(headers: Headers, name: str) -> str | None:
    """The first value of the field `name`, compared without case, or None."""
    wanted = name.lower()
    for key, value in headers:
        if key.lower() == wanted:
            return value
    return None


def plain(status: int, body: bytes, *, content_type: str = "application/json", headers: Headers = ()) -> Response:
    """A whole body in one frame, with its content-type and content-length first among the headers."""
    head = (("content-type", content_type), ("content-length", str(len(body))), *headers)
    return Response(status=status, headers=head, frames=(Frame(body),))


def plain_json(status: int, body: Any, *, headers: Headers = ()) -> Response:
    """A JSON body in one frame."""
    return plain(status, json_bytes(body), headers=headers)


_ENCODE_ASCII = json.JSONEncoder(separators=(",", ":")).encode


def json_bytes(value: Any) -> bytes:
    """Compact JSON in UTF-8. A lone surrogate, which UTF-8 can't carry, makes the whole text ASCII-escaped."""
    try:
        return to_json(value)  # four times as fast as the standard library's, and here already with pydantic
    except PydanticSerializationError:
        return _ENCODE_ASCII(value).encode()
