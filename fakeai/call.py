"""A request in neutral words: what is asked of which model, whatever the dialect it was said in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any, Literal

from fakeai.redaction import masked
from fakeai.speech.formats import Format
from fakeai.wire import Headers, header

_SHOWN = 80  # characters of what the user says

Endpoint = Literal[
    "chat", "completions", "embeddings", "models", "model",
    "stored_completions", "stored_completion", "stored_messages", "stored_update", "stored_deletion",
    "other",
]  # fmt: skip
"""What is asked for. `models` is the list, `model` a single entry of it. `stored_…` ask about completions that were
stored: their list, one of them, its messages, other metadata for it, and that it be forgotten. `other`
is what no dialect understands, which only a recording can answer."""


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool call that an assistant message of the conversation made."""

    name: str
    arguments: str
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of the conversation. `text` is all its text; `images` counts its image parts.

    `media_tokens` and `audio_tokens` are the dialect's count of what the text does not say: those of pictures and
    files, and those of audio.
    Roles are neutral: `developer` stays as it was said, and `function` (legacy) reads as `tool`.
    """

    role: str
    text: str = ""
    name: str | None = None
    tool_uses: tuple[ToolUse, ...] = ()
    tool_call_id: str | None = None
    images: int = 0
    media_tokens: int = 0
    audio_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What the text for a custom tool has to be like."""

    syntax: Literal["lark", "regex"]
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool on offer. `parameters` is its JSON Schema; a `custom` tool takes free text, or what its grammar allows."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] | None = None
    strict: bool = False
    custom: bool = False
    grammar: Grammar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolChoice:
    """Whether tools may (auto), must (required), must not (none) be called, or which ones (named)."""

    mode: Literal["auto", "none", "required", "named"] = "auto"
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFormat:
    """The shape the answer has to have; `schema` is a JSON Schema."""

    kind: Literal["text", "json_object", "json_schema"] = "text"
    name: str = ""
    schema: Mapping[str, Any] | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The voice and the format of audio that is asked for."""

    voice: str
    format: Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, understood.

    `key` is the API key that came, from where its provider looks for one. `inputs` holds the prompts of `completions`
    and the texts of `embeddings` (a token list reads as its numbers, separated by spaces). `body` is the JSON as it was
    sent; `options` is the dialect's own validated request, which only that dialect's `render` looks into;
    `input_tokens` is the dialect's count of what can't be counted from the text. `speech` is how the answer is to be
    spoken, `prediction` what its text is expected to be, and `store` whether it can be asked for later.
    """

    provider: str
    endpoint: Endpoint
    model: str = ""
    key: str | None = field(default=None, repr=False)
    messages: tuple[Message, ...] = ()
    inputs: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice = ToolChoice()
    parallel_tool_calls: bool = True
    response_format: ResponseFormat = ResponseFormat()
    stream: bool = False
    n: int = 1
    stop: tuple[str, ...] = ()
    max_tokens: int | None = None
    logprobs: bool = False
    top_logprobs: int = 0
    seed: int | None = None
    speech: Speech | None = None
    prediction: str | None = None
    store: bool = False
    input_tokens: int | None = None
    headers: Headers = ()
    body: Mapping[str, Any] = field(default_factory=dict)
    options: Any = None

    @property
    def user(self) -> str | None:
        """The text of the last user message; of `completions` and `embeddings`, the inputs, a line each."""
        for message in reversed(self.messages):
            if message.role == "user":
                return message.text
        return "\n".join(self.inputs) if self.inputs else None

    @property
    def system(self) -> str | None:
        """All system and developer messages, a line each."""
        texts = [message.text for message in self.messages if message.role in ("system", "developer")]
        return "\n".join(texts) if texts else None

    @property
    def turn(self) -> int:
        """Which turn of the conversation this asks for, from 1: one more than its assistant messages."""
        return 1 + sum(message.role == "assistant" for message in self.messages)

    @property
    def tool_results(self) -> tuple[Message, ...]:
        """The tool messages at the end of the conversation: what has come back since the model last spoke."""
        results: list[Message] = []
        for message in reversed(self.messages):
            if message.role != "tool":
                break
            results.append(message)
        return tuple(reversed(results))

    @property
    def after_tool(self) -> tuple[str, ...]:
        """The names of the tools whose results end the conversation."""
        names = {use.id: use.name for message in self.messages for use in message.tool_uses}
        return tuple(message.name or names.get(message.tool_call_id) or "" for message in self.tool_results)

    def header(self, name: str) -> str | None:
        """The first value of a request header, or None."""
        return header(self.headers, name)

    def __repr__(self) -> str:
        user = f": {shorten(masked(self.user), _SHOWN, placeholder=' …')!r}" if self.user else ""
        return f"Call({self.provider} {self.endpoint} {masked(self.model)}{user})"
