"""How punctual paced streams are: drift over a stream, and how late its events are, alone and among others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import chain
from statistics import quantiles

from benchmarks.parked import _allow_files
from benchmarks.processes import LOAD_CORE, pin, server
from benchmarks.result import Result
from fakeai.server.clock import LoopClock

STREAMS = (1, 100, 1_000)
TOKENS = 250
TTFT, ITL = 0.1, 0.02
_ARRIVING = 2.0  # seconds over which the streams begin
_BODY = b'{"model": "gpt-4o", "stream": true, "messages": [{"role": "user", "content": "hi"}]}'
_REQUEST = b"\r\n".join(
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


class Stream(asyncio.Protocol):
    """One request, and when each event of its answer came, in seconds after the request was sent."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._sent = time.perf_counter()
        transport.write(_REQUEST)

    def data_received(self, data: bytes) -> None:
        """Note the time once for each event."""
        at = time.perf_counter() - self._sent
        self.times.extend([at] * data.count(b"\n\n"))
        if data.endswith(b"0\r\n\r\n"):
            self._transport.close()
            self.over.set_result(None)


def measure() -> Iterator[Result]:
    """Arrival of every event against the moment that the pace has planned for it."""
    _allow_files()
    with server("-m", "benchmarks.pacing") as (url, _):
        asyncio.run(_ask(url, 1))  # warm
        asked = [asyncio.run(_ask(url, streams)) for streams in STREAMS]
    alone = asked[0]
    planned = (TOKENS - 1) * ITL
    drift = (alone[0].times[TOKENS] - alone[0].times[1] - planned) / planned
    yield Result(what=f"drift over a stream of {planned:.0f} s", ours=f"{drift:+.3%}", aim="< 0.5 %")
    for streams in asked:
        late = quantiles(chain.from_iterable(map(_lateness, streams)), n=100)
        what = f"lateness of an event, {len(streams):,} streams of {1 / ITL:.0f} events a second"
        ours = f"p50 {late[49] * 1000:.1f} ms, p99 {late[98] * 1000:.1f} ms"
        yield Result(what=what, ours=ours, aim="p99 < 5 ms")


async def _ask(url: str, streams: int) -> list[Stream]:
    pin(0, LOAD_CORE)
    host, _, port = url.removeprefix("http://").partition(":")
    loop, clock = asyncio.get_running_loop(), LoopClock()
    opened: list[Stream] = []
    for number in range(streams):
        _, stream = await loop.create_connection(Stream, host, int(port))
        opened.append(stream)
        await clock.sleep_until(_ARRIVING * (number + 1) / streams)
    await asyncio.gather(*(stream.over for stream in opened))
    return opened


def _lateness(stream: Stream) -> Iterator[float]:
    """How late each token's event came; the first event is the role's, and comes with the first token."""
    return (at - (TTFT + ITL * index) for index, at in enumerate(stream.times[1 : TOKENS + 1]))


def main() -> None:
    """Serve paced streams until killed."""
    import threading

    from fakeai import FakeAI

    _allow_files()
    with FakeAI(pace={"ttft": TTFT, "itl": ITL}) as fake:
        fake.on().reply("word" + " word" * (TOKENS - 1))
        print(fake.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
