"""The fault `no_done`."""

from __future__ import annotations

from typing import Literal

from fakeai import wire
from fakeai.faults.bodies import an_object
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.events import Event, Stream
from fakeai.faults.frames import edited, with_frames

_LAST = ("message_stop", "response.completed", "response.incomplete", "response.failed")


class NoDone(Fault):
    """The event that says that the stream is over is missing: [DONE], message_stop or response.completed."""

    fault: Literal["no_done"] = "no_done"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The stream without its last word, and a proper end of the body."""
        last = [event.removed() for event in Stream(response).events if _is_last(event)]
        if not last:
            raise NotApplicable("no event says that the stream is over")
        return with_frames(response, edited(response.frames, last))


def _is_last(event: Event) -> bool:
    if event.data.strip() == "[DONE]":
        return True
    payload = an_object(event.payload)
    return payload.get("type") in _LAST or payload.get("done") is True
