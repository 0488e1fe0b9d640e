"""Answers of every kind, for comparing processes. Imports fakeai alone, so that a new process is quick with it."""

from __future__ import annotations

from typing import Any

from fakeai.dialects.contract import Endpoint
from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.completions import Completions
from fakeai.reply import Reply, Text, ToolCall

from .making import answer, chat_body

ENDPOINTS: list[tuple[Endpoint, dict[str, Any]]] = [
    (Chat(), chat_body(n=2, logprobs=True, top_logprobs=3)),
    (Chat(), chat_body(n=2, stream=True, logprobs=True)),
    (Completions(), {"model": "m", "prompt": "p", "logprobs": 3, "echo": True}),
    (Completions(), {"model": "m", "prompt": "p", "stream": True}),
]


def everything() -> str:
    """Bytes and headers of answers of every kind, as one text."""
    reply = Reply.of(Text("Hello there, 🏳️‍🌈."), ToolCall("f"))
    answers = [answer(endpoint, body, reply) for endpoint, body in ENDPOINTS]
    return repr([(it.status, it.headers, tuple(it.frames), it.ending) for it in answers])
