"""Listens to paced streams in a process of its own: python -m benchmarks.listening HOST PORT STREAMS < plan.

Keeps so many streams going: each begins at a moment of its own, and when one has ended, its connection asks for the
next. Nothing is worked out before the end, and of more than a hundred streams, those that have something are read once
a millisecond: a process that sleeps would have to be woken for each event, at the expense of the server that sends it.
So the lateness of many streams is up to a millisecond too great, and never too small.
"""

from __future__ import annotations

import gc
import json
import select
import socket
import sys
import time
from collections.abc import Iterator
from statistics import quantiles
from typing import NamedTuple

_AT_ONCE = 1 << 16
_FEW = 100
_PAUSE = 0.001
_END = b"\r\n0\r\n\r\n"


class Plan(NamedTuple):
    """What is asked, when its tokens are due in seconds after it was asked, and what is measured.

    Streams begin one after the other in the first `arriving` seconds; the next `measuring` seconds count.
    """

    request: str
    ttft: float
    itl: float
    tokens: int
    arriving: float
    measuring: float


class Listener:
    """One connection, and when each event of its stream came."""

    __slots__ = ("asked", "last", "socket", "times")

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.asked = 0.0
        self.times: list[float] = []
        self.last = b""

    def ask(self, request: bytes) -> None:
        """Ask for a stream. Its times count from here: the connection is there already."""
        self.asked, self.times, self.last = time.perf_counter(), [], b""
        self.socket.send(request)

    def hear(self) -> bool:
        """Note the time once for each event that has come. Whether the stream is over."""
        data = self.socket.recv(_AT_ONCE)
        now = time.perf_counter()
        if not data:
            sys.exit("the server has closed a connection in mid-stream")
        count = data.count(b"\n\n")
        if self.last.endswith(b"\n") and data.startswith(b"\n"):
            count += 1
        if count == 1:
            self.times.append(now)
        else:
            self.times.extend([now] * count)
        self.last = data[-len(_END) :] if len(data) >= len(_END) else (self.last + data)[-len(_END) :]
        return self.last == _END


def listen(host: str, port: int, streams: int, plan: Plan) -> dict[str, float]:
    """Events of all the time, seconds of lateness of those of the measured time, and how busy this process was."""
    request = plan.request.encode()
    listeners = [Listener(host, port) for _ in range(streams)]
    by_number = {each.socket.fileno(): each for each in listeners}
    poll = select.epoll()
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    heard: list[tuple[float, list[float]]] = []
    begun, started = 0, time.perf_counter()
    since, until = started + plan.arriving, started + plan.arriving + plan.measuring
    worked = 0.0
    while (now := time.perf_counter()) < until:
        if not worked and now >= since:
            worked = time.process_time()
        while begun < streams and now >= started + plan.arriving * begun / streams:
            listeners[begun].ask(request)
            begun += 1
        if streams > _FEW:
            select.select((), (), (), _PAUSE)
        for number, _ in poll.poll(_PAUSE, streams):
            listener = by_number[number]
            if listener.hear():
                heard.append((listener.asked, listener.times))
                listener.ask(request)
    busy = (time.process_time() - worked) / plan.measuring
    heard.extend((each.asked, each.times) for each in listeners)
    late = sorted(_lateness(heard, plan, since))
    drift = _drift(heard, plan)
    percent = quantiles(late, n=1000)
    return {
        "events": sum(len(times) for _, times in heard),
        "p50": percent[499],
        "p99": percent[989],
        "p999": percent[998],
        "busy": busy,
        "drift": drift,
    }


def _lateness(heard: list[tuple[float, list[float]]], plan: Plan, since: float) -> Iterator[float]:
    """How late each token's event came; the first event is the role's, and comes with the first token."""
    for asked, times in heard:
        due = asked + plan.ttft
        for index, at in enumerate(times[1 : plan.tokens + 1]):
            if at >= since:
                yield at - (due + plan.itl * index)


def _drift(heard: list[tuple[float, list[float]]], plan: Plan) -> float:
    """How much longer than planned the first whole stream took from its first token to its last, as a share."""
    planned = (plan.tokens - 1) * plan.itl
    whole = next((times for _, times in heard if len(times) > plan.tokens), None)
    return (whole[plan.tokens] - whole[1] - planned) / planned if whole else 0.0


def main(host: str, port: str, streams: str) -> None:
    """Listen, and print what was measured as JSON."""
    plan = Plan(*json.load(sys.stdin))
    gc.disable()
    print(json.dumps(listen(host, int(port), int(streams), plan)))


if __name__ == "__main__":
    main(*sys.argv[1:])
