"""When the frames of a recorded response are due: at once, or at the recorded pace times a speed."""

from __future__ import annotations

from dataclasses import replace

from fakeai import wire
from fakeai.faults.events import is_stream, one_event_a_frame

_OVER = ([b"data: [DONE]"], [b"data:[DONE]"])


def timed(response: wire.Response, speed: float | None) -> wire.Response:
    """A recorded response with the times at which it is played.

    speed: None plays at once, 1 at the recorded pace, 2 twice as fast. Each chunk stays a chunk of its own.
    """
    factor = 0.0 if speed is None else 1 / speed
    return replace(
        response,
        own_chunks=True,
        head_at=response.head_at * factor,
        frames=tuple(frame._replace(at=frame.at * factor) for frame in response.frames),
    )


def by_event(response: wire.Response) -> wire.Response:
    """A recorded stream as a pace wants it: a frame for each event, which counts as a token; others as they are.

    How many tokens a recorded event truly has nobody knows. The one that says that the stream is over has none.
    """
    if not response.own_chunks or not is_stream(response):
        return response
    frames = one_event_a_frame(response).frames
    return replace(response, frames=tuple(frame._replace(tokens=_tokens(frame.data)) for frame in frames))


def _tokens(event: bytes) -> int:
    said = [line for line in event.splitlines() if line and not line.startswith(b":")]
    return int(bool(said) and said not in _OVER)
