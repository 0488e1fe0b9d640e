"""Recording: how long 10,000 exchanges take to load, what finding one costs, and what a client waits more."""

from __future__ import annotations

import http.client
import json
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.result import Result
from fakeai import wire
from fakeai.recording.cassette import Cassette, Provenance, Recorded
from fakeai.recording.opening import open_cassette
from fakeai.recording.store import Store

CHAT = "/v1/chat/completions"
ROUNDS = 60


def recorded(number: int) -> Recorded:
    """A chat exchange as OpenAI's look, every second one streamed."""
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": f"Question {number}"}], "temperature": 0.5}
    answer = {
        "id": f"chatcmpl-{number}", "object": "chat.completion", "created": 1759436814, "model": "gpt-4o-2024-08-06",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Some words. " * 20}}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 60, "total_tokens": 70},
    }  # fmt: skip
    plain = (wire.Frame(json.dumps(answer, indent=2).encode() + b"\n", 0.5),)
    stream = tuple(
        wire.Frame(b"data: " + wire.json_bytes({"choices": [{"delta": {"content": f"word{at}"}}]}) + b"\n\n", at / 64)
        for at in range(20)
    )
    return Recorded(
        provider="openai",
        request=wire.Request(method="POST", path=CHAT, body=wire.json_bytes(body)),
        response=wire.Response(frames=stream if number % 2 else plain, headers=(("content-type", "text/plain"),)),
        provenance=Provenance(at="2026-11-21T15:57:29Z", upstream="https://api.openai.com", model="gpt-4o"),
    )


def loading(folder: Path, count: int) -> tuple[float, float]:
    """Seconds of processor time to load a cassette of so many exchanges, and to find one of them."""
    path = folder / f"{count}.yaml"
    exchanges = [recorded(number) for number in range(count)]
    Store(path).save(Cassette(exchanges=tuple(exchanges)))
    started = time.process_time()
    tape = open_cassette(path)
    loaded = time.process_time() - started
    each = []
    for one in exchanges[:: max(1, count // 1000)]:
        started = time.process_time()
        found = tape.decide("openai", one.request)
        each.append(time.process_time() - started)
        assert found.action == "play"
    return loaded, statistics.median(each)


@contextmanager
def running(*arguments: str) -> Iterator[int]:
    """A `fakeai` of its own process, and its port."""
    process = subprocess.Popen([sys.executable, "-m", "fakeai", *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"http://127.0.0.1:(\d+)", line)
        if found:
            break
    assert found
    try:
        yield int(found[1])
    finally:
        process.terminate()
        process.wait()


def first_token(connection: http.client.HTTPConnection, number: int) -> float:
    """Seconds until the first event of a streamed answer has come."""
    body = {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": f"Number {number}"}]}
    headers = {"content-type": "application/json", "authorization": "Bearer sk-test"}
    started = time.perf_counter()
    connection.request("POST", CHAT, wire.json_bytes(body), headers)
    response = connection.getresponse()
    response.readline()
    took = time.perf_counter() - started
    response.read()
    return took


def relaying(folder: Path) -> list[float]:
    """How many seconds later the first token comes through a recorder than directly, in order."""
    with (
        running("serve", "--port", "0", "--pace", "instant", "--quiet") as upstream,
        running(
            "record", str(folder / "x.yaml"), "--mode", "all", "--port", "0", "--quiet",
            "--upstream", f"http://127.0.0.1:{upstream}",
        ) as recorder,
    ):  # fmt: skip
        ways = [http.client.HTTPConnection("127.0.0.1", port) for port in (upstream, recorder)]
        differences = []
        for number in range(ROUNDS):
            took = [0.0, 0.0]
            for way in (0, 1) if number % 2 else (1, 0):
                took[way] = first_token(ways[way], 2 * number + way)  # never the same: what comes again is quicker
                select.select([], [], [], 0.1)  # people do not ask back to back either
            differences.append(took[1] - took[0])
    return sorted(differences[5:])


def measure() -> Iterator[Result]:
    """Processor time for what is on disk, real time for what a client waits."""
    with tempfile.TemporaryDirectory() as folder:
        few, (loaded, found) = loading(Path(folder), 100)[1], loading(Path(folder), 10_000)
        yield Result(what="a cassette of 10,000 exchanges is loaded", ours=f"{loaded:.2f} s", aim="under 2 s")
        yield Result(
            what="a recording among 10,000 is found",
            ours=f"{found * 1e6:.0f} µs",
            against=f"among 100: {few * 1e6:.0f} µs",
            ratio=found / few,
            aim="the same",
        )
        grown = relaying(Path(folder))
        yield Result(
            what="the first token comes later while recording by",
            ours=f"{statistics.median(grown) * 1000:+.2f} ms",
            against=f"in 9 of 10 cases less than {grown[int(0.9 * len(grown))] * 1000:+.2f} ms",
            aim="under +5 ms",
        )
