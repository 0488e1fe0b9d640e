"""Legacy Completions: what a request asks, and a reply as a whole body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.openai import bodies, conversation
from fakeai.dialects.openai.completions_choice import Said, said
from fakeai.dialects.openai.completions_reading import read
from fakeai.dialects.openai.completions_request import CompletionRequest
from fakeai.dialects.openai.completions_stream import CompletionStream
from fakeai.dialects.openai.operation import StreamedOperation
from fakeai.dialects.openai.prompts import texts, token_count
from fakeai.reply import Choice, Reply
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer

_DEFAULT_MAX_TOKENS = 16
_DEFAULT_PROMPT = "<|endoftext|>"  # the start of a new document, which is what a model sees without a prompt


class Completions(StreamedOperation):
    """POST /v1/completions."""

    canonical = CompletionRequest

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        return call_of(self.fields(body), body=body, request=request, provider=provider)

    def render(self, reply: Reply, call: Call, *, seed: Seed, tokenizer: Tokenizer) -> wire.Response:
        """The reply, streamed if the call asks for that."""
        headers = (*self.dress.headers(call, reply, seed), *reply.headers)
        choices = [said(index, choice, call, seed, tokenizer) for index, choice in enumerate(reply.choices)]
        if call.stream:
            return CompletionStream(reply, call, self.dress, seed=seed, tokenizer=tokenizer).response(choices, headers)
        body = {
            "id": bodies.identity(reply, seed, prefix="cmpl-"),
            "object": "text_completion",
            "created": bodies.CREATED,
            "model": bodies.model_of(reply, call),
            "choices": [
                _choice(index, choice, words)
                for index, (choice, words) in enumerate(zip(reply.choices, choices, strict=True))
            ],
            "usage": bodies.counts(reply.usage),
        }
        dressed = bodies.merged(self.dress.body(body, call, reply), reply.extra)
        return wire.plain_json(200, dressed, headers=headers)

    def read(self, response: wire.Response) -> Reply:
        """The reply in a response."""
        return read(response)


def call_of(fields: Mapping[str, Any], *, body: Mapping[str, Any], request: wire.Request, provider: str) -> Call:
    """The call that validated fields make; `body` is what was sent."""
    limit, likelihoods = fields.get("max_tokens"), fields.get("logprobs")
    prompt = fields.get("prompt")
    if prompt is None:
        prompt = _DEFAULT_PROMPT
    return Call(
        provider=provider,
        endpoint="completions",
        model=fields["model"],
        inputs=texts(prompt),
        input_tokens=token_count(prompt),
        stream=bool(fields.get("stream")),
        n=fields.get("n") or 1,
        stop=conversation.stops(fields),
        max_tokens=_DEFAULT_MAX_TOKENS if limit is None else limit,
        logprobs=likelihoods is not None,
        top_logprobs=likelihoods or 0,
        seed=fields.get("seed"),
        headers=request.headers,
        body=body,
        options=fields,
    )


def _choice(index: int, choice: Choice, words: Said) -> dict[str, Any]:
    body = {"text": words.text, "index": index, "logprobs": words.logprobs, "finish_reason": words.finish_reason}
    return bodies.merged(body, choice.extra)
