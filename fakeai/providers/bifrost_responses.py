"""What Bifrost answers, for its OpenAPI document: the response of its document, in which no field is required."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from fakeai.providers.bifrost_request import Annotation, MessageToolCall, Role


class Answer(BaseModel):
    """The base of every body: what is listed may be there, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Audio(Answer):
    """What was said aloud; `data` is base64, `expires_at` a Unix time."""

    id: str | None = None
    data: str | None = None
    expires_at: int | None = None
    transcript: str | None = None


class ReasoningDetail(Answer):
    """A piece of reasoning, in one of its forms."""

    id: str | None = None
    index: int | None = None
    type: Literal["reasoning.summary", "reasoning.encrypted", "reasoning.text"] | None = None
    summary: str | None = None
    text: str | None = None
    signature: str | None = None
    data: str | None = None


class Delta(Answer):
    """A part of a message, in a stream."""

    role: str | None = None
    content: str | None = None
    refusal: str | None = None
    audio: Audio | None = None
    reasoning: str | None = None
    reasoning_details: list[ReasoningDetail] | None = None
    tool_calls: list[MessageToolCall] | None = None


class Message(Delta):
    """A whole message."""

    role: Role | None = None
    name: str | None = None
    tool_call_id: str | None = None
    annotations: list[Annotation] | None = None


class LogProb(Answer):
    """A token and how likely it was."""

    bytes: list[int] | None = None
    logprob: float | None = None
    token: str | None = None


class ContentLogProb(LogProb):
    """A token of the content, and its rivals."""

    top_logprobs: list[LogProb] | None = None


class LogProbs(Answer):
    """Log probabilities: of a chat (content, refusal), or of a text completion (the rest)."""

    content: list[ContentLogProb] | None = None
    refusal: list[LogProb] | None = None
    text_offset: list[int] | None = None
    token_logprobs: list[float] | None = None
    tokens: list[str] | None = None
    top_logprobs: list[dict[str, float]] | None = None


class Choice(Answer):
    """An alternative: `message` of a chat, `delta` of a stream, `text` of a text completion."""

    index: int | None = None
    finish_reason: str | None = None
    log_probs: LogProbs | None = None
    text: str | None = None
    message: Message | None = None
    delta: Delta | None = None


class PromptDetails(Answer):
    """Kinds of tokens that were read."""

    text_tokens: int | None = None
    audio_tokens: int | None = None
    image_tokens: int | None = None
    cached_tokens: int | None = None


class CompletionDetails(Answer):
    """Kinds of tokens that were written."""

    text_tokens: int | None = None
    accepted_prediction_tokens: int | None = None
    audio_tokens: int | None = None
    citation_tokens: int | None = None
    num_search_queries: int | None = None
    reasoning_tokens: int | None = None
    image_tokens: int | None = None
    rejected_prediction_tokens: int | None = None
    cached_tokens: int | None = None


class Cost(Answer):
    """US dollars."""

    input_tokens_cost: float | None = None
    output_tokens_cost: float | None = None
    request_cost: float | None = None
    total_cost: float | None = None


class Usage(Answer):
    """Token usage information."""

    prompt_tokens: int | None = None
    prompt_tokens_details: PromptDetails | None = None
    completion_tokens: int | None = None
    completion_tokens_details: CompletionDetails | None = None
    total_tokens: int | None = None
    cost: Cost | None = None


class CacheDebug(Answer):
    """Whether the answer came from the semantic cache, and how near its question was."""

    cache_hit: bool | None = None
    cache_id: str | None = None
    hit_type: str | None = None
    provider_used: str | None = None
    model_used: str | None = None
    input_tokens: int | None = None
    threshold: float | None = None
    similarity: float | None = None


class ExtraFields(Answer):
    """Additional fields included in responses; `latency` is in milliseconds."""

    request_type: str | None = None
    provider: str | None = None
    model_requested: str | None = None
    model_deployment: str | None = None
    latency: int | None = None
    chunk_index: int | None = None
    raw_request: dict[str, Any] | None = None
    raw_response: dict[str, Any] | None = None
    cache_debug: CacheDebug | None = None


class SearchResult(Answer):
    """A page that a search found."""

    title: str | None = None
    url: str | None = None
    date: str | None = None
    last_updated: str | None = None
    snippet: str | None = None
    source: str | None = None


class Video(Answer):
    """A video that a search found; `duration` is in seconds."""

    url: str | None = None
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None
    duration: float | None = None


class ChatResponse(Answer):
    """Successful response."""

    id: str | None = None
    choices: list[Choice] | None = None
    created: int | None = None
    model: str | None = None
    object: str | None = None
    service_tier: str | None = None
    system_fingerprint: str | None = None
    usage: Usage | None = None
    extra_fields: ExtraFields | None = None
    search_results: list[SearchResult] | None = None
    videos: list[Video] | None = None
    citations: list[str] | None = None


class TextResponse(Answer):
    """The body of POST /openai/v1/completions."""

    id: str | None = None
    choices: list[Choice] | None = None
    created: int | None = None
    model: str | None = None
    object: str | None = None
    system_fingerprint: str | None = None
    usage: Usage | None = None
    extra_fields: ExtraFields | None = None


class Embedding(Answer):
    """A vector: numbers, or base64 of them."""

    object: Literal["embedding"] = "embedding"
    index: int | None = None
    embedding: list[float] | str | None = None


class EmbeddingResponse(Answer):
    """The body of POST /openai/v1/embeddings."""

    object: Literal["list"] = "list"
    data: list[Embedding] | None = None
    model: str | None = None
    usage: Usage | None = None
    extra_fields: ExtraFields | None = None


class ModelObject(Answer):
    """A model, named with its provider."""

    id: str | None = None
    object: Literal["model"] = "model"
    created: int | None = None
    owned_by: str | None = None


class ModelListResponse(Answer):
    """The body of GET /openai/v1/models."""

    object: Literal["list"] = "list"
    data: list[ModelObject] | None = None


class UnifiedModel(Answer):
    """A model, named with its provider, as Bifrost itself lists it."""

    id: str
    name: str | None = None
    created: int | None = None
    owned_by: str | None = None


class UnifiedModelList(Answer):
    """The body of GET /v1/models, in Bifrost's own format."""

    data: list[UnifiedModel]
    extra_fields: ExtraFields


class ErrorField(Answer):
    """What went wrong. `error` is the reason beneath it, for a body that can't be decoded."""

    type: str | None = None
    code: str | None = None
    message: str | None = None
    param: str | None = None
    event_id: str | None = None
    error: str | None = None


class ErrorExtraFields(Answer):
    """Whose model was asked, and for what."""

    provider: str | None = None
    model_requested: str | None = None
    request_type: str | None = None


class BifrostError(Answer):
    """Error response from Bifrost."""

    event_id: str | None = None
    type: str | None = None
    is_bifrost_error: bool | None = None
    status_code: int | None = None
    error: ErrorField | None = None
    extra_fields: ErrorExtraFields | None = None
