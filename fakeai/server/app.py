"""Puts an engine on a port, or into an aiohttp application."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

from aiohttp import web

from fakeai.clock import Clock
from fakeai.errors import SettingError
from fakeai.server.clock import LoopClock
from fakeai.server.connection import Connections
from fakeai.server.handler import Answering, Handler, Listener
from fakeai.server.quiet import quiet_logger
from fakeai.server.upstream import Upstream

_BACKLOG = 4096  # asyncio's 100 turns away a load test that opens its connections at once
_KEEP = (
    7 * 86_400.0
)  # seconds that a connection may be idle, which the short cut does not count; the system sees the dead
_GRACE = 0.05  # seconds for handlers to end once they are cancelled; aiohttp takes 0 to mean for ever
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- it is only looked up, to tell people a usable URL


Forward = Callable[[Clock], Upstream]
"""Makes what a server forwards requests with, given its clock."""


class Server:
    """An engine on a port, served by the running event loop. Port 0 takes any that is free.

    It has aiohttp's low-level server underneath, because an `Application` with one route costs 10 % of the requests a
    second, and does nothing here.
    """

    def __init__(
        self,
        engine: Answering,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        on_answer: Listener | None = None,
        on_delivery: Listener | None = None,
        forward: Forward | None = None,
    ) -> None:
        self._host = host
        self._port = port
        running = clock or LoopClock()
        self._upstream = None if forward is None else forward(running)
        self._handler = Handler(engine, running, on_answer=on_answer, on_delivery=on_delivery, upstream=self._upstream)
        self._web: Connections | None = None
        self._listener: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end. Raises SettingError unless it is running."""
        if self._listener is None or not self._listener.sockets:
            raise SettingError("the server is not running; start it before asking for its URL")
        host, port = self._listener.sockets[0].getsockname()[:2]
        host = _EVERYWHERE.get(host, host)
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def start(self) -> None:
        """Listen. Raises SettingError where the port is taken, or the host and port can't be used."""
        self._handler.stopping = False
        self._web = Connections(self._handler, access_log=None, logger=quiet_logger(), keepalive_timeout=_KEEP)
        loop = asyncio.get_running_loop()
        try:
            self._listener = await loop.create_server(self._web, self._host, self._port, backlog=_BACKLOG)
        except (OSError, OverflowError) as error:
            raise SettingError(_cannot_listen(self._host, self._port, error)) from error
        if self._upstream is not None:
            self._upstream.open()

    async def stop(self) -> None:
        """Stop at once: what is still being sent is cut off, what hangs is let go. Stopping twice does nothing."""
        if self._listener is None or self._web is None:
            return
        listener, self._listener = self._listener, None
        self._handler.stop()
        listener.close()
        for connection in self._web.connections:
            if connection.transport is not None:
                connection.transport.abort()
        await self._web.shutdown(_GRACE)
        if self._upstream is not None:
            await self._upstream.close()


def make_app(engine: Answering, *, clock: Clock | None = None) -> web.Application:
    """The engine as an aiohttp application, to be mounted in another one or given to pytest-aiohttp's `aiohttp_client`.

    Whoever runs it should do so with `handler_cancellation=True`, or hanging responses outlive their clients.
    """
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", Handler(engine, clock or LoopClock()).__call__)
    return app


def _cannot_listen(host: str, port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OverflowError):
        return f"port {port} can't be used: ports go from 0 to 65535"
    if isinstance(error, socket.gaierror):
        return f"host {host!r} can't be resolved: {error.strerror}"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is already in use; choose another one, or 0 for any that is free"
    if error.errno == errno.EACCES:
        return f"port {port} on {host} needs privileges that this process doesn't have; choose one above 1023"
    return f"can't listen on {host} port {port}: {error.strerror}"
