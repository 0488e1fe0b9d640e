"""Faults that look into what is said: unfinished, no_done, no_usage, tool_args_cut."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fakeai import sse, wire
from fakeai.faults.no_done import NoDone
from fakeai.faults.no_usage import NoUsage
from fakeai.faults.tool_args_cut import ToolArgsCut
from fakeai.faults.unfinished import Unfinished
from tests.faults.answers import (
    ANTHROPIC,
    CHAT,
    CHAT_TOOLS,
    FAILURE,
    GEMINI,
    OLLAMA,
    PLAIN,
    RESPONSES,
    chunk,
    done,
    json_events,
    letters,
    not_done,
    payloads,
    stream,
)  # fmt: skip

ANTHROPIC_PLAIN = wire.plain_json(200, {"stop_reason": "tool_use", "usage": {"output_tokens": 1}, "content": []})
RESPONSES_PLAIN = wire.plain_json(200, {"output": [{"type": "function_call", "id": "i", "arguments": "abcd"}]})


def without(response: wire.Response, *indexes: int) -> wire.Response:
    """The response less some frames."""
    kept = tuple(frame for index, frame in enumerate(response.frames) if index not in indexes)
    return wire.Response(headers=response.headers, frames=kept)


@pytest.mark.parametrize(
    ("answer", "gone"),
    [(CHAT, 3), (ANTHROPIC, 5), (RESPONSES, 5), (OLLAMA, 2)],
    ids=["chat", "anthropic", "responses", "ollama"],
)
def test_unfinished_leaves_out_the_event_that_says_the_finish(answer: wire.Response, gone: int) -> None:
    assert done(Unfinished(), answer) == without(answer, gone)


def test_unfinished_keeps_what_else_the_finish_chunk_says() -> None:
    answer = stream(*json_events(chunk({"content": "a"}, "stop"), chunk({}, "stop", usage={"total_tokens": 1})))
    result = done(Unfinished(), answer)
    assert payloads(result) == [chunk({"content": "a"}), {**chunk({}), "usage": {"total_tokens": 1}}]


def test_unfinished_leaves_gemini_its_text_and_its_line_ends() -> None:
    result = done(Unfinished(), GEMINI)
    assert result.frames[0] == GEMINI.frames[0]
    assert result.frames[1].data.endswith(b'"finishReason":null}],"usageMetadata":{}}\r\n\r\n')


@pytest.mark.parametrize(
    ("answer", "key"), [(PLAIN, "finish_reason"), (ANTHROPIC_PLAIN, "stop_reason")], ids=["chat", "anthropic"]
)
def test_unfinished_makes_the_finish_of_a_plain_body_null(answer: wire.Response, key: str) -> None:
    result = done(Unfinished(), answer)
    before, after = json.loads(answer.body), json.loads(result.body)
    holder = after["choices"][0] if "choices" in after else after
    assert holder[key] is None
    holder[key] = "tool_calls" if answer is PLAIN else "tool_use"
    assert after == before
    assert result.header("content-length") == str(len(result.body))


@pytest.mark.parametrize(
    ("answer", "gone"),
    [(CHAT, 5), (ANTHROPIC, 6), (RESPONSES, 5), (OLLAMA, 2)],
    ids=["chat", "anthropic", "responses", "ollama"],
)
def test_no_done_leaves_out_the_last_word(answer: wire.Response, gone: int) -> None:
    assert done(NoDone(), answer) == without(answer, gone)


def test_no_usage_leaves_out_the_usage_chunk() -> None:
    assert done(NoUsage(), CHAT) == without(CHAT, 4)


@pytest.mark.parametrize("answer", [CHAT, ANTHROPIC, RESPONSES, GEMINI, OLLAMA, PLAIN, ANTHROPIC_PLAIN])
def test_no_usage_takes_out_every_count_and_nothing_else(answer: wire.Response) -> None:
    result = done(NoUsage(), answer)
    assert not [word for word in (b"_tokens", b"usageMetadata", b"eval_count") if word in result.body]
    if answer in {PLAIN, ANTHROPIC_PLAIN}:
        before = json.loads(answer.body)
        del before["usage"]
        assert json.loads(result.body) == before
        assert result.header("content-length") == str(len(result.body))


@pytest.mark.parametrize("fault", [Unfinished(), NoDone(), NoUsage(), ToolArgsCut()], ids=lambda fault: fault.name())
@pytest.mark.parametrize("answer", [letters(), FAILURE], ids=["stream", "plain"])
def test_what_is_not_said_can_not_be_left_unsaid(fault: Any, answer: wire.Response) -> None:
    assert not_done(fault, answer)


def arguments(response: wire.Response) -> dict[str, str]:
    """What a client would put together from the deltas, by call."""
    made: dict[str, str] = {}
    for body in payloads(response):
        if body == "[DONE]":
            continue
        for choice in body.get("choices", ()):
            for tool in choice["delta"].get("tool_calls", ()):
                made[str(tool["index"])] = made.get(str(tool["index"]), "") + tool["function"]["arguments"]
        delta = body.get("delta")
        if isinstance(delta, str):
            made[body["item_id"]] = made.get(body["item_id"], "") + delta
        elif isinstance(delta, dict) and "partial_json" in delta:
            made["block"] = made.get("block", "") + delta["partial_json"]
    return made


@pytest.mark.parametrize(("keep", "expected"), [(0.5, '{"b"'), (0.7, '{"b":2'), (0.9, '{"b":222'), (0.0, "")], ids=str)
def test_tool_args_cut_breaks_off_the_last_call_only(keep: float, expected: str) -> None:
    result = done(ToolArgsCut(keep=keep), CHAT_TOOLS)
    assert arguments(result) == {"0": '{"a":1}', "1": expected}
    assert result.body.endswith(b'"finish_reason":"tool_calls"}],"usage":null}\n\n' + sse.DONE)
    assert [frame.at for frame in result.frames] == [frame.at for frame in CHAT_TOOLS.frames]


def test_tool_args_cut_knows_anthropic() -> None:
    result = done(ToolArgsCut(), ANTHROPIC)
    assert arguments(result) == {"block": '{"a"'}
    assert b'"stop_reason":"tool_use"' in result.body
    assert result.body.count(b"event: ") == ANTHROPIC.body.count(b"event: ")


def test_tool_args_cut_says_the_same_in_all_events_of_responses() -> None:
    result = done(ToolArgsCut(), RESPONSES)
    assert arguments(result) == {"i": '{"a"'}
    bodies = payloads(result)
    assert bodies[1]["item"]["arguments"] == ""
    assert bodies[4]["arguments"] == '{"a"'
    assert bodies[5]["response"]["output"][0]["arguments"] == '{"a"'


def test_tool_args_cut_works_on_plain_bodies() -> None:
    body = json.loads(done(ToolArgsCut(), PLAIN).body)
    assert body["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] == '{"a"'
    assert body["choices"][0]["finish_reason"] == "tool_calls"
    assert json.loads(done(ToolArgsCut(keep=0.25), RESPONSES_PLAIN).body)["output"][0]["arguments"] == "a"


def test_tool_args_cut_knows_functions_and_custom_tools() -> None:
    function = stream(*json_events(chunk({"function_call": {"name": "f", "arguments": "abcd"}})))
    assert payloads(done(ToolArgsCut(), function))[0]["choices"][0]["delta"]["function_call"]["arguments"] == "ab"
    custom = stream(*json_events(chunk({"tool_calls": [{"index": 0, "custom": {"name": "f", "input": "abcd"}}]})))
    assert payloads(done(ToolArgsCut(), custom))[0]["choices"][0]["delta"]["tool_calls"][0]["custom"]["input"] == "ab"


def test_tool_args_cut_keeps_choices_apart() -> None:
    def said(index: int, text: str) -> dict[str, Any]:
        tool = {"index": 0, "function": {"arguments": text}}
        return {"choices": [{"index": index, "delta": {"tool_calls": [tool]}}]}

    answer = stream(*json_events(said(0, "aaaa"), said(1, "bb"), said(0, "aaaa"), said(1, "bb")))
    assert payloads(done(ToolArgsCut(), answer)) == [said(0, "aaaa"), said(1, "bb"), said(0, "aaaa"), said(1, "")]
