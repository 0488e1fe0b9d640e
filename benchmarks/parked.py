"""Memory of a stream that has begun and waits: 2,000 of them, parked by an answer that hangs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import server
from benchmarks.result import Result

STREAMS = 2_000
_BODY = b'{"model": "gpt-4o", "stream": true, "messages": [{"role": "user", "content": "hi"}]}'
REQUEST = b"\r\n".join(
    (
        b"POST /v1/chat/completions HTTP/1.1",
        b"host: 127.0.0.1",
        b"authorization: Bearer sk-bench",
        b"content-type: application/json",
        b"content-length: %d" % len(_BODY),
        b"",
        _BODY,
    )
)


def measure() -> Iterator[Result]:
    """Resident memory of the server before and after, divided by the number of streams."""
    if not Path("/proc/self/statm").exists():
        yield Result(what="memory of a parked stream", ours="needs /proc to measure")
        return
    allow_files()
    with server("-m", "benchmarks.parked") as (url, pid):
        added = asyncio.run(_park(url, pid))
    yield Result(what=f"memory of a parked stream ({STREAMS:,} open)", ours=f"{added / STREAMS / 1024:.1f} KiB")


async def _park(url: str, pid: int) -> int:
    host, _, port = url.removeprefix("http://").partition(":")
    warm = [await _open(host, int(port)) for _ in range(20)]
    before = _resident(pid)
    parked = [await _open(host, int(port)) for _ in range(STREAMS)]
    added = _resident(pid) - before
    for writer in (*warm, *parked):
        writer.close()
    return added


async def _open(host: str, port: int) -> asyncio.StreamWriter:
    """A connection whose stream has begun."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(REQUEST)
    await reader.readuntil(b"\n\n")
    return writer


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    import resource

    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def allow_files() -> None:
    """As many open files as the system lets us have: 2,000 connections need them."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main() -> None:
    """Serve streams that begin and then hang, until killed."""
    import threading

    from fakeai import FakeAI
    from fakeai.wire import Frame, Response

    allow_files()
    parked = Response(headers=(("content-type", "text/event-stream"),), frames=(Frame(b": begun\n\n"),), ending="hang")
    with FakeAI() as fake:
        fake.on().reply(parked)
        print(fake.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
