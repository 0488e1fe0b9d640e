"""Answers for faults to be done to: streams and plain bodies of several dialects, and what tests ask of them."""

from __future__ import annotations

import json
from typing import Any

from fakeai import sse, wire
from fakeai.faults import Context, Fault, NotApplicable
from fakeai.reply import Failure
from fakeai.seeds import Seed
from fakeai.wire import Frame

SEED = Seed.root(7)
SSE = (("content-type", "text/event-stream"), ("x-request-id", "r"))
ERROR = b'{"error":{"message":"overloaded"}}'


def interrupt(response: wire.Response, failure: Failure) -> wire.Response:
    """As dialects do it: the error is the last event, due at 0."""
    body = {"error": {"message": failure.message or failure.kind}}
    return wire.Response(
        status=response.status,
        headers=response.headers,
        head_at=response.head_at,
        frames=(*response.frames, Frame(sse.event(wire.json_bytes(body)))),
    )


def plain() -> wire.Response:
    return wire.plain(200, b'{"plain":true}')


CONTEXT = Context(seed=SEED, interrupt=interrupt, plain=plain)


def done(fault: Fault, response: wire.Response, context: Context = CONTEXT) -> wire.Response:
    """The response with the fault in it; a fault that isn't applicable fails the test."""
    result = fault.apply(response, context)
    assert isinstance(result, wire.Response), result
    return result


def not_done(fault: Fault, response: wire.Response, context: Context = CONTEXT) -> str:
    """Why the fault can't be done."""
    result = fault.apply(response, context)
    assert isinstance(result, NotApplicable), result
    return str(result)


def stream(*events: bytes, every: float = 1.0, headers: wire.Headers = SSE, **changes: Any) -> wire.Response:
    """A stream with one event a frame, the head at 0 and an event a second from 1 on."""
    frames = tuple(Frame(event, every * number, 1) for number, event in enumerate(events, 1))
    return wire.Response(headers=headers, frames=frames, **changes)


def letters(text: str = "abcd") -> wire.Response:
    """A small stream for exact bytes: an event of 13 bytes a letter."""
    return stream(*(sse.event(f'["{letter}"]'.encode()) for letter in text))


def letter(text: str) -> bytes:
    """One event of `letters`."""
    return sse.event(f'["{text}"]'.encode())


def data(response: wire.Response) -> list[str]:
    """The data of every event that a parser of the standard sees."""
    return [event.data for event in sse.events(response.body)]


def payloads(response: wire.Response) -> list[Any]:
    """The JSON of every event, [DONE] as text."""
    return [text if text == "[DONE]" else json.loads(text) for text in data(response)]


def times(response: wire.Response) -> list[float]:
    return [frame.at for frame in response.frames]


def json_events(*bodies: Any, named: bool = False) -> tuple[bytes, ...]:
    return tuple(sse.event(wire.json_bytes(body), name=str(body["type"]) if named else None) for body in bodies)


def chunk(delta: Any, finish: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], "usage": None, **more}


CHAT = stream(
    *json_events(
        chunk({"role": "assistant", "content": ""}),
        chunk({"content": "Grüße"}),
        chunk({"content": "!"}),
        chunk({}, "stop"),
        {"id": "c", "choices": [], "usage": {"total_tokens": 3}},
    ),
    sse.DONE,
)

CHAT_TOOLS = stream(
    *json_events(
        chunk({"tool_calls": [{"index": 0, "id": "1", "function": {"name": "f", "arguments": ""}}]}),
        chunk({"tool_calls": [{"index": 0, "function": {"arguments": '{"a":'}}]}),
        chunk({"tool_calls": [{"index": 0, "function": {"arguments": "1}"}}]}),
        chunk({"tool_calls": [{"index": 1, "id": "2", "function": {"name": "g", "arguments": ""}}]}),
        chunk({"tool_calls": [{"index": 1, "function": {"arguments": '{"b"'}}]}),
        chunk({"tool_calls": [{"index": 1, "function": {"arguments": ":22"}}]}),
        chunk({"tool_calls": [{"index": 1, "function": {"arguments": "2}"}}]}),
        chunk({}, "tool_calls"),
    ),
    sse.DONE,
)

ANTHROPIC = stream(
    *json_events(
        {"type": "message_start", "message": {"content": [], "usage": {"input_tokens": 5}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "input": {}}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": '{"a":'}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": "100}"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}},
        {"type": "message_stop"},
        named=True,
    )
)

RESPONSES = stream(
    *json_events(
        {"type": "response.created", "response": {"output": [], "usage": None}},
        {"type": "response.output_item.added", "item": {"type": "function_call", "id": "i", "arguments": ""}},
        {"type": "response.function_call_arguments.delta", "item_id": "i", "delta": '{"a":'},
        {"type": "response.function_call_arguments.delta", "item_id": "i", "delta": "100}"},
        {"type": "response.function_call_arguments.done", "item_id": "i", "arguments": '{"a":100}'},
        {
            "type": "response.completed",
            "response": {
                "output": [{"type": "function_call", "id": "i", "arguments": '{"a":100}'}],
                "usage": {"total_tokens": 3},
            },
        },
        named=True,
    )
)

GEMINI = stream(
    b'data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{}}\r\n\r\n',
    b'data: {"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}],"usageMetadata":{}}\r\n\r\n',
)

OLLAMA = stream(
    b'{"message":{"content":"a"},"done":false}\n',
    b'{"message":{"content":"b"},"done":false}\n',
    b'{"message":{"content":""},"done":true,"done_reason":"stop","eval_count":2}\n',
    headers=(("content-type", "application/x-ndjson"),),
)

PLAIN = wire.plain_json(
    200,
    {
        "choices": [
            {
                "message": {"content": None, "tool_calls": [{"id": "1", "function": {"arguments": '{"a":100}'}}]},
                "finish_reason": "tool_calls",
            }
        ],
        "usage": {"total_tokens": 3},
    },
)

FAILURE = wire.plain(429, ERROR)

ANSWERS = {
    "chat": CHAT,
    "chat tools": CHAT_TOOLS,
    "anthropic": ANTHROPIC,
    "responses": RESPONSES,
    "gemini": GEMINI,
    "ollama": OLLAMA,
    "slow": wire.Response(headers=SSE, frames=(CHAT.frames[0], *(frame._replace(at=100.0) for frame in CHAT.frames))),
    "plain": PLAIN,
    "failure": FAILURE,
    "text": wire.plain(200, b"Bad Gateway", content_type="text/plain"),
    "empty": wire.Response(status=204),
}
STREAMS = {name: ANSWERS[name] for name in ("chat", "chat tools", "anthropic", "responses", "gemini", "ollama")}
