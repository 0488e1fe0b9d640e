"""The recorder on a real socket: what the provider sends arrives as it was sent, at once, and is played as it was."""

from __future__ import annotations

import asyncio
import gzip
import socket
from dataclasses import replace
from itertools import pairwise

import pytest

from fakeai import wire
from fakeai.errors import SettingError
from fakeai.forecast import weather_of
from tests.recording.conftest import House, ask
from tests.recording.making import STREAM, make_response, make_stream

GAP = 0.02
EVENTS = (b'data: {"choices":[]}\n\n', b"data: two\n\n", b"data: three\n\n", b"data: [DONE]\n\n")


def stream(*frames: bytes, ending: wire.Ending = "complete", gap: float = GAP) -> wire.Response:
    timed = tuple(wire.Frame(data, gap * number) for number, data in enumerate(frames, 1))
    return wire.Response(headers=STREAM, frames=timed, ending=ending, own_chunks=True)  # also where it is late


ANSWERS = {
    "plain": make_response(),
    "stream": stream(*EVENTS),
    "two events in a chunk": stream(EVENTS[0] + EVENTS[1], EVENTS[2]),
    "an event in two chunks": stream(EVENTS[0], EVENTS[1][:5], EVENTS[1][5:], EVENTS[3]),
    "inside a letter": stream("data: é\n\n".encode()[:7], "data: é\n\n".encode()[7:]),
    "crlf": stream(b"data: a\r\n\r\n", b"data: [DONE]\r\n\r\n"),
    "comments": stream(b": ping\n\n", *EVENTS),
    "lines": replace(stream(b'{"a":1}\n', b'{"b":2}\n'), headers=(("content-type", "application/x-ndjson"),)),
    "binary": wire.plain(200, bytes(range(256)), content_type="audio/mpeg"),
    "gzip": wire.plain(200, gzip.compress(b"{}", mtime=0), headers=(("content-encoding", "gzip"),)),
    "empty": wire.Response(status=204),
    "redirect": wire.plain(307, b"", headers=(("location", "https://elsewhere.example.com/"),)),
    "refused": wire.plain_json(400, {"error": {"message": "No."}}),
    "busy": wire.plain_json(429, {"error": {}}, headers=(("retry-after", "1"),)),
    "broken": wire.plain_json(500, {"error": {}}),
    "cut by FIN": stream(*EVENTS[:2], ending="close"),
    "cut by RST": stream(*EVENTS[:2], ending="reset"),
    "cut inside an event": stream(EVENTS[0], b'data: {"cho', ending="close"),
    "closed before the head": wire.Response(status=0, ending="close"),
    "reset before the head": wire.Response(status=0, ending="reset"),
}


def seen(raw: object) -> object:
    """What has to be the same: all but the fields of the head that describe one connection."""
    head = getattr(raw, "head", "").lower().split("\r\n")
    kept = [line for line in head if not line.startswith(("date:", "connection:", "server:"))]
    return kept, getattr(raw, "body", b""), getattr(raw, "was_reset", False)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_what_the_client_gets_is_the_same_directly_recording_and_replayed(
    house: House, answer: wire.Response
) -> None:
    url, _, provider = await house.provider(answer)
    directly = await ask(url)
    recorder = await house.recorder(url, record_errors=True)
    recorded = await ask(recorder.url)
    await provider.stop()
    assert recorder.tape.save()
    player = await house.player()
    replayed = await ask(player.url)
    assert seen(recorded) == seen(directly)
    assert seen(replayed) == seen(directly)


async def test_each_chunk_is_relayed_at_once_and_kept_with_its_time(house: House) -> None:
    url, _, _ = await house.provider(stream(*EVENTS, gap=0.05))
    recorder = await house.recorder(url)
    await ask(recorder.url)
    [recorded] = recorder.tape.new
    frames = recorded.response.frames
    assert [frame.data for frame in frames] == list(EVENTS)
    gaps = [later.at - earlier.at for earlier, later in pairwise(frames)]
    assert all(0.02 < gap < 0.5 for gap in gaps), gaps


async def test_the_provider_gets_the_client_s_request_and_its_key_and_the_cassette_does_not(house: House) -> None:
    url, engine, _ = await house.provider(make_response())
    recorder = await house.recorder(url)
    await ask(recorder.url, headers="x-own: kept\r\naccept-encoding: gzip\r\n", path="/v1/chat/completions?a=b%20c&a=d")
    asked = engine.last.request
    assert (asked.method, asked.path, asked.query) == ("POST", "/v1/chat/completions", (("a", "b c"), ("a", "d")))
    assert asked.header("authorization") == "Bearer sk-test"
    assert asked.header("x-own") == "kept"
    assert asked.header("accept-encoding") == "identity"
    recorder.tape.save()
    assert "sk-test" not in house.cassette.read_text(encoding="utf-8")


