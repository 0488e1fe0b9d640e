"""What makes two requests the same: provider, method, path, query and the whole decoded body, never a header."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from fakeai import wire
from fakeai.errors import SettingError
from fakeai.recording.cassette import Matching, Recorded
from fakeai.recording.digests import LARGEST_COMPARED, digest, is_digested, text_of
from fakeai.recording.nameless import nameless
from fakeai.recording.scrubbing import credentials, stripped_query
from fakeai.redaction import PLACEHOLDER, Redactor, Texts
from fakeai.written import did_you_mean

NORMALIZERS: Mapping[str, str] = {
    "uuid": r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b",
    "iso8601": r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?",
    "date": r"\b\d{4}-\d\d-\d\d\b",
    "path": r"(?:(?<![\w/:.])/|\b[A-Za-z]:\\)(?:[\w.@+-]+[/\\])+[\w.@+-]*",
}
"""What can be normalised by name."""

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_PLACEHOLDER = PLACEHOLDER.encode()
_BOUNDARY = re.compile(r"boundary=\"?([^\";,\s]+)")


@dataclass(frozen=True)
class Asked:
    """A request as it is compared. `provider` is empty where its name says nothing, as in `nameless`."""

    provider: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any

    @cached_property
    def key(self) -> bytes:
        """The same for the same request, in every process."""
        text = _encode([self.provider, self.method, self.path, self.query, self.body])
        return blake2b(text.encode(), digest_size=16).digest()

    def as_value(self) -> dict[str, Any]:
        """The same as a structure to be compared, path by path; the body's own keys stand at the top."""
        value: dict[str, Any] = {"provider": self.provider} if self.provider else {}
        value |= {"method": self.method, "path": self.path}
        if self.query:
            value["query"] = dict(self.query)
        return value | (self.body if isinstance(self.body, dict) else {"body": self.body})


class Keys:
    """Turns requests into what is compared.

    recorded: what a cassette holds, from which follows whether providers' names and what is in large files count.
    Raises SettingError for a path or pattern that is none.
    """

    def __init__(self, matching: Matching, redactor: Redactor, recorded: Sequence[Recorded] = ()) -> None:
        self._redactor = redactor
        self._deletions = [_deletion(path) for path in matching.ignore]
        self._patterns = [(_replacement(name), _pattern(name)) for name in matching.normalize]
        requests = [it.request for it in recorded]
        self._looks_into_files = any(_PLACEHOLDER in it.body and is_digested(it.body) for it in requests)
        self._nameless = {(method, self._normal(path)) for method, path in nameless(recorded)}

    def asked(self, provider: str, request: wire.Request) -> Asked:
        """A request as it is compared."""
        redactor = self._redactor.knowing(credentials(request))
        body = self._body(request, redactor)
        for delete in self._deletions:
            body = delete(body)
        path = redactor.replace(request.path)
        query = tuple((redactor.replace(name), redactor.replace(value)) for name, value in stripped_query(request))
        if self._patterns:
            body, path = self._normal(body), self._normal(path)
            query = tuple((name, self._normal(value)) for name, value in query)
        if (request.method, path) in self._nameless:
            provider = ""
        return Asked(provider, request.method, path, query, body)

    def _body(self, request: wire.Request, redactor: Redactor) -> Any:
        """What a body says, without secrets; digests in the place of what is binary or large."""
        body, within = request.body, redactor if self._looks_into_files else None
        if not body:
            return None
        try:
            value = _canonical(json.loads(body), within)
        except (ValueError, RecursionError):
            parts = [text_of(part, within) for part in _parts(request)]
            return redactor.clean(parts[0] if len(parts) == 1 else {"form": parts})
        if len(body) <= LARGEST_COMPARED and redactor.finds_nothing(body):
            return value
        texts = Texts()
        texts.add_values([value])
        return value if redactor.holds_nothing(texts) else redactor.clean(value)

    def _normal(self, value: Any) -> Any:
        if isinstance(value, str):
            for word, pattern in self._patterns:
                value = pattern.sub(word, value)
            return value
        if isinstance(value, dict):
            return {key: self._normal(item) for key, item in value.items()}
        return [self._normal(item) for item in value] if isinstance(value, list) else value


def _parts(request: wire.Request) -> list[bytes]:
    """A form's parts, whatever boundary is between them; any other body whole."""
    boundary = _BOUNDARY.search(request.header("content-type") or "")
    return request.body.split(b"--" + boundary[1].encode()) if boundary else [request.body]


def _canonical(value: Any, within: Redactor | None) -> Any:
    """The value with whole numbers as such: a client that sends 1.0 asks for the same as one that sends 1.

    Large texts become digests, of what they are once `within` has taken out secrets.
    """
    if isinstance(value, str):
        return value if len(value) <= LARGEST_COMPARED else digest(value if within is None else within.clean(value))
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, dict):
        return {key: _canonical(item, within) for key, item in value.items()}
    return [_canonical(item, within) for item in value] if isinstance(value, list) else value


def _pattern(name: str) -> re.Pattern[str]:
    hint = did_you_mean(name, NORMALIZERS) if name.isalnum() and name not in NORMALIZERS else ""
    if hint:  # as a pattern it would be valid, and find nothing
        raise SettingError(f"normalize: there is no {name!r}{hint}")
    try:
        return re.compile(NORMALIZERS.get(name, name))
    except re.error as error:
        raise SettingError(f"normalize: {name!r} is no regular expression: {error}") from error


def _replacement(name: str) -> str:
    """What `re.sub` makes `<name>` of, whatever backslashes that holds."""
    return f"<{name}>".replace("\\", "\\\\")


def _deletion(path: str) -> Callable[[Any], Any]:
    """A function that takes what a JSONPath leads to out of a body."""
    from jsonpath import JSONPathError, compile  # noqa: A004 -- 50 ms, so only where something is ignored

    try:
        compiled = compile(path if path.startswith("$") else f"$.{path}")
    except JSONPathError as error:
        raise SettingError(f"ignore: {path!r} is no JSONPath: {error}") from error

    def delete(body: Any) -> Any:
        if not isinstance(body, dict | list):
            return body
        return _without(body, [tuple(match.parts) for match in compiled.finditer(body)])

    return delete


def _without(value: Any, paths: Iterable[tuple[str | int, ...]]) -> Any:
    """The value without what these paths lead to."""
    paths = list(paths)
    if () in paths:
        return None
    gone = {path[0] for path in paths if len(path) == 1}
    deeper: dict[str | int, list[tuple[str | int, ...]]] = {}
    for path in paths:
        if len(path) > 1:
            deeper.setdefault(path[0], []).append(path[1:])
    if isinstance(value, dict):
        return {
            key: _without(item, deeper[key]) if key in deeper else item
            for key, item in value.items() if key not in gone
        }  # fmt: skip
    return [
        _without(item, deeper[index]) if index in deeper else item
        for index, item in enumerate(value) if index not in gone
    ]  # fmt: skip
