"""Where a provider differs from canonical OpenAI: what it adds, drops and renames in bodies, chunks and headers."""

from __future__ import annotations

from typing import Any

from fakeai.call import Call
from fakeai.reply import Model, Reply
from fakeai.seeds import Seed
from fakeai.wire import Headers

_LIMIT_REQUESTS, _LIMIT_TOKENS = 10_000, 2_000_000

Body = dict[str, Any]


class Dress:
    """The canonical dress: nothing is changed, and OpenAI's headers are worn. Providers override what differs.

    A method that gets a body may change it in place, and returns it.
    """

    reasoning_key: str | None = None
    """The key of a message or delta that carries reasoning text; None where the API never shows it."""

    stream_content_type = "text/event-stream; charset=utf-8"
    """The content type of a stream."""

    opening_chunk = True
    """Whether a chat stream begins with a chunk that has the role and nothing else."""

    def headers(self, call: Call, reply: Reply, seed: Seed) -> Headers:
        """The header fields of a successful response, beside content-type and content-length."""
        if reply.models is not None:
            return account_headers(seed)
        if reply.vectors is not None:
            model = ("openai-model", reply.model or call.model)
            return (("access-control-allow-origin", "*"), model, *account_headers(seed), *limit_headers(reply))
        return account_headers(seed) + limit_headers(reply)

    def reply(self, reply: Reply, call: Call) -> Reply:
        """The reply to a chat, in the parts that this API has words for."""
        return reply

    def body(self, body: Body, call: Call, reply: Reply) -> Body:
        """A whole body, before it is encoded."""
        return body

    def model(self, body: Body, model: Model) -> Body:
        """An entry of the model list, before what a script or the catalogue says of it in `model.extra` is added."""
        return body

    def chunk(self, chunk: Body, call: Call, reply: Reply) -> Body:
        """A chunk of a stream, before it is encoded. May hold holes (see chunks.py), which are filled in later."""
        return chunk


def account_headers(seed: Seed) -> Headers:
    """The fields that every answer of api.openai.com has, errors too."""
    own = seed.child("headers")
    return (
        ("access-control-expose-headers", "X-Request-ID"),
        ("openai-organization", "org-fakeai"),
        ("openai-processing-ms", own.decimal(90, 900)),
        ("openai-version", "2020-10-01"),
        ("x-request-id", "req_" + own.hex(32)),
    )


def limit_headers(reply: Reply) -> Headers:
    """The state of an account's rate limits after this reply: one request and its tokens of a fresh allowance gone."""
    usage = reply.usage
    used = (usage.input_tokens or 0) + (usage.output_tokens or 0) if usage else 0
    return (
        ("x-ratelimit-limit-requests", str(_LIMIT_REQUESTS)),
        ("x-ratelimit-limit-tokens", str(_LIMIT_TOKENS)),
        ("x-ratelimit-remaining-requests", str(_LIMIT_REQUESTS - 1)),
        ("x-ratelimit-remaining-tokens", str(max(0, _LIMIT_TOKENS - used))),
        ("x-ratelimit-reset-requests", "6ms"),
        ("x-ratelimit-reset-tokens", f"{used * 60_000 // _LIMIT_TOKENS}ms"),
    )
