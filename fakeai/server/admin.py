"""What the server says about itself, under a path that no provider has."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

import fakeai
from fakeai import wire
from fakeai.chaos import Count
from fakeai.exchange import Exchange, Journal
from fakeai.recording.filtering import Filter

PREFIX = "/__fakeai__/"


class Inspected(Protocol):
    """What can be looked at here: an engine."""

    @property
    def journal(self) -> Journal:
        """The exchanges so far."""
        ...

    @property
    def fixtures(self) -> Sequence[object]:
        """The fixtures in use."""
        ...

    @property
    def seed(self) -> int | str:
        """What everything follows from: with it, what went wrong goes wrong again."""
        ...

    @property
    def chaos_counts(self) -> Mapping[str, Count]:
        """How often each failure and fault was asked for, applied, or not applicable."""
        ...

    @property
    def filter(self) -> Filter:
        """What takes secrets out of exchanges."""
        ...


def answer(request: wire.Request, engine: Inspected) -> wire.Response:
    """The answer to a request whose path begins with PREFIX."""
    if request.method not in ("GET", "HEAD"):
        return wire.plain_json(405, {"error": "only GET is answered here"}, headers=(("allow", "GET, HEAD"),))
    match request.path.removeprefix(PREFIX):
        case "health":
            return wire.plain_json(200, _health(engine))
        case "exchanges":
            shown = map(engine.filter.exchange, _newest(engine.journal.all(), request))
            counts = {name: asdict(count) for name, count in engine.chaos_counts.items()}
            exchanges = [_exchange(it) for it in shown]
            return wire.plain_json(200, {"seed": engine.seed, "chaos_counts": counts, "exchanges": exchanges})
        case _:
            return wire.plain_json(404, {"error": f"there are {PREFIX}health and {PREFIX}exchanges here"})


def _newest(exchanges: Sequence[Exchange], request: wire.Request) -> Sequence[Exchange]:
    """The newest `last` of the exchanges; all of them if that is not asked for."""
    last = dict(request.query).get("last", "")
    return exchanges[-int(last) :] if last.isdecimal() and int(last) else exchanges


def _health(engine: Inspected) -> dict[str, Any]:
    return {"status": "ok", "version": fakeai.__version__, "fixtures": len(engine.fixtures)}


def _exchange(exchange: Exchange) -> dict[str, Any]:
    """An exchange in plain values; it has been through the filter."""
    request, response, delivery = exchange.request, exchange.response, exchange.delivery
    return {
        "number": exchange.number,
        "outcome": exchange.outcome,
        "provider": exchange.provider,
        "fixture": exchange.fixture,
        "note": exchange.note,
        "at": round(exchange.at, 6),
        "strike": exchange.strike,
        "faults": list(exchange.faults),
        "not_applicable": list(exchange.not_applicable),
        "request": {
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": request.headers,
            **_body(request.body),
        },
        "response": {
            "status": response.status,
            "headers": response.headers,
            **_body(response.body),
            "ending": response.ending,
        },
        "delivery": delivery
        and {
            "frames": delivery.frames,
            "size": delivery.size,
            "seconds": round(delivery.seconds, 6),
            "client_left": delivery.client_left,
        },
    }


def _body(body: bytes) -> dict[str, str]:
    """The body as text, or in base64 where it is none."""
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}
