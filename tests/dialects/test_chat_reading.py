"""Streams of other servers than ours are read too, though they say things differently."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai import sse, wire
from fakeai.dialects.openai.chat import Chat
from fakeai.reply import Choice, Refusal, Reply, Text, TokenLogprob, ToolCall, Usage

HEAD = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m"}


def stream(*choices: dict[str, Any] | None, **last: Any) -> wire.Response:
    chunks = [{**HEAD, "choices": [] if choice is None else [{"index": 0, **choice}]} for choice in choices]
    chunks[-1] |= last
    body = b"".join(sse.event(wire.json_bytes(chunk)) for chunk in chunks) + sse.DONE
    return wire.plain(200, body, content_type="text/event-stream")


def read(response: wire.Response) -> Choice:
    (choice,) = Chat().read(response).choices
    return choice


def delta(said: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"delta": said, "finish_reason": finish}


def test_a_choice_may_go_on_after_it_finished() -> None:
    assert read(stream(delta({"content": "Hi"}, "length"), delta({}), None)).finish == "length"


def test_usage_may_come_with_the_finish() -> None:
    reply = Chat().read(stream(delta({"content": "Hi"}, "stop"), usage={"prompt_tokens": 3, "completion_tokens": 1}))
    assert reply.usage == Usage(input_tokens=3, output_tokens=1, cached_tokens=0, reasoning_tokens=0)
    assert (reply.id, reply.model) == ("x", "m")


def test_tool_calls_may_come_whole_and_without_an_index() -> None:
    calls = [{"id": name, "function": {"name": name, "arguments": "{}"}} for name in ("a", "b")]
    assert read(stream(delta({"tool_calls": calls}, "tool_calls"))).parts == (
        ToolCall("a", "{}", "a"),
        ToolCall("b", "{}", "b"),
    )


@pytest.mark.parametrize("nothing", [{"choices": None}, {"choices": [{"index": 0, "delta": None}]}])
def test_chunks_that_say_nothing_are_passed_over(nothing: dict[str, Any]) -> None:
    assert read(stream(delta({"content": "Hi"}, "stop"), None, **nothing)).parts == (Text("Hi"),)


def test_an_unknown_reason_to_finish_is_none() -> None:
    assert read(stream(delta({"content": "Hi"}, "eos"))).finish is None


def test_logprobs_of_a_refusal_are_heard() -> None:
    tokens = [{"token": "No", "logprob": -0.5, "top_logprobs": None}]
    choice = read(stream({**delta({"refusal": "No"}, "stop"), "logprobs": {"content": None, "refusal": tokens}}))
    assert choice == Choice(parts=(Refusal("No"),), finish="stop", logprobs=(TokenLogprob("No", -0.5),))


def test_a_stream_without_chunks_is_not_read() -> None:
    with pytest.raises(ValueError, match="no chunks"):
        Chat().read(wire.plain(200, sse.DONE, content_type="text/event-stream"))


def test_a_plain_answer_may_lack_what_is_optional() -> None:
    message = {"role": "assistant", "content": "Hi"}
    body = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    assert Chat().read(wire.plain_json(200, body)) == Reply(choices=(Choice(parts=(Text("Hi"),), finish="stop"),))
