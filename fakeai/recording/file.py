"""The cassette file: exchanges as YAML that people read and edit, and back, or the place where it is broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar, get_args

from fakeai import wire
from fakeai.document.nodes import Node, Reader
from fakeai.document.parsing import Unreadable, parse
from fakeai.errors import CassetteError, Problem
from fakeai.recording.bodies import (
    REQUEST_FORMS,
    RESPONSE_FORMS,
    Malformed,
    ReadSide,
    SideFiles,
    read_body,
    read_frames,
    write_body,
    write_frames,
)
from fakeai.recording.cassette import VERSION, Cassette, Matching, Provenance, Recorded, Then
from fakeai.recording.emitting import mapping
from fakeai.recording.scanning import Foreign, scan
from fakeai.written import did_you_mean

Read = TypeVar("Read")

_OPENING = "# A recording of fakeai. Read it, review it, edit it; `fakeai cassettes verify` checks it.\n"
_END = "...\n"  # YAML's own mark for the end of a document, without which a file that was cut off may look whole
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( .*)?$", re.MULTILINE)
_HEAD_KEYS = ("fakeai", "version", "then", "ignore", "normalize", "exchanges")
_EXCHANGE_KEYS = ("request", "response", "recorded")
_REQUEST_KEYS = ("provider", "method", "path", "query", "headers", "layout", *REQUEST_FORMS)
_RESPONSE_KEYS = ("status", "headers", "head_at", "body_at", "line_ends", "layout", *RESPONSE_FORMS, "ending")
_PROVENANCE_KEYS = tuple(Provenance.__dataclass_fields__)


def dump(cassette: Cassette, texts: Iterable[str]) -> bytes:
    """The file of a cassette, given the texts that `dump_exchange` makes of its exchanges."""
    head: dict[str, Any] = {"fakeai": "cassette", "version": VERSION}
    if cassette.then != "error":
        head["then"] = cassette.then
    for key in ("ignore", "normalize"):
        if getattr(cassette.matching, key):
            head[key] = list(getattr(cassette.matching, key))
    lines = [*mapping(head, ""), "exchanges:"]
    text = "".join(texts)
    if not text:
        lines[-1] += " []"
    return (_OPENING + "\n".join(lines) + "\n" + text + _END).encode()


def dump_exchange(recorded: Recorded, side: SideFiles) -> str:
    """The lines of one exchange. What is too large for the file is put in `side`, by the name of its side file."""
    request, response = recorded.request, recorded.response
    asked: dict[str, Any] = {"provider": recorded.provider, "method": request.method, "path": request.path}
    if request.query:
        asked["query"] = [list(pair) for pair in request.query]
    answered: dict[str, Any] = {"status": response.status}
    written = {
        "request": asked | _headers(request.headers) | write_body(request.body, side),
        "response": answered
        | _headers(response.headers)
        | {"head_at": response.head_at}
        | write_frames(response.frames, side)
        | ({} if response.ending == "complete" else {"ending": response.ending}),
        "recorded": {key: value for key, value in asdict(recorded.provenance).items() if value},
    }
    first, *rest = mapping(written, "  ")
    return "\n".join([f"-{first[1:]}", *rest]) + "\n"


def load(data: bytes, *, file: str, side: ReadSide) -> Cassette:
    """The cassette that a file holds. Raises CassetteError with the first thing that is wrong, and its line."""
    try:
        return _load(data.decode("utf-8-sig"), file, side)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CassetteError(Problem(message="not UTF-8", file=file, line=line)) from error
    except Unreadable as error:
        raise CassetteError(error.problem) from error


def _load(text: str, file: str, side: ReadSide) -> Cassette:
    text = text.replace("\r\n", "\n")
    conflict = _CONFLICT.search(text)
    if conflict:
        raise _broken("a merge conflict is not resolved here", file, text.count("\n", 0, conflict.start()) + 1)
    slices = _Slices(text)
    head = _head(slices.head, file)
    if not text.endswith("\n...\n"):
        last = text.count("\n") + (not text.endswith("\n"))
        message = "the file ends without the line `...`: it has been cut off, or the line was lost in editing"
        raise _broken(message, file, last)
    reader = _ExchangeReader(file, side)
    return Cassette(
        exchanges=tuple(reader.read(lines, number) for number, lines in slices.exchanges),
        matching=Matching(ignore=tuple(head.get("ignore", ())), normalize=tuple(head.get("normalize", ()))),
        then=head.get("then", "error"),
    )


class _Slices:
    """A file cut up: the head, and the lines of each exchange with the number of the first, counted from 1."""

    def __init__(self, text: str) -> None:
        lines = text.split("\n")
        begin = next((number for number, line in enumerate(lines) if line.startswith("exchanges:")), len(lines))
        end = next((number for number in range(len(lines) - 1, -1, -1) if lines[number] == "..."), len(lines))
        starts = [number for number in range(begin + 1, end) if lines[number].startswith("- ")] or [end]
        self.head = "\n".join(lines[: starts[0]]) + "\n"
        bounds = zip(starts, [*starts[1:], end], strict=True)
        self.exchanges = [(start + 1, lines[start:stop]) for start, stop in bounds if start < stop]


def _head(text: str, file: str) -> dict[str, Any]:
    root = parse(text.encode(), file=file)
    reader = Reader(file)
    value = None if root is None else reader.value(root)
    if root is None or not isinstance(value, dict) or value.get("fakeai") != "cassette":
        raise _broken("this is no cassette: the line `fakeai: cassette` is missing", file, 1)
    _no_more(reader)
    version = value.get("version")
    if not isinstance(version, int) or version < 1:
        raise _broken("`version` has to be a whole number", file, root.find(("version",)).line)
    if version > VERSION:
        message = f"version {version} is newer than {VERSION}, the newest that this fakeai reads; update it"
        raise _broken(message, file, root.find(("version",)).line)
    _only(value, _HEAD_KEYS, root, file)
    if value.get("then", "error") not in get_args(Then):
        raise _broken(f"expected one of {', '.join(get_args(Then))}", file, root.find(("then",)).line)
    for key in ("ignore", "normalize"):
        words = value.get(key, [])
        if not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
            raise _broken("expected a list of texts", file, root.find((key,)).line)
    if value.get("exchanges"):
        raise _broken("exchanges begin with `- ` at the very left", file, root.find(("exchanges",)).line)
    return value


class _ExchangeReader:
    """Reads the lines of exchanges, at speed where they are as we wrote them."""

    def __init__(self, file: str, side: ReadSide) -> None:
        self._file = file
        self._side = side

    def read(self, lines: Sequence[str], number: int) -> Recorded:
        """The exchange in these lines, of which the first has this number."""
        end = len(lines)
        while end > 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        try:
            value = scan(lines[:end])[0]
        except (Foreign, RecursionError):
            value = None
        recorded = None if value is None else self._quickly(value, number)
        return recorded if recorded is not None else self._slowly(lines, number)

    def _quickly(self, value: Any, number: int) -> Recorded | None:
        try:
            return self._recorded(value, number)
        except (Malformed, KeyError, TypeError):
            return None

    def _slowly(self, lines: Sequence[str], number: int) -> Recorded:
        """The same by a YAML parser, which knows where everything stands."""
        text = "\n" * (number - 1) + "\n".join(lines) + "\n"
        root = parse(text.encode(), file=self._file)
        assert root is not None  # the first line begins with "- "
        reader = Reader(self._file)
        value = reader.value(root)
        _no_more(reader)
        node = root.find((0,))
        try:
            return self._recorded(value[0], number)
        except Malformed as error:
            line = node.find(error.keys).line
            if error.line is not None:
                line += error.line + 1  # the first line of a block stands below its key
            raise _broken(str(error), self._file, line) from error

    def _recorded(self, value: Any, number: int) -> Recorded:
        exchange = _checked(value, _EXCHANGE_KEYS, "request", "response")
        asked = _checked(exchange["request"], _REQUEST_KEYS, "provider", "method", "path", at=("request",))
        answered = _checked(exchange["response"], _RESPONSE_KEYS, "status", at=("response",))
        origin = _checked(exchange.get("recorded") or {}, _PROVENANCE_KEYS, at=("recorded",))
        for form in (asked, REQUEST_FORMS, "request"), (answered, RESPONSE_FORMS, "response"):
            _one_body(*form)
        return Recorded(
            provider=_text(asked, "provider", "request"),
            request=wire.Request(
                method=_text(asked, "method", "request"),
                path=_text(asked, "path", "request"),
                query=_pairs(asked.get("query", []), "request", "query"),
                headers=_fields(asked.get("headers", {}), "request", "headers"),
                body=_below("request", lambda: read_body(asked, self._side)),
            ),
            response=self._response(answered),
            provenance=Provenance(**{key: str(item) for key, item in origin.items()}),
            line=number,
        )

    def _response(self, answered: Mapping[str, Any]) -> wire.Response:
        status, ending = answered["status"], answered.get("ending", "complete")
        if isinstance(status, bool) or not isinstance(status, int) or not (status == 0 or 100 <= status <= 599):
            raise Malformed("expected an HTTP status", "response", "status")
        if ending not in get_args(wire.Ending):
            raise Malformed(f"expected one of {', '.join(get_args(wire.Ending))}", "response", "ending")
        head_at = answered.get("head_at", 0.0)
        if isinstance(head_at, bool) or not isinstance(head_at, int | float) or head_at < 0:
            raise Malformed("expected a number of seconds", "response", "head_at")
        return wire.Response(
            status=status,
            headers=_fields(answered.get("headers", {}), "response", "headers"),
            head_at=float(head_at),
            frames=_below("response", lambda: read_frames(answered, self._side)),
            ending=ending,
        )


def _below(key: str, read: Callable[[], Read]) -> Read:
    """What is read below a key, with that key in the place of what is wrong."""
    try:
        return read()
    except Malformed as error:
        raise Malformed(str(error), key, *error.keys, line=error.line) from error


def _headers(headers: wire.Headers) -> dict[str, Any]:
    """Headers as a mapping, or as a list of pairs where a name comes twice."""
    if not headers:
        return {}
    fields = dict(headers)
    return {"headers": fields if len(fields) == len(headers) else [list(pair) for pair in headers]}


def _fields(value: Any, *place: str) -> wire.Headers:
    if isinstance(value, dict):
        if not all(isinstance(item, str) for item in value.values()):
            raise Malformed("a header is text; put it in quotes", *place)
        return tuple(value.items())
    return _pairs(value, *place)


def _pairs(value: Any, *place: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(word, str) for word in pair) for pair in value
    ):
        raise Malformed("expected pairs of texts", *place)
    return tuple((name, text) for name, text in value)


def _checked(value: Any, known: Sequence[str], *needed: str, at: tuple[str, ...] = ()) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Malformed("expected a mapping", *at)
    for key in value:
        if key not in known:
            raise Malformed(f"unknown key `{key}`{did_you_mean(key, known)}", *at, key)
    for key in needed:
        if key not in value:
            raise Malformed(f"`{key}` is missing", *at)
    return value


def _one_body(written: Mapping[str, Any], forms: Sequence[str], key: str) -> None:
    found = [form for form in forms if form in written]
    if len(found) > 1 and set(found) != {"frames", "file"}:
        raise Malformed(f"`{found[0]}` or `{found[1]}`, not both", key, found[1])


def _text(value: Mapping[str, Any], key: str, at: str) -> str:
    text = value[key]
    if not isinstance(text, str):
        raise Malformed("expected text", at, key)
    return text


def _only(value: Mapping[str, Any], known: Sequence[str], root: Node, file: str) -> None:
    for key in value:
        if key not in known:
            node = root.find((key,), at_key=True)
            raise _broken(f"unknown key `{key}`{did_you_mean(key, known)}", file, node.line)


def _no_more(reader: Reader) -> None:
    if reader.problems:
        raise CassetteError(reader.problems[0])


def _broken(message: str, file: str, line: int) -> CassetteError:
    return CassetteError(Problem(message=message, file=file, line=line))
