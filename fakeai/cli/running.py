"""Runs a server until Ctrl-C or SIGTERM."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from rich.text import Text

    from fakeai.cli.screen import Screen
    from fakeai.engine import Engine
    from fakeai.exchange import Exchange
    from fakeai.server.app import Forward
    from fakeai.server.handler import Listener


def run(
    engine: Engine,
    screen: Screen,
    greeting: Callable[[str], Text],
    *,
    host: str,
    port: int,
    forward: Forward | None = None,
    on_delivery: Listener | None = None,
) -> None:
    """Serve `engine`; greet with what `greeting` makes of the URL; show each exchange, or give it to `on_delivery`."""
    import asyncio
    import contextlib
    import gc

    from fakeai.server.app import Server

    unread: list[SystemExit] = []

    async def until_told_to_stop() -> None:
        told = _stop_signal()

        def show(exchange: Exchange) -> None:
            try:
                screen.exchange(exchange)
            except SystemExit as end:  # whoever read the output has gone, as in `| head -1`
                unread.append(end)
                told.set()

        server = Server(engine, host=host, port=port, on_delivery=on_delivery or show, forward=forward)
        await server.start()
        try:
            screen.print(greeting(server.url))
            await told.wait()
        finally:
            await server.stop()

    # The journal keeps what it has answered. Looking through all of it for garbage time and again, as Python's defaults
    # have it, costs a quarter of the answers a second. What has been loaded stays: a look at that would hold up every
    # paced stream for 50 ms.
    gc.set_threshold(50_000, 20, 100)
    gc.freeze()
    with contextlib.suppress(KeyboardInterrupt):  # where Ctrl-C can't be handled otherwise (Windows)
        asyncio.run(until_told_to_stop())
    for end in unread[:1]:
        raise end


def _stop_signal() -> asyncio.Event:
    """Set once Ctrl-C or SIGTERM comes."""
    import asyncio
    import signal
    import sys

    told = asyncio.Event()
    if sys.platform != "win32":  # whose loops take no signals: Ctrl-C comes as KeyboardInterrupt there
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told
