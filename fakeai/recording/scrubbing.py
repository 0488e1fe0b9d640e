"""What of an exchange may be kept: headers by an allow-list, and everything else without secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import Any, NamedTuple

from fakeai import wire
from fakeai.recording.cassette import Provenance, Recorded
from fakeai.recording.layouts import in_layout, layout_of
from fakeai.recording.redaction import PLACEHOLDER, Found, Redactor
from fakeai.wire import Frame

KEPT_OF_REQUESTS = frozenset({"accept", "anthropic-beta", "anthropic-version", "content-type", "openai-beta"})
"""Headers of requests that are kept; no other ever is."""

KEPT_OF_RESPONSES = frozenset(
    {
        "allow", "anthropic-version", "cache-control", "content-disposition", "content-encoding", "content-language",
        "content-length", "content-type", "location", "openai-model", "openai-processing-ms", "openai-version",
        "request-id", "retry-after", "retry-after-ms", "x-request-id", "x-should-retry",
    }
)  # fmt: skip
"""Headers of responses that are kept, beside the x-ratelimit- and anthropic-ratelimit- ones."""

_KEPT_FAMILIES = ("x-ratelimit-", "anthropic-ratelimit-")
_CREDENTIALS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "api-key",
        "x-api-key",
        "x-goog-api-key",
        "cookie",
        "ocp-apim-subscription-key",
    }
)
_SECRET_QUERY = frozenset(
    {"key", "api_key", "api-key", "apikey", "access_token", "token", "auth", "sig", "signature", "password", "secret"}
)
_EVENT_END = re.compile(rb"\n\n|\r\n\r\n|\r\r")


def stripped(recorded: Recorded) -> Recorded:
    """The exchange with the headers and query parameters that may be kept."""
    request, response = recorded.request, recorded.response
    return replace(
        recorded,
        request=replace(
            request,
            headers=tuple(field for field in request.headers if field[0].lower() in KEPT_OF_REQUESTS),
            query=stripped_query(request),
        ),
        response=replace(response, headers=tuple(field for field in response.headers if _is_kept(field[0].lower()))),
    )


def stripped_query(request: wire.Request) -> tuple[tuple[str, str], ...]:
    """The query parameters that may be kept: those whose names don't say that they are secret."""
    return tuple(pair for pair in request.query if pair[0].lower() not in _SECRET_QUERY)


def credentials(request: wire.Request) -> dict[str, str]:
    """What a request proves its right with, by name: must not appear anywhere else either."""
    values = {f"the header {name.lower()}": value for name, value in request.headers if name.lower() in _CREDENTIALS}
    values |= {f"the query parameter {name}": value for name, value in request.query if name.lower() in _SECRET_QUERY}
    return {name: re.sub(r"^(?i:bearer|basic|token)\s+", "", value).strip() for name, value in values.items()}


def scrubbed(recorded: Recorded, redactor: Redactor) -> tuple[Recorded, tuple[Found, ...]]:
    """The exchange with placeholders for secrets, and where they were. Its headers have to be stripped already."""
    found: list[Found] = []
    request, response = recorded.request, recorded.response
    clean = _Cleaner(redactor, found)
    scrubbed_request = replace(
        request,
        path=clean.text(request.path, "the path"),
        query=tuple((name, clean.text(value, f"the query parameter {name}")) for name, value in request.query),
        headers=tuple((name, clean.text(value, f"the request header {name}")) for name, value in request.headers),
        body=clean.body(request.body, "the request body"),
    )
    frames = clean.frames(response.frames)
    scrubbed_response = replace(
        response,
        headers=tuple((name, clean.text(value, f"the response header {name}")) for name, value in response.headers),
        frames=frames,
    )
    origin = Provenance(**{key: redactor.replace(text) for key, text in asdict(recorded.provenance).items()})
    if not found:
        return replace(recorded, provenance=origin), ()
    if frames != response.frames:
        scrubbed_response = _with_length(scrubbed_response)
    scrub = replace(recorded, request=scrubbed_request, response=scrubbed_response, provenance=origin)
    return scrub, tuple(dict.fromkeys(found))


