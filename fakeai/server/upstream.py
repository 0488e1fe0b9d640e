"""The real provider behind the recorder: a request goes on to it, and its answer comes back as it arrives."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
from aiohttp import web
from yarl import URL

from fakeai import wire
from fakeai.clock import Clock
from fakeai.engine import Engine
from fakeai.errors import SettingError
from fakeai.exchange import Delivery, Exchange
from fakeai.providers.contract import Provider
from fakeai.recording.tape import Tape
from fakeai.server.clock import utc_now
from fakeai.server.transport import Performance, Sent, perform, sent

KNOWN: Mapping[str, str] = {"openai": "https://api.openai.com"}
"""Where providers really are, by name; the others are run by whoever uses them, so only they know."""

_CONNECT = 30.0  # seconds to reach the upstream; an answer may take as long as it takes
_HOP_BY_HOP = frozenset(
    {
        "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "proxy-authenticate",
        "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
_OF_ANSWERS = _HOP_BY_HOP - {"content-length"}
_LAST_EVENTS = (b"data: [DONE]\n\n", b'data: {"type":"message_stop"}\n\n')
_OF_PATHS = "/:@!$&'()*+,;=~"
_NO_RETRY = (("x-should-retry", "false"),)


@dataclass(slots=True)
class _Answer:
    """An upstream's answer so far: its head, what has come of its body and when, and how it ended."""

    status: int = 0
    headers: wire.Headers = ()
    head_at: float = 0.0
    frames: tuple[wire.Frame, ...] = ()
    ending: wire.Ending = "complete"

    def response(self) -> wire.Response:
        """The same as a wire response."""
        return wire.Response(
            status=self.status, headers=self.headers, head_at=self.head_at, frames=self.frames, ending=self.ending
        )


class Upstream:
    """Relays requests that a tape wants to be forwarded, and gives the tape what it has measured.

    urls: where providers are, by name; `KNOWN` ones need not be named. native: a request as the provider would get it.
    """

    def __init__(
        self, tape: Tape, urls: Mapping[str, str], native: Callable[[wire.Request], wire.Request], *, clock: Clock
    ) -> None:
        self._tape = tape
        self._urls = {**KNOWN, **urls}
        self._native = native
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections to upstreams."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def relay(
        self, exchange: Exchange, request: web.BaseRequest, *, started: float
    ) -> tuple[Exchange, Delivery, Sent]:
        """Ask the upstream what `request` asks, and relay its answer. Times count from `started`.

        A client that leaves ends the exchange with the upstream too, and nothing is kept of it.
        """
        base = self._urls.get(exchange.provider)
        if base is None:
            note = f"no upstream is known for {exchange.provider}; name it with `upstream`, or --upstream URL"
            return await self._say(exchange, note, request, started)
        at = utc_now()
        asked = self._native(exchange.request)
        relay = _Relay(request, self._clock, started)
        try:
            async with self._connected().request(
                asked.method, _url(base, asked), headers=_headers(asked), data=asked.body or None, allow_redirects=False
            ) as answer:
                await relay.pass_on(answer)
        except aiohttp.ClientConnectorError as error:
            return await self._say(
                exchange, f"the upstream {_shown(base)} can't be reached: {error.os_error}", request, started
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            await relay.break_off(error)
        except asyncio.CancelledError:
            relay.client_left = not relay.over
        response = relay.answer.response()
        outcome = exchange.note
        if not relay.client_left:
            outcome = self._tape.take(exchange.provider, asked, response, at=at, upstream=_shown(base))
        return replace(exchange, response=response, note=outcome), relay.delivery(), relay.sent()

    async def _say(
        self, exchange: Exchange, note: str, request: web.BaseRequest, started: float
    ) -> tuple[Exchange, Delivery, Sent]:
        error = {"message": f"fakeai: {note}", "type": "upstream_error", "param": None, "code": "upstream_unreachable"}
        response = wire.plain_json(502, {"error": error}, headers=_NO_RETRY)
        delivery, done = await perform(response, request, clock=self._clock, started=started)
        return replace(exchange, response=response, note=note), delivery, done

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                auto_decompress=False,  # bytes are relayed and kept as they come
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT),
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=True,
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
                max_line_size=65536,
                max_field_size=65536,
            )
        return self._session


