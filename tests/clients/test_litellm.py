"""LiteLLM: completions plain and streamed, tools, structured output, embeddings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fakeai import FakeAI, tool

from .asking import JOHN, MODEL, WEATHER, Person, get_weather

litellm: Any = pytest.importorskip("litellm", reason="litellm is not installed", exc_type=ImportError)

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Get the current weather in a city.",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    }
]


def said(text: str) -> list[Any]:
    return [{"role": "user", "content": text}]


def complete(messages: list[Any], **options: Any) -> Any:
    return litellm.completion(f"openai/{MODEL}", messages, **options)


def loop() -> Any:
    """Ask for the weather, and run tools until words come."""
    messages = said(WEATHER)
    for _ in range(3):
        message = complete(messages, tools=TOOLS).choices[0].message
        if not message.tool_calls:
            return message.content
        messages.append(message)
        for call in message.tool_calls:
            content = get_weather(**json.loads(call.function.arguments))
            messages.append({"role": "tool", "tool_call_id": call.id, "content": content})
    pytest.fail("no end")


def test_a_model_is_generated() -> None:
    answer = complete(said(JOHN), response_format=Person)
    assert Person.model_validate_json(answer.choices[0].message.content) == Person(name="John", age=30)


def test_a_generated_loop_ends(fakeai_server: FakeAI) -> None:
    assert "18.5 degrees in Paris" in loop()
    assert len(fakeai_server.calls) == 2


def test_a_scripted_loop_ends(fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="weather").reply(tool("get_weather", city="Oslo")).then("Mild.")
    assert loop() == "Mild."
    assert fakeai_server.last_call.messages[-1].text == get_weather("Oslo")


def test_a_text_is_streamed_with_its_usage(fakeai_server: FakeAI) -> None:
    fakeai_server.on().reply("It is mild in Oslo.")
    chunks = list(complete(said(WEATHER), stream=True, stream_options={"include_usage": True}))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "It is mild in Oslo."
    assert chunks[-1].usage.completion_tokens > 0


async def test_a_tool_call_is_streamed(fakeai_server: FakeAI) -> None:
    fakeai_server.on().reply(tool("get_weather", city="Oslo"))
    stream = await litellm.acompletion(f"openai/{MODEL}", said(WEATHER), tools=TOOLS, stream=True)
    whole = litellm.stream_chunk_builder([chunk async for chunk in stream])
    assert whole.choices[0].message.tool_calls[0].function.arguments == '{"city":"Oslo"}'


def test_a_rate_limit_is_waited_for(fakeai_server: FakeAI) -> None:
    fakeai_server.on().fail("rate_limit", retry_after=0.01).then("Third time lucky.")
    assert complete(said("Hello"), num_retries=1).choices[0].message.content == "Third time lucky."


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate_limit", "RateLimitError"),
        ("context_length_exceeded", "ContextWindowExceededError"),
        ("invalid_api_key", "AuthenticationError"),
        ("content_filter", "ContentPolicyViolationError"),
        ("model_not_found", "NotFoundError"),
        ("server_error", "InternalServerError"),
    ],
)
def test_a_failure_is_told_from_others(fakeai_server: FakeAI, kind: str, error: str) -> None:
    fakeai_server.on(then="repeat_last").fail(kind)
    with pytest.raises(getattr(litellm, error)):
        complete(said("Hello"), max_retries=0)


def test_texts_are_embedded() -> None:
    answer = litellm.embedding("openai/text-embedding-3-small", ["one", "two"])
    assert [len(entry["embedding"]) for entry in answer.data] == [1536, 1536]
