"""What Bifrost makes of OpenAI's bodies: the keys of its superset, in the order in which Go writes them.

Source: its Create Chat Completion document, and core/schemas of maximhq/bifrost for what is always there and what is
left out when it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fakeai.call import Call
from fakeai.dialects.openai.chunks import INDEX
from fakeai.dialects.openai.dress import Dress
from fakeai.providers import bifrost_choice
from fakeai.providers.bifrost_models import DEFAULT_PROVIDER, DEPLOYED, named
from fakeai.providers.bifrost_usage import Pace, usage
from fakeai.reply import Model, Reply
from fakeai.seeds import Seed
from fakeai.wire import Headers

Body = dict[str, Any]

REQUEST_TYPES = {
    "chat": "chat_completion",
    "completions": "text_completion",
    "embeddings": "embedding",
    "models": "list_models",
}
"""What Bifrost calls an endpoint; a streamed one ends in `_stream`."""

_STREAM_HEADERS: Headers = (
    ("cache-control", "no-cache"),
    ("connection", "keep-alive"),
    ("access-control-allow-origin", "*"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """Where releases of Bifrost differ from the document, or from each other.

    logprobs_key: "log_probs" as documented, or "logprobs" as newer releases say. finish_reason_null: chunks before the
    last have `finish_reason: null`, or no such key.
    """

    logprobs_key: str = "log_probs"
    finish_reason_null: bool = True


class BifrostDress(Dress):
    """The dress of a gateway: whose model answered, how long it took, and what it cost."""

    reasoning_key = "reasoning"
    stream_content_type = "text/event-stream"

    def __init__(self, quirks: Quirks, *, opening_chunk: bool) -> None:
        self.opening_chunk = opening_chunk
        self._quirks = quirks

    def headers(self, call: Call, reply: Reply, seed: Seed) -> Headers:
        """Those of a stream; nothing is told of an account."""
        return _STREAM_HEADERS if call.stream else ()

    def body(self, body: Body, call: Call, reply: Reply) -> Body:
        """A whole body."""
        if reply.models is not None:
            return body
        latency = _pace(call, body).total(reply)
        extra_fields = _extra_fields(call, latency=latency, index=0)
        if reply.vectors is not None:
            return body | {"model": _model(reply, call), "usage": usage(reply, call), "extra_fields": extra_fields}
        choices = [self._choice(choice, call, reply) for choice in body["choices"]]
        return _head(body, call, reply, choices) | {"usage": usage(reply, call), "extra_fields": extra_fields}

    def chunk(self, chunk: Body, call: Call, reply: Reply) -> Body:
        """A chunk: the last one has the usage, and the time that the whole answer took."""
        pace, is_last = _pace(call, chunk), _is_last(chunk, call)
        latency = pace.total(reply) if is_last else pace.first if _opens(chunk) else pace.next
        choices = [self._choice(choice, call, reply) for choice in chunk["choices"]]
        return _head(chunk, call, reply, choices) | {
            "usage": usage(reply, call) if is_last else None,
            "extra_fields": _extra_fields(call, latency=latency, index=INDEX),
        }

    def model(self, body: Body, model: Model) -> Body:
        """An entry of the model list, named with its provider."""
        return body | {"id": "/".join(named(model.id))}

    def _choice(self, choice: Body, call: Call, reply: Reply) -> Body:
        extra = reply.choices[choice["index"]].extra
        dressed: Body = {"index": choice["index"], "finish_reason": choice["finish_reason"]}
        if choice["finish_reason"] is None and not self._quirks.finish_reason_null:
            del dressed["finish_reason"]
        logprobs = bifrost_choice.logprobs(choice["logprobs"])
        if logprobs:
            dressed[self._quirks.logprobs_key] = logprobs
        if "text" in choice:
            known = {"index", "finish_reason", "logprobs"}
            return dressed | {key: value for key, value in choice.items() if key not in known}
        if "message" in choice:
            return dressed | {"message": bifrost_choice.message(choice["message"], extra)}
        return dressed | {"delta": bifrost_choice.delta(choice["delta"], extra)}


class UnifiedModels(Dress):
    """The list at `/v1/models`: in Bifrost's own format, not OpenAI's."""

    def headers(self, call: Call, reply: Reply, seed: Seed) -> Headers:
        """None."""
        return ()

    def body(self, body: Body, call: Call, reply: Reply) -> Body:
        """The entries, and how long it took to ask for them."""
        return {
            "data": body["data"],
            "extra_fields": _extra_fields(call, latency=_pace(call, body).first, index=0),
        }

    def model(self, body: Body, model: Model) -> Body:
        """An entry, which is named with its provider, and has no `object`."""
        provider, name = named(model.id)
        return {"id": f"{provider}/{name}", "name": name, "created": model.created, "owned_by": model.owned_by}


def _head(body: Body, call: Call, reply: Reply, choices: list[Body]) -> Body:
    """What every body and chunk begins with. A tier is named only if one was asked for."""
    provider, _ = named(call.model)
    head = {
        "id": body["id"],
        "choices": choices,
        "created": body["created"],
        "model": _model(reply, call),
        "object": body["object"],
    }
    if call.options.get("service_tier"):
        head["service_tier"] = body.get("service_tier") or call.options["service_tier"]
    fingerprint = body.get("system_fingerprint", "") if provider == DEFAULT_PROVIDER else ""
    return head | {"system_fingerprint": fingerprint}


def _model(reply: Reply, call: Call) -> str:
    """The model, as its own provider calls it."""
    return named(reply.model or call.model).model


def _extra_fields(call: Call, *, latency: int, index: int | str) -> Body:
    """Who answered what. `index` is a number, or the hole for one."""
    kind = REQUEST_TYPES[call.endpoint]
    fields: Body = {"request_type": f"{kind}_stream" if call.stream else kind}
    if call.model:
        provider, model = named(call.model)
        fields |= {"provider": provider, "model_requested": model}
        if provider in DEPLOYED:
            fields["model_deployment"] = model
    return fields | {"latency": latency, "chunk_index": index}


def _pace(call: Call, body: Body) -> Pace:
    """The pace of an answer; one that has no id of its own always takes the same time."""
    return Pace(body.get("id") or f"{call.endpoint} {call.model}")


def _is_last(chunk: Body, call: Call) -> bool:
    """Whether nothing but [DONE] comes after a chunk: it has the usage that was asked for, or ends the last choice."""
    if not chunk["choices"]:
        return True
    if (call.options.get("stream_options") or {}).get("include_usage"):
        return False
    choice = chunk["choices"][0]
    return choice["finish_reason"] is not None and choice["index"] == call.n * max(1, len(call.inputs)) - 1


def _opens(chunk: Body) -> bool:
    return any("role" in choice.get("delta", {}) for choice in chunk["choices"])
