"""LightningRod: the OpenAI-compatible API of the Foresight models, a FastAPI application.

Source: its OpenAPI document and reference page. The shape of chunks, the prices and the texts of errors other than 401,
404, 405 and 422 are not documented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.contract import Rejected
from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.completions import Completions
from fakeai.dialects.openai.dress import Dress
from fakeai.dialects.openai.models import ModelList
from fakeai.providers import fastapi
from fakeai.providers import lightningrod_models as models
from fakeai.providers.contract import Keys, Provider, Route
from fakeai.providers.narrow import NarrowDress
from fakeai.reply import Choice, Failure, Model, Part, Reasoning, Refusal, Reply, Text, ToolCall
from fakeai.seeds import Seed
from fakeai.wire import Headers

_MOST_CHOICES = 128

BASES = ("/api/public/v1/openai", "/v1/openai")
"""Where it is served: the documented base, and that of newer clients."""

MODELS = tuple(
    Model(
        id=f"foresight-v{version}",
        owned_by="lightningrodlabs",
        extra={
            "name": f"Foresight v{version}",
            "context_length": 131_072,
            "max_completion_tokens": 8_192,
            "pricing": {"prompt": "0.000001", "completion": "0.000002"},
        },
    )
    for version in (1, 4)
)


class LightningRodDress(NarrowDress):
    """All that is said is text: there are no tools, no refusals and no reasoning."""

    def reply(self, reply: Reply, call: Call) -> Reply:
        """The reply in text. A tool call has none."""
        return replace(reply, choices=tuple(map(_in_text, reply.choices)))


class ModelDress(Dress):
    """The model list, whose entries have nine keys."""

    def headers(self, call: Call, reply: Reply, seed: Seed) -> Headers:
        """None that are documented."""
        return ()

    def model(self, body: dict[str, Any], model: Model) -> dict[str, Any]:
        """An entry that has every key, whatever is known of the model."""
        return models.ModelObject(**body).model_dump()


class LightningRodChat(Chat):
    """POST …/openai/chat/completions."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        return _possible(super().parse(request, body, provider=provider, params=params))


class LightningRodCompletions(Completions):
    """POST …/openai/completions. Without `max_tokens` there is no limit, where OpenAI has one of 16."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        call = _possible(super().parse(request, body, provider=provider, params=params))
        return replace(call, max_tokens=call.options.get("max_tokens"))


def authenticate(request: wire.Request, keys: Keys) -> Failure | None:
    """A bearer token is required of a POST; any will do unless keys are named. The model list is open."""
    return None if request.method == "GET" else fastapi.bearer_token(request, keys)


def decode(request: wire.Request) -> Any:
    """The JSON of a POST; nothing is read from a GET."""
    return None if request.method == "GET" else fastapi.decode(request)


def _in_text(choice: Choice) -> Choice:
    parts: tuple[Part, ...] = tuple(
        Text(part.text) if isinstance(part, Refusal) else part
        for part in choice.parts
        if not isinstance(part, ToolCall | Reasoning)
    )
    return replace(choice, parts=parts, finish="stop" if choice.finish == "tool_calls" else choice.finish)


def _possible(call: Call) -> Call:
    """The call, if it asks for what can be done, as the schema itself has no ranges. Raises Rejected."""
    wanted = call.options.get("n")
    if wanted is not None and not 1 <= wanted <= _MOST_CHOICES:
        raise Rejected(Failure(kind="invalid_request", message=f"n must be between 1 and {_MOST_CHOICES}"))
    if call.max_tokens is not None and call.max_tokens < 1:
        raise Rejected(Failure(kind="invalid_request", message="max_tokens must be at least 1"))
    if call.endpoint == "completions" and not call.inputs:
        raise Rejected(Failure(kind="invalid_request", message="prompt must not be empty"))
    return call


def _routes(base: str) -> tuple[Route, ...]:
    """The three operations at a base path."""
    chat = LightningRodDress(models.ChatCompletionResponse, models.ChatCompletionChunk)
    text = LightningRodDress(models.CompletionResponse, models.CompletionResponse)
    refused = {422: fastapi.HTTPValidationError}
    return (
        Route(
            method="POST", path=f"{base}/chat/completions", summary="Chat Completions", errors=refused,
            endpoint=LightningRodChat(models.ChatCompletionRequest, dress=chat, exact=False),
            request=models.ChatCompletionRequest, response=models.ChatCompletionResponse,
        ),
        Route(
            method="GET", path=f"{base}/models", summary="List Models",
            endpoint=ModelList(dress=ModelDress()), response=models.ModelListResponse,
        ),
        Route(
            method="POST", path=f"{base}/completions", summary="Completions", errors=refused,
            endpoint=LightningRodCompletions(models.CompletionRequest, dress=text, exact=False),
            request=models.CompletionRequest, response=models.CompletionResponse,
        ),
    )  # fmt: skip


LIGHTNINGROD = Provider(
    name="lightningrod",
    title="LightningRod API",
    base_path=BASES[0],
    port=8000,
    routes=tuple(route for base in BASES for route in _routes(base)),
    envelope=fastapi.FastAPIEnvelope(),
    authenticate=authenticate,
    decode=decode,
    models=MODELS,
    environment={"OPENAI_BASE_URL": "{base_url}", "OPENAI_API_KEY": "{key}"},
    auth="Authorization: Bearer KEY; GET …/models is open",
    quirks=(
        "messages are texts with a free role: no content parts, no tools; unknown fields are ignored",
        "numbers may be sent as text, and have no range: a temperature of 5 is accepted",
        "what is wrong with a body is told all at once, with 422, as FastAPI does",
        "an answer is always text: a refusal is said as text, a tool call is not said; usage has three numbers",
    ),
)
