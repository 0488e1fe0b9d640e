"""Requests a second, plain and streamed: fakeai against the barest aiohttp server, in alternating rounds."""

from __future__ import annotations

import json
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import Load, load, server
from benchmarks.result import Result

ROUNDS = 5
SECONDS = 2.0
CONNECTIONS = 32
EVENTS = 100

_FIXTURES = {
    "fixtures": [
        {"match": {"user": "weather"}, "reply": "It is 18 °C and sunny in Paris. " * 8},
        {"match": {"user": "story"}, "reply": " word" * EVENTS},
    ]
}


def measure() -> Iterator[Result]:
    """Both comparisons."""
    with tempfile.TemporaryDirectory() as folder:
        fixtures = Path(folder, "bench.json")
        fixtures.write_text(json.dumps(_FIXTURES), encoding="utf-8")
        yield _plain(fixtures)
        yield _streamed(fixtures)


def _plain(fixtures: Path) -> Result:
    bare, ours, _ = _compare(fixtures, "plain", {"stream": False}, "How is the weather?")
    return Result(
        what=f"plain answers, {CONNECTIONS} connections",
        ours=f"{ours.rate:,.0f} requests/s, {ours.cost:.0f} µs of CPU each",
        against=f"bare aiohttp: {bare.rate:,.0f} requests/s, {bare.cost:.0f} µs",
        ratio=ours.rate / bare.rate,
        aim="0.75 or more",
    )


def _streamed(fixtures: Path) -> Result:
    bare, ours, events = _compare(fixtures, "stream", {"stream": True}, "Tell me a story")
    return Result(
        what=f"streams of {events} events, instant, {CONNECTIONS} connections",
        ours=f"{ours.rate * events:,.0f} events/s, {ours.cost:.0f} µs of CPU a stream",
        against=f"bare aiohttp, one write an event: {bare.rate * events:,.0f} events/s, {bare.cost:.0f} µs",
        ratio=ours.rate / bare.rate,
        aim="4 or more",
    )


def _compare(fixtures: Path, kind: str, options: dict[str, object], prompt: str) -> tuple[Load, Load, int]:
    """The bare server and fakeai under the same load (medians), and the number of events in an answer."""
    body = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": prompt}], **options}).encode()
    request = _raw(body)
    with server("-m", "fakeai", "serve", str(fixtures), "--port", "0", "--quiet") as ours:
        answer = _ask(ours[0], body)
        with server("-m", "benchmarks.bare", kind, given=answer) as bare:
            rounds = [
                [load(each, request, connections=CONNECTIONS, seconds=SECONDS) for each in (bare, ours)]
                for _ in range(ROUNDS)
            ]
    return _median([first for first, _ in rounds]), _median([second for _, second in rounds]), answer.count(b"\n\n")


def _median(loads: list[Load]) -> Load:
    return Load(statistics.median(each.rate for each in loads), statistics.median(each.cost for each in loads))


def _headers() -> dict[str, str]:
    return {"authorization": "Bearer sk-bench", "content-type": "application/json", "accept": "application/json"}


def _raw(body: bytes) -> bytes:
    """The request as it goes over the socket."""
    fields = {"host": "127.0.0.1", **_headers(), "content-length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST /v1/chat/completions HTTP/1.1\r\n{head}\r\n".encode() + body


def _ask(url: str, body: bytes) -> bytes:
    request = urllib.request.Request(f"{url}/v1/chat/completions", body, _headers())
    with urllib.request.urlopen(request, timeout=10) as answer:
        data = answer.read()
    assert isinstance(data, bytes)
    return data
