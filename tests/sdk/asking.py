"""What the tests ask the SDK for."""

from __future__ import annotations

from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam
from openai.types.chat.completion_create_params import Function

MODEL = "gpt-4o-mini"
USER: ChatCompletionMessageParam = {"role": "user", "content": "What is the weather in Paris?"}
MESSAGES: list[ChatCompletionMessageParam] = [USER]
FUNCTIONS: list[Function] = [{"name": "get_weather", "parameters": {"type": "object"}}]
TOOLS: list[ChatCompletionToolParam] = [
    {
        "type": "function",
        "function": {
            "name": name,
            "strict": True,
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
                "additionalProperties": False,
            },
        },
    }
    for name in ("get_weather", "get_time")
]
