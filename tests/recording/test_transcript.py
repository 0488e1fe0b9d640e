"""A cassette as people read it."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import Any

from fakeai import wire
from fakeai.recording.cassette import Recorded
from fakeai.recording.transcript import transcript
from tests.recording.making import STREAM, make_cassette, make_recorded, make_request, make_stream

CALL = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city":"Paris"}'}}
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}


def said(**message: Any) -> wire.Response:
    """A plain answer with this message."""
    finish = "tool_calls" if "tool_calls" in message else "stop"
    usage = {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}
    choice = {"index": 0, "message": {"role": "assistant", "content": None, **message}, "finish_reason": finish}
    body = wire.json_bytes({"model": "gpt-4o-2024-08-06", "choices": [choice], "usage": usage})
    return replace(wire.plain(200, body), head_at=0.5, frames=(wire.Frame(body, 0.512),))


def lines(*exchanges: Recorded, numbers: tuple[int, ...] = ()) -> str:
    return "\n".join(transcript(make_cassette(*exchanges), numbers))


def test_a_conversation_with_tools() -> None:
    asked = make_recorded("Weather?", said(tool_calls=[CALL]), tools=[TOOL], temperature=0.5)
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "call_1", "content": "18"},
    ]
    answered = make_recorded("", said(content="It is\n18 degrees."), messages=messages)
    assert lines(asked, answered) == textwrap.dedent("""\
        #1 POST /v1/chat/completions gpt-4o -> 200 in 512 ms
           2026-11-21T15:57:29Z, https://api.openai.com
          user:      Weather?
          tools:     get_weather
          with:      temperature 0.5
          answer:    get_weather({"city": "Paris"})
          tokens:    12 in, 3 out

        #2 POST /v1/chat/completions gpt-4o -> 200 in 512 ms
          system:    Be brief.
          user:      Weather?
          assistant: get_weather({"city": "Paris"})
          tool:      18
          answer:    It is
                     18 degrees.
          tokens:    12 in, 3 out
        """)


def test_a_stream_that_was_cut() -> None:
    text = lines(make_recorded("Hi", make_stream(["It", " rains"], ending="reset"), stream=True))
    assert "-> 200, 2 events from 100 ms to 200 ms, ended by a reset" in text
    assert 'answer:    {"choices":[{"index":0,"delta":{"content":"It"}}]}\n             {"choices"' in text
    assert "(3 more events)" in lines(make_recorded("Hi", make_stream("abcdefghi", ending="close"), stream=True))


def test_a_failure_is_told_in_its_own_words() -> None:
    error = {"error": {"message": "Too fast.", "type": "requests", "code": "rate_limit_exceeded", "param": None}}
    text = lines(make_recorded("Hi", wire.plain_json(429, error, headers=(("retry-after", "2"),))))
    assert "failure:   Too fast. (requests, rate_limit_exceeded)" in text
    assert "retry:     after 2 s" in text
    assert "detail" in lines(make_recorded("Hi", wire.plain_json(422, {"oops": ["detail"]})))


def test_an_error_in_a_stream_and_a_missing_finish() -> None:
    chunk = b'data: {"choices":[{"index":0,"delta":{"content":"Once"},"finish_reason":null}]}\n\n'
    error = b'data: {"error":{"message":"Overloaded.","type":"server_error"}}\n\n'
    response = wire.Response(headers=STREAM, frames=(wire.Frame(chunk, 0.1), wire.Frame(error, 1.5)))
    text = lines(make_recorded("Hi", response, stream=True))
    assert "2 events from 100 ms to 1.5 s" in text
    assert "answer:    Once\n  finish:    (none)\n  failure:   Overloaded. (server_error)" in text


def test_vectors_models_and_what_nobody_understands() -> None:
    vectors = wire.plain_json(200, {"data": [{"index": 0, "embedding": [0.1, 0.2]}]})
    asked = make_request(path="/v1/embeddings")
    embedded = Recorded(
        provider="openai",
        request=replace(asked, body=wire.json_bytes({"model": "m", "input": "north"})),
        response=vectors,
    )
    models = Recorded(
        provider="openai",
        request=wire.Request(method="GET", path="/v1/models"),
        response=wire.plain_json(200, {"object": "list", "data": [{"id": "a"}, {"id": "b"}]}),
    )
    speech = make_recorded("Hi", wire.plain(200, b"\xff\x00", content_type="audio/mpeg"), path="/v1/audio/speech")
    text = lines(embedded, models, speech)
    assert "input:     north\n  answer:    1 vector of 2 numbers" in text
    assert "answer:    a, b" in text
    assert "answer:    (2 bytes of audio/mpeg)" in text
    assert 'asked:     {"model": "gpt-4o"' in text


def test_long_lines_are_wrapped_below_their_beginning() -> None:
    wrapped = lines(make_recorded("word " * 50)).splitlines()
    assert max(map(len, wrapped)) <= 110
    assert wrapped[3].startswith(" " * 13 + "word")


def test_only_the_exchanges_that_are_asked_for() -> None:
    text = lines(make_recorded("One"), make_recorded("Two"), numbers=(2,))
    assert text.startswith("#2 ")
    assert "One" not in text
    assert "https://api.openai.com" in text
