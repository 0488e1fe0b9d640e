"""What LightningRod takes and gives, as its OpenAPI document has it. Chunks are not documented: they are OpenAI's."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from fakeai.providers.fastapi import Body

Stop = str | list[str]


class ChatMessage(Body):
    """A message: its role may be any text, its content has to be text."""

    role: str
    content: str


class ChatCompletionRequest(Body):
    """The body of a chat. No number has a range."""

    model: str
    messages: list[ChatMessage]
    temperature: float | None = None
    max_tokens: int | None = None
    top_p: float | None = None
    stream: bool | None = False
    n: int | None = 1
    stop: Stop | None = None
    seed: int | None = None


class CompletionRequest(Body):
    """The body of a text completion. No number has a range."""

    model: str
    prompt: str | list[str]
    temperature: float | None = None
    max_tokens: int | None = None
    top_p: float | None = None
    stream: bool | None = False
    n: int | None = 1
    stop: Stop | None = None
    seed: int | None = None


class Usage(BaseModel):
    """Token counts: these three, and no details."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ResponseMessage(BaseModel):
    """What the model said; never null."""

    role: str
    content: str


class Choice(BaseModel):
    """One of the alternatives that `n` asks for."""

    index: int
    message: ResponseMessage
    finish_reason: str | None = None


class ChatCompletionResponse(BaseModel):
    """The answer to a chat."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage | None = None


class Delta(BaseModel):
    """A piece of what the model said."""

    role: str
    content: str


class ChunkChoice(BaseModel):
    """A piece of one of the alternatives."""

    index: int
    delta: Delta
    finish_reason: str | None


class ChatCompletionChunk(BaseModel):
    """An event of a streamed chat."""

    id: str
    object: Literal["chat.completion.chunk"]
    created: int
    model: str
    choices: list[ChunkChoice]


class CompletionChoice(BaseModel):
    """One of the alternatives that `n` asks for."""

    index: int
    text: str
    finish_reason: str | None = None


class CompletionResponse(BaseModel):
    """The answer to a text completion, and an event of a streamed one."""

    id: str
    object: Literal["text_completion"] = "text_completion"
    created: int
    model: str
    choices: list[CompletionChoice]
    usage: Usage | None = None


class ModelObject(BaseModel):
    """An entry of the model list. Its defaults are on the wire too, as FastAPI writes them."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "lightningrodlabs"
    name: str = ""
    description: str = ""
    context_length: int = 0
    max_completion_tokens: int = 0
    pricing: dict[str, Any] = Field(default_factory=dict)


class ModelListResponse(BaseModel):
    """The model list."""

    object: Literal["list"] = "list"
    data: list[ModelObject]
