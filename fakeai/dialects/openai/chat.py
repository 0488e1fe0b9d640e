"""Chat Completions: what a request asks, and a reply as a whole body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.openai import bodies, conversation
from fakeai.dialects.openai.chat_reading import read
from fakeai.dialects.openai.chat_request import ChatRequest
from fakeai.dialects.openai.chat_stream import ChatStream
from fakeai.dialects.openai.operation import StreamedOperation
from fakeai.dialects.openai.stored_completions import entry_of
from fakeai.reply import Choice, Reply
from fakeai.seeds import Seed
from fakeai.stored import Entry
from fakeai.tokens import Tokenizer


class Chat(StreamedOperation):
    """POST /v1/chat/completions."""

    canonical = ChatRequest

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        return call_of(self.fields(body), body=body, request=request, provider=provider)

    def render(self, reply: Reply, call: Call, *, seed: Seed, tokenizer: Tokenizer) -> wire.Response:
        """The reply, streamed if the call asks for that."""
        reply = self.dress.reply(reply, call)
        headers = (*self.dress.headers(call, reply, seed), *reply.headers)
        if call.stream:
            return ChatStream(reply, call, self.dress, seed=seed, tokenizer=tokenizer).response(headers)
        return wire.plain_json(200, self._body(reply, call, seed), headers=headers)

    def entry(self, reply: Reply, call: Call, *, seed: Seed) -> Entry:
        """What is stored of a reply: its whole body, and what it was asked with."""
        return entry_of(self._body(self.dress.reply(reply, call), call, seed), call, seed)

    def read(self, response: wire.Response) -> Reply:
        """The reply in a response."""
        return read(response, self.dress.reasoning_key)

    def _body(self, reply: Reply, call: Call, seed: Seed) -> dict[str, Any]:
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
        return bodies.merged(self.dress.body(body, call, reply), reply.extra)

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
        audio = bodies.audio_of(choice)
        if audio is not None:
            message["audio"] = audio
        return {
            "index": index,
            "message": bodies.merged(message, choice.extra),
            "logprobs": bodies.logprobs(choice),
            "finish_reason": bodies.finish_reason(choice, call),
        }


def call_of(fields: Mapping[str, Any], *, body: Mapping[str, Any], request: wire.Request, provider: str) -> Call:
    """The call that validated fields make; `body` is what was sent."""
    limit = fields.get("max_completion_tokens")
    return Call(
        provider=provider,
        endpoint="chat",
        model=fields["model"],
        messages=conversation.messages(fields["messages"], fields["model"]),
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
        speech=conversation.speech(fields),
        prediction=conversation.prediction(fields),
        store=fields.get("store") is True,
        headers=request.headers,
        body=body,
        options=fields,
    )
