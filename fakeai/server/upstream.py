"""The real provider behind the recorder: a request goes on to it, and its answer comes back as it arrives."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from io import BytesIO

import aiohttp
from aiohttp import web

from fakeai import wire
from fakeai.clock import Clock
from fakeai.engine import Engine
from fakeai.errors import SettingError
from fakeai.exchange import Delivery, Exchange
from fakeai.recording.tape import Tape
from fakeai.server.addresses import Address, Addresses, target
from fakeai.server.clock import utc_now
from fakeai.server.conductor import Conductor
from fakeai.server.relaying import Relay
from fakeai.server.transport import Sent, perform

_CONNECT = 30.0  # seconds to reach the upstream; an answer may take as long as it takes
_KEPT = 60.0  # seconds for which a connection is kept: a handshake would be part of the time to first token
_LARGE = 256 * 1024  # bytes of an exchange that is looked through in a thread, so that no other answer waits for that
_HOP_BY_HOP = frozenset(
    {
        "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "proxy-authenticate",
        "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
_NO_RETRY = (("x-should-retry", "false"),)


class Upstream:
    """Relays requests that a tape wants to be forwarded, and gives the tape what it has measured.

    native: a request as the provider would get it. A client that leaves ends the exchange with the upstream too, and
    nothing is kept of it, unless all had been said.
    """

    def __init__(
        self, tape: Tape, addresses: Addresses, native: Callable[[wire.Request], wire.Request], *, clock: Clock
    ) -> None:
        self._tape = tape
        self._addresses = addresses
        self._native = native
        self._clock = clock
        self._conductor = Conductor(clock)
        self._session: aiohttp.ClientSession | None = None
        self._tls: ssl.SSLContext | None = None
        self._worker = ThreadPoolExecutor(1, "fakeai-recorder")  # its thread begins with the first large exchange
        self._takes: set[asyncio.Future[str]] = set()

    def open(self) -> aiohttp.ClientSession:
        """Be ready to ask, on the running event loop. What keeps the connections."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                auto_decompress=False,  # bytes are relayed and kept as they come
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT),
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEPT),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,  # it would read .netrc for each request; the proxy is known already
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
                max_line_size=65536,
                max_field_size=65536,
            )
        return self._session

    async def close(self) -> None:
        """Close the connections to upstreams, once the last exchange has been taken."""
        if self._takes:
            await asyncio.wait(self._takes)
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def relay(
        self, exchange: Exchange, request: web.BaseRequest, *, started: float
    ) -> tuple[Exchange, Delivery, Sent]:
        """Ask the upstream what `request` asks, and relay its answer. Times count from `started`."""
        asked = self._native(exchange.request)
        prefixed = asked.path != exchange.request.path
        address = self._addresses.of(exchange.provider, prefixed=prefixed)
        why_not = _why_not(address, exchange.provider, request)
        if address is None or why_not:
            return await self._say(exchange, why_not, request, started)
        at, relay = utc_now(), Relay(request, self._clock, started)
        try:
            await self._ask(address, target(request.raw_path, asked, prefixed=prefixed), asked, relay)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            note = _unreached(address, error)
            if note and not relay.has_begun:
                return await self._say(exchange, note, request, started)
            await relay.break_off(error)
        except asyncio.CancelledError:
            relay.leave()
        if relay.client_left:
            note = "left by its client, not recorded"
        else:
            take = partial(self._tape.take, exchange.provider, asked, relay.response(), at=at, upstream=address.base)
            note = await self._keep(take, len(asked.body) + relay.size)
        return replace(exchange, response=relay.response(), note=note), relay.delivery(), relay.sent()

    async def _ask(self, address: Address, asks: str, asked: wire.Request, relay: Relay) -> None:
        async with self.open().request(
            asked.method,
            address.url(asks),
            headers=_headers(asked, address),
            data=BytesIO(asked.body) if len(asked.body) > _LARGE else asked.body or None,
            allow_redirects=False,
            proxy=address.proxy,
            ssl=self._trusted() if address.is_secure else True,
        ) as answer:
            await relay.pass_on(answer)

    async def _keep(self, take: Callable[[], str], size: int) -> str:
        """Give an exchange to the tape. What became of it, in a word or two."""
        if size < _LARGE:
            return take()
        taking = asyncio.get_running_loop().run_in_executor(self._worker, take)
        self._takes.add(taking)
        taking.add_done_callback(self._takes.discard)
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:  # the client has what it wanted, and goes
            return "being recorded"

    async def _say(
        self, exchange: Exchange, note: str, request: web.BaseRequest, started: float
    ) -> tuple[Exchange, Delivery, Sent]:
        error = {"message": f"fakeai: {note}", "type": "upstream_error", "param": None, "code": "upstream_unreachable"}
        response = wire.plain_json(502, {"error": error}, headers=_NO_RETRY)
        delivery, done = await perform(response, request, conductor=self._conductor, started=started)
        return replace(exchange, response=response, note=note), delivery, done

    def _trusted(self) -> ssl.SSLContext:
        """Whom to trust: the system's authorities, or those of SSL_CERT_FILE and SSL_CERT_DIR."""
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls


