"""How a connection ends, on a real socket, as a client sees it."""

from __future__ import annotations

from contextlib import suppress

import pytest

from fakeai import wire
from fakeai.wire import Ending, Frame
from tests.server.conftest import Serve

LONG = b"x" * 300_000
"""More than the socket takes at once."""


def ending(how: Ending, *, body: bytes = b"abc", headers: wire.Headers = ()) -> wire.Response:
    return wire.Response(headers=headers, frames=(Frame(body),), ending=how)


async def test_complete_leaves_the_connection_open_for_the_next_request(serve: Serve) -> None:
    line = await serve(ending("complete"))
    connection = await line.connect()
    for _ in range(3):
        await connection.ask()
        await connection.head()
        assert await connection.exactly(13) == b"3\r\nabc\r\n0\r\n\r\n"
    assert [exchange.number for exchange in line.engine.journal] == [1, 2, 3]


async def test_a_length_that_is_not_kept_closes_the_connection_after_the_body(serve: Serve) -> None:
    line = await serve(ending("complete", headers=(("content-length", "10"),)))
    connection = await line.connect()
    await connection.ask()
    assert "connection: close" in await connection.head()
    assert await connection.rest() == b"abc"


@pytest.mark.parametrize("body", [b"abc", LONG], ids=["short", "long"])
async def test_close_is_a_fin_after_the_last_byte(serve: Serve, body: bytes) -> None:
    line = await serve(ending("close", body=body, headers=(("content-length", "999999"),)))
    connection = await line.connect()
    await connection.ask()
    await connection.head()
    assert await connection.rest() == body
    assert (await line.delivered()).delivery == line.engine.last.delivery


async def test_reset_is_a_real_rst_after_the_last_byte(serve: Serve) -> None:
    line = await serve(ending("reset", headers=(("content-length", "999999"),)))
    connection = await line.connect()
    await connection.ask()
    await connection.head()
    assert await connection.exactly(3) == b"abc"
    with pytest.raises(ConnectionResetError):
        await connection.rest()
    delivery = (await line.delivered()).delivery
    assert delivery is not None
    assert (delivery.size, delivery.client_left) == (3, False)


async def test_a_reset_waits_until_the_system_has_taken_every_byte(serve: Serve) -> None:
    line = await serve(ending("reset", body=LONG * 100))
    connection = await line.connect()
    await connection.ask()
    received = 0
    with suppress(ConnectionResetError):
        while data := await connection.exactly(1000):
            received += len(data)
    assert received > len(LONG) * 50  # the rest was still in the system's buffers, and is lost as it would be in life


async def test_hang_lasts_until_the_client_leaves(serve: Serve) -> None:
    line = await serve(ending("hang"))
    connection = await line.connect()
    await connection.ask()
    await connection.head()
    assert await connection.exactly(8) == b"3\r\nabc\r\n"
    assert line.engine.last.delivery is None
    connection.close()
    delivery = (await line.delivered()).delivery
    assert delivery is not None
    assert (delivery.frames, delivery.size, delivery.client_left) == (1, 3, True)


async def test_hang_ends_with_the_server_and_is_not_the_clients_doing(serve: Serve) -> None:
    line = await serve(ending("hang"))
    connection = await line.connect()
    await connection.ask()
    await connection.head()
    await line.server.stop()
    delivery = (await line.delivered()).delivery
    assert delivery is not None
    assert not delivery.client_left
    assert await connection.rest() == b"3\r\nabc\r\n"


async def test_a_client_that_leaves_in_the_middle_of_a_stream_is_noted_and_quiet(
    serve: Serve, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    frames = (Frame(b"first"), Frame(b"never", 3600.0))
    line = await serve(wire.Response(frames=frames))
    connection = await line.connect()
    await connection.ask()
    await connection.head()
    connection.close()
    delivery = (await line.delivered()).delivery
    assert delivery is not None
    assert (delivery.frames, delivery.client_left) == (1, True)
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


async def test_a_client_that_leaves_without_reading_is_noted(serve: Serve) -> None:
    line = await serve(ending("complete", body=LONG * 100))
    connection = await line.connect()
    await connection.ask()
    await connection.head()
    connection.close()
    delivery = (await line.delivered()).delivery
    assert delivery is not None
    assert delivery.client_left
