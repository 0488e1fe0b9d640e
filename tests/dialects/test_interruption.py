"""A stream that the provider breaks off: what was said before, then the failure, and no ending."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fakeai import sse, wire
from fakeai.dialects.contract import Endpoint
from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.completions import Completions
from fakeai.dialects.openai.embeddings import Embeddings
from fakeai.dialects.openai.models import ModelList
from fakeai.reply import Choice, Failure, Reply, Text

from .making import answer, chat_body

SAID = wire.plain_json(500, {"error": {"message": "no", "type": "server_error", "param": None, "code": None}})
BROKEN = Reply(choices=(Choice(parts=(Text("Hello there"),)),), interrupted_by=Failure(kind="server_error"))
STREAMS: list[Any] = [
    pytest.param(Chat(), chat_body(stream=True, stream_options={"include_usage": True}), id="chat"),
    pytest.param(Completions(), {"model": "m", "prompt": "p", "stream": True}, id="completions"),
    pytest.param(Completions(), {"model": "m", "prompt": "p", "stream": True, "max_tokens": 1}, id="limit"),
]


@pytest.mark.parametrize(("endpoint", "body"), STREAMS)
def test_neither_a_finish_nor_usage_nor_done_is_sent(endpoint: Endpoint, body: Any) -> None:
    chunks = [json.loads(event.data) for event in sse.events(answer(endpoint, body, BROKEN).body)]
    assert all(choice["finish_reason"] is None for chunk in chunks for choice in chunk["choices"])
    assert all(chunk["choices"] for chunk in chunks)
    assert "Hello" in json.dumps(chunks)


@pytest.mark.parametrize(("endpoint", "body"), STREAMS)
def test_the_failure_is_the_last_event(endpoint: Endpoint, body: Any) -> None:
    response = answer(endpoint, body, BROKEN)
    broken = endpoint.interrupt(response, SAID)
    assert broken.frames[:-1] == response.frames
    assert broken.frames[-1].data == sse.event(SAID.body)
    assert broken.status == 200


@pytest.mark.parametrize("endpoint", [Embeddings(), ModelList()])
def test_where_nothing_streams_the_failure_is_all_that_is_said(endpoint: Endpoint) -> None:
    assert endpoint.interrupt(wire.Response(), SAID) is SAID
