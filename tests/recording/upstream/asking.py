"""What is asked with the official SDKs, synchronously and asynchronously, and all that they make of the answers."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import anthropic
import openai

KEY = "sk-proj-" + "r3aLk3Y" * 5
TOOL: dict[str, Any] = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}
CLAUDE_TOOL: dict[str, Any] = {"name": "get_weather", "input_schema": {"type": "object"}}
CLAUDE: dict[str, Any] = {"model": "claude-made-up", "max_tokens": 64}
CHAT, COMPLETION, RESPONSE = "chat.completions.create", "completions.create", "responses.create"
MESSAGE, EMBEDDING = "messages.create", "embeddings.create"


def user(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


ASKED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "chat": ("openai", CHAT, {"model": "gpt-4o", "messages": user("Tell me about Paris")}),
    "chat, streamed": ("openai", CHAT, {"model": "gpt-4o", "messages": user("Tell me about Rome"), "stream": True}),
    "chat with usage, streamed": (
        "openai", CHAT,
        {"model": "gpt-4o", "messages": user("Oslo"), "stream": True, "stream_options": {"include_usage": True}},
    ),
    "chat with tools": ("openai", CHAT, {"model": "gpt-4o", "messages": user("The weather?"), "tools": [TOOL]}),
    "chat with tools, streamed": (
        "openai", CHAT, {"model": "gpt-4o", "messages": user("The weather?"), "tools": [TOOL], "stream": True},
    ),
    "chat, n": ("openai", CHAT, {"model": "gpt-4o", "messages": user("Say it"), "n": 3, "logprobs": True}),
    "completion, streamed": ("openai", COMPLETION, {"model": "babbage-002", "prompt": "Once", "stream": True}),
    "embeddings": ("openai", EMBEDDING, {"model": "text-embedding-3-small", "input": ["a", "b"]}),
    "models": ("openai", "models.list", {}),
    "an error in mid-stream": ("openai", CHAT, {"model": "gpt-4o", "messages": user("break off"), "stream": True}),
    "401": ("openai", CHAT, {"model": "gpt-4o", "messages": user("error 401")}),
    "429": ("openai", CHAT, {"model": "gpt-4o", "messages": user("error 429")}),
    "500": ("openai", CHAT, {"model": "gpt-4o", "messages": user("error 500"), "stream": True}),
    "response": ("openai", RESPONSE, {"model": "gpt-4o", "input": "Hello"}),
    "response, streamed": ("openai", RESPONSE, {"model": "gpt-4o", "input": "Hello", "stream": True}),
    "file": ("openai", "files.create", {"purpose": "user_data"}),
    "file's content": ("openai", "files.content", {"file_id": "file-1"}),
    "file deleted": ("openai", "files.delete", {"file_id": "file-1"}),
    "speech": ("openai", "audio.speech.create", {"model": "tts-1", "voice": "alloy", "input": "Hello"}),
    "message": ("anthropic", MESSAGE, {**CLAUDE, "messages": user("Hello")}),
    "message, streamed": ("anthropic", MESSAGE, {**CLAUDE, "messages": user("Hello"), "stream": True}),
    "message with tools, streamed": (
        "anthropic", MESSAGE, {**CLAUDE, "messages": user("The weather?"), "tools": [CLAUDE_TOOL], "stream": True},
    ),
    "message, 529": ("anthropic", MESSAGE, {**CLAUDE, "messages": user("error 529")}),
}  # fmt: skip
"""By name: which SDK, which of its methods, and with what."""

Sync = dict[str, Any]
"""Clients by the name of their SDK."""


@contextmanager
def clients(url: str) -> Iterator[Sync]:
    """Both SDKs, which never try again."""
    with (
        openai.OpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0) as ours,
        anthropic.Anthropic(base_url=url, api_key=KEY, max_retries=0) as theirs,
    ):
        yield {"openai": ours, "anthropic": theirs}


@asynccontextmanager
async def async_clients(url: str) -> AsyncIterator[Sync]:
    """Both, for asyncio."""
    async with (
        openai.AsyncOpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0) as ours,
        anthropic.AsyncAnthropic(base_url=url, api_key=KEY, max_retries=0) as theirs,
    ):
        yield {"openai": ours, "anthropic": theirs}


def ask(having: Sync, name: str) -> str:
    """What an SDK makes of the answer."""
    try:
        answer = _method(having, name)(**_arguments(name))
        return _told(list(answer) if _is_stream(answer) else answer)
    except (openai.APIError, anthropic.APIError) as error:
        return _failed(error)


async def ask_async(having: Sync, name: str) -> str:
    """The same, for asyncio."""
    try:
        answer = await _method(having, name)(**_arguments(name))
        return _told([it async for it in answer] if _is_stream(answer) else answer)
    except (openai.APIError, anthropic.APIError) as error:
        return _failed(error)


def _arguments(name: str) -> dict[str, Any]:
    _, method, arguments = ASKED[name]
    file = {"file": ("notes.txt", io.BytesIO("Some notes: é.\r\n".encode()))} if method == "files.create" else {}
    return {**arguments, **file}


def _method(having: Sync, name: str) -> Callable[..., Any]:
    sdk, path, _ = ASKED[name]
    method: Any = having[sdk]
    for step in path.split("."):
        method = getattr(method, step)
    return method  # type: ignore[no-any-return]


def _is_stream(answer: Any) -> bool:
    return isinstance(answer, openai.Stream | openai.AsyncStream | anthropic.Stream | anthropic.AsyncStream)


def _told(answer: Any) -> str:
    if isinstance(answer, list):
        return "\n".join(_told(it) for it in answer)
    if hasattr(answer, "model_dump_json"):
        return str(answer.model_dump_json())
    return str(answer.content.hex())


def _failed(error: Exception) -> str:
    status, body = getattr(error, "status_code", None), getattr(error, "body", None)
    return f"{type(error).__name__} {status} {json.dumps(body, sort_keys=True)} {error}"
