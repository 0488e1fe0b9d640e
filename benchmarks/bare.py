"""As little as an aiohttp server can do to give the same answer: python -m benchmarks.bare KIND < answer.

plain: reads the request's JSON, returns the bytes. stream: reads it too, then one `write` for each event.
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web


def _plain(body: bytes) -> web.Application:
    async def handler(request: web.Request) -> web.Response:
        await request.json()
        return web.Response(body=body, content_type="application/json")

    return _application(handler)


def _stream(body: bytes) -> web.Application:
    events = [event + b"\n\n" for event in body.split(b"\n\n") if event]

    async def handler(request: web.Request) -> web.StreamResponse:
        await request.json()
        response = web.StreamResponse(headers={"content-type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        for event in events:
            await response.write(event)
        await response.write_eof()
        return response

    return _application(handler)


def _application(handler: web.Handler) -> web.Application:  # type: ignore[name-defined]
    application = web.Application()
    application.router.add_post("/v1/chat/completions", handler)
    return application


async def _serve(application: web.Application) -> None:
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


def main(kind: str) -> None:
    """Serve until killed."""
    body = sys.stdin.buffer.read()
    asyncio.run(_serve({"plain": _plain, "stream": _stream}[kind](body)))


if __name__ == "__main__":
    main(sys.argv[1])
