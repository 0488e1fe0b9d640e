"""The short cut past aiohttp's tasks: what takes it, what does not, and that nobody can tell by the answers."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from fakeai import wire
from fakeai.exchange import Delivery
from fakeai.server import connection
from fakeai.wire import Frame
from tests.server.conftest import Line, Serve

OK = b'{"ok":true}'
GET = b"GET /1 HTTP/1.1\r\nhost: x\r\n\r\n"


takes_short_cut = pytest.mark.skipif(not connection._SHORT_CUT_FITS, reason="aiohttp 3.14.0 has no message_consumed")


def handed_over(line: Line) -> int:
    """How many requests aiohttp's tasks have had."""
    assert line.server._web is not None
    return line.server._web.requests_count


async def connected(line: Line) -> web.RequestHandler:
    """The server's side of a connection that has been used before, so that nothing of it is still being set up."""
    client = await line.connect()
    await client.ask("GET", "/__fakeai__/health")
    await client.head()
    assert line.server._web is not None
    (ours,) = line.server._web.connections
    return ours


async def the_delivery(line: Line) -> Delivery:
    """How the answer went out, once that is known."""
    async with asyncio.timeout(5):
        delivery = (await line.delivered()).delivery
    assert delivery is not None
    return delivery


@takes_short_cut
async def test_a_request_that_is_all_there_is_answered_without_a_task(serve: Serve) -> None:
    line = await serve()
    client = await line.connect()
    for _ in range(150):  # more than aiohttp lets wait
        await client.ask("POST", "/v1", b"{}")
        await client.head()
        assert await client.exactly(len(OK)) == OK
    assert handed_over(line) == 0
    assert [exchange.delivery is not None for exchange in line.engine.journal] == [True] * 150


