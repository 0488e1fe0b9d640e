"""A chat response read back into a reply, plain or streamed: what `render` says, heard."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import Any

from fakeai import sse, wire
from fakeai.reply import Audio, Choice, Finish, Part, Reasoning, Refusal, Reply, Text, TokenLogprob, ToolCall, Usage

Body = dict[str, Any]

FINISHES: Mapping[str, Finish] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}
"""OpenAI's words for why a choice ended, and ours."""


def read(response: wire.Response, reasoning_key: str | None) -> Reply:
    """The reply in a response. Raises ValueError where the body is not a chat completion."""
    if (response.header("content-type") or "").startswith("text/event-stream"):
        chunks = [json.loads(event.data) for event in sse.events(response.body) if event.data != "[DONE]"]
        return _read_stream(chunks, reasoning_key)
    body = json.loads(response.body)
    if not isinstance(body, dict) or not isinstance(body.get("choices"), list):
        raise ValueError("not a chat completion: there are no choices")
    choices = tuple(_choice(choice, choice["message"], reasoning_key) for choice in body["choices"])
    return Reply(choices=choices, usage=usage(body.get("usage")), model=body.get("model"), id=body.get("id"))


def usage(body: Body | None) -> Usage | None:
    """Token counts as OpenAI writes them."""
    if not body:
        return None
    prompt, completion = body.get("prompt_tokens_details") or {}, body.get("completion_tokens_details") or {}
    return Usage(
        input_tokens=body["prompt_tokens"],
        output_tokens=body.get("completion_tokens", 0),
        cached_tokens=prompt.get("cached_tokens", 0),
        reasoning_tokens=completion.get("reasoning_tokens", 0),
        input_audio_tokens=prompt.get("audio_tokens") or None,
        output_audio_tokens=completion.get("audio_tokens") or None,
        accepted_prediction_tokens=completion.get("accepted_prediction_tokens") or None,
        rejected_prediction_tokens=completion.get("rejected_prediction_tokens") or None,
    )


def _read_stream(chunks: list[Body], reasoning_key: str | None) -> Reply:
    messages: dict[int, Body] = {}
    used: Usage | None = None
    for chunk in chunks:
        used = usage(chunk.get("usage")) or used
        for choice in chunk.get("choices") or ():
            heard = messages.setdefault(choice["index"], {"message": {}, "logprobs": None, "finish_reason": None})
            _hear(heard, choice, reasoning_key)
    if not chunks:
        raise ValueError("not a chat stream: there are no chunks")
    choices = tuple(_choice(heard, heard["message"], reasoning_key) for _, heard in sorted(messages.items()))
    return Reply(choices=choices, usage=used, model=chunks[0].get("model"), id=chunks[0].get("id"))


def _hear(heard: Body, choice: Body, reasoning_key: str | None) -> None:
    """Add a delta to what has been heard of its choice."""
    message, delta = heard["message"], choice.get("delta") or {}
    for key in filter(None, ("content", "refusal", reasoning_key)):
        if delta.get(key) is not None:
            message[key] = (message.get(key) or "") + delta[key]
    if audio := delta.get("audio"):
        _hear_audio(message.setdefault("audio", {}), audio)
    for call in delta.get("tool_calls") or ():
        calls = message.setdefault("tool_calls", [])
        index = call.get("index", len(calls))  # some servers send each call whole, and without an index
        while len(calls) <= index:
            calls.append({})
        _hear_call(calls[index], call)
    if function := delta.get("function_call"):
        _add_strings(message.setdefault("function_call", {}), function)
    if logprobs := choice.get("logprobs"):
        tokens = logprobs.get("content") or logprobs.get("refusal") or []
        heard["logprobs"] = {"content": [*((heard["logprobs"] or {}).get("content") or ()), *tokens]}
    spoken = "stop" if "expires_at" in (delta.get("audio") or ()) else None  # nothing else says that audio ends
    heard["finish_reason"] = choice.get("finish_reason") or spoken or heard["finish_reason"]


def _hear_audio(audio: Body, delta: Body) -> None:
    for key in ("id", "expires_at"):
        if delta.get(key) is not None:
            audio[key] = delta[key]
    if delta.get("transcript"):
        audio["transcript"] = audio.get("transcript", "") + delta["transcript"]
    if delta.get("data"):
        audio["data"] = audio.get("data", b"") + b64decode(delta["data"])


def _hear_call(call: Body, delta: Body) -> None:
    for key in ("id", "type"):
        if delta.get(key):
            call[key] = delta[key]
    for key in ("function", "custom"):
        if delta.get(key):
            _add_strings(call.setdefault(key, {}), delta[key])


def _add_strings(whole: Body, delta: Body) -> None:
    for key, value in delta.items():
        whole[key] = whole.get(key, "") + value


def _choice(choice: Body, message: Body, reasoning_key: str | None) -> Choice:
    logprobs = choice.get("logprobs")
    heard = None
    if logprobs is not None:
        heard = tuple(_token(token) for token in logprobs.get("content") or logprobs.get("refusal") or ())
    return Choice(
        parts=tuple(_parts(message, reasoning_key)),
        finish=FINISHES.get(choice.get("finish_reason") or ""),
        logprobs=heard,
    )


def _parts(message: Body, reasoning_key: str | None) -> Iterable[Part]:
    if reasoning_key and message.get(reasoning_key):
        yield Reasoning(message[reasoning_key])
    if message.get("content"):
        yield Text(message["content"])
    if message.get("refusal"):
        yield Refusal(message["refusal"])
    if audio := message.get("audio"):
        data = audio.get("data") or b""
        data = b64decode(data) if isinstance(data, str) else data
        yield Audio(audio.get("transcript") or "", data, audio.get("id"), audio.get("expires_at"))
    for call in message.get("tool_calls") or ():
        if "custom" in call:
            yield ToolCall(call["custom"]["name"], call["custom"]["input"], call.get("id"), custom=True)
        else:
            yield ToolCall(call["function"]["name"], call["function"].get("arguments", ""), call.get("id"))
    if function := message.get("function_call"):
        yield ToolCall(function["name"], function.get("arguments", ""))


def _token(token: Body) -> TokenLogprob:
    rivals = tuple((rival["token"], rival["logprob"]) for rival in token.get("top_logprobs") or ())
    return TokenLogprob(token["token"], token["logprob"], rivals)
