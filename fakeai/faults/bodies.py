"""Bodies as JSON: read from a plain answer, looked into, and put back."""

from __future__ import annotations

import json
from typing import Any

from fakeai import wire
from fakeai.faults.contract import NotApplicable
from fakeai.faults.events import is_stream
from fakeai.faults.frames import with_frames
from fakeai.wire import Frame

JSON = dict[str, Any]


def json_body(response: wire.Response) -> JSON | list[Any]:
    """The JSON of a plain answer: an object or a list. Raises NotApplicable for a stream and for what is no JSON."""
    if is_stream(response):
        raise NotApplicable("the answer is a stream")
    try:
        body = json.loads(response.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict | list):
        raise NotApplicable("the answer is no JSON")
    return body


def with_json(response: wire.Response, body: Any) -> wire.Response:
    """The answer with another JSON, in one frame, due when the old body was complete."""
    return with_frames(response, (Frame(wire.json_bytes(body), response.frames[-1].at),))


def an_object(value: Any) -> JSON:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[JSON]:
    """The objects of a list; none for what is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
