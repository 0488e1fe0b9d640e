"""What of an exchange may be kept: headers by an allow-list, and everything else without secrets."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import Any

from fakeai import wire
from fakeai.recording.cassette import Provenance, Recorded
from fakeai.recording.cutting import Event, events, json_of
from fakeai.recording.glancing import is_plain
from fakeai.recording.layouts import in_layout, layout_of
from fakeai.recording.packing import unpacked
from fakeai.recording.spreading import clean_events, clean_tokens
from fakeai.redaction import PLACEHOLDER, Found, Redactor
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
        "authorization", "proxy-authorization", "api-key", "x-api-key", "x-goog-api-key", "ocp-apim-subscription-key",
        "x-amz-security-token", "x-auth-token", "x-access-token",
    }
)  # fmt: skip
SECRET_QUERY = frozenset(
    {"key", "api_key", "api-key", "apikey", "access_token", "token", "auth", "sig", "signature", "password", "secret"}
)
"""Query parameters whose names say that they are secret."""


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
        response=replace(response, headers=tuple(it for it in response.headers if is_kept_of_response(it[0].lower()))),
    )


def stripped_query(request: wire.Request) -> tuple[tuple[str, str], ...]:
    """The query parameters that may be kept: those whose names don't say that they are secret."""
    return tuple(pair for pair in request.query if pair[0].lower() not in SECRET_QUERY)


def is_kept_of_response(name: str) -> bool:
    """Whether a header of responses, in lower case, is kept."""
    return name in KEPT_OF_RESPONSES or name.startswith(_KEPT_FAMILIES)


def credentials(request: wire.Request) -> dict[str, str]:
    """What a request proves its right with, by name: must not appear anywhere else either."""
    values: dict[str, str] = {}
    for name, value in request.headers:
        if (lower := name.lower()) in _CREDENTIALS:
            scheme, blank, rest = value.strip().partition(" ")
            values[f"the header {lower}"] = rest.strip() if blank else scheme
            if scheme.lower() == "basic":
                values[f"the password of the header {lower}"] = _password(rest)
        elif lower == "cookie":
            values |= {f"the cookie {name}": value for name, value in _cookies(value)}
    for name, value in request.query:
        if name.lower() in SECRET_QUERY:
            values[f"the query parameter {name}"] = value
    return values


def credentials_in(recorded: Recorded) -> Iterator[Found]:
    """What a recording should never hold, whatever it looks like, as a person may have put it there: credentials."""
    for name, value in credentials(recorded.request).items():
        if value != PLACEHOLDER:
            yield Found("the request", name)
    for name, value in recorded.response.headers:
        if name.lower() == "set-cookie" and value != PLACEHOLDER:
            yield Found("the response", "the header set-cookie")


def scrubbed(recorded: Recorded, redactor: Redactor) -> tuple[Recorded, tuple[Found, ...]]:
    """The exchange with placeholders for secrets, and where they were. Its headers have to be stripped already."""
    if is_plain(recorded, redactor):
        return recorded, ()
    return thoroughly_scrubbed(recorded, redactor)


def thoroughly_scrubbed(recorded: Recorded, redactor: Redactor) -> tuple[Recorded, tuple[Found, ...]]:
    """The same by looking into every text one by one, which takes ten times as long."""
    found: list[Found] = []
    clean = Cleaner(redactor, found)
    request, response = clean.request(recorded.request), clean.response(recorded.response)
    origin = Provenance(**{key: redactor.replace(text) for key, text in asdict(recorded.provenance).items()})
    if not found:
        return replace(recorded, provenance=origin), ()
    scrub = replace(recorded, request=request, response=response, provenance=origin)
    return scrub, tuple(dict.fromkeys(found))


class Cleaner:
    """Puts placeholders in requests and responses, and adds to `found` where."""

    def __init__(self, redactor: Redactor, found: list[Found]) -> None:
        self._redactor = redactor
        self._found = found

    def request(self, request: wire.Request) -> wire.Request:
        """A request without secrets."""
        return replace(
            request,
            path=self._text(request.path, "the path"),
            query=tuple(self._parameter(*pair) for pair in request.query),
            headers=tuple((name, self._text(it, f"the request header {name}")) for name, it in request.headers),
            body=self._body(request.body, "the request body"),
        )

    def response(self, response: wire.Response) -> wire.Response:
        """A response without secrets. Where a stream holds one its frames become events, each due when its end came."""
        inside = unpacked(response)
        plain = tuple((inside or response).frames)
        frames = self._frames(plain)
        headers = tuple((name, self._text(it, f"the response header {name}")) for name, it in response.headers)
        if frames == plain:
            return replace(response, headers=headers)
        fields = tuple(field for field in headers if inside is None or field[0].lower() != "content-encoding")
        size = str(sum(len(frame.data) for frame in frames))
        fields = tuple((name, size if name.lower() == "content-length" else value) for name, value in fields)
        return replace(response, headers=fields, frames=frames)

    def _parameter(self, name: str, value: str) -> tuple[str, str]:
        name = self._text(name, "the name of a query parameter")
        return name, self._text(value, f"the query parameter {name}")

    def _text(self, text: str, place: str) -> str:
        secrets = list(self._redactor.secrets(text))
        self._found.extend(Found(place, secret.kind) for secret in secrets)
        return self._redactor.replace(text) if secrets else text

    def _body(self, body: bytes, place: str) -> bytes:
        """A whole body: JSON by its texts, as it is laid out or compact; anything else as text."""
        parsed = json_of(body)
        if parsed is None:
            return self._text(body.decode("utf-8", "surrogateescape"), place).encode("utf-8", "surrogateescape")
        spelt = clean_tokens(parsed, self._redactor, self._note(place))
        value = self._redactor.clean(parsed, self._note(place))
        if value is parsed and not spelt:
            return body
        known = layout_of(body)
        return in_layout(value, "compact" if known is None else known[1])

    def _frames(self, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
        body = b"".join(frame.data for frame in frames)
        if not body:
            return frames
        cut = [] if json_of(body) is not None else events(frames)
        if not cut:
            cleaned = self._body(body, "the response body")
            return frames if cleaned == body else (Frame(cleaned, frames[-1].at),)
        clean = self._events(cut)
        return frames if clean == cut else tuple(Frame(event.data, event.at) for event in clean)

    def _events(self, cut: list[Event]) -> list[Event]:
        """Events without secrets, those that are spread over several among them."""
        values = [event.value for event in cut]
        changed = clean_events(values, self._redactor, self._found.append)
        return [
            self._event(event, value, f"event {index + 1}", spread=index in changed)
            for index, (event, value) in enumerate(zip(cut, values, strict=True))
        ]

    def _event(self, event: Event, value: Any, place: str, *, spread: bool) -> Event:
        if value is None:
            text = event.data.decode("utf-8", "surrogateescape")
            return event._replace(data=self._text(text, place).encode("utf-8", "surrogateescape"))
        new = self._redactor.clean(value, self._note(place))
        others = tuple(self._text(line, place) for line in event.others)
        return event.holding(new, others) if spread or new is not value or others != event.others else event

    def _note(self, where: str) -> Callable[[Found], None]:
        return lambda found: self._found.append(Found(f"{where}, {found.place}" if found.place else where, found.kind))


def _cookies(value: str) -> Iterator[tuple[str, str]]:
    for pair in value.split(";"):
        name, equals, text = pair.partition("=")
        if equals:
            yield name.strip(), text.strip().strip('"')


def _password(encoded: str) -> str:
    """The password of basic credentials; nothing if they are none."""
    try:
        return base64.b64decode(encoded.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
