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
from fakeai.dialects.openai.models import ModelList
from fakeai.providers import fastapi
from fakeai.providers import lightningrod_later as later
from fakeai.providers import lightningrod_models as models
from fakeai.providers.contract import Keys, Provider, Route
from fakeai.providers.lightningrod_dress import READ, WRITTEN, DocumentedDress, LaterDress, ModelDress
from fakeai.providers.lightningrod_forecasts import forecast
from fakeai.reply import Failure, Model, Reply
from fakeai.seeds import Seed

_MOST_CHOICES = 128
_TAGS = ("OpenAI Compatible",)

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
            "pricing": {"prompt": READ, "completion": WRITTEN},
        },
    )
    for version in (1, 4)
)


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


class LaterChat(LightningRodChat):
    """POST …/chat/completions of newer clients, whose models always think: `reasoning_effort` is medium or low."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        return _thinking(super().parse(request, body, provider=provider, params=params))


class LaterCompletions(LightningRodCompletions):
    """POST …/completions of newer clients."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        return _thinking(super().parse(request, body, provider=provider, params=params))


def _thinking(call: Call) -> Call:
    effort = call.options.get("reasoning_effort") or "medium"
    return replace(call, options={**call.options, "reasoning_effort": effort})


def authenticate(request: wire.Request, keys: Keys) -> Failure | None:
    """A bearer token is required of a POST; any will do unless keys are named. The model list is open."""
    return None if request.method == "GET" else fastapi.bearer_token(request, keys)


def decode(request: wire.Request) -> Any:
    """The JSON of a POST; nothing is read from a GET."""
    return None if request.method == "GET" else fastapi.decode(request)


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


def made_up(reply: Reply, call: Call, seed: Seed) -> Reply:
    """An answer that nobody wrote. One to a newer client thinks first, and ends as it is asked to."""
    return forecast(reply, call, seed) if "reasoning_effort" in call.options else reply


def _refused(path: str) -> dict[str, Any]:
    """What both operations with a body are, beside their models."""
    return {"method": "POST", "path": path, "tags": _TAGS, "errors": {422: fastapi.HTTPValidationError}}


def _model_list(base: str) -> Route:
    return Route(
        method="GET", path=f"{base}/models", tags=_TAGS, summary="List Models", description="List available models.",
        operation_id="list_models_openai_models_get" if base == BASES[0] else "",
        endpoint=ModelList(dress=ModelDress()), response=models.ModelListResponse,
    )  # fmt: skip


def _documented(base: str) -> tuple[Route, ...]:
    """The three operations as the document has them."""
    chat = DocumentedDress(models.ChatCompletionResponse, models.ChatCompletionChunk)
    text = DocumentedDress(models.CompletionResponse, models.CompletionResponse)
    return (
        Route(
            **_refused(f"{base}/chat/completions"),
            summary="Chat Completions", description="OpenAI Compatible API Endpoint for Foresight Models.",
            operation_id="chat_completions_openai_chat_completions_post",
            endpoint=LightningRodChat(models.ChatCompletionRequest, dress=chat, exact=False),
            request=models.ChatCompletionRequest,
            response=models.ChatCompletionResponse, chunk=models.ChatCompletionChunk,
        ),
        _model_list(base),
        Route(
            **_refused(f"{base}/completions"),
            summary="Completions", description="OpenAI-compatible text completion endpoint.",
            operation_id="completions_openai_completions_post",
            endpoint=LightningRodCompletions(models.CompletionRequest, dress=text, exact=False),
            request=models.CompletionRequest,
            response=models.CompletionResponse, chunk=models.CompletionResponse,
        ),
    )  # fmt: skip


def _later(base: str) -> tuple[Route, ...]:
    """The three operations as newer clients know them."""
    chat = LaterDress(later.LaterChatCompletionResponse, later.LaterChatCompletionChunk)
    text = LaterDress(later.LaterCompletionResponse, models.CompletionResponse)
    return (
        Route(
            **_refused(f"{base}/chat/completions"), summary="Chat Completions",
            endpoint=LaterChat(later.LaterChatCompletionRequest, dress=chat, exact=False),
            request=later.LaterChatCompletionRequest,
            response=later.LaterChatCompletionResponse, chunk=later.LaterChatCompletionChunk,
        ),
        _model_list(base),
        Route(
            **_refused(f"{base}/completions"), summary="Completions",
            endpoint=LaterCompletions(later.LaterCompletionRequest, dress=text, exact=False),
            request=later.LaterCompletionRequest,
            response=later.LaterCompletionResponse, chunk=models.CompletionResponse,
        ),
    )  # fmt: skip


LIGHTNINGROD = Provider(
    name="lightningrod",
    title="LightningRod API",
    base_path=BASES[0],
    key_scheme="HTTPBearer",
    port=8000,
    upstream="https://api.lightningrod.ai",
    routes=(*_documented(BASES[0]), *_later(BASES[1])),
    bases=BASES,
    envelope=fastapi.FastAPIEnvelope(),
    authenticate=authenticate,
    decode=decode,
    models=MODELS,
    made_up=made_up,
    environment={"OPENAI_BASE_URL": "{base_url}", "OPENAI_API_KEY": "{key}"},
    auth="Authorization: Bearer KEY; GET …/models is open",
    quirks=(
        "messages are texts with a free role: no content parts, no tools; unknown fields are ignored",
        "numbers may be sent as text, and have no range: a temperature of 5 is accepted",
        "what is wrong with a body is told all at once, with 422, as FastAPI does",
        "an answer is always text: a refusal is said as text, a tool call is not said; usage has three numbers",
        "below /v1/openai also research, answer_type and reasoning_effort, thinking and annotations, and what it cost",
    ),
)