async def test_a_path_that_is_not_faked_is_recorded_and_replayed_too(house: House) -> None:
    url, _, _ = await house.provider(make_response())
    recorder = await house.recorder(url)
    assert (await ask(recorder.url, path="/v1/unheard/of")).status == 200
    recorder.tape.save()
    player = await house.player()
    assert (await ask(player.url, path="/v1/unheard/of")).status == 200
    assert (await ask(player.url, path="/v1/unheard")).status == 404


async def test_the_prefix_of_a_provider_is_not_sent_and_does_not_count(house: House) -> None:
    url, engine, _ = await house.provider(make_response())
    recorder = await house.recorder(url)
    await ask(recorder.url, path="/openai/v1/chat/completions")
    assert engine.last.request.path == "/v1/chat/completions"
    recorder.tape.save()
    player = await house.player()
    assert (await ask(player.url)).status == 200


async def test_without_recording_nothing_that_could_ask_is_even_built(house: House) -> None:
    player = await house.player()
    assert player.server._upstream is None
    assert (await ask(player.url)).status == 404


async def test_an_upstream_that_can_t_be_reached_is_said_and_not_recorded(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plug:
        port = plug.getsockname()[1]
    recorder = await house.recorder(f"http://127.0.0.1:{port}")
    raw = await ask(recorder.url)
    assert raw.status == 502
    assert b"can't be reached" in raw.body
    assert "x-should-retry: false" in raw.head
    assert not recorder.tape.new


@pytest.mark.parametrize("url", ["localhost:80", "ftp://x", "not a url"])
async def test_what_is_no_url_is_refused(house: House, url: str) -> None:
    with pytest.raises(SettingError, match="is no URL"):
        await house.recorder(url)


async def test_a_client_that_leaves_early_leaves_nothing_behind(house: House) -> None:
    url, _, _ = await house.provider(stream(EVENTS[1], ending="hang"))
    recorder = await house.recorder(url)
    host, port = recorder.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
    await reader.readuntil(b"two")
    writer.close()
    while recorder.engine.journal.all()[-1].delivery is None:
        await asyncio.wait([asyncio.ensure_future(asyncio.to_thread(int))])
    exchange = recorder.engine.journal.all()[-1]
    assert exchange.delivery is not None
    assert exchange.delivery.client_left
    assert not recorder.tape.new


async def test_many_at_once_get_their_own_answers(house: House) -> None:
    def echo(request: wire.Request) -> wire.Response:
        return stream(b"data: " + request.body + b"\n\n", b"data: [DONE]\n\n")

    url, _, provider = await house.provider(echo)
    recorder = await house.recorder(url)
    prompts = [f"Prompt {number}" for number in range(50)]
    recorded = dict(zip(prompts, await asyncio.gather(*(ask(recorder.url, it) for it in prompts)), strict=True))
    await provider.stop()
    recorder.tape.save()
    player = await house.player()
    shuffled = sorted(prompts, key=lambda it: it[::-1])
    for prompt, raw in zip(shuffled, await asyncio.gather(*(ask(player.url, it) for it in shuffled)), strict=True):
        assert prompt.encode() in raw.body
        assert raw.body == recorded[prompt].body


async def test_faults_and_paces_apply_to_replays_as_to_anything_else(house: House) -> None:
    url, _, _ = await house.provider(make_stream())
    recorder = await house.recorder(url)
    await ask(recorder.url, stream=True)
    recorder.tape.save()
    player = await house.player(weather=weather_of(None, pace={"ttft": "50ms"}, chaos="reset"))
    assert (await ask(player.url, stream=True)).was_reset
    exchange = player.engine.journal.all()[-1]
    assert exchange.outcome == "replayed"
    assert exchange.faults == ("reset",)
    assert exchange.response.head_at >= 0.05


async def test_a_fixture_goes_before_a_recording(house: House) -> None:
    from tests.builders import make_fixture

    url, _, _ = await house.provider(make_response("recorded"))
    recorder = await house.recorder(url)
    await ask(recorder.url, "Hello")
    await ask(recorder.url, "Goodbye")
    recorder.tape.save()
    player = await house.player()
    player.engine.add(make_fixture("greeting", user="Hello"))
    assert b"recorded" not in (await ask(player.url, "Hello")).body
    assert b"recorded" in (await ask(player.url, "Goodbye")).body


async def test_the_journal_says_what_came_of_it(house: House) -> None:
    url, _, _ = await house.provider(make_response())
    recorder = await house.recorder(url)
    await ask(recorder.url)
    [exchange] = recorder.engine.journal.all()
    assert (exchange.outcome, exchange.note, exchange.response.status) == ("forwarded", "recorded", 200)
