"""What RadisProject takes: the fields that its document and LM Studio's name, without ranges, as neither gives any.

Unknown fields pass, and mean nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from fakeai.dialects.openai.chat_request import ResponseFormat
from fakeai.dialects.openai.completions_request import CompletionRequest
from fakeai.dialects.openai.requested import Body, StreamOptions

Limit = Annotated[int, Field(ge=1)]
Unlimited = Annotated[int, Field(ge=-1)]


class CalledFunction(Body):
    """What a tool call calls; `arguments` is JSON text."""

    name: str
    arguments: str


class ToolUse(Body):
    """A tool call that an assistant message made."""

    id: str | None = None
    function: CalledFunction


class RadisMessage(Body):
    """A message of the chat history."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None
    name: str | None = None
    tool_calls: list[ToolUse] | None = None
    tool_call_id: str | None = None


class OfferedFunction(Body):
    """A function on offer; `parameters` is a JSON Schema."""

    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class Tool(Body):
    """A tool on offer."""

    type: Literal["function"]
    function: OfferedFunction


class ChosenFunction(Body):
    """The function that has to be called."""

    name: str


class ChosenTool(Body):
    """The tool that has to be called."""

    type: Literal["function"]
    function: ChosenFunction


class RadisChatRequest(Body):
    """The body of POST /v1/chat/completions."""

    model: str
    messages: Annotated[list[RadisMessage], Field(min_length=1)]
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: Limit | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    stop: str | list[str] | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    logit_bias: dict[str, float] | None = None
    repeat_penalty: float | None = None
    seed: int | None = None
    tools: list[Tool] | None = None
    tool_choice: Literal["none", "auto", "required"] | ChosenTool | None = None
    response_format: ResponseFormat | None = None


class UnlimitedChatRequest(RadisChatRequest):
    """A chat whose `max_tokens` may be -1: as many as the model likes."""

    max_tokens: Unlimited | None = None


class UnlimitedCompletionRequest(CompletionRequest):
    """A completion whose `max_tokens` may be -1: as many as the model likes."""

    max_tokens: Unlimited | None = None