class _Relay:
    """One answer on its way from the upstream to the client."""

    def __init__(self, request: web.BaseRequest, clock: Clock, started: float) -> None:
        self._request = request
        self._clock = clock
        self._started = started
        self._performance: Performance | None = None
        self._frames: list[wire.Frame] = []
        self.answer = _Answer()
        self.client_left = False
        self.over = False
        """Set once all has been sent, or once the stream has said that it is at its end: many clients leave then."""

    async def pass_on(self, upstream: aiohttp.ClientResponse) -> None:
        """Send what comes at once, and keep it with its times. Raises aiohttp's error if the upstream breaks off."""
        answer = self.answer
        answer.status, answer.head_at = upstream.status, self._elapsed()
        fields = (
            (name.decode("latin-1"), value.decode("utf-8", "surrogateescape")) for name, value in upstream.raw_headers
        )
        answer.headers = tuple((name, value) for name, value in fields if name.lower() not in _OF_ANSWERS)
        self._performance = Performance(answer.response(), self._request)
        try:
            await self._performance.send((), last=False)
            async for data, ended in upstream.content.iter_chunks():
                self._keep(data, ended=ended)
                if data:
                    await self._performance.send((wire.Frame(data),), last=False)
            self.over = True
            await self._performance.send((), last=True)
        except (ConnectionResetError, BrokenPipeError) as error:
            if isinstance(error, aiohttp.ClientError):
                raise
            self.client_left = not self.over
        finally:
            answer.frames = self._measured()

    async def break_off(self, error: Exception) -> None:
        """End the client's connection as the upstream has ended its own."""
        self.answer.ending = "reset" if _is_reset(error) else "close"
        if self._performance is None:
            self.answer.head_at = self._elapsed()
            self._performance = Performance(self.answer.response(), self._request)
        try:
            await self._performance.end(self.answer.ending)
        except ConnectionError:
            self.client_left = True

    def delivery(self) -> Delivery:
        """How it went."""
        done = self._performance
        return Delivery(
            frames=len(self.answer.frames),
            size=0 if done is None else done.size,
            seconds=self._elapsed(),
            client_left=self.client_left,
        )

    def sent(self) -> Sent:
        """What aiohttp has to be given."""
        whole = self.answer.ending == "complete" and not self.client_left
        return sent(keep_alive=whole and self._performance is not None and self._performance.reusable)

    def _keep(self, data: bytes, *, ended: bool) -> None:
        """Add to the frame that is under way: a frame is an HTTP chunk, and is there when its last byte is."""
        open_frame = self._frames.pop() if self._frames and not self._frames[-1].tokens else None
        whole = (open_frame.data if open_frame else b"") + data
        if whole:  # `tokens` marks a frame that is over, until they are all there
            self._frames.append(wire.Frame(whole, self._elapsed(), int(ended)))
            self.over = whole.endswith(_LAST_EVENTS)

    def _measured(self) -> tuple[wire.Frame, ...]:
        frames = tuple(frame._replace(tokens=0) for frame in self._frames)
        fixed = wire.header(self.answer.headers, "content-length") is not None
        if fixed and len(frames) > 1:  # it came in the pieces that the network made of it
            return (wire.Frame(b"".join(frame.data for frame in frames), frames[-1].at),)
        return frames

    def _elapsed(self) -> float:
        return round(self._clock.monotonic() - self._started, 6)


def _headers(asked: wire.Request) -> list[tuple[str, str]]:
    """The client's own headers, its key among them, less those of the connection; and the body as it is, please."""
    own = [(name, value) for name, value in asked.headers if name.lower() not in _HOP_BY_HOP]
    return [*own, ("accept-encoding", "identity")]


def _url(base: str, asked: wire.Request) -> URL:
    query = f"?{urlencode(asked.query)}" if asked.query else ""
    return URL(base + quote(asked.path, safe=_OF_PATHS) + query, encoded=True)


def _shown(base: str) -> str:
    """An upstream for people and files: without a user or a password."""
    parts = urlsplit(base)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _is_reset(error: BaseException | None) -> bool:
    """Whether a connection was reset, rather than closed too early."""
    while error is not None:
        if isinstance(error, ConnectionResetError) and not isinstance(error, aiohttp.ServerDisconnectedError):
            return True
        if isinstance(error, OSError) and error.errno == errno.ECONNRESET:
            return True
        if isinstance(error, aiohttp.ClientPayloadError) and "ConnectionResetError" in str(error):
            return True  # it is nowhere else: aiohttp's cause is that the body was too short
        error = error.__cause__
    return False


def upstream_urls(upstream: str | Mapping[str, str] | None, root: Provider) -> dict[str, str]:
    """Upstreams by the name of their provider: a single one is that of the root's provider.

    A URL may end with the provider's base path, as its SDK's base URL does. Raises SettingError for what is no URL.
    """
    named: Mapping[str, Any] = (
        {} if upstream is None else {root.name: upstream} if isinstance(upstream, str) else upstream
    )
    urls: dict[str, str] = {}
    for name, url in named.items():
        parts = urlsplit(str(url))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingError(f"the upstream {url!r} is no URL such as https://api.example.com")
        plain = str(url).rstrip("/")
        urls[name] = plain.removesuffix(root.base_path) if name == root.name else plain
    return urls


def forwarding(engine: Engine, upstream: str | Mapping[str, str] | None) -> Callable[[Clock], Upstream] | None:
    """What makes the upstream of an engine's server; None, and nothing is ever built, if its tape asks none.

    Raises SettingError where an upstream is needed and not known, and for what is no URL.
    """
    tape = engine.tape
    if tape is None:
        if upstream is not None:
            raise SettingError("an upstream is where a cassette is recorded from, and there is no cassette")
        return None
    if not tape.asks_upstream:
        return None
    urls = upstream_urls(upstream, engine.provider)
    if engine.provider.name not in {**KNOWN, **urls}:
        raise SettingError(f"nobody knows where {engine.provider.title} is; say so with `upstream`, or --upstream URL")
    return lambda clock: Upstream(tape, urls, engine.native, clock=clock)
