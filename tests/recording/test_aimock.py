"""Fixtures of aimock become fixtures of ours; what they say and ours don't is told with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakeai.engine import Engine
from fakeai.fixtures.loader import load
from fakeai.recording.aimock import converted, is_aimock
from fakeai.recording.conversion import Converted
from tests.recording.making import make_request


def made(*entries: Any) -> Converted:
    data = json.dumps({"fixtures": entries}, indent=2).encode()
    assert is_aimock(data)
    return converted(data, file="mock.json", clean=lambda value, _: value)


def served(folder: Path, *entries: Any) -> Engine:
    path = folder / "fixtures.yaml"
    path.write_text(made(*entries).text, encoding="utf-8")
    return Engine(load([path]).fixtures)


def ask(engine: Engine, user: str = "Hello", **fields: Any) -> Any:
    headers = (("authorization", "Bearer x"), ("content-type", "application/json"))
    response = engine.answer(make_request(user, headers=headers, **fields)).response
    body = json.loads(response.body)
    return body["choices"][0]["message"]["content"] if response.status == 200 else (response.status, body["error"])


WORDS = [
    ({"match": {"userMessage": "weather"}, "response": {"content": "Sunny."}},
     ["match: {user: weather}", "reply: Sunny."]),
    ({"match": {"userMessage": "x", "turnIndex": 1, "hasToolResult": False, "model": "gpt-4o"},
      "response": {"toolCalls": [{"name": "f", "arguments": {"a": 1}}]}},
     ["user: x", "turn: 2", "after_tool: {exists: false}", 'model: [gpt-4o, "gpt-4o-[0-9]*"]',
      "tools: [{name: f, args: {a: 1}}]"]),
    ({"match": {"systemMessage": ["be", "brief"], "toolName": "f"},
      "response": {"content": {"a": 1}, "reasoning": "hm", "finishReason": "length"}},
     ["system: {all: [be, brief]}", "tools: f", "json: {a: 1}", "reasoning: hm", "finish: length"]),
    ({"match": {"userMessage": "what's the weather in NYC?"},
      "response": {"blocks": [{"type": "toolCall", "name": "f", "arguments": '{"city": "NYC"}'},
                              {"type": "text", "text": "Let me look."}]}},
     ["parts: [{tool: f, args: {city: NYC}}, ", '"Let me look."']),
    ({"match": {"userMessage": "x"},
      "response": {"error": {"message": "slow", "type": "t"}, "status": 429, "retryAfter": 2}},
     ["fail: {kind: rate_limit, message: slow, type: t, retry_after: 2}"]),
    ({"match": {"inputText": "north"}, "response": {"embedding": [0.1, 0.2]}},
     ["endpoint: embeddings", "input: north", "vectors: [[0.1, 0.2]]"]),
    ({"match": {"model": "gpt-4o"},
      "response": {"content": "slow", "usage": {"prompt_tokens": 10, "completion_tokens": 5}},
      "streamingProfile": {"ttft": 800, "tps": 50, "jitter": 0.2}, "truncateAfterChunks": 3},
     ["usage: {input_tokens: 10, output_tokens: 5}", 'pace: {ttft: "800ms", tps: 50, jitter: 0.2}',
      "faults: [{fault: truncate, after_frames: 3}]"]),
    ({"match": {"toolCallId": "call_1", "context": "a"}, "response": {"content": "x", "systemFingerprint": "fp"}},
     ['"$.messages[-1].tool_call_id": call_1', "header: {X-AIMock-Context: a}", "extra: {system_fingerprint: fp}"]),
    ({"match": {}, "response": {"content": "whatever"}}, ["- reply: whatever"]),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "words"), WORDS, ids=range(len(WORDS)))
def test_the_words_of_aimock_in_ours(tmp_path: Path, entry: Any, words: list[str]) -> None:
    found = made(entry)
    assert found.notes == ()
    assert [word for word in words if word not in found.text] == []
    (tmp_path / "x.yaml").write_text(found.text, encoding="utf-8")
    assert len(load([tmp_path / "x.yaml"]).fixtures) == found.exchanges == 1


def test_they_answer(tmp_path: Path) -> None:
    engine = served(
        tmp_path,
        {"match": {"userMessage": "retry", "sequenceIndex": 1}, "response": {"content": "recovered"}},
        {
            "match": {"userMessage": "retry", "sequenceIndex": 0},
            "response": {"error": {"message": "no"}, "status": 429},
        },
        {"match": {"userMessage": "braces"}, "response": {"content": "Write {{ name }}."}},
        {"match": {"responseFormat": "json_object"}, "response": {"content": {"a": 1}}},
        {"match": {}, "response": {"content": ""}},
    )
    status, error = ask(engine, "retry, please")
    assert (status, error["message"]) == (429, "no")
    assert ask(engine, "retry, please") == "recovered"
    assert ask(engine, "braces") == "Write {{ name }}."
    assert ask(engine, response_format={"type": "json_object"}) == '{"a":1}'
    assert ask(engine) == ""


def test_what_has_no_words_is_told_with_its_place() -> None:
    """A match that can't be said whole is left out: without a clause it would answer too much."""
    found = made(
        {"match": {"userMessage": "a"}, "response": {"content": "x", "role": "user"}, "chunkSize": 5},
        {"match": {"userMessage": "b"}, "response": {"image": {"url": "https://x"}}},
        {"match": {"message": "summarize"}, "events": [{"type": "RUN_STARTED"}]},
        {"match": {"endpoint": "image", "colour": "red"}, "response": {"content": "x"}},
        {"match": {}, "response": {"content": "x"}, "chaos": {"dropRate": 0.1}},
    )
    assert found.exchanges == 2
    assert found.notes == (
        "mock.json:3: fixture 1: without chunkSize, response.role",
        "mock.json:13: fixture 2: left out: fakeai has no words for its response",
        "mock.json:23: fixture 3: left out: there is no `response` of a model in it",
        "mock.json:33: fixture 4: left out: fakeai has no clause like match.endpoint, match.colour",
        "mock.json:42: fixture 5: without chaos.dropRate",
    )


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"fixtures": [{"reply": "x"}]}', b"fixtures: [{response: x}]"])
def test_other_files_are_not_taken_for_them(data: bytes) -> None:
    assert not is_aimock(data)
