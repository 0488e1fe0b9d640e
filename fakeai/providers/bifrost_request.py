"""The body of a Bifrost chat request, as its document says. Unknown fields pass, as Go's decoder lets them.

Beyond the document, what no upstream takes is refused too: an `n` or a token limit below one, and a `response_format`
of no known type.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, WithJsonSchema

from fakeai.dialects.openai.chat_request import ResponseFormat
from fakeai.dialects.openai.completions_request import CompletionRequest, Prompt
from fakeai.dialects.openai.embeddings_request import EmbeddingRequest
from fakeai.dialects.openai.requested import Body, StreamOptions

_UNBOUNDED = WithJsonSchema({"type": "integer"})  # the document gives no bounds
Positive = Annotated[int, Field(ge=1), _UNBOUNDED]
Few = Annotated[int, Field(ge=1, le=128), _UNBOUNDED]

Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh"]
Role = Literal["system", "user", "assistant", "tool", "developer"]


class Citation(Body):
    """Where a passage comes from."""

    start_index: int | None = None
    end_index: int | None = None
    title: str | None = None
    url: str | None = None
    sources: dict[str, Any] | None = None
    type: str | None = None


class Annotation(Body):
    """A note on a message."""

    type: str | None = None
    url_citation: Citation | None = None


class CalledFunction(Body):
    """What a tool call calls; `arguments` is JSON text."""

    name: str | None = None
    arguments: str | None = None


class MessageToolCall(Body):
    """A tool call that an assistant message of the conversation made."""

    function: CalledFunction
    index: int | None = None
    type: str | None = None
    id: str | None = None


class BifrostMessage(Body):
    """A message of the conversation."""

    role: Role
    name: str | None = None
    content: str | list[dict[str, Any]] | None = None
    tool_call_id: str | None = None
    refusal: str | None = None
    reasoning: str | None = None
    annotations: list[Annotation] | None = None
    tool_calls: list[MessageToolCall] | None = None


class FunctionParameters(Body):
    """The JSON Schema of a function's arguments; its other keywords pass as they are."""

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")

    type: str | None = None
    description: str | None = None
    required: list[str] | None = None
    properties: dict[str, Any] | None = None
    enum: list[str] | None = None
    additionalProperties: bool | dict[str, Any] | None = None  # noqa: N815 -- JSON Schema's own spelling


class OfferedFunction(Body):
    """A function on offer."""

    name: str
    description: str | None = None
    parameters: FunctionParameters | None = None
    strict: bool | None = None


class Grammar(Body):
    """What the free text of a custom tool has to look like."""

    definition: str
    syntax: Literal["lark", "regex"]


class CustomFormat(Body):
    """The format of a custom tool's free text."""

    type: str
    grammar: Grammar | None = None


class OfferedCustom(Body):
    """A tool that takes free text."""

    format: CustomFormat | None = None


class CacheControl(Body):
    """Until where a provider may cache the prompt."""

    type: Literal["ephemeral"] | None = None
    ttl: str | None = None


class OfferedTool(Body):
    """A tool on offer."""

    type: Literal["function", "custom"]
    function: OfferedFunction | None = None
    custom: OfferedCustom | None = None
    cache_control: CacheControl | None = None


class ChosenTool(Body):
    """Which tool has to be called."""

    type: Literal["none", "any", "required", "function", "allowed_tools", "custom"]
    function: dict[str, Any] | None = None
    allowed_tools: dict[str, Any] | None = None
    custom: dict[str, Any] | None = None


class AnswerFormat(ResponseFormat):
    """The shape of the answer. To the document it is any object, even an empty one."""

    type: Literal["text", "json_object", "json_schema"] = "text"


Format = Annotated[AnswerFormat, WithJsonSchema({"type": "object"})]


class BifrostChatRequest(Body):
    """The body of POST /openai/v1/chat/completions."""

    model: str
    messages: list[BifrostMessage]
    stream: bool | None = None
    max_tokens: Positive | None = None
    max_completion_tokens: Positive | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: float | None = None
    frequency_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    presence_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    logit_bias: dict[str, float] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    n: Few | None = None
    stop: str | list[str] | None = None
    seed: int | None = None
    user: str | None = None
    tools: list[OfferedTool] | None = None
    tool_choice: Literal["none", "auto", "required"] | ChosenTool | None = None
    parallel_tool_calls: bool | None = None
    response_format: Format | None = None
    reasoning_effort: Effort | None = None
    service_tier: str | None = None
    stream_options: StreamOptions | None = None
    fallbacks: list[str] | None = None


class BifrostCompletionRequest(CompletionRequest):
    """The body of POST /openai/v1/completions: OpenAI's, with a prompt that has to be there, and fallbacks."""

    prompt: Prompt
    fallbacks: list[str] | None = None


class BifrostEmbeddingRequest(EmbeddingRequest):
    """The body of POST /openai/v1/embeddings: OpenAI's, and models to fall back to."""

    fallbacks: list[str] | None = None
