"""Builders for the tests of dialects: requests, calls, and what an endpoint answers."""

from __future__ import annotations

import json
from typing import Any

from fakeai import sse, wire
from fakeai.call import Call
from fakeai.dialects.contract import Endpoint
from fakeai.reply import Part, Reply, Text
from fakeai.seeds import Seed
from fakeai.shaping import shape
from fakeai.tokens import tokenizer

TOKENIZER = tokenizer()
SEED = Seed.root(7)


def make_request(method: str = "POST", path: str = "/v1/chat/completions", **headers: str) -> wire.Request:
    return wire.Request(method=method, path=path, headers=tuple(headers.items()))


def chat_body(**fields: Any) -> dict[str, Any]:
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": "Say hello."}], **fields}


def make_call(endpoint: Endpoint, body: Any, **params: str) -> Call:
    return endpoint.parse(make_request(), body, provider="openai", params=params)


def answer(
    endpoint: Endpoint, body: Any, reply: Reply | Part | str, *, seed: Seed = SEED, **params: str
) -> wire.Response:
    """What an endpoint answers to a body, as the engine has it rendered."""
    if isinstance(reply, str):
        reply = Text(reply)
    if not isinstance(reply, Reply):
        reply = Reply.of(reply)
    call = make_call(endpoint, body, **params)
    return endpoint.render(shape(reply, call, seed, TOKENIZER), call, seed=seed, tokenizer=TOKENIZER)


def body_of(response: wire.Response) -> dict[str, Any]:
    body = json.loads(response.body)
    assert isinstance(body, dict)
    return body


def chunks_of(response: wire.Response) -> list[dict[str, Any]]:
    """The chunks of a stream that ends as it should."""
    *events, last = sse.events(response.body)
    assert last.data == "[DONE]"
    return [json.loads(event.data) for event in events]


def deltas_of(response: wire.Response, index: int = 0) -> list[dict[str, Any]]:
    """What a chat stream says of one choice."""
    choices = [choice for chunk in chunks_of(response) for choice in chunk["choices"]]
    return [choice["delta"] for choice in choices if choice["index"] == index]
