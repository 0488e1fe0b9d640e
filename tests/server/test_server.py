"""A server on a port: starting, stopping, and what it makes of requests, good and bad."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from fakeai import wire
from fakeai.errors import SettingError
from fakeai.server import app, reading
from fakeai.server.app import Server, make_app
from fakeai.wire import Frame
from tests.server.conftest import CannedEngine, Serve


async def test_a_request_arrives_whole(serve: Serve) -> None:
    line = await serve()
    connection = await line.connect()
    await connection.ask("POST", "/v1/caf%C3%A9%2Fx?b=2&a=1&b=%26&c", b'{"a": 1}', "X-One: 1\r\nx-one: 2\r\n")
    await connection.head()
    request = line.engine.last.request
    assert (request.method, request.path, request.body) == ("POST", "/v1/café/x", b'{"a": 1}')
    assert request.query == (("b", "2"), ("a", "1"), ("b", "&"), ("c", ""))
    assert request.headers == (("Host", "x"), ("Content-Length", "8"), ("X-One", "1"), ("x-one", "2"))


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("http://api.openai.com/v1/models?a=1", "/v1/models", (("a", "1"),)),
        ("http://api.openai.com", "/", ()),
        ("/a//b", "/a//b", ()),
        ("/a?", "/a", ()),
        ("/a?b=c?d", "/a", (("b", "c?d"),)),
    ],
)
def test_targets_are_read_as_path_and_query(target: str, path: str, query: wire.Headers) -> None:
    assert reading._target(target) == (path, query)


async def test_a_body_in_pieces_and_chunks_arrives_whole(serve: Serve) -> None:
    line = await serve()
    connection = await line.connect()
    await connection.send(b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nab")
    await connection.send(b"c\r\n2\r\nde\r\n0\r\n\r\n")
    await connection.head()
    assert line.engine.last.request.body == b"abcde"


async def test_a_compressed_body_arrives_as_it_was_before(serve: Serve) -> None:
    line = await serve()
    connection = await line.connect()
    await connection.ask("POST", "/", gzip.compress(b"hello"), "content-encoding: gzip\r\n")
    await connection.head()
    assert line.engine.last.request.body == b"hello"
    assert line.engine.last.request.header("content-encoding") is None


async def test_a_long_body_is_sent_after_the_server_has_said_continue(serve: Serve) -> None:
    line = await serve()
    connection = await line.connect()
    await connection.send(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n")
    assert await connection.head() == "HTTP/1.1 100 Continue\r\n\r\n"
    await connection.send(b"hi")
    assert "200 OK" in await connection.head()


@pytest.mark.slow
async def test_a_body_of_64_mib_is_taken(serve: Serve) -> None:
    line = await serve()
    connection = await line.connect()
    await connection.ask("POST", "/", b"x" * reading.BODY_LIMIT)
    assert "200 OK" in await connection.head()
    assert len(line.engine.last.request.body) == reading.BODY_LIMIT


@pytest.mark.parametrize("framing", ["content-length", "chunked"])
async def test_a_body_beyond_the_limit_is_413_and_no_exchange(
    serve: Serve, framing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading.read, "__kwdefaults__", {"limit": 1024 * 1024})
    line = await serve()
    connection = await line.connect()
    body = b"x" * (1024 * 1024 + 1)
    if framing == "chunked":
        await connection.send(b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
        await connection.send(b"%x\r\n%b\r\n" % (len(body), body))  # and no end: it is refused before that comes
    else:
        await connection.ask("POST", "/", body)
    head = await connection.head()
    assert "413 Content Too Large" in head or "413 Request Entity Too Large" in head
    length = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
    error = json.loads(await connection.exactly(length))["error"]
    assert error["message"] == "The request body is larger than 1 MiB."
    assert len(line.engine.journal) == 0


@pytest.mark.parametrize(
    ("data", "status"),
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400", id="TLS"),
        pytest.param(b"GET\r\n\r\n", "400", id="no target"),
        pytest.param(b"GET / HTTP/1.1\r\nbad header\r\n\r\n", "400", id="no colon"),
        pytest.param(b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "400", id="no chunk"),
        pytest.param(
            b"POST / HTTP/1.1\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nzzzz", "400", id="no gzip"
        ),
    ],
)
async def test_what_is_no_http_is_400_and_quiet(
    serve: Serve, data: bytes, status: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    line = await serve()
    connection = await line.connect()
    await connection.send(data)
    assert (await connection.head()).split(" ")[1] == status
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


async def test_an_engine_that_crashes_is_500_and_loud(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    def crash(_: wire.Request) -> wire.Response:
        raise ZeroDivisionError("a bug of ours")

    line = await serve(crash)
    connection = await line.connect()
    await connection.ask()
    assert " 500 " in await connection.head()
    assert "ZeroDivisionError: a bug of ours" in caplog.text


async def test_many_servers_run_at_once_each_with_its_own_answers(serve: Serve) -> None:
    lines = [await serve(wire.plain(200, b"%d" % index)) for index in range(5)]
    assert len({line.server.url for line in lines}) == 5
    for index, line in enumerate(lines):
        connection = await line.connect()
        await connection.ask()
        await connection.head()
        assert await connection.exactly(1) == b"%d" % index


async def test_a_port_in_use_is_told_in_one_sentence(serve: Serve) -> None:
    line = await serve()
    port = int(line.server.url.rsplit(":", 1)[1])
    with pytest.raises(SettingError, match=rf"^port {port} on 127.0.0.1 is already in use; choose another one, or 0"):
        await Server(CannedEngine(), port=port).start()


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 70000, "port 70000 can't be used: ports go from 0 to 65535"),
        ("no.such.host.invalid", 0, "host 'no.such.host.invalid' can't be resolved: "),
        ("192.0.2.1", 0, "can't listen on 192.0.2.1 port 0: "),
    ],
)
async def test_a_host_or_port_that_cant_be_used_is_told_in_one_sentence(host: str, port: int, sentence: str) -> None:
    with pytest.raises(SettingError) as caught:
        await Server(CannedEngine(), host=host, port=port).start()
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(("host", "begin"), [("0.0.0.0", "http://127.0.0.1:"), ("::1", "http://[::1]:")])
async def test_the_url_is_one_that_a_client_can_use(host: str, begin: str) -> None:
    server = Server(CannedEngine(), host=host)
    await server.start()
    assert server.url.startswith(begin)
    await server.stop()


async def test_a_server_that_does_not_run_has_no_url() -> None:
    server = Server(CannedEngine())
    with pytest.raises(SettingError, match="not running"):
        server.url  # noqa: B018
    await server.stop()
    await server.start()
    await server.stop()
    await server.stop()
    with pytest.raises(SettingError, match="not running"):
        server.url  # noqa: B018


async def test_a_stopped_server_can_start_again(serve: Serve) -> None:
    line = await serve()
    await line.server.stop()
    await line.server.start()
    connection = await line.connect()
    await connection.ask()
    assert "200 OK" in await connection.head()


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(wire.Response(frames=(Frame(b"a"),), ending="hang"), id="hung"),
        pytest.param(wire.Response(frames=(Frame(b"a"), Frame(b"b", 3600.0))), id="paced"),
        pytest.param(wire.plain(200, b"x" * 5_000_000), id="not read"),
    ],
)
async def test_stopping_is_immediate_with_open_streams(
    serve: Serve, response: wire.Response, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_GRACE", 60.0)  # so that waiting for anyone, however short, can't pass for immediate
    line = await serve(response)
    for _ in range(20):
        connection = await line.connect()
        await connection.ask()
        await connection.head()
    half = await line.connect()
    await half.send(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf")
    await asyncio.wait_for(line.server.stop(), 5)


async def test_a_callable_that_blocks_does_not_hold_up_the_server(serve: Serve) -> None:
    entered, release = threading.Event(), threading.Event()

    def block(_: wire.Request) -> wire.Response:
        entered.set()
        release.wait(timeout=10)
        return wire.plain(200, b"ok")

    line = await serve(block, has_callables=True)
    blocked, other = await line.connect(), await line.connect()
    await blocked.ask()
    await asyncio.to_thread(entered.wait, 10)
    await other.ask(path="/__fakeai__/health")
    assert "200 OK" in await other.head()
    release.set()
    assert "200 OK" in await blocked.head()


async def test_the_engine_is_asked_by_one_thread_at_a_time(serve: Serve) -> None:
    entered, release, busy = threading.Event(), threading.Event(), threading.Lock()
    overlaps: list[str] = []

    def block(request: wire.Request) -> wire.Response:
        if not busy.acquire(blocking=False):
            overlaps.append(request.path)
            return wire.plain(500, b"")
        entered.set()
        release.wait(timeout=10)
        busy.release()
        return wire.plain(200, b"ok")

    line = await serve(block, has_callables=True)
    connections = [await line.connect() for _ in range(10)]
    await connections[0].ask(path="/0")
    await asyncio.to_thread(entered.wait, 10)
    line.engine.has_callables = False  # scripts may change while a callable of theirs still runs
    for index, connection in enumerate(connections[1:], 1):
        await connection.ask(path=f"/{index}")
    other = await line.connect()
    await other.ask(path="/__fakeai__/health")
    await other.head()
    release.set()
    for connection in connections:
        assert "200 OK" in await connection.head()
    assert overlaps == []
    assert [exchange.number for exchange in line.engine.journal] == list(range(1, 11))


async def test_a_client_that_leaves_a_blocked_callable_is_noted_once_it_returns(serve: Serve) -> None:
    entered, release = threading.Event(), threading.Event()

    def block(_: wire.Request) -> wire.Response:
        entered.set()
        release.wait(timeout=10)
        return wire.plain(200, b"ok")

    line = await serve(block, has_callables=True)
    connection = await line.connect()
    await connection.ask()
    await asyncio.to_thread(entered.wait, 10)
    connection.close()
    release.set()
    delivery = (await line.delivered()).delivery
    assert delivery is not None
    assert (delivery.frames, delivery.client_left) == (0, True)


async def test_a_callable_that_raises_reaches_the_client_as_500(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    def crash(_: wire.Request) -> wire.Response:
        raise LookupError("no")

    line = await serve(crash, has_callables=True)
    connection = await line.connect()
    await connection.ask()
    assert " 500 " in await connection.head()
    assert "LookupError: no" in caplog.text


async def test_the_engine_can_be_mounted_as_an_aiohttp_application(aiohttp_client: AiohttpClient) -> None:
    engine = CannedEngine(wire.plain_json(201, {"a": 1}))
    outer = web.Application()
    outer.add_subapp("/fake", make_app(engine))
    client = await aiohttp_client(outer)
    response = await client.post("/fake/v1/x?y=1", json={"q": 2})
    assert (response.status, await response.json()) == (201, {"a": 1})
    assert engine.last.request.body == b'{"q": 2}'


@pytest.mark.slow
async def test_two_thousand_streams_run_at_once(serve: Serve) -> None:
    frames = (Frame(b"a"), Frame(b"b", 1.0))
    line = await serve(wire.Response(frames=frames))

    async def stream() -> bytes:
        connection = await line.connect()
        await connection.ask()
        await connection.head()
        return await connection.exactly(17)

    bodies = await asyncio.gather(*[stream() for _ in range(2000)])
    assert set(bodies) == {b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n"}
