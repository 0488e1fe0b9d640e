"""A small agent, as an application would have it: it knows nothing of fakeai.

The model is asked, calls tools, sees their results, and is asked again until it has an answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from openai import OpenAI
from openai.types.chat import ChatCompletionMessageFunctionToolCall, ChatCompletionMessageParam

Tools = Mapping[str, Callable[..., str]]


class GaveUp(Exception):
    """The model went on calling tools."""


class Agent:
    """Asks a model that may call these tools, each a function whose arguments are text."""

    def __init__(self, tools: Tools, *, model: str = "gpt-4o", most_steps: int = 4) -> None:
        self._client = OpenAI()  # the base URL and the key come from the environment
        self._tools = tools
        self._model = model
        self._most_steps = most_steps

    def ask(self, question: str) -> str:
        """The answer to a question. Raises GaveUp if there is none after `most_steps`."""
        messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": question}]
        for _ in range(self._most_steps):
            completion = self._client.chat.completions.create(
                model=self._model, messages=messages, tools=[_declare(name) for name in self._tools]
            )
            message = completion.choices[0].message
            if not message.tool_calls:
                return message.content or ""
            messages.append({"role": "assistant", "tool_calls": [call.to_dict() for call in message.tool_calls]})  # type: ignore[misc]
            for call in message.tool_calls:
                assert isinstance(call, ChatCompletionMessageFunctionToolCall)
                messages.append({"role": "tool", "tool_call_id": call.id, "content": self._run(call)})
        raise GaveUp(f"no answer after {self._most_steps} steps")

    def _run(self, call: ChatCompletionMessageFunctionToolCall) -> str:
        tool = self._tools.get(call.function.name)
        if tool is None:
            return f"there is no tool {call.function.name}"
        try:
            return tool(**json.loads(call.function.arguments))
        except (TypeError, ValueError) as error:
            return f"the tool could not be called: {error}"


def _declare(name: str) -> Any:
    return {"type": "function", "function": {"name": name, "parameters": {"type": "object"}}}