class _Cleaner:
    """Puts placeholders in the parts of an exchange, and notes where."""

    def __init__(self, redactor: Redactor, found: list[Found]) -> None:
        self._redactor = redactor
        self._found = found

    def text(self, text: str, place: str) -> str:
        secrets = list(self._redactor.secrets(text))
        self._found.extend(Found(place, secret.kind) for secret in secrets)
        return self._redactor.replace(text) if secrets else text

    def body(self, body: bytes, place: str) -> bytes:
        """A whole body: JSON by its texts, as it is laid out or compact; anything else as text."""
        parsed = _json(body)
        if parsed is not None:
            value = self._redactor.clean(parsed, self._note(place))
            if value is parsed:
                return body
            known = layout_of(body)
            return in_layout(value, "compact" if known is None else known[1])
        return self.text(body.decode("utf-8", "surrogateescape"), place).encode("utf-8", "surrogateescape")

    def frames(self, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
        """A response's frames. Where a stream holds a secret its frames become events, each due when its end came."""
        body = b"".join(frame.data for frame in frames)
        if not body:
            return frames
        if _json(body) is not None or _EVENT_END.search(body) is None:
            cleaned = self.body(body, "the response body")
            return frames if cleaned == body else (Frame(cleaned, frames[-1].at),)
        events = list(_events(frames))
        cleaned_events = self._events(events)
        if cleaned_events == events:
            return frames
        return tuple(Frame(event.data, event.at) for event in cleaned_events)

    def _events(self, events: list[_Event]) -> list[_Event]:
        """Events with secrets in single ones, and those that are spread over several, as deltas do with text."""
        spread = _Spread(self._redactor, events)
        self._found.extend(spread.found)
        cleaned = []
        for index, event in enumerate(spread.events):
            text = event.data.decode("utf-8", "surrogateescape")
            data = self.text(text, f"event {index + 1} of the response").encode("utf-8", "surrogateescape")
            value = _data_of(data)
            if (
                value is not None
                and (new := self._redactor.clean(value, self._note(f"event {index + 1}"))) is not value
            ):
                data = _with_data(data, new)
            cleaned.append(event._replace(data=data))
        return cleaned

    def _note(self, where: str) -> Callable[[Found], None]:
        return lambda found: self._found.append(Found(f"{where}, {found.place}" if found.place else where, found.kind))


class _Event(NamedTuple):
    """The bytes of an event with its end, and the time of the frame in which that came."""

    data: bytes
    at: float


class _Spread:
    """Secrets that no single event holds: the texts at one place of all events are looked at as one."""

    def __init__(self, redactor: Redactor, events: list[_Event]) -> None:
        self.found: list[Found] = []
        values = [_data_of(event.data) for event in events]
        places: dict[str, list[tuple[int, Any, str | int, str]]] = {}
        for index, value in enumerate(values):
            for place, holder, key, text in _texts(value, ""):
                places.setdefault(place, []).append((index, holder, key, text))
        changed: set[int] = set()
        for place, pieces in places.items():
            if len(pieces) > 1:
                changed |= self._join(redactor, place, pieces)
        self.events = [
            event._replace(data=_with_data(event.data, values[index])) if index in changed else event
            for index, event in enumerate(events)
        ]

    def _join(self, redactor: Redactor, place: str, pieces: list[tuple[int, Any, str | int, str]]) -> set[int]:
        whole = "".join(text for *_, text in pieces)
        changed: set[int] = set()
        for secret in reversed(list(redactor.secrets(whole))):
            self.found.append(Found(f"the events of the response, {place}", secret.kind))
            start = 0
            for index, holder, key, text in pieces:
                end = start + len(text)
                if start < secret.end and secret.start < end:
                    now = str(holder[key])
                    begins = max(secret.start - start, 0)
                    word = PLACEHOLDER if secret.start >= start else ""
                    holder[key] = now[:begins] + word + now[min(secret.end - start, len(text)) :]
                    changed.add(index)
                start = end
        return changed


def _texts(value: Any, place: str) -> Iterator[tuple[str, Any, str | int, str]]:
    """Every text in a value: its place, what holds it, under which key, and the text."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        where = f"{place}[{key}]" if isinstance(key, int) else f"{place}.{key}".lstrip(".")
        if isinstance(item, str):
            yield where, value, key, item
        else:
            yield from _texts(item, where)


def _events(frames: tuple[Frame, ...]) -> Iterator[_Event]:
    body, begin = b"".join(frame.data for frame in frames), 0
    ends, total = [], 0
    for frame in frames:
        total += len(frame.data)
        ends.append((total, frame.at))
    for found in (*_EVENT_END.finditer(body), None):
        end = len(body) if found is None else found.end()
        if end > begin:
            yield _Event(body[begin:end], next(at for size, at in ends if size >= end))
        begin = end


def _data_of(event: bytes) -> Any:
    """The JSON of an event, or None."""
    lines = [line.removeprefix(b"data:") for line in event.splitlines() if line.startswith(b"data:")]
    return _json(b"\n".join(lines))


def _with_data(event: bytes, value: Any) -> bytes:
    """The event with other JSON in it."""
    newline = b"\r\n" if b"\r\n" in event else b"\n"
    kept = [line for line in event.splitlines() if line and not line.startswith(b"data:")]
    data = b"data: " + wire.json_bytes(value)
    return newline.join([*kept, data, b"", b""])


def _json(body: bytes) -> Any:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list | str) else None


def _with_length(response: wire.Response) -> wire.Response:
    size = str(sum(len(frame.data) for frame in response.frames))
    fields = tuple((name, size if name.lower() == "content-length" else value) for name, value in response.headers)
    return replace(response, headers=fields)


def _is_kept(name: str) -> bool:
    return name in KEPT_OF_RESPONSES or name.startswith(_KEPT_FAMILIES)
