"""A load generator in a process of its own: python -m benchmarks.load HOST PORT CONNECTIONS SECONDS < request.

It keeps every connection busy with the same request and prints how many answers came in how many seconds. It parses
only as much of HTTP as it takes to see where an answer ends, so that it is never the slower side.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

_WARM_UP = 0.3


class _Connection(asyncio.Protocol):
    """A connection that asks again as soon as it has been answered, until `over`."""

    def __init__(self, request: bytes) -> None:
        self.answers = 0
        self.over = False
        self._request = request
        self._received = b""
        self._length: int | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        received = self._received + data if self._received else data
        if not self._is_whole(received):
            self._received = received
            return
        self._received = b""
        self.answers += 1
        assert self._transport is not None
        if self.over:
            self._transport.close()
        else:
            self._transport.write(self._request)

    def _is_whole(self, received: bytes) -> bool:
        head = received.find(b"\r\n\r\n")
        if head < 0:
            return False
        if self._length is None:  # every answer has the same length: the head is read only once
            self._length = _content_length(received[:head])
        if self._length < 0:
            return received.endswith(b"\r\n0\r\n\r\n")
        return len(received) >= head + 4 + self._length


def _content_length(head: bytes) -> int:
    """What the head says about the body's length; -1 if it is sent in chunks."""
    if not head.startswith(b"HTTP/1.1 200"):
        sys.exit(f"the answer is {head!r}")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return -1


async def _drive(host: str, port: int, connections: int, seconds: float, request: bytes) -> dict[str, float]:
    loop = asyncio.get_running_loop()
    made = [(await loop.create_connection(lambda: _Connection(request), host, port))[1] for _ in range(connections)]
    await asyncio.sleep(_WARM_UP)
    answers, started, worked = sum(each.answers for each in made), time.perf_counter(), time.process_time()
    await asyncio.sleep(seconds)
    took, work = time.perf_counter() - started, time.process_time() - worked
    answers = sum(each.answers for each in made) - answers
    for each in made:
        each.over = True
    await asyncio.sleep(_WARM_UP)  # so that no answer is cut off
    return {"answers": answers, "seconds": took, "busy": work / took, "all": sum(each.answers for each in made)}


def main(host: str, port: str, connections: str, seconds: str) -> None:
    """Run, and print as JSON: answers, in how many seconds; `all`, with those of the warm-up; `busy`, our own load."""
    request = sys.stdin.buffer.read()
    print(json.dumps(asyncio.run(_drive(host, int(port), int(connections), float(seconds), request))))


if __name__ == "__main__":
    main(*sys.argv[1:])
