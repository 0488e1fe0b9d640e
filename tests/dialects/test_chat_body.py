"""A plain chat answer has the keys of a real one, and its parameters act on it."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai import wire
from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.dress import Dress
from fakeai.reply import Choice, Reasoning, Refusal, Reply, Text, ToolCall, Usage

from .making import SEED, answer, body_of, chat_body

WEATHER = ToolCall("get_weather", '{"city": "Paris"}', "call_1")


def plain(reply: Any, **fields: Any) -> dict[str, Any]:
    return body_of(answer(Chat(), chat_body(**fields), reply))


def test_the_body_has_the_keys_of_a_real_one_in_their_order() -> None:
    body = plain("Hello")
    assert list(body) == [
        "id", "object", "created", "model", "choices", "usage", "service_tier", "system_fingerprint",
    ]  # fmt: skip
    assert body["object"] == "chat.completion"
    assert body["choices"] == [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Hello", "refusal": None, "annotations": []},
            "logprobs": None,
            "finish_reason": "stop",
        }
    ]
    assert list(body["choices"][0]) == ["index", "message", "logprobs", "finish_reason"]
    assert list(body["choices"][0]["message"]) == ["role", "content", "refusal", "annotations"]


def test_usage_is_complete_and_adds_up() -> None:
    usage = plain("Hello there.")["usage"]
    assert usage == {
        "prompt_tokens": usage["prompt_tokens"],
        "completion_tokens": 3,
        "total_tokens": usage["prompt_tokens"] + 3,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def test_a_tool_call_has_null_content_and_finishes_with_tool_calls() -> None:
    choice = plain(WEATHER)["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    assert list(choice["message"]) == ["role", "content", "tool_calls", "refusal", "annotations"]
    assert choice["message"]["content"] is None
    assert choice["message"]["tool_calls"] == [
        {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}
    ]


def test_a_custom_tool_call_carries_its_input_as_it_is() -> None:
    call = plain(ToolCall("sql", "SELECT 1", "call_1", custom=True))["choices"][0]["message"]["tool_calls"][0]
    assert call == {"id": "call_1", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}}


def test_with_legacy_functions_a_call_is_a_function_call() -> None:
    choice = plain(WEATHER, functions=[{"name": "get_weather"}])["choices"][0]
    assert choice["finish_reason"] == "function_call"
    assert choice["message"]["function_call"] == {"name": "get_weather", "arguments": '{"city": "Paris"}'}
    assert "tool_calls" not in choice["message"]


def test_a_refusal_stands_beside_null_content() -> None:
    message = plain(Refusal("I won't"))["choices"][0]["message"]
    assert (message["content"], message["refusal"]) == (None, "I won't")


@pytest.mark.parametrize("part", [Text("No."), Refusal("No.")])
def test_logprobs_stand_beside_what_they_belong_to(part: Text | Refusal) -> None:
    logprobs = plain(part, logprobs=True)["choices"][0]["logprobs"]
    told, empty = ("content", "refusal") if isinstance(part, Text) else ("refusal", "content")
    assert [token["token"] for token in logprobs[told]] == ["No", "."]
    assert logprobs[empty] is None


def test_text_and_tool_calls_may_come_together() -> None:
    message = plain(Reply.of(Text("Wait."), WEATHER))["choices"][0]["message"]
    assert message["content"] == "Wait."
    assert len(message["tool_calls"]) == 1


def test_an_empty_reply_has_empty_content() -> None:
    assert plain(Reply())["choices"][0]["message"]["content"] == ""


class Thinking(Dress):
    reasoning_key = "reasoning"


def test_reasoning_is_shown_only_in_a_dress_that_has_a_key_for_it() -> None:
    reply = Reply.of(Reasoning("Hm"), Text("Hi"))
    assert "Hm" not in str(plain(reply))
    shown = body_of(answer(Chat(dress=Thinking()), chat_body(), reply))
    assert shown["choices"][0]["message"]["reasoning"] == "Hm"


def test_reasoning_counts_as_output_even_where_it_is_hidden() -> None:
    usage = plain(Reply.of(Reasoning("one two"), Text("three")))["usage"]
    assert usage["completion_tokens"] == 3
    assert usage["completion_tokens_details"]["reasoning_tokens"] == 2


def test_scripted_model_id_and_usage_win() -> None:
    used = Usage(input_tokens=5, output_tokens=7, cached_tokens=3)
    body = plain(Reply(choices=(Choice(parts=(Text("Hi"),)),), model="gpt-x", id="chatcmpl-mine", usage=used))
    assert (body["model"], body["id"]) == ("gpt-x", "chatcmpl-mine")
    assert body["usage"]["total_tokens"] == 12
    assert body["usage"]["prompt_tokens_details"]["cached_tokens"] == 3


def test_extra_fields_merge_into_message_and_body_and_leave_the_script_untouched() -> None:
    extra = {"usage": {"cost": {"total": 1.5}}, "citations": ["a"]}
    reply = Reply(choices=(Choice(parts=(Text("Hi"),), extra={"annotations": [1]}),), extra=extra)
    body = plain(reply)
    assert body["usage"]["cost"] == {"total": 1.5}
    assert body["usage"]["completion_tokens"] == 1
    assert body["citations"] == ["a"]
    assert body["choices"][0]["message"]["annotations"] == [1]
    assert extra == {"usage": {"cost": {"total": 1.5}}, "citations": ["a"]}


class Meddling(Dress):
    def body(self, body: dict[str, Any], call: Any, reply: Any) -> dict[str, Any]:
        body["choices"][0]["message"]["audio"]["id"] = "changed"
        return body


def test_a_dress_that_changes_a_body_in_place_never_reaches_the_script() -> None:
    extra = {"audio": {"id": "a"}}
    answer(Chat(dress=Meddling()), chat_body(), Reply(choices=(Choice(parts=(Text("Hi"),), extra=extra),)))
    assert extra == {"audio": {"id": "a"}}


@pytest.mark.parametrize(("asked", "said"), [(None, "default"), ("auto", "default"), ("flex", "flex")])
def test_service_tier_is_the_one_that_was_asked_for(asked: str | None, said: str) -> None:
    assert plain("Hi", service_tier=asked)["service_tier"] == said


def test_the_response_has_the_headers_of_the_real_api() -> None:
    response = answer(Chat(), chat_body(), Reply(choices=(Choice(parts=(Text("Hi"),)),), headers=(("x-mine", "1"),)))
    assert response.status == 200
    names = [name for name, _ in response.headers]
    assert names[:2] == ["content-type", "content-length"]
    assert {
        "x-request-id", "openai-processing-ms", "openai-version", "openai-organization", "x-ratelimit-limit-requests",
        "x-ratelimit-limit-tokens", "x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens",
        "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens",
    } <= set(names)  # fmt: skip
    assert response.header("content-type") == "application/json"
    assert response.header("content-length") == str(len(response.body))
    assert response.header("x-mine") == "1"


def test_another_seed_gives_other_ids() -> None:
    first, second = (
        body_of(answer(Chat(), chat_body(), "Hi", seed=SEED.child(label))) for label in ("a", "b")
    )  # fmt: skip
    assert first["id"] != second["id"]
    assert first["system_fingerprint"] == second["system_fingerprint"]


def test_a_response_that_is_no_completion_is_not_read() -> None:
    bodies: tuple[Any, ...] = ({"error": "no"}, [], {"choices": None})
    for body in bodies:
        with pytest.raises(ValueError, match="choices"):
            Chat().read(wire.plain_json(200, body))
