"""One request from end to end: read it, let the engine answer, perform the answer, note how that went."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Protocol

from aiohttp import web

from fakeai import wire
from fakeai.clock import Clock
from fakeai.exchange import Delivery, Exchange
from fakeai.server import admin
from fakeai.server.blocking import Worker
from fakeai.server.conductor import Conductor
from fakeai.server.connection import Incoming
from fakeai.server.reading import Unreadable, read, read_now
from fakeai.server.transport import Asking, Performance, Sent, perform_on
from fakeai.server.upstream import Upstream

Listener = Callable[[Exchange], None]
"""Told of exchanges on the server's own thread; it must be quick."""


_UNSENT = Delivery(frames=0, size=0, seconds=0.0)


class Answering(admin.Inspected, Protocol):
    """What the server needs of an engine."""

    @property
    def has_callables(self) -> bool:
        """Whether answering may call a person's code, which may block."""
        ...

    def answer(self, request: wire.Request, now: float = 0.0) -> Exchange:
        """Decide on the answer to a request that came at `now`, in seconds, and note both in the journal."""
        ...


class Begun(NamedTuple):
    """An answer that is under way, and what it is about, if it is the engine's.

    performance: what is being sent; None if the upstream has to be asked first.
    """

    exchange: Exchange | None
    performance: Performance | None
    started: float


class Handler:
    """Answers requests. What the engine wants forwarded goes to `upstream`.

    `on_answer` hears of an exchange before it is sent, `on_delivery` once it has been.
    """

    def __init__(
        self,
        engine: Answering,
        clock: Clock,
        *,
        on_answer: Listener | None = None,
        on_delivery: Listener | None = None,
        upstream: Upstream | None = None,
    ) -> None:
        self._engine = engine
        self._upstream = upstream
        self._clock = clock
        self._conductor = Conductor(clock)
        self._on_answer = on_answer
        self._on_delivery = on_delivery
        self._worker = Worker()
        self.stopping = False
        """Set when the server stops: connections that end from then on were not left by their clients."""

    def answer(self, request: Incoming) -> Sent | Begun | None:
        """Answer a request whose body has come, if that can be done at once; else begin to.

        None if nothing has been done, as it may take long even to decide.
        """
        if self._may_block():
            return None
        try:
            begun = self._decide(read_now(request), request)
        except Unreadable as refusal:
            begun = self._say(refusal.response, request)
        performance = begun.performance
        if performance is None or not performance.plays_at_once():
            return begun
        self._note(begun.exchange, performance.delivery(self._clock.monotonic()))
        return performance.sent()

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Handle a request of aiohttp's from its beginning."""
        try:
            asked = await read(request)
        except Unreadable as refusal:
            return await self.finish(self._say(refusal.response, request), request)
        if self._may_block() and not asked.path.startswith(admin.PREFIX):
            started = self._clock.monotonic()
            begun = self._begin(await self._in_thread(asked, started), request, started)
        else:
            begun = self._decide(asked, request)
        return await self.finish(begun, request)

    async def finish(self, begun: Begun, request: web.BaseRequest) -> web.StreamResponse:
        """Go on with what has begun, to its end."""
        exchange, performance = begun.exchange, begun.performance
        if performance is not None:
            delivery, sent = await perform_on(performance, self._conductor)
        else:
            exchange, delivery, sent = await self._forward(begun, request)
        self._note(exchange, delivery)
        return sent

    def abandon(self, begun: Begun) -> None:
        """Note that the client has left before anybody could go on with what has begun."""
        performance = begun.performance
        delivery = _UNSENT if performance is None else performance.delivery(self._clock.monotonic())
        self._note(begun.exchange, replace(delivery, client_left=True))

    def _decide(self, asked: wire.Request, request: Asking) -> Begun:
        if asked.path.startswith(admin.PREFIX):
            return self._say(admin.answer(asked, self._engine), request)
        started = self._clock.monotonic()
        return self._begin(self._engine.answer(asked, started), request, started)

    def _begin(self, exchange: Exchange, request: Asking, started: float) -> Begun:
        if self._on_answer is not None:
            self._on_answer(exchange)
        if exchange.outcome == "forwarded" and self._upstream is not None:
            return Begun(exchange, None, started)
        try:
            return Begun(exchange, Performance(exchange.response, request, started), started)
        except ValueError:  # it can't be said in HTTP: aiohttp says so, and logs why, and nobody has to wait for it
            self._note(exchange, _UNSENT)
            raise

    def _say(self, response: wire.Response, request: Asking) -> Begun:
        """What is not the engine's affair, and is in no journal."""
        started = self._clock.monotonic()
        return Begun(None, Performance(response, request, started), started)

    async def _forward(self, begun: Begun, request: web.BaseRequest) -> tuple[Exchange, Delivery, Sent]:
        assert begun.exchange is not None
        assert self._upstream is not None
        relayed = await self._upstream.relay(begun.exchange, request, started=begun.started)
        self._engine.journal.forwarded(relayed[0])
        return relayed

    def stop(self) -> None:
        """The server stops: connections that end from now on were not left by their clients."""
        self.stopping = True
        self._worker.stop()

    def _may_block(self) -> bool:
        """Whether answering may take long; also while an earlier answer does, as the engine gives one at a time."""
        return self._engine.has_callables or self._worker.busy

    async def _in_thread(self, asked: wire.Request, started: float) -> Exchange:
        answering = self._worker.call(partial(self._engine.answer, asked, started))
        try:
            return await asyncio.shield(answering)
        except asyncio.CancelledError:
            # The client has left, but the callable runs on: its exchange must not stay in the journal as undelivered.
            answering.add_done_callback(self._note_unsent)
            raise

    def _note_unsent(self, answering: asyncio.Future[Exchange]) -> None:
        if answering.cancelled() or answering.exception() is not None:
            return
        self._note(answering.result(), replace(_UNSENT, client_left=True))

    def _note(self, exchange: Exchange | None, delivery: Delivery) -> None:
        if exchange is None:
            return
        if delivery.client_left and self.stopping:
            delivery = replace(delivery, client_left=False)
        self._engine.journal.delivered(exchange.number, delivery)
        if self._on_delivery is not None:
            self._on_delivery(replace(exchange, delivery=delivery))
