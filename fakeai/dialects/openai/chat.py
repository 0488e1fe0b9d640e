"""Chat Completions: what a request asks, and a reply as a whole body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from fakeai import sse, wire
from fakeai.call import Call
from fakeai.dialects.contract import Rejected
from fakeai.dialects.openai import bodies, conversation
from fakeai.dialects.openai.chat_reading import read
from fakeai.dialects.openai.chat_stream import ChatStream
from fakeai.dialects.openai.dress import Dress
from fakeai.dialects.openai.requests import ChatRequest
from fakeai.reply import Choice, Failure, Reply
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer
from fakeai.wire import Frame


class Chat:
    """POST /v1/chat/completions. Providers give their own request model, and a dress for what they answer.

    `exact` says that the request model changes nothing that it accepts; for one that converts ("0.5" to 0.5) it is
    False, and the converted fields are what counts.
    """

    def __init__(self, request: type[BaseModel] = ChatRequest, *, dress: Dress | None = None, exact: bool = True) -> None:
        self.request = request
        self.dress = dress or Dress()
        self.exact = exact

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        options = self.request.model_validate(body)
        fields = body if self.exact else options.model_dump(exclude_unset=True, by_alias=True)
        check(fields)
        return call_of(fields, request=request, provider=provider)

    def render(self, reply: Reply, call: Call, *, seed: Seed, tokenizer: Tokenizer) -> wire.Response:
        """The reply, streamed if the call asks for that."""
        headers = (*self.dress.headers(call, reply, seed), *reply.headers)
        if call.stream:
            return ChatStream(reply, call, self.dress, seed=seed, tokenizer=tokenizer).response(headers)
        body = {
            "id": bodies.identity(reply, seed),
            "object": "chat.completion",
            "created": bodies.CREATED,
            "model": bodies.model_of(reply, call),
            "choices": [self._choice(index, choice, call) for index, choice in enumerate(reply.choices)],
            "usage": bodies.usage(reply.usage),
            "service_tier": bodies.service_tier(call),
            "system_fingerprint": bodies.fingerprint(call.model),
        }
        dressed = bodies.merged(self.dress.body(body, call, reply), reply.extra)
        return wire.plain_json(200, dressed, headers=headers)

    def interrupt(self, response: wire.Response, said: wire.Response) -> wire.Response:
        """The stream with the error as its last event, and no [DONE]."""
        return replace(response, frames=(*response.frames, Frame(sse.event(said.body))))

    def read(self, response: wire.Response) -> Reply:
        """The reply in a response."""
        return read(response, self.dress.reasoning_key)

    def _choice(self, index: int, choice: Choice, call: Call) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": bodies.text_of(choice)}
        reasoning = bodies.reasoning_of(choice)
        if reasoning is not None and self.dress.reasoning_key:
            message[self.dress.reasoning_key] = reasoning
        if choice.tool_calls and bodies.uses_functions(call):
            first = choice.tool_calls[0]
            message["function_call"] = {"name": first.name, "arguments": first.arguments}
        elif choice.tool_calls:
            message["tool_calls"] = [bodies.tool_call(tool) for tool in choice.tool_calls]
        message |= {"refusal": bodies.refusal_of(choice), "annotations": []}
        return {
            "index": index,
            "message": bodies.merged(message, choice.extra),
            "logprobs": bodies.logprobs(choice),
            "finish_reason": bodies.finish_reason(choice, call),
        }


def call_of(fields: Mapping[str, Any], *, request: wire.Request, provider: str) -> Call:
    """The call that validated fields make."""
    limit = fields.get("max_completion_tokens")
    return Call(
        provider=provider,
        endpoint="chat",
        model=fields["model"],
        messages=conversation.messages(fields["messages"]),
        tools=conversation.tools(fields),
        tool_choice=conversation.tool_choice(fields),
        parallel_tool_calls=fields.get("parallel_tool_calls") is not False,
        response_format=conversation.response_format(fields),
        stream=bool(fields.get("stream")),
        n=fields.get("n") or 1,
        stop=conversation.stops(fields),
        max_tokens=fields.get("max_tokens") if limit is None else limit,
        logprobs=bool(fields.get("logprobs")),
        top_logprobs=fields.get("top_logprobs") or 0,
        seed=fields.get("seed"),
        headers=request.headers,
        body=fields,
        options=fields,
    )


def check(fields: Mapping[str, Any]) -> None:
    """What a schema can't say: parameters that need another one. Raises Rejected."""
    if fields.get("stream_options") and not fields.get("stream"):
        raise _rejected("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options")
    if fields.get("top_logprobs") and not fields.get("logprobs"):
        raise _rejected("The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "top_logprobs")
    if fields.get("tool_choice") and not fields.get("tools"):
        message = "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified."
        raise _rejected(message, "tool_choice")
    _check_messages(fields["messages"])
    _check_tools(fields)


def _check_messages(messages: list[Mapping[str, Any]]) -> None:
    for index, message in enumerate(messages):
        if message["role"] == "tool" and not message.get("tool_call_id"):
            raise _missing(f"messages[{index}].tool_call_id")
        if message["role"] == "function" and not message.get("name"):
            raise _missing(f"messages[{index}].name")
        if message.get("content") is None and message["role"] not in ("assistant", "function"):
            raise _rejected("Invalid value for 'content': expected a string, got null.", f"messages.[{index}].content")


def _check_tools(fields: Mapping[str, Any]) -> None:
    for index, tool in enumerate(fields.get("tools") or ()):
        kind = tool["type"]
        if not tool.get(kind):
            raise _missing(f"tools[{index}].{kind}")
    wanted = fields.get("response_format") or {}
    if wanted.get("type") == "json_schema" and not wanted.get("json_schema"):
        raise _missing("response_format.json_schema")


def _missing(param: str) -> Rejected:
    return _rejected(f"Missing required parameter: '{param}'.", param, code="missing_required_parameter")


def _rejected(message: str, param: str, *, code: str | None = None) -> Rejected:
    return Rejected(Failure(kind="invalid_request", status=400, message=message, param=param, code=code))
