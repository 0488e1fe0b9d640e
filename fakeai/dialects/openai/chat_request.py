"""The body of a Chat Completions request, as api.openai.com accepts it. Unknown extra fields pass.

Ranges and enumerations: OpenAI's published OpenAPI document (2.3.0, August 2026). Fields stand in the order in which
the API was seen to check them, as it reports one problem only.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from fakeai.dialects.openai.chat_messages import ChatMessage, check_messages
from fakeai.dialects.openai.chat_modalities import AudioOptions, Prediction, check_modalities, check_prediction
from fakeai.dialects.openai.requested import Body, StreamOptions, check_stream_options, missing, refused

FunctionName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-zA-Z0-9_-]+$")]


class Function(Body):
    """A function on offer; `parameters` is a JSON Schema."""

    name: FunctionName
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class Grammar(Body):
    """What the text for a custom tool has to be like."""

    syntax: Literal["lark", "regex"]
    definition: str


class CustomFormat(Body):
    """Whether a custom tool takes any text, or what a grammar allows."""

    type: Literal["text", "grammar"]
    grammar: Grammar | None = None


class Custom(Body):
    """A tool that takes free text."""

    name: str
    description: str | None = None
    format: CustomFormat | None = None


class Tool(Body):
    """A tool on offer."""

    type: Literal["function", "custom"]
    function: Function | None = None
    custom: Custom | None = None


class Named(Body):
    """A tool or function, by name."""

    name: str


class ChosenTool(Body):
    """The tool that has to be called, or the ones that may be."""

    type: str
    function: Named | None = None
    custom: Named | None = None
    allowed_tools: dict[str, Any] | None = None


class JsonSchema(Body):
    """A JSON Schema that the answer has to fit."""

    name: str
    schema_: dict[str, Any] | None = Field(default=None, alias="schema")
    description: str | None = None
    strict: bool | None = None


class ResponseFormat(Body):
    """The shape of the answer."""

    type: Literal["json_object", "json_schema", "text"]
    json_schema: JsonSchema | None = None


class PromptCacheOptions(Body):
    """What of a prompt is to be remembered, and for how long."""

    mode: Literal["implicit", "explicit"] | None = None
    ttl: Literal["30m"] | None = None


def _known_retention(value: object) -> object:
    if isinstance(value, str) and value not in {"in_memory", "24h"}:  # said in words of its own, unlike other fields
        raise refused("Invalid prompt_cache_retention argument", param="prompt_cache_retention")
    return value


class UserLocation(Body):
    """About where the user is."""

    type: Literal["approximate"]
    approximate: dict[str, str]


class WebSearchOptions(Body):
    """How the web is to be searched."""

    search_context_size: Literal["low", "medium", "high"] | None = None
    user_location: UserLocation | None = None


MetadataKey = Annotated[str, Field(max_length=64)]
MetadataValue = Annotated[str, Field(max_length=512)]


Metadata = Annotated[dict[MetadataKey, MetadataValue], Field(max_length=16)]


class ChatRequest(Body):
    """The body of POST /v1/chat/completions."""

    model: str
    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    functions: Annotated[list[Function], Field(min_length=1, max_length=128)] | None = None
    function_call: Literal["none", "auto"] | Named | None = None
    tools: Annotated[list[Tool], Field(min_length=1, max_length=128)] | None = None
    tool_choice: Literal["none", "auto", "required"] | ChosenTool | None = None
    parallel_tool_calls: bool | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    n: Annotated[int, Field(ge=1, le=128)] | None = None
    stop: str | Annotated[list[str], Field(max_length=4)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    presence_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    frequency_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    logit_bias: dict[str, Annotated[float, Field(ge=-100, le=100)]] | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    user: str | None = None
    seed: int | None = None
    safety_identifier: Annotated[str, Field(max_length=128)] | None = None
    prompt_cache_options: PromptCacheOptions | None = None
    prompt_cache_key: str | None = None
    prompt_cache_retention: Annotated[Literal["in_memory", "24h"], BeforeValidator(_known_retention)] | None = None
    response_format: ResponseFormat | None = None
    service_tier: Literal["auto", "default", "fast", "flex", "priority", "scale"] | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    store: bool | None = None
    metadata: Metadata | None = None
    modalities: list[Literal["text", "audio"]] | None = None
    audio: AudioOptions | None = None
    prediction: Prediction | None = None
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = None
    verbosity: Literal["low", "medium", "high"] | None = None
    web_search_options: WebSearchOptions | None = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        """What one field alone can't say: parameters that need another one."""
        self._check_tools()
        if self.top_logprobs and not self.logprobs:
            text = "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled."
            raise refused(text, param="top_logprobs")
        if self.response_format and self.response_format.type == "json_schema" and not self.response_format.json_schema:
            raise missing("response_format.json_schema")
        check_stream_options(self.stream_options, stream=self.stream)
        check_modalities(self)
        check_prediction(self)
        check_messages(self.messages)
        return self

    def _check_tools(self) -> None:
        tools = self.tools or ()
        for index, tool in enumerate(tools):
            if not (tool.function if tool.type == "function" else tool.custom):
                raise missing(f"tools[{index}].{tool.type}")
            form = tool.custom.format if tool.custom else None
            if form is not None and form.type == "grammar" and form.grammar is None:
                raise missing(f"tools[{index}].custom.format.grammar")
        if self.tool_choice is None:
            return
        if not tools:
            text = "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified."
            raise refused(text, param="tool_choice")
        if isinstance(self.tool_choice, ChosenTool):
            offered = {tool.function.name for tool in tools if tool.function}
            _check_chosen(self.tool_choice, offered | {tool.custom.name for tool in tools if tool.custom})


def _check_chosen(chosen: ChosenTool, offered: set[str]) -> None:
    if chosen.type == "allowed_tools":
        if chosen.allowed_tools is None:
            raise missing("tool_choice.allowed_tools")
        return
    kind = "custom" if chosen.type == "custom" else "function"
    named = chosen.custom if kind == "custom" else chosen.function
    if named is None:
        raise missing(f"tool_choice.{kind}")
    if named.name not in offered:  # the text speaks of functions whatever the request calls them
        text = (
            f"Invalid value for 'function_call': no function named '{named.name}' was specified in the 'functions' "
            "parameter."
        )
        raise refused(text, param="function_call")