def _headers(asked: wire.Request, address: Address) -> list[tuple[str, str]]:
    """The client's own headers, its key among them, less those of the connection; and the body as it is, please."""
    dropped = _HOP_BY_HOP | {name.strip().lower() for name in (asked.header("connection") or "").split(",")}
    own = [(name, value) for name, value in asked.headers if name.lower() not in dropped]
    said = {name.lower() for name, _ in own}
    extra = [field for field in address.headers if field[0] not in said]
    return [*own, *extra, ("accept-encoding", "identity")]


def _why_not(address: Address | None, provider: str, request: web.BaseRequest) -> str:
    """Why nobody can be asked; empty if somebody can."""
    if address is None:
        return f"no upstream is known for {provider}; name it with `upstream`, or --upstream URL"
    own = None if request.transport is None else request.transport.get_extra_info("sockname")
    if own is not None and address.is_at(*own[:2]):
        return f"the upstream {address.base} is this server itself; choose another port for one of them"
    return ""


def _unreached(address: Address, error: Exception) -> str:
    """Why an upstream was not reached; empty if it was, and has ended the connection."""
    match error:
        case aiohttp.ClientConnectorCertificateError():
            said = f"is not trusted: {error.certificate_error}; SSL_CERT_FILE may name a file with its authority"
            return f"the certificate of the upstream {address.base} {said}"
        case aiohttp.ClientConnectorError():
            return f"the upstream {address.base} can't be reached: {error.os_error}"
        case aiohttp.ConnectionTimeoutError():
            return f"the upstream {address.base} can't be reached: no connection within {_CONNECT:g} seconds"
        case aiohttp.ClientHttpProxyError():
            return f"the proxy for the upstream {address.base} turns it down: {error.status} {error.message}"
        case _:
            return ""


def forwarding(engine: Engine, upstream: str | Mapping[str, str] | None) -> Callable[[Clock], Upstream] | None:
    """What makes the upstream of an engine's server; None, and nothing is ever built, if its tape asks none.

    upstream: as in Addresses. Raises SettingError where an upstream is needed and not known, and for what is no URL.
    """
    tape = engine.tape
    if tape is None:
        if upstream is not None:
            raise SettingError("an upstream is where a cassette is recorded from, and there is no cassette")
        return None
    if not tape.asks_upstream:
        return None
    addresses = Addresses(upstream, engine.provider)
    if addresses.of(engine.provider.name, prefixed=False) is None:
        raise SettingError(f"nobody knows where {engine.provider.title} is; say so with `upstream`, or --upstream URL")
    return lambda clock: Upstream(tape, addresses, engine.native, clock=clock)
