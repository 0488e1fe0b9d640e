"""Pieces of a body that plain and streamed answers share."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from fakeai.call import Call
from fakeai.clock import EPOCH
from fakeai.reply import Audio, Choice, Reasoning, Refusal, Reply, TokenLogprob, ToolCall, Usage
from fakeai.seeds import Seed

Body = dict[str, Any]
CREATED = EPOCH


def identity(reply: Reply, seed: Seed, *, prefix: str = "chatcmpl-") -> str:
    """The id of a completion: the scripted one, else the prefix and 29 characters, as real ones have."""
    return reply.id or prefix + seed.child("id").alphanumeric(29)


@lru_cache(maxsize=256)
def fingerprint(model: str) -> str:
    """The system fingerprint of a model: always the same for the same model."""
    return "fp_" + Seed.root(model).child("fingerprint").hex(10)


def service_tier(call: Call) -> str:
    """The tier that served a call: the one asked for, where one was. `fast` is the priority tier by another name."""
    asked = call.options.get("service_tier") or "auto"
    return {"auto": "default", "fast": "priority"}.get(asked, asked)


def finish_reason(choice: Choice, call: Call) -> str:
    """Why a choice ended, in OpenAI's words; with legacy functions a tool call is a `function_call`."""
    if choice.finish == "tool_calls" and uses_functions(call):
        return "function_call"
    return choice.finish or "stop"


def uses_functions(call: Call) -> bool:
    """Whether the call speaks the legacy `functions`, so that the answer has to as well."""
    return bool(call.options.get("functions"))


def text_of(choice: Choice) -> str | None:
    """The content of a message: its text, or null where it only calls tools, refuses or is spoken."""
    text = choice.text
    silent = any(isinstance(part, ToolCall | Refusal | Audio) for part in choice.parts)
    return None if silent and not text else text


def refusal_of(choice: Choice) -> str | None:
    """The refusal of a message, or null."""
    texts = [part.text for part in choice.parts if isinstance(part, Refusal)]
    return "".join(texts) if texts else None


def reasoning_of(choice: Choice) -> str | None:
    """The reasoning of a message, or None."""
    texts = [part.text for part in choice.parts if isinstance(part, Reasoning)]
    return "".join(texts) if texts else None


def audio_of(choice: Choice) -> Body | None:
    """What is spoken, or None where nothing is. Its audio is complete, as `shaping.shape` makes it."""
    for part in choice.parts:
        if isinstance(part, Audio):
            data = b64encode(part.data or b"").decode()
            return {"id": part.id, "data": data, "expires_at": part.expires_at, "transcript": part.transcript}
    return None


def tool_call(call: ToolCall) -> Body:
    """A tool call, whole."""
    if call.custom:
        return {"id": call.id, "type": "custom", "custom": {"name": call.name, "input": call.arguments}}
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def counts(used: Usage | None) -> Body:
    """The three numbers that every usage has."""
    used = used or Usage()
    prompt, completion = used.input_tokens or 0, used.output_tokens or 0
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def usage(used: Usage | None) -> Body:
    """The usage of a chat."""
    used = used or Usage()
    heard, spoken = used.input_audio_tokens or 0, used.output_audio_tokens or 0
    prompt = {"cached_tokens": used.cached_tokens or 0, "audio_tokens": heard}
    completion = {
        "reasoning_tokens": used.reasoning_tokens or 0,
        "audio_tokens": spoken,
        "accepted_prediction_tokens": used.accepted_prediction_tokens or 0,
        "rejected_prediction_tokens": used.rejected_prediction_tokens or 0,
    }
    if heard or spoken:  # only models that speak or hear tell their text apart
        prompt["text_tokens"] = max(0, (used.input_tokens or 0) - heard)
        completion["text_tokens"] = max(0, (used.output_tokens or 0) - spoken)
    return {**counts(used), "prompt_tokens_details": prompt, "completion_tokens_details": completion}


def token_logprob(token: TokenLogprob) -> Body:
    """A token with its log probability, bytes and rivals."""
    return {
        **_likelihood(token.token, token.logprob),
        "top_logprobs": [_likelihood(rival, logprob) for rival, logprob in token.top],
    }


def logprobs(choice: Choice) -> Body | None:
    """The log probabilities of a choice, or null where they were not asked for."""
    if choice.logprobs is None:
        return None
    tokens = [token_logprob(token) for token in choice.logprobs]
    refused = refusal_of(choice) is not None
    return {"content": None if refused else tokens, "refusal": tokens if refused else None}


def merged(body: Body, extra: Mapping[str, Any]) -> Body:
    """The body with `extra` laid over it: mappings merge, everything else replaces. Changes `body`, never `extra`."""
    for key, value in extra.items():
        if isinstance(value, Mapping):
            known = body.get(key)
            body[key] = merged(known if isinstance(known, dict) else {}, value)
        else:
            body[key] = value
    return body


def model_of(reply: Reply, call: Call) -> str:
    """The model that answers: the scripted one, else the one asked for."""
    return reply.model or call.model


def _likelihood(token: str, logprob: float) -> Body:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode("utf-8", "surrogatepass"))}
