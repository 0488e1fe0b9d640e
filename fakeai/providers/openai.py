"""OpenAI: the canonical API that the other providers are compared with."""

from __future__ import annotations

from typing import Any

from fakeai import wire
from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.completions import Completions
from fakeai.dialects.openai.embeddings import Embeddings
from fakeai.dialects.openai.envelope import OpenAIEnvelope, bearer, duration
from fakeai.dialects.openai.models import ModelEntry, ModelList
from fakeai.dialects.openai.stored_completions import (
    StoredCompletion,
    StoredCompletions,
    StoredDeletion,
    StoredMessages,
    StoredUpdate,
)
from fakeai.limits import Standing
from fakeai.providers.bodies import json_body
from fakeai.providers.contract import Keys, Provider, Route
from fakeai.providers.openai_rules import rules
from fakeai.providers.openai_schemas import schema_rules
from fakeai.reply import Failure, Model
from fakeai.wire import Headers

MODELS = tuple(
    Model(id=name, created=created, owned_by=owner)
    for name, created, owner in (
        ("gpt-3.5-turbo", 1677610602, "openai"),
        ("gpt-3.5-turbo-instruct", 1692901427, "system"),
        ("gpt-4", 1687882411, "openai"),
        ("gpt-4-turbo", 1712361441, "system"),
        ("gpt-4.1", 1744316542, "system"),
        ("gpt-4.1-mini", 1744318173, "system"),
        ("gpt-4.1-nano", 1744321025, "system"),
        ("gpt-4o", 1715367049, "system"),
        ("gpt-4o-audio-preview", 1727460443, "system"),
        ("gpt-4o-mini", 1721172741, "system"),
        ("gpt-5", 1754425777, "system"),
        ("gpt-5-mini", 1754425928, "system"),
        ("gpt-5-nano", 1754426384, "system"),
        ("gpt-audio", 1756339249, "system"),
        ("o3", 1744225308, "system"),
        ("o3-mini", 1737146383, "system"),
        ("o4-mini", 1744225351, "system"),
        ("text-embedding-3-large", 1705953180, "system"),
        ("text-embedding-3-small", 1705948997, "system"),
        ("text-embedding-ada-002", 1671217299, "openai-internal"),
    )
)


def authenticate(request: wire.Request, keys: Keys) -> Failure | None:
    """A bearer token is required; any will do unless keys are named."""
    token = bearer(request)
    if not token:
        return Failure(kind="no_api_key")
    if keys and token not in keys:
        return Failure(kind="invalid_api_key")
    return None


def decode(request: wire.Request) -> Any:
    """The JSON of a POST; nothing is read from a GET or DELETE."""
    return json_body(request) if request.method == "POST" else None


def limit_headers(standing: Standing) -> Headers:
    """The `x-ratelimit-…` fields: of each limit its size, what remains, and when all of it will be there again."""
    allowances = {"requests": standing.requests, "tokens": standing.tokens}
    return tuple(
        (f"x-ratelimit-{field}-{what}", value)
        for what, allowance in allowances.items()
        if allowance is not None
        for field, value in (
            ("limit", str(allowance.limit)),
            ("remaining", str(allowance.remaining)),
            ("reset", duration(allowance.reset)),
        )
    )


OPENAI = Provider(
    name="openai",
    title="OpenAI",
    base_path="/v1",
    key_scheme="ApiKeyAuth",
    port=8000,
    upstream="https://api.openai.com",
    routes=(
        Route(method="POST", path="/v1/chat/completions", endpoint=Chat(), request=Chat.canonical),
        Route(method="GET", path="/v1/chat/completions", endpoint=StoredCompletions()),
        Route(method="GET", path="/v1/chat/completions/{id}/messages", endpoint=StoredMessages()),
        Route(method="GET", path="/v1/chat/completions/{id}", endpoint=StoredCompletion()),
        Route(method="POST", path="/v1/chat/completions/{id}", endpoint=StoredUpdate()),
        Route(method="DELETE", path="/v1/chat/completions/{id}", endpoint=StoredDeletion()),
        Route(method="POST", path="/v1/completions", endpoint=Completions(), request=Completions.canonical),
        Route(method="POST", path="/v1/embeddings", endpoint=Embeddings(), request=Embeddings.canonical),
        Route(method="GET", path="/v1/models", endpoint=ModelList()),
        Route(method="GET", path="/v1/models/{id}", endpoint=ModelEntry()),
    ),
    envelope=OpenAIEnvelope(),
    authenticate=authenticate,
    decode=decode,
    limit_headers=limit_headers,
    models=MODELS,
    rules=rules,
    schemas=schema_rules,
    environment={
        "OPENAI_BASE_URL": "{base_url}",
        "OPENAI_API_BASE": "{base_url}",  # what LangChain and LiteLLM read
        "OPENAI_API_KEY": "{key}",
    },
)
