"""One request from end to end: read it, let the engine answer, perform the answer, note how that went."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from aiohttp import web

from fakeai import wire
from fakeai.clock import Clock
from fakeai.exchange import Delivery, Exchange, Journal
from fakeai.server import admin
from fakeai.server.blocking import Worker
from fakeai.server.reading import Unreadable, read
from fakeai.server.transport import perform
from fakeai.server.upstream import Upstream

Listener = Callable[[Exchange], None]
"""Told of exchanges on the server's own thread; it must be quick."""


class Answering(Protocol):
    """What the server needs of an engine."""

    @property
    def journal(self) -> Journal:
        """The exchanges so far."""
        ...

    @property
    def fixtures(self) -> Sequence[object]:
        """The fixtures in use."""
        ...

    @property
    def has_callables(self) -> bool:
        """Whether answering may call a person's code, which may block."""
        ...

    def answer(self, request: wire.Request, now: float = 0.0) -> Exchange:
        """Decide on the answer to a request that came at `now`, in seconds, and note both in the journal."""
        ...


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
        self._on_answer = on_answer
        self._on_delivery = on_delivery
        self._worker = Worker()
        self.stopping = False
        """Set when the server stops: connections that end from then on were not left by their clients."""

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Handle a request of aiohttp's."""
        try:
            asked = await read(request)
        except Unreadable as refusal:
            return await self._perform(refusal.response, request)
        if asked.path.startswith(admin.PREFIX):
            return await self._perform(admin.answer(asked, self._engine), request)
        started = self._clock.monotonic()
        if self._may_block():
            exchange = await self._in_thread(asked, started)
        else:
            exchange = self._engine.answer(asked, started)
        if self._on_answer is not None:
            self._on_answer(exchange)
        if exchange.outcome == "forwarded" and self._upstream is not None:
            exchange, delivery, sent = await self._upstream.relay(exchange, request, started=started)
            self._engine.journal.forwarded(exchange)
        else:
            delivery, sent = await perform(exchange.response, request, clock=self._clock, started=started)
        self._note(exchange, delivery)
        return sent

    def stop(self) -> None:
        """The server stops: connections that end from now on were not left by their clients."""
        self.stopping = True
        self._worker.stop()

    def _may_block(self) -> bool:
        """Whether answering may take long; also while an earlier answer does, as the engine gives one at a time."""
        return self._engine.has_callables or self._worker.busy

    async def _perform(self, response: wire.Response, request: web.BaseRequest) -> web.StreamResponse:
        _, sent = await perform(response, request, clock=self._clock, started=self._clock.monotonic())
        return sent

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
        self._note(answering.result(), Delivery(frames=0, size=0, seconds=0.0, client_left=True))

    def _note(self, exchange: Exchange, delivery: Delivery) -> None:
        if delivery.client_left and self.stopping:
            delivery = replace(delivery, client_left=False)
        self._engine.journal.delivered(exchange.number, delivery)
        if self._on_delivery is not None:
            self._on_delivery(replace(exchange, delivery=delivery))
