"""Answers in the shapes that real providers have, for dialects that fakeai speaks and for those that it does not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fakeai import wire
from fakeai.engine import Engine
from tests.recording.upstream.provider import Said, said_events, said_json

FINGERPRINT = (("x-request-id", "req_0123"), ("x-ratelimit-remaining-requests", "41"))


def of_ours(engine: Engine, request: wire.Request) -> Said:
    """What fakeai itself would say, with a gap before each event, and every third chunk with two events."""
    response = engine.answer(request).response
    chunks = [frame.data for frame in response.frames]
    if "text/event-stream" not in (response.header("content-type") or ""):
        return Said((response.body,), response.status)
    events = [event + b"\n\n" for event in b"".join(chunks).split(b"\n\n") if event]
    return said_events(*(b"".join(events[at : at + 1 + at % 3 // 2]) for at in _starts(len(events))))


def _starts(count: int) -> Sequence[int]:
    starts, at = [], 0
    while at < count:
        starts.append(at)
        at += 1 + at % 3 // 2
    return starts


def event(kind: str, data: dict[str, Any], *, padding: str = "") -> bytes:
    """A named event; Anthropic pads its JSON with blanks."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data}, separators=(',', ':'))}{padding}\n\n".encode()


def anthropic_message(**fields: Any) -> dict[str, Any]:
    return {
        "id": "msg_01", "type": "message", "role": "assistant", "model": "claude-made-up", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 20, "output_tokens": 1}, **fields,
    }  # fmt: skip


def anthropic_plain(text: str) -> Said:
    content = [{"type": "text", "text": text}]
    return said_json(anthropic_message(content=content, stop_reason="end_turn"), request_id="req_011")


def anthropic_stream(block: dict[str, Any], deltas: Sequence[dict[str, Any]], stop: str) -> Said:
    """A message of one block in the order of Anthropic's streams, with a ping, and blanks behind the JSON."""
    return said_events(
        event("message_start", {"message": anthropic_message()}, padding="     "),
        event("content_block_start", {"index": 0, "content_block": block}) + event("ping", {}),
        *(event("content_block_delta", {"index": 0, "delta": delta}, padding="  ") for delta in deltas),
        event("content_block_stop", {"index": 0}, padding="           "),
        event("message_delta", {"delta": {"stop_reason": stop, "stop_sequence": None}, "usage": {"output_tokens": 9}}),
        event("message_stop", {}, padding="    "),
    )  # fmt: skip


def anthropic_text(words: Sequence[str]) -> Said:
    return anthropic_stream(
        {"type": "text", "text": ""}, [{"type": "text_delta", "text": word} for word in words], "end_turn"
    )


def anthropic_tool(name: str, arguments: Sequence[str]) -> Said:
    block = {"type": "tool_use", "id": "toolu_01", "name": name, "input": {}}
    deltas = [{"type": "input_json_delta", "partial_json": part} for part in ("", *arguments)]
    return anthropic_stream(block, deltas, "tool_use")


def response_object(**fields: Any) -> dict[str, Any]:
    return {
        "id": "resp_01", "object": "response", "created_at": 1759436814, "status": "in_progress", "model": "gpt-4o",
        "output": [], "error": None, "incomplete_details": None, "instructions": None, "metadata": {},
        "parallel_tool_calls": True, "temperature": 1.0, "tool_choice": "auto", "tools": [], "top_p": 1.0, **fields,
    }  # fmt: skip


def response_message(text: str) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": []}
    return {"id": "msg_02", "type": "message", "role": "assistant", "status": "completed", "content": [part]}


def responses_plain(text: str) -> Said:
    return said_json(response_object(status="completed", output=[response_message(text)]))


def responses_text(words: Sequence[str]) -> Said:
    """A stream of the Responses API: named and numbered events, no [DONE]."""
    message = response_message("".join(words))
    begun = {**message, "content": [], "status": "in_progress"}
    place: dict[str, Any] = {"item_id": "msg_02", "output_index": 0, "content_index": 0}
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("response.created", {"response": response_object()}),
        ("response.output_item.added", {"output_index": 0, "item": begun}),
        *(("response.output_text.delta", {**place, "delta": word, "logprobs": []}) for word in words),
        ("response.output_text.done", {**place, "text": "".join(words), "logprobs": []}),
        ("response.output_item.done", {"output_index": 0, "item": message}),
        ("response.completed", {"response": response_object(status="completed", output=[message])}),
    ]
    return said_events(*(event(kind, {**data, "sequence_number": at}) for at, (kind, data) in enumerate(kinds)))


def gemini_text(words: Sequence[str]) -> Said:
    """Gemini's server-sent events: CRLF, no names, no last event."""
    return said_events(*(
        b"data: " + wire.json_bytes({"candidates": [{"content": {"parts": [{"text": word}], "role": "model"}}]})
        + b"\r\n\r\n"
        for word in words
    ))  # fmt: skip


def interrupted(words: Sequence[str]) -> Said:
    """A chat stream that ends in an error, as Groq's may: a named event, and the connection stays in order."""
    error = {"error": {"message": "Failed to generate", "type": "invalid_request_error", "code": "tool_use_failed"}}
    deltas = (
        b"data: " + wire.json_bytes({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1759436814, "model": "llama",
            "choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}],
        }) + b"\n\n"
        for word in words
    )  # fmt: skip
    return said_events(*deltas, b"event: error\ndata: " + wire.json_bytes(error) + b"\n\n")
