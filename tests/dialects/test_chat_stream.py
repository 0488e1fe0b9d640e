"""A chat stream has the shape of the streams that were captured from api.openai.com: keys, their order, their types."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from fakeai import sse
from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.dress import Dress
from fakeai.reply import Choice, Reasoning, Refusal, Reply, Text, TokenLogprob, ToolCall

from .making import answer, chat_body, chunks_of, deltas_of
from .oracle import judge

CHUNK = ["id", "object", "created", "model", "service_tier", "system_fingerprint", "choices"]
CHOICE = ["index", "delta", "logprobs", "finish_reason"]
USAGE = [
    "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details", "completion_tokens_details",
]  # fmt: skip
WEATHER = ToolCall("get_weather", '{"city": "Paris"}', "call_1")
TIME = ToolCall("get_time", "{}", "call_2")
FUNCTIONS = [{"name": "get_weather"}, {"name": "get_time"}]


def stream(reply: Any, **fields: Any) -> Any:
    return answer(Chat(), chat_body(stream=True, **fields), reply)


def test_every_event_is_one_data_line_and_the_last_is_done() -> None:
    response = stream("Hello there.")
    assert all(frame.data.startswith(b"data: ") and frame.data.endswith(b"\n\n") for frame in response.frames)
    assert all(frame.data.count(b"\n") == 2 for frame in response.frames)
    assert response.frames[-1].data == sse.DONE
    assert response.header("content-type") == "text/event-stream; charset=utf-8"
    assert response.header("content-length") is None


def test_a_text_is_a_role_chunk_its_tokens_and_a_finish_chunk() -> None:
    assert [chunk["choices"][0] for chunk in chunks_of(stream("The capital of"))] == [
        {
            "index": 0, "delta": {"role": "assistant", "content": "", "refusal": None},
            "logprobs": None, "finish_reason": None,
        },
        {"index": 0, "delta": {"content": "The"}, "logprobs": None, "finish_reason": None},
        {"index": 0, "delta": {"content": " capital"}, "logprobs": None, "finish_reason": None},
        {"index": 0, "delta": {"content": " of"}, "logprobs": None, "finish_reason": None},
        {"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        (None, [*CHUNK, "obfuscation"]),
        ({"include_usage": True}, [*CHUNK, "usage", "obfuscation"]),
        ({"include_obfuscation": False}, CHUNK),
        ({"include_usage": True, "include_obfuscation": False}, [*CHUNK, "usage"]),
        ({"include_usage": False, "include_obfuscation": True}, [*CHUNK, "obfuscation"]),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else None,
)
def test_every_chunk_has_the_captured_keys_in_their_order(options: dict[str, bool] | None, keys: list[str]) -> None:
    chunks = chunks_of(stream("The capital", stream_options=options))
    assert [list(chunk) for chunk in chunks] == [keys] * len(chunks)
    assert all(list(choice) == CHOICE for chunk in chunks for choice in chunk["choices"])


def test_usage_is_null_until_a_chunk_of_its_own_without_choices() -> None:
    *chunks, last = chunks_of(stream("The capital", stream_options={"include_usage": True}))
    assert [chunk["usage"] for chunk in chunks] == [None] * len(chunks)
    assert all(chunk["choices"] for chunk in chunks)
    assert last["choices"] == []
    assert list(last["usage"]) == USAGE
    assert last["usage"]["completion_tokens"] == 2
    assert last["usage"]["total_tokens"] == last["usage"]["prompt_tokens"] + 2


def test_all_chunks_share_id_created_model_and_fingerprint() -> None:
    chunks = chunks_of(stream("The capital of Mexico", n=2, stream_options={"include_usage": True}))
    heads = {json.dumps([chunk[key] for key in CHUNK[:6]]) for chunk in chunks}
    assert len(heads) == 1
    first = chunks[0]
    assert first["object"] == "chat.completion.chunk"
    assert first["id"].startswith("chatcmpl-")
    assert len(first["id"]) == len("chatcmpl-") + 29
    assert first["system_fingerprint"].startswith("fp_")
    assert len(first["system_fingerprint"]) == len("fp_") + 10


def test_a_delta_and_its_padding_fill_sixteen_characters_or_a_multiple() -> None:
    for chunk in chunks_of(stream("The incomprehensibilities of antidisestablishmentarianism.")):
        delta = chunk["choices"][0]["delta"].get("content")
        if delta:
            assert (len(delta) + len(chunk["obfuscation"])) % 16 == 0


def test_padding_differs_from_chunk_to_chunk() -> None:
    paddings = [chunk["obfuscation"] for chunk in chunks_of(stream("a b c d e f g h " * 40))]
    assert len(set(paddings)) > len(paddings) / 2


def test_a_tool_call_begins_in_the_role_chunk_and_goes_on_by_index() -> None:
    deltas = deltas_of(stream(ToolCall("get_country", "{}", "call_1")))
    head = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "get_country", "arguments": ""}}
    assert deltas == [
        {"role": "assistant", "content": None, "tool_calls": [head], "refusal": None},
        {"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]},
        {},
    ]
    assert list(deltas[0]) == ["role", "content", "tool_calls", "refusal"]
    assert list(deltas[0]["tool_calls"][0]) == ["index", "id", "type", "function"]


def test_parallel_tool_calls_each_have_a_head_and_an_index_of_their_own() -> None:
    calls = [delta["tool_calls"][0] for delta in deltas_of(stream(Reply.of(WEATHER, TIME))) if delta]
    assert [(call["index"], call["id"]) for call in calls if "id" in call] == [(0, "call_1"), (1, "call_2")]
    assert "".join(call["function"]["arguments"] for call in calls if call["index"] == 0) == WEATHER.arguments
    assert "".join(call["function"]["arguments"] for call in calls if call["index"] == 1) == TIME.arguments


def test_tool_calls_that_follow_text_begin_after_it() -> None:
    first, text, head, *_ = deltas_of(stream(Reply.of(Text("Wait"), WEATHER)))
    assert first == {"role": "assistant", "content": "", "refusal": None}
    assert text == {"content": "Wait"}
    assert head["tool_calls"][0]["id"] == "call_1"


def test_a_custom_tool_call_streams_its_input() -> None:
    deltas = deltas_of(stream(ToolCall("sql", "SELECT 1", "call_1", custom=True)))
    assert deltas[0]["tool_calls"] == [
        {"index": 0, "id": "call_1", "type": "custom", "custom": {"name": "sql", "input": ""}}
    ]
    assert "".join(delta["tool_calls"][0]["custom"]["input"] for delta in deltas[1:-1]) == "SELECT 1"


@pytest.mark.parametrize("parts", [(WEATHER,), (Text("Wait"), WEATHER)], ids=["alone", "after text"])
def test_with_legacy_functions_the_name_comes_once_and_then_the_arguments(parts: tuple[Text | ToolCall, ...]) -> None:
    response = stream(Reply.of(*parts), functions=FUNCTIONS)
    calls = [delta["function_call"] for delta in deltas_of(response) if "function_call" in delta]
    assert [call.get("name") for call in calls] == ["get_weather"] + [None] * (len(calls) - 1)
    assert "".join(call["arguments"] for call in calls) == WEATHER.arguments
    assert chunks_of(response)[-1]["choices"][0]["finish_reason"] == "function_call"


def test_with_legacy_functions_only_the_first_call_is_made() -> None:
    deltas = deltas_of(stream(Reply.of(WEATHER, TIME), functions=FUNCTIONS))
    arguments = [delta["function_call"]["arguments"] for delta in deltas if "function_call" in delta]
    assert "".join(arguments) == WEATHER.arguments


def test_a_refusal_is_streamed_as_refusal() -> None:
    assert deltas_of(stream(Refusal("I won't"))) == [
        {"role": "assistant", "content": None, "refusal": ""},
        {"refusal": "I"},
        {"refusal": " won't"},
        {},
    ]


def test_logprobs_come_with_their_token_and_neither_before_nor_after() -> None:
    tokens = (TokenLogprob("Foo", -0.0025, (("Foo", -0.0025), ("Bar", -6.5))), TokenLogprob("bar", -0.5))
    reply = Reply(choices=(Choice(parts=(Text("Foobar"),), logprobs=tokens),))
    choices = [chunk["choices"][0] for chunk in chunks_of(stream(reply, logprobs=True, top_logprobs=2))]
    assert [choice["logprobs"] for choice in choices] == [
        {"content": [], "refusal": None},
        {
            "content": [
                {
                    "token": "Foo",
                    "logprob": -0.0025,
                    "bytes": [70, 111, 111],
                    "top_logprobs": [
                        {"token": "Foo", "logprob": -0.0025, "bytes": [70, 111, 111]},
                        {"token": "Bar", "logprob": -6.5, "bytes": [66, 97, 114]},
                    ],
                }
            ],
            "refusal": None,
        },
        {
            "content": [{"token": "bar", "logprob": -0.5, "bytes": [98, 97, 114], "top_logprobs": []}],
            "refusal": None,
        },
        None,
    ]
    assert [choice["delta"].get("content") for choice in choices] == ["", "Foo", "bar", None]


def test_several_choices_take_turns_each_with_its_own_role_and_finish() -> None:
    reply = Reply(choices=(Choice(parts=(Text("one two three"),)), Choice(parts=(Text("four"),))))
    response = stream(reply, n=2)
    choices = [chunk["choices"] for chunk in chunks_of(response)]
    assert all(len(one) == 1 for one in choices)
    assert [one[0]["index"] for one in choices] == [0, 1, 0, 1, 0, 1, 0, 0]
    for index, text in enumerate(["one two three", "four"]):
        first, *deltas, last = deltas_of(response, index)
        assert first["role"] == "assistant"
        assert last == {}
        assert "".join(delta["content"] for delta in deltas) == text


def test_an_empty_reply_is_a_role_and_a_finish_chunk() -> None:
    assert deltas_of(stream(Reply())) == [{"role": "assistant", "content": "", "refusal": None}, {}]


def test_what_only_one_provider_says_goes_into_the_first_delta_and_the_last_chunk() -> None:
    reply = Reply(
        choices=(Choice(parts=(Text("Hi"),), extra={"audio": {"id": "a"}}),), extra={"citations": ["https://a.example"]}
    )
    first, *middle, last = chunks_of(stream(reply))
    assert first["choices"][0]["delta"]["audio"] == {"id": "a"}
    assert last["citations"] == ["https://a.example"]
    assert all("citations" not in chunk for chunk in [first, *middle])


def test_with_usage_the_last_chunk_is_the_one_without_choices() -> None:
    reply = Reply(choices=(Choice(parts=(Text("Hi"),)),), extra={"citations": ["https://a.example"]})
    *chunks, last = chunks_of(stream(reply, stream_options={"include_usage": True}))
    assert last["citations"] == ["https://a.example"]
    assert all("citations" not in chunk for chunk in chunks)


class Thinking(Dress):
    reasoning_key = "reasoning_content"


def test_reasoning_is_streamed_only_by_providers_that_show_it() -> None:
    reply = Reply.of(Reasoning("Let me think"), Text("Hi"))
    assert "think" not in stream(reply).body.decode()
    shown = answer(Chat(dress=Thinking()), chat_body(stream=True), reply)
    deltas = deltas_of(shown)
    assert "".join(delta.get("reasoning_content", "") for delta in deltas) == "Let me think"
    assert [list(delta) for delta in deltas[1:-1]] == [["reasoning_content"]] * 3 + [["content"]]


def test_shown_reasoning_comes_before_the_tool_call_that_it_led_to() -> None:
    response = answer(Chat(dress=Thinking()), chat_body(stream=True), Reply.of(Reasoning("Hm"), WEATHER))
    keys = [set(delta) - {"role", "content", "refusal"} for delta in deltas_of(response)]
    assert keys[:3] == [set(), {"reasoning_content"}, {"tool_calls"}]


@pytest.mark.parametrize("model", ["gpt-4o", "\ud800", "100 %s %b", "\ufdd0content\ufdd0x"])
def test_a_model_name_of_any_characters_leaves_the_tokens_in_their_places(model: str) -> None:
    assert deltas_of(stream("Hello", model=model))[1] == {"content": "Hello"}


@pytest.mark.parametrize("text", ["100%", "a\nb", '"', "\u2028", "\ud800", "🏳️‍🌈 e\u0301", "\x00"])
def test_a_text_of_any_characters_arrives_as_it_is(text: str) -> None:
    assert "".join(delta.get("content", "") for delta in deltas_of(stream(text))) == text


@pytest.mark.parametrize("reply", [
    Reply.of(Text("Hello there")),
    Reply.of(WEATHER, TIME),
    Reply.of(Text("Wait"), WEATHER),
    Reply.of(Refusal("No")),
    Reply(),
], ids=["text", "tools", "text and tool", "refusal", "empty"])  # fmt: skip
@pytest.mark.parametrize("fields", [
    {}, {"n": 3}, {"logprobs": True, "top_logprobs": 5}, {"functions": FUNCTIONS}, {"max_tokens": 1},
    {"stream_options": {"include_usage": True}}, {"service_tier": "flex"},
], ids=str)  # fmt: skip
def test_the_sdk_accepts_every_body_and_chunk(reply: Reply, fields: dict[str, Any]) -> None:
    judge(stream(reply, **fields), ChatCompletion, ChatCompletionChunk)
    plain = {key: value for key, value in fields.items() if key != "stream_options"}
    judge(answer(Chat(), chat_body(**plain), reply), ChatCompletion)
