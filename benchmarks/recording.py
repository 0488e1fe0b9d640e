"""Measures recording: how long 10,000 exchanges take to load, what finding one costs, and what a client waits more.

Run it with `python -m benchmarks.recording`. It prints, and asserts nothing.
"""

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


def loading(folder: Path, count: int) -> None:
    path = folder / f"{count}.yaml"
    exchanges = [recorded(number) for number in range(count)]
    Store(path).save(Cassette(exchanges=tuple(exchanges)))
    started, cpu = time.perf_counter(), time.process_time()
    tape = open_cassette(path)
    took, used = time.perf_counter() - started, time.process_time() - cpu
    each = []
    for one in exchanges[:: max(1, count // 1000)]:
        begun = time.perf_counter()
        assert tape.decide("openai", one.request).action == "play"
        each.append(time.perf_counter() - begun)
    megabytes = path.stat().st_size / 1e6
    print(
        f"{count:6} exchanges ({megabytes:4.1f} MB): loaded in {took:5.2f} s ({used:.2f} s of processor time), "
        f"found in {1e6 * statistics.median(each):4.0f} µs"
    )


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


def relaying(folder: Path) -> None:
    with (
        running("serve", "--port", "0", "--pace", "instant", "--quiet") as upstream,
        running(
            "record", str(folder / "x.yaml"), "--mode", "all", "--port", "0", "--quiet",
            "--upstream", f"http://127.0.0.1:{upstream}",
        ) as recorder,
    ):  # fmt: skip
        direct, through = (http.client.HTTPConnection("127.0.0.1", port) for port in (upstream, recorder))
        differences = []
        for number in range(ROUNDS):
            differences.append(first_token(through, number) - first_token(direct, number))
            select.select([], [], [], 0.1)  # people do not ask back to back either
    found = sorted(differences[5:])
    median, most = statistics.median(found), found[int(0.9 * len(found))]
    print(f"time to first token while recording: {1000 * median:+.2f} ms (median), {1000 * most:+.2f} ms (90 %)")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for count in (100, 1000, 10_000):
            loading(Path(folder), count)
        relaying(Path(folder))


if __name__ == "__main__":
    main()