async def test_what_aiohttp_is_not_known_to_be_able_to_takes_its_own_way(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_SHORT_CUT_FITS", False)
    line = await serve()
    client = await line.connect()
    await client.ask()
    assert "200 OK" in await client.head()
    assert handed_over(line) == 1


@pytest.mark.parametrize(
    ("response", "has_callables"),
    [
        pytest.param(wire.Response(frames=(Frame(b"abc", 0.001),)), False, id="takes its time"),
        pytest.param(wire.Response(frames=(Frame(b"abc"),), head_at=0.001), False, id="begins later"),
        pytest.param(wire.Response(frames=(Frame(b"abc"),)), True, id="a callable decides"),
    ],
)
async def test_an_answer_that_takes_its_time_is_given_by_a_task(
    serve: Serve, response: wire.Response, *, has_callables: bool
) -> None:
    line = await serve(response, has_callables=has_callables)
    client = await line.connect()
    await client.ask()
    assert "200 OK" in await client.head()
    assert await client.exactly(13) == b"3\r\nabc\r\n0\r\n\r\n"
    assert handed_over(line) == 1


async def test_a_body_in_pieces_waits_for_the_last_one(serve: Serve) -> None:
    line = await serve()
    client = await line.connect()
    await client.send(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nab")
    await client.send(b"cd")
    await client.head()
    assert line.engine.last.request.body == b"abcd"


async def test_requests_that_come_together_are_answered_in_their_order(serve: Serve) -> None:
    def slow_first(request: wire.Request) -> wire.Response:
        return wire.Response(frames=(Frame(request.path.encode(), 0.01 if request.path == "/1" else 0.0),))

    line = await serve(slow_first)
    client = await line.connect()
    await client.send(GET + GET.replace(b"/1", b"/2", 1))
    await client.send(GET.replace(b"/1", b"/3", 1))
    for path in (b"/1", b"/2", b"/3"):
        await client.head()
        assert await client.exactly(12) == b"2\r\n%b\r\n0\r\n\r\n" % path


async def test_a_request_behind_a_paced_answer_waits_for_it(serve: Serve) -> None:
    def answer(request: wire.Request) -> wire.Response:
        return wire.Response(frames=(Frame(b"a"), Frame(b"b", 0.02))) if request.path == "/1" else wire.plain(200, b"c")

    line = await serve(answer)
    client = await line.connect()
    await client.send(GET)
    await client.head()
    await client.send(GET.replace(b"/1", b"/2", 1))
    assert await client.exactly(17) == b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n"
    assert "200 OK" in await client.head()


@pytest.mark.parametrize(
    "request_", [GET.replace(b"host", b"connection: close\r\nhost"), GET.replace(b"1.1", b"1.0")], ids=["close", "1.0"]
)
async def test_a_connection_that_is_not_kept_is_closed_after_the_last_byte(serve: Serve, request_: bytes) -> None:
    body = b"x" * 300_000  # more than the socket takes at once
    line = await serve(wire.plain(200, body))
    client = await line.connect()
    await client.send(request_)
    assert "connection: close" in await client.head()
    assert await client.rest() == body


@takes_short_cut
async def test_a_client_that_leaves_between_the_short_cut_and_the_task_is_noted(serve: Serve) -> None:
    line = await serve(wire.Response(frames=(Frame(b"never", 3600.0),)))
    ours = await connected(line)
    ours.data_received(GET)
    ours.connection_lost(None)
    delivery = await the_delivery(line)
    assert (delivery.frames, delivery.client_left) == (0, True)


async def test_a_crash_at_once_leaves_the_connection_usable(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    def crash(request: wire.Request) -> wire.Response:
        if request.path == "/1":
            raise ZeroDivisionError("a bug of ours")
        return wire.plain(200, b"ok")

    line = await serve(crash)
    client = await line.connect()
    await client.send(GET)
    head = await client.head()
    assert " 500 " in head
    await client.exactly(int(head.lower().split("content-length: ")[1].split("\r\n")[0]))
    if "connection: close" not in head.lower():
        await client.send(GET.replace(b"/1", b"/2", 1))
        assert "200 OK" in await client.head()
    assert "ZeroDivisionError: a bug of ours" in caplog.text


@takes_short_cut
async def test_a_client_that_leaves_before_a_task_sees_that_it_does_not_read_is_noted(serve: Serve) -> None:
    line = await serve(wire.plain(200, b"x" * 30_000_000))
    ours = await connected(line)
    ours.data_received(GET)
    assert ours.transport is not None
    ours.transport.abort()  # what has not been read is dropped with it
    delivery = await the_delivery(line)
    assert delivery.client_left


@takes_short_cut
async def test_what_was_sent_at_once_is_counted_though_the_client_leaves_before_the_rest(serve: Serve) -> None:
    line = await serve(wire.Response(frames=(Frame(b"abc"), Frame(b"never", 3600.0))))
    ours = await connected(line)
    ours.data_received(GET)
    ours.connection_lost(None)
    delivery = await the_delivery(line)
    assert (delivery.frames, delivery.size, delivery.client_left) == (1, 3, True)


@pytest.mark.parametrize("short_cut", [True, False])
async def test_an_answer_that_cannot_be_sent_is_over_all_the_same(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, *, short_cut: bool
) -> None:
    """Or whoever waits for all answers to end would wait for ever."""
    monkeypatch.setattr(connection, "_SHORT_CUT_FITS", short_cut and connection._SHORT_CUT_FITS)
    line = await serve(wire.plain(200, b"ok", headers=(("x-broken", "a\r\nb"),)))
    client = await line.connect()
    await client.send(GET)
    assert " 500 " in await client.head()
    delivery = await the_delivery(line)
    assert (delivery.frames, delivery.size, delivery.client_left) == (0, 0, False)


@pytest.mark.parametrize(
    ("version", "expects", "said"),
    [
        ("1.1", "100-continue", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"),
        ("1.1", "100-Continue", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"),
        ("1.1", "tea", b"HTTP/1.1 200 OK"),
        ("1.0", "100-continue", b"HTTP/1.0 200 OK"),
    ],
)
async def test_only_who_waits_for_it_is_told_to_continue(serve: Serve, version: str, expects: str, said: bytes) -> None:
    """A client of HTTP/1.0 would take it for the answer (RFC 9110, 10.1.1)."""
    line = await serve()
    client = await line.connect()
    head = f"POST / HTTP/{version}\r\nhost: x\r\ncontent-length: 2\r\nexpect: {expects}\r\n\r\n"
    await client.send(head.encode() + b"{}")
    assert await client.exactly(len(said)) == said
