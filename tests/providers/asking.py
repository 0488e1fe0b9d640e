"""Asking an engine as a client would, and holding its answers against the transcription of a document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from fakeai import sse, wire
from fakeai.engine import Engine
from fakeai.fixtures.fixture import Fixture
from fakeai.matching import Match
from fakeai.reply import FAILURE_KINDS
from fakeai.scripts import Script, Turn
from fakeai.server.app import Server
from fakeai.server.thread import loop_thread

SCHEMAS = Path(__file__).parent / "schemas"
HELLO = [{"role": "user", "content": "Say this is a test!"}]

OF_THE_API = tuple(kind for kind in FAILURE_KINDS if kind != "bad_gateway")
"""The failures that are said in the provider's own words: a bad gateway is a page of a proxy in front of it."""

_numbers = count(1)


def fixture(*turns: Turn, **clauses: Any) -> Fixture:
    """A fixture that says these turns, and the last one for ever."""
    return Fixture(name=f"fixture {next(_numbers)}", match=Match(**clauses), script=Script(turns, "repeat_last"))


def request(method: str, path: str, body: Any = None, **headers: str) -> wire.Request:
    """A request; a body that is not bytes goes out as JSON."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    fields = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return wire.Request(method=method, path=path, headers=tuple(fields.items()), body=data)


def post(engine: Engine, path: str, body: Any, **headers: str) -> wire.Response:
    """The answer to a POST."""
    return engine.answer(request("POST", path, body, **headers)).response


def get(engine: Engine, path: str, **headers: str) -> wire.Response:
    """The answer to a GET."""
    return engine.answer(request("GET", path, **headers)).response


def said(response: wire.Response) -> Any:
    """The JSON of a plain answer."""
    return json.loads(response.body)


def chunks(response: wire.Response) -> list[Any]:
    """The chunks of a stream that ends as it should."""
    events = [event.data for event in sse.events(response.body)]
    assert events[-1] == "[DONE]"
    return [json.loads(data) for data in events[:-1]]


@cache
def transcription(name: str) -> Any:
    """The transcription of a document, as JSON Schemas by name in its `$defs`."""
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


def conforms(value: Any, document: str, schema: str) -> None:
    """Assert that a value is what the document says."""
    whole = transcription(document)
    wanted: Mapping[str, Any] = {"$ref": f"#/$defs/{schema}", "$defs": whole["$defs"]}
    problems = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(wanted).iter_errors(value)]
    assert not problems


@contextmanager
def served(engine: Engine) -> Iterator[str]:
    """The engine on a port of this machine; gives its URL."""
    server = Server(engine)
    loop_thread().run(server.start())
    try:
        yield server.url
    finally:
        loop_thread().run(server.stop())
