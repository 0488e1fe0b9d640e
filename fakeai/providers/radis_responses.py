"""What RadisProject answers, for its OpenAPI document: the bodies that its own document shows."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from fakeai.providers.shapes import optional

Finish = Literal["stop", "length", "tool_calls", "content_filter"]


class Answer(BaseModel):
    """The base of every body: it has the keys that are listed, and no others."""

    model_config = ConfigDict(extra="forbid")


class ModelObject(Answer):
    """An entry of the model list."""

    id: str
    object: Literal["model"]


class ModelList(Answer):
    """The body of GET /v1/models."""

    object: Literal["list"]
    data: list[ModelObject]


class Usage(Answer):
    """Token counts."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class FunctionCall(Answer):
    """What a tool call calls; `arguments` is JSON text."""

    name: str
    arguments: str


class ToolCall(Answer):
    """A tool call. The document shows none; LM Studio gives them to who offers tools."""

    id: str
    type: Literal["function"]
    function: FunctionCall


class Message(Answer):
    """What the assistant says. `tool_calls` is there only if tools were called, and `content` is null only then."""

    role: Literal["assistant"]
    content: str | None
    tool_calls: list[ToolCall] = []


class ChatChoice(Answer):
    """One of the alternatives that `n` asks for."""

    index: int
    message: Message
    finish_reason: Finish


class ChatCompletion(Answer):
    """The body of POST /v1/chat/completions."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChatChoice]
    usage: Usage


class CompletionChoice(Answer):
    """One continuation."""

    text: str
    index: int
    logprobs: None
    finish_reason: Finish


class Completion(Answer):
    """The body of POST /v1/completions."""

    id: str
    object: Literal["text_completion"]
    created: int
    model: str
    choices: list[CompletionChoice]
    usage: Usage


class Embedding(Answer):
    """A vector, and which of the inputs it belongs to."""

    object: Literal["embedding"]
    embedding: list[float]
    index: int


class EmbeddingUsage(Answer):
    """Token counts of what has no completion."""

    prompt_tokens: int
    total_tokens: int


class EmbeddingList(Answer):
    """The body of POST /v1/embeddings."""

    object: Literal["list"]
    data: list[Embedding]
    model: str
    usage: EmbeddingUsage


class CalledPiece(Answer):
    """A piece of what a tool call calls."""

    name: str = optional()
    arguments: str


class ToolCallPiece(Answer):
    """A piece of a tool call; the first has its id, type and name."""

    index: int
    id: str = optional()
    type: Literal["function"] = optional()
    function: CalledPiece


class Delta(Answer):
    """A piece of a message; the first has its role."""

    role: Literal["assistant"] = optional()
    content: str | None = optional()
    tool_calls: list[ToolCallPiece] = optional()


class ChatPiece(Answer):
    """A piece of one of the alternatives."""

    index: int
    delta: Delta
    finish_reason: Finish | None


class ChatChunk(Answer):
    """An event of a streamed chat; `usage` is there if it was asked for, and null until the last."""

    id: str
    object: Literal["chat.completion.chunk"]
    created: int
    model: str
    choices: list[ChatPiece]
    usage: Usage | None = optional()


class CompletionPiece(Answer):
    """A piece of a continuation."""

    text: str
    index: int
    logprobs: None
    finish_reason: Finish | None


class CompletionChunk(Answer):
    """An event of a streamed completion."""

    id: str
    object: Literal["text_completion"]
    created: int
    model: str
    choices: list[CompletionPiece]
    usage: Usage | None = optional()
