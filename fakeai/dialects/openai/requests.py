"""The body of a Chat Completions request, as api.openai.com accepts it. Unknown extra fields pass.

Ranges and enumerations: OpenAI's published OpenAPI document (2.3.0, August 2026).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Body(BaseModel):
    """The base of every request model: types are strict, as the API's are ("0.5" is no number), extra fields pass."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class StreamOptions(Body):
    """What a stream carries besides the answer."""

    include_usage: bool | None = None
    include_obfuscation: bool | None = None


class FunctionCall(Body):
    """A function call inside an assistant message. `arguments` is JSON text."""

    name: str
    arguments: str


class CustomCall(Body):
    """A call of a custom tool inside an assistant message."""

    name: str
    input: str


class ToolUse(Body):
    """A tool call inside an assistant message."""

    id: str
    type: Literal["function", "custom"]
    function: FunctionCall | None = None
    custom: CustomCall | None = None


ContentPart = dict[str, Any]
Role = Literal["system", "assistant", "user", "function", "tool", "developer"]


class ChatMessage(Body):
    """A message of the conversation."""

    role: Role
    content: str | list[ContentPart] | None = None
    name: str | None = None
    tool_calls: list[ToolUse] | None = None
    tool_call_id: str | None = None
    function_call: FunctionCall | None = None
    refusal: str | None = None


class Function(Body):
    """A function on offer; `parameters` is a JSON Schema."""

    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class Custom(Body):
    """A tool that takes free text."""

    name: str
    description: str | None = None
    format: dict[str, Any] | None = None


class Tool(Body):
    """A tool on offer."""

    type: Literal["function", "custom"]
    function: Function | None = None
    custom: Custom | None = None


class JsonSchema(Body):
    """A JSON Schema that the answer has to fit."""

    name: str
    schema_: dict[str, Any] | None = Field(default=None, alias="schema")
    description: str | None = None
    strict: bool | None = None


class ResponseFormat(Body):
    """The shape of the answer."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


ToolChoice = str | dict[str, Any]


class ChatRequest(Body):
    """The body of POST /v1/chat/completions."""

    model: str
    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    frequency_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    function_call: ToolChoice | None = None
    functions: Annotated[list[Function], Field(min_length=1, max_length=128)] | None = None
    logit_bias: dict[str, float] | None = None
    logprobs: bool | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    metadata: dict[str, Any] | None = None
    modalities: list[Literal["text", "audio"]] | None = None
    n: Annotated[int, Field(ge=1, le=128)] | None = None
    parallel_tool_calls: bool | None = None
    prediction: dict[str, Any] | None = None
    presence_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = None
    response_format: ResponseFormat | None = None
    seed: int | None = None
    service_tier: Literal["auto", "default", "flex", "scale", "priority", "fast"] | None = None
    stop: str | Annotated[list[str], Field(max_length=4)] | None = None
    store: bool | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    tool_choice: ToolChoice | None = None
    tools: list[Tool] | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    user: str | None = None
    verbosity: Literal["low", "medium", "high"] | None = None
