"""What LightningRod takes and gives, as its OpenAPI document has it. Chunks are not documented: they are OpenAI's."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from fakeai.providers.fastapi import Body
from fakeai.providers.shapes import Alternative, Piece, Said, TextChoice, Usage, optional

Stop = str | list[str]


class ChatMessage(Body):
    """A message: its role may be any text, its content has to be text."""

    role: str
    content: str


class Conversation(Body):
    """What a chat needs."""

    model: str
    messages: list[ChatMessage]


class Prompted(Body):
    """What a text completion needs."""

    model: str
    prompt: str | list[str]


class Sampling(Body):
    """How an answer is drawn. No number has a range."""

    temperature: float | None = None
    max_tokens: int | None = None
    top_p: float | None = None
    stream: bool | None = False
    n: int | None = 1
    stop: Stop | None = None
    seed: int | None = None


class ChatCompletionRequest(Sampling, Conversation):  # in this order what is needed is looked at first
    """The body of a chat."""


class CompletionRequest(Sampling, Prompted):
    """The body of a text completion."""


class ResponseMessage(BaseModel):
    """What the model said; never null."""

    role: str
    content: str


class Choice(Alternative):
    """One of the alternatives that `n` asks for."""

    message: ResponseMessage


class ChatCompletionResponse(Said):
    """The answer to a chat."""

    object: Literal["chat.completion"] = "chat.completion"
    choices: list[Choice]
    usage: Usage | None = None


class Delta(BaseModel):
    """A piece of what the model said."""

    role: str = optional()
    content: str = optional()


class ChunkChoice(Piece):
    """A piece of one of the alternatives."""

    delta: Delta


class ChatCompletionChunk(Said):
    """An event of a streamed chat."""

    object: Literal["chat.completion.chunk"]
    choices: list[ChunkChoice]


class CompletionResponse(Said):
    """The answer to a text completion, and an event of a streamed one."""

    object: Literal["text_completion"] = "text_completion"
    choices: list[TextChoice]
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
