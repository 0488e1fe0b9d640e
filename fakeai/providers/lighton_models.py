"""What LightOn Paradigm takes and gives, as its OpenAPI document and its API reference have it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator

from fakeai.providers.serializers import (
    BooleanField,
    CharField,
    DictField,
    DictListField,
    FloatField,
    IntegerField,
    ListField,
    Many,
    NullableIntegerField,
    Serializer,
    wrong,
)
from fakeai.providers.shapes import Alternative, Piece, Said, TextChoice, Usage, optional


def _content(data: Any) -> Any:
    """Text, or a list of mappings. What is said about anything else is not known."""
    if data is None or isinstance(data, str):
        return data
    if not isinstance(data, list) or not all(isinstance(part, dict) for part in data):
        raise wrong("Not a valid string or list of objects.")
    return data


class ChatMessage(Serializer):
    """A message. Only its role is required; there are no developers."""

    role: Literal["system", "user", "assistant", "function", "tool"]
    content: Annotated[str | list[dict[str, Any]] | None, BeforeValidator(_content)] = optional()
    name: CharField = optional()
    function_call: DictField = optional()


class Conversation(Serializer):
    """What a chat needs."""

    model: CharField
    messages: Many[ChatMessage]


class Prompted(Serializer):
    """What a text completion needs."""

    model: CharField
    prompt: CharField = optional()


class Sampling(Serializer):
    """How an answer is drawn. Fields may be missing, but not null; no number has a range."""

    max_tokens: IntegerField = optional()
    temperature: FloatField = optional()
    top_p: FloatField = optional()
    n: IntegerField = optional()
    stream: BooleanField = optional()


class ChatCompletionsRequest(Sampling, Conversation):  # in this order what is needed is looked at first
    """The body of a chat."""

    stop: ListField[CharField] = optional()
    presence_penalty: FloatField = optional()
    frequency_penalty: FloatField = optional()
    logit_bias: DictField = optional()
    user: CharField = optional()
    functions: DictListField = optional()
    function_call: CharField = optional()


class CompletionsRequest(Sampling, Prompted):
    """The body of a text completion."""

    logprobs: NullableIntegerField = optional()
    echo: BooleanField = optional()
    stop: ListField[CharField] = optional()
    presence_penalty: FloatField = optional()
    frequency_penalty: FloatField = optional()
    best_of: IntegerField = optional()
    logit_bias: DictField = optional()
    user: CharField = optional()
    suffix: CharField = optional()


class EmbeddingsRequest(Serializer):
    """The body of a request for the vector of one text."""

    model: CharField
    input: CharField
    encoding_format: Literal["float", "base64"] = optional()
    dimensions: IntegerField = optional()
    user: CharField = optional()


class ChatMessageResponse(BaseModel):
    """What the model said, or the function that it calls."""

    role: str
    content: str | None = None
    function_call: dict[str, Any] = optional()


class ChatCompletionChoice(Alternative):
    """One of the alternatives that `n` asks for."""

    message: ChatMessageResponse


class ChatCompletionsResponse(Said):
    """The answer to a chat."""

    object: str
    choices: list[ChatCompletionChoice]
    usage: Usage = optional()


class ChatMessageDelta(ChatMessageResponse):
    """A piece of what the model said, of which only the first has a role."""

    role: str = optional()


class ChatCompletionChunkChoice(Piece):
    """A piece of one of the alternatives."""

    delta: ChatMessageDelta


class ChatCompletionsChunk(Said):
    """An event of a streamed chat."""

    object: str
    choices: list[ChatCompletionChunkChoice]


class TextCompletionChoice(TextChoice):
    """One of the alternatives that `n` asks for."""

    logprobs: dict[str, Any] | None = None


class CompletionsResponse(Said):
    """The answer to a text completion, and an event of a streamed one."""

    object: str
    choices: list[TextCompletionChoice]
    usage: Usage = optional()


class Embedding(BaseModel):
    """A vector; as base64 if that is asked for."""

    object: str
    index: int
    embedding: list[float] | str


class EmbeddingsUsage(BaseModel):
    """Token counts."""

    prompt_tokens: int
    total_tokens: int


class EmbeddingsResponse(BaseModel):
    """The vector of a text."""

    object: str
    data: list[Embedding]
    model: str
    usage: EmbeddingsUsage


class ModelObject(BaseModel):
    """An entry of the model list."""

    id: str
    object: str
    created: int
    owned_by: str


class ModelList(BaseModel):
    """The model list."""

    object: str
    data: list[ModelObject]
