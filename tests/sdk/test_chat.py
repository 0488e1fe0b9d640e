"""Chat completions by the official SDK, over a real socket, strictly validated."""

from __future__ import annotations

import json

import openai
import pytest
from openai.types.chat import ChatCompletionChunk
from pydantic import BaseModel

from fakeai import FakeAI, Reply
from fakeai.reply import Choice, Refusal, Text, TokenLogprob, ToolCall, Usage

from .asking import FUNCTIONS, MESSAGES, MODEL, TOOLS

WEATHER = ToolCall("get_weather", '{"city": "Paris"}', "call_1")
TIME = ToolCall("get_time", '{"city": "Rome"}', "call_2")


def test_a_text_is_said(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(user="weather").reply("It is sunny.")
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert answer.choices[0].message.content == "It is sunny."
    assert answer.choices[0].finish_reason == "stop"
    assert answer.model == MODEL
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 4


async def test_a_text_is_said_to_the_asynchronous_client(fake: FakeAI, async_client: openai.AsyncOpenAI) -> None:
    fake.on(user="weather").reply("It is sunny.")
    answer = await async_client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert answer.choices[0].message.content == "It is sunny."


def test_a_text_is_streamed(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(user="weather").reply("It is sunny.")
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
    assert [chunk.choices[0].delta.content for chunk in chunks] == ["", "It", " is", " sunny", ".", None]
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert all(chunk.usage is None for chunk in chunks)


async def test_a_text_is_streamed_to_the_asynchronous_client(fake: FakeAI, async_client: openai.AsyncOpenAI) -> None:
    fake.on(user="weather").reply("It is sunny.")
    stream = await async_client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
    assert "".join([chunk.choices[0].delta.content or "" async for chunk in stream]) == "It is sunny."


def test_usage_is_streamed_when_asked_for(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply(Reply(choices=(Choice(parts=(Text("Hi"),)),), usage=Usage(input_tokens=3, output_tokens=4)))
    *chunks, last = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
    )
    assert last.choices == []
    assert last.usage is not None
    assert last.usage.total_tokens == 7
    assert all(chunk.usage is None for chunk in chunks)


def test_tools_are_called(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(user="weather").reply(Reply.of(WEATHER, TIME))
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, tools=TOOLS)
    calls = answer.choices[0].message.tool_calls or []
    assert answer.choices[0].finish_reason == "tool_calls"
    assert [call.id for call in calls] == ["call_1", "call_2"]
    assert calls[0].type == "function"
    assert json.loads(calls[0].function.arguments) == {"city": "Paris"}


def test_streamed_tool_calls_add_up_by_index(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(user="weather").reply(Reply.of(WEATHER, TIME))
    names: dict[int, str] = {}
    arguments: dict[int, str] = {0: "", 1: ""}
    stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, tools=TOOLS, stream=True)
    for chunk in stream:
        for call in chunk.choices[0].delta.tool_calls or []:
            assert call.function is not None
            if call.function.name:
                names[call.index] = call.function.name
            arguments[call.index] += call.function.arguments or ""
    assert names == {0: "get_weather", 1: "get_time"}
    assert arguments == {0: WEATHER.arguments, 1: TIME.arguments}


def test_a_conversation_with_a_tool_comes_to_its_end(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(after_tool="get_weather").reply("It is 18 °C in Paris.")
    fake.on(user="weather").reply(WEATHER)
    first = client.chat.completions.create(model=MODEL, messages=MESSAGES, tools=TOOLS).choices[0].message
    assert first.tool_calls
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[
            *MESSAGES,
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "tool_call_id": first.tool_calls[0].id, "content": "18"},
        ],
        tools=TOOLS,
    )
    assert answer.choices[0].message.content == "It is 18 °C in Paris."


def test_legacy_functions_are_called(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(user="weather").reply(WEATHER)
    choice = client.chat.completions.create(model=MODEL, messages=MESSAGES, functions=FUNCTIONS).choices[0]
    assert choice.message.function_call is not None
    assert choice.message.function_call.name == "get_weather"
    assert choice.finish_reason == "function_call"


def test_legacy_functions_are_streamed(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(user="weather").reply(WEATHER)
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, functions=FUNCTIONS, stream=True))
    calls = [chunk.choices[0].delta.function_call for chunk in chunks]
    assert "".join(call.arguments or "" for call in calls if call) == WEATHER.arguments
    assert chunks[-1].choices[0].finish_reason == "function_call"


def test_n_choices_are_given(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply("Hi")
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, n=3)
    assert [(choice.index, choice.message.content) for choice in answer.choices] == [(0, "Hi"), (1, "Hi"), (2, "Hi")]


def test_streamed_choices_are_told_apart_by_index(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply(Reply(choices=(Choice(parts=(Text("a b c"),)), Choice(parts=(Text("d e"),)))))
    texts = {0: "", 1: ""}
    for chunk in client.chat.completions.create(model=MODEL, messages=MESSAGES, n=2, stream=True):
        texts[chunk.choices[0].index] += chunk.choices[0].delta.content or ""
    assert texts == {0: "a b c", 1: "d e"}


def test_logprobs_are_given(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply(Reply(choices=(Choice(parts=(Text("Hi"),), logprobs=(TokenLogprob("Hi", -0.5),)),)))
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, logprobs=True)
    logprobs = answer.choices[0].logprobs
    assert logprobs is not None
    assert logprobs.content is not None
    assert [(token.token, token.logprob) for token in logprobs.content] == [("Hi", -0.5)]


def test_logprobs_are_streamed_with_rivals(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply("It is sunny.")
    stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, logprobs=True, top_logprobs=4, stream=True)
    heard = [
        token
        for chunk in stream
        if (logprobs := chunk.choices[0].logprobs) is not None
        for token in logprobs.content or []
    ]
    assert "".join(token.token for token in heard) == "It is sunny."
    assert all(len(token.top_logprobs) == 4 for token in heard)


def test_stop_and_limits_act_on_what_was_scripted(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply("One. Two. Three.")
    stopped = client.chat.completions.create(model=MODEL, messages=MESSAGES, stop=[" Two"]).choices[0]
    assert (stopped.message.content, stopped.finish_reason) == ("One.", "stop")
    cut = client.chat.completions.create(model=MODEL, messages=MESSAGES, max_completion_tokens=3).choices[0]
    assert (cut.message.content, cut.finish_reason) == ("One. Two", "length")


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_a_refusal_is_said(fake: FakeAI, client: openai.OpenAI, stream: bool) -> None:
    fake.on().reply(Refusal("I won't."))
    if stream:
        chunks = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
        assert "".join(chunk.choices[0].delta.refusal or "" for chunk in chunks) == "I won't."
        return
    message = client.chat.completions.create(model=MODEL, messages=MESSAGES).choices[0].message
    assert (message.content, message.refusal) == (None, "I won't.")


def test_the_headers_of_the_real_api_are_there(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply("Hi")
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=MESSAGES)
    assert raw.request_id == raw.headers["x-request-id"]
    assert raw.headers["content-type"] == "application/json"
    assert int(raw.headers["x-ratelimit-remaining-tokens"]) < int(raw.headers["x-ratelimit-limit-tokens"])
    answer = raw.parse()
    assert answer.choices[0].message.content == "Hi"
    assert answer._request_id == raw.request_id


def test_unknown_fields_of_extra_body_are_accepted(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply("Hi")
    client.chat.completions.create(model=MODEL, messages=MESSAGES, extra_body={"top_k": 40})
    assert fake.last_call.body["top_k"] == 40


def test_without_a_script_something_believable_is_said(client: openai.OpenAI) -> None:
    plain = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert plain.choices[0].message.content
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
    assert any(chunk.choices[0].delta.content for chunk in chunks)


class Forecast(BaseModel):
    city: str
    degrees: int


class TestHelpers:
    """The SDK's own stream and parse helpers, which check more than its types do."""

    def test_the_stream_helper_accumulates_a_text(self, fake: FakeAI, client: openai.OpenAI) -> None:
        fake.on().reply("It is sunny.")
        with client.chat.completions.stream(model=MODEL, messages=MESSAGES) as stream:
            kinds = [event.type for event in stream]
            answer = stream.get_final_completion()
        assert kinds.count("content.delta") == 5  # the role chunk has a content too: none
        assert kinds.count("content.done") == 1
        assert answer.choices[0].message.content == "It is sunny."

    def test_the_stream_helper_accumulates_tool_calls(self, fake: FakeAI, client: openai.OpenAI) -> None:
        fake.on().reply(Reply.of(WEATHER, TIME))
        with client.chat.completions.stream(model=MODEL, messages=MESSAGES, tools=TOOLS) as stream:
            done = [event for event in stream if event.type == "tool_calls.function.arguments.done"]
            calls = stream.get_final_completion().choices[0].message.tool_calls or []
        assert [(event.name, event.arguments) for event in done] == [
            ("get_weather", WEATHER.arguments),
            ("get_time", TIME.arguments),
        ]
        assert calls[1].function.parsed_arguments == {"city": "Rome"}

    def test_the_stream_helper_accumulates_a_refusal_and_logprobs(self, fake: FakeAI, client: openai.OpenAI) -> None:
        fake.on().reply(Refusal("I won't."))
        with client.chat.completions.stream(model=MODEL, messages=MESSAGES, logprobs=True) as stream:
            kinds = [event.type for event in stream]
            answer = stream.get_final_completion()
        assert "refusal.done" in kinds
        assert "logprobs.refusal.done" in kinds
        assert answer.choices[0].message.refusal == "I won't."

    async def test_the_asynchronous_stream_helper_accumulates(
        self, fake: FakeAI, async_client: openai.AsyncOpenAI
    ) -> None:
        fake.on().reply("It is sunny.")
        async with async_client.chat.completions.stream(
            model=MODEL, messages=MESSAGES, stream_options={"include_usage": True}
        ) as stream:
            answer = await stream.get_final_completion()
        assert answer.choices[0].message.content == "It is sunny."
        assert answer.usage is not None
        assert answer.usage.completion_tokens == 4

    def test_structured_output_is_parsed(self, fake: FakeAI, client: openai.OpenAI) -> None:
        fake.on().reply('{"city": "Paris", "degrees": 18}')
        answer = client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Forecast)
        assert answer.choices[0].message.parsed == Forecast(city="Paris", degrees=18)
        assert fake.last_call.response_format.name == "Forecast"

    def test_structured_output_that_was_cut_short_is_noticed(self, fake: FakeAI, client: openai.OpenAI) -> None:
        fake.on().reply('{"city": "Paris", "degrees": 18}')
        with pytest.raises(openai.LengthFinishReasonError):
            client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Forecast, max_tokens=3)

    def test_structured_output_is_made_up_to_fit_its_schema(self, client: openai.OpenAI) -> None:
        answer = client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Forecast)
        assert isinstance(answer.choices[0].message.parsed, Forecast)


@pytest.mark.slow
def test_hanging_up_in_the_middle_of_a_stream_is_noted(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply("word " * 60_000)
    stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
    first: ChatCompletionChunk = next(iter(stream))
    assert first.choices[0].delta.role == "assistant"
    stream.close()
    fake.wait_idle()
    delivery = fake.exchanges[0].delivery
    assert delivery is not None
    assert delivery.client_left
