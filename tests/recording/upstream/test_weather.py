"""Paces, chaos and limits apply to recordings of what no dialect understands as to anything else."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fakeai import FakeAI, open_cassette, wire
from fakeai.exchange import Exchange
from fakeai.recording.timing import by_event, timed
from tests.recording.making import make_recorded, make_request, make_response, make_stream, write
from tests.recording.upstream.client import Seen, see
from tests.recording.upstream.provider import Provider, said_json
from tests.recording.upstream.streams import anthropic_text, gemini_text

MESSAGES = "/v1/messages"
STREAM = (("content-type", "text/event-stream"),)


def stream(*chunks: bytes) -> wire.Response:
    frames = tuple(wire.Frame(chunk, 0.1 * number) for number, chunk in enumerate(chunks, 1))
    return wire.Response(headers=STREAM, head_at=0.05, frames=frames)


def play(
    tmp_path: Path, response: wire.Response, *, speed: float | None = None, **weather: Any
) -> tuple[Seen, Exchange]:
    """What a client gets for a message that was recorded, and the exchange."""
    path = write(tmp_path / "x.yaml", [make_recorded("Hello", response, path=MESSAGES, stream=True)])
    with FakeAI(cassette=open_cassette(path, speed=speed), **weather) as fake:
        seen = see(fake.url, make_request(path=MESSAGES, stream=True))
        [exchange] = fake.exchanges
        return seen, exchange


def test_at_once_is_the_default_and_chunks_are_as_they_came(tmp_path: Path) -> None:
    chunks = anthropic_text(["One", " two"]).chunks
    seen, exchange = play(tmp_path, stream(*chunks))
    assert seen.chunks == chunks
    assert exchange.response.frames[-1].at == 0


def test_a_speed_divides_the_recorded_times(tmp_path: Path) -> None:
    _, exchange = play(tmp_path, stream(b"data: 1\n\n", b"data: 2\n\n"), speed=20)
    assert exchange.response.head_at == pytest.approx(0.0025)
    assert [frame.at for frame in exchange.response.frames] == pytest.approx([0.005, 0.01])


def test_a_pace_counts_an_event_as_a_token(tmp_path: Path) -> None:
    chunks = anthropic_text(["One", " two"]).chunks  # the second chunk holds two events
    seen, exchange = play(tmp_path, stream(*chunks), pace={"ttft": 0.05, "itl": 0.01})
    events = [event + b"\n\n" for event in b"".join(chunks).split(b"\n\n") if event]
    assert [frame.data for frame in exchange.response.frames] == events
    assert exchange.response.frames[0].at == pytest.approx(0.05)
    gaps = [later.at - earlier.at for earlier, later in pairwise(exchange.response.frames)]
    assert gaps == pytest.approx([0.01] * (len(events) - 1))
    assert seen.body == b"".join(chunks)


def test_a_plain_answer_comes_when_its_last_token_would_have(tmp_path: Path) -> None:
    plain = wire.plain_json(200, {"usage": {"output_tokens": 11}})
    _, exchange = play(tmp_path, plain, pace={"ttft": 0.02, "itl": 0.005})
    assert exchange.response.frames[-1].at == pytest.approx(0.02 + 10 * 0.005)


def test_a_fault_is_done_to_it(tmp_path: Path) -> None:
    chunks = anthropic_text(["One", " two"]).chunks
    seen, exchange = play(tmp_path, stream(*chunks), chaos={"faults": [{"fault": "reset", "after_frames": 2}]})
    assert (exchange.outcome, exchange.faults, seen.ending) == ("replayed", ("reset",), "reset")


def test_a_failure_goes_before_it_and_leaves_it_to_be_played(tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("Hello", path=MESSAGES)])
    rule = {"fail": "rate_limit", "times": 1, "match": {"endpoint": "other", "model": "gpt-4o"}}
    with FakeAI(cassette=path, chaos=[rule]) as fake:
        statuses = [see(fake.url, make_request(path=MESSAGES)).status for _ in range(2)]
        assert not fake.cassette or not fake.cassette.unplayed
    assert statuses == [429, 200]


def test_a_limit_counts_it(tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded(text, path=MESSAGES) for text in ("One", "Two")])
    with FakeAI(cassette=path, limits={"rpm": 1}) as fake:
        assert [see(fake.url, make_request(text, path=MESSAGES)).status for text in ("One", "Two")] == [200, 429]


def test_a_recorded_refusal_of_a_known_endpoint_has_weather_too(tmp_path: Path) -> None:
    refused = make_recorded("Hello", make_response(status=400), temperature=9)
    path = write(tmp_path / "x.yaml", [refused])
    with FakeAI(cassette=path, chaos="reset") as fake:
        assert see(fake.url, make_request(temperature=9)).ending == "reset"


def test_a_fault_can_t_be_done_to_what_the_real_provider_answers(tmp_path: Path) -> None:
    tape = open_cassette(tmp_path / "x.yaml", record="all")
    with Provider(lambda _: said_json({})) as real, FakeAI(cassette=tape, upstream=real.url, chaos="reset") as fake:
        assert see(fake.url, make_request()).status == 200
        fake.wait_idle()
        [exchange] = fake.exchanges
    assert exchange.faults == ()
    assert exchange.not_applicable == ("reset: the real provider answers",)


@pytest.mark.parametrize(
    ("chunks", "tokens"),
    [
        ((b"data: {}\n\n", b"data: [DONE]\n\n"), [1, 0]),
        ((b"data: {}\n\ndata: {}\n\n",), [1, 1]),
        ((b"data: {", b"}\n\n"), [1]),
        ((b": ping\n\n", b"event: x\ndata: {}\n\n"), [1]),
        (gemini_text(["a", "b"]).chunks, [1, 1]),
    ],
)
def test_events_are_frames_under_a_pace(chunks: tuple[bytes, ...], tokens: list[int]) -> None:
    response = by_event(timed(stream(*chunks), None))
    assert [frame.tokens for frame in response.frames] == tokens
    assert response.body == b"".join(chunks)


def test_what_is_no_stream_or_not_recorded_stays_as_it_is() -> None:
    assert by_event(make_response()) == make_response()
    assert by_event(make_stream()) == make_stream()
