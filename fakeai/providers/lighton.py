"""LightOn Paradigm: a Django REST framework application in front of models that vLLM serves.

Source: its OpenAPI document (v3) for chats, its API reference for what is beside it. Errors of the gateway are Django
REST framework's, those of the model vLLM's; neither is documented. Its examples of answers are copies of requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.completions import Completions
from fakeai.dialects.openai.dress import Dress
from fakeai.dialects.openai.embeddings import Embeddings
from fakeai.dialects.openai.models import ModelList
from fakeai.providers import lighton_models as models
from fakeai.providers import rest_framework
from fakeai.providers.contract import Provider, Route
from fakeai.providers.narrow import NarrowDress
from fakeai.providers.vllm import VLLMEnvelope, check_functions, check_sampling
from fakeai.reply import Choice, Failure, FailureKind, Model, Part, Reasoning, Refusal, Reply, Text, ToolCall
from fakeai.seeds import Seed
from fakeai.wire import Headers

BASES = ("/api/v3", "/api/v2")
"""Where it is served: the documented version, and the one before it, which SDK examples use."""

MODELS = tuple(
    Model(id=name, owned_by="lighton") for name in ("alfred-4.2", "alfred-40b-1123", "multilingual-e5-large")
)

_TAGS = ("Models",)
_CHAT = (
    "This endpoint can be used to generate chat completions from a Large Language Model. It is a simple proxy "
    "forwarding your requests to the desired model. When `stream=true`, each Server-Sent Event contains a JSON object "
    "with incremental text; the stream ends with `data: [DONE]`."
)
_BODIES = ("application/json", *rest_framework.FORM_TYPES)
_OF_THE_MODEL: frozenset[FailureKind] = frozenset({
    "model_not_found", "context_length_exceeded", "content_filter", "overloaded", "server_error", "unavailable",
    "bad_gateway", "gateway_timeout", "timeout",
})  # fmt: skip


class LightOnEnvelope(rest_framework.RestFrameworkEnvelope):
    """Django's words for what the gateway turns down; vLLM's for what the model fails at.

    A failure that has a type, code or param is vLLM's too: Django's bodies have no place for them.
    """

    def __init__(self) -> None:
        self._model = VLLMEnvelope()

    def say(self, failure: Failure, *, request: wire.Request, model: str, seed: Seed) -> wire.Response:
        """The failure as a response."""
        named = (failure.type, failure.code, failure.param) != (None, None, None)
        if failure.detail is None and (named or failure.kind in _OF_THE_MODEL):
            return self._model.say(failure, request=request, model=model, seed=seed)
        return super().say(failure, request=request, model=model, seed=seed)


class BareDress(Dress):
    """OpenAI's bodies without OpenAI's header fields."""

    def headers(self, call: Call, reply: Reply, seed: Seed) -> Headers:
        """None that are documented."""
        return ()


class ChatDress(NarrowDress):
    """A chat that knows texts and the legacy function call: one, in place of tool calls."""

    def __init__(self) -> None:
        super().__init__(models.ChatCompletionsResponse, models.ChatCompletionsChunk)

    def reply(self, reply: Reply, call: Call) -> Reply:
        """The reply as texts and one function call at most."""
        return replace(reply, choices=tuple(map(_with_one_call, reply.choices)))

    def body(self, body: dict[str, Any], call: Call, reply: Reply) -> dict[str, Any]:
        """A whole body."""
        return super().body(_with_functions(body), call, reply)

    def chunk(self, chunk: dict[str, Any], call: Call, reply: Reply) -> dict[str, Any]:
        """A chunk."""
        return super().chunk(_with_functions(chunk), call, reply)


class LightOnChat(Chat):
    """POST …/chat/completions."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        return check_functions(check_sampling(super().parse(request, body, provider=provider, params=params)))


class LightOnCompletions(Completions):
    """POST …/completions."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        return check_sampling(super().parse(request, body, provider=provider, params=params))


class LightOnEmbeddings(Embeddings):
    """POST …/embeddings."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        return check_sampling(super().parse(request, body, provider=provider, params=params))


def decode(request: wire.Request) -> Any:
    """What a POST carries, as JSON or as a form; nothing is read from a GET."""
    return None if request.method == "GET" else rest_framework.decode(request)


def _with_one_call(choice: Choice) -> Choice:
    """The choice without reasoning, with refusals as texts, and with the first of its calls."""
    calls = choice.tool_calls
    parts: tuple[Part, ...] = tuple(
        Text(part.text) if isinstance(part, Refusal) else part
        for part in choice.parts
        if not (isinstance(part, Reasoning) or (isinstance(part, ToolCall) and part is not calls[0]))
    )
    return replace(choice, parts=parts)


def _with_functions(body: dict[str, Any]) -> dict[str, Any]:
    """The body of a chat, or a chunk of it, with function calls for tool calls."""
    for choice in body["choices"]:
        said = choice.get("message", choice.get("delta"))
        for tool_call in said.pop("tool_calls", ()):
            function = tool_call.get("function") or tool_call["custom"]
            said["function_call"] = {"arguments" if key == "input" else key: function[key] for key in function}
        if choice["finish_reason"] == "tool_calls":
            choice["finish_reason"] = "function_call"
    return body


def _routes(base: str) -> tuple[Route, ...]:
    """The four operations at a base path."""
    text = NarrowDress(models.CompletionsResponse, models.CompletionsResponse)
    name = base[1:].replace("/", "_")  # as Django makes the ids of operations
    return (
        Route(
            **_taking(f"{base}/chat/completions", f"{name}_chat_completions_create"),
            summary="Generate a chat completion", description=_CHAT,
            endpoint=LightOnChat(models.ChatCompletionsRequest, dress=ChatDress(), exact=False),
            request=models.ChatCompletionsRequest,
            response=models.ChatCompletionsResponse, chunk=models.ChatCompletionsChunk,
        ),
        Route(
            **_taking(f"{base}/completions", f"{name}_completions_create"), summary="Generate a text completion",
            endpoint=LightOnCompletions(models.CompletionsRequest, dress=text, exact=False),
            request=models.CompletionsRequest, response=models.CompletionsResponse, chunk=models.CompletionsResponse,
        ),
        Route(
            **_taking(f"{base}/embeddings", f"{name}_embeddings_create"), summary="Create embeddings",
            endpoint=LightOnEmbeddings(models.EmbeddingsRequest, dress=BareDress(), exact=False),
            request=models.EmbeddingsRequest, response=models.EmbeddingsResponse,
        ),
        Route(
            method="GET", path=f"{base}/models", tags=_TAGS, operation_id=f"{name}_models_list",
            summary="List all models", endpoint=ModelList(dress=BareDress()), response=models.ModelList,
        ),
    )  # fmt: skip


def _taking(path: str, operation_id: str) -> dict[str, Any]:
    """What all operations with a body have in common."""
    return {
        "method": "POST", "path": path, "operation_id": operation_id, "tags": _TAGS, "media_types": _BODIES
    }  # fmt: skip


LIGHTON = Provider(
    name="lighton",
    title="Paradigm API",
    version="xenial-xerus (v3)",
    key_scheme="bearerAuth",
    base_path=BASES[0],
    port=8000,
    upstream="https://paradigm.lighton.ai",
    routes=tuple(route for base in BASES for route in _routes(base)),
    bases=BASES,
    envelope=LightOnEnvelope(),
    authenticate=rest_framework.bearer_token,
    decode=decode,
    models=MODELS,
    environment={"OPENAI_BASE_URL": "{base_url}", "OPENAI_API_KEY": "{key}"},
    quirks=(
        "bodies may be JSON, x-www-form-urlencoded or multipart forms (messages[0]role=user)",
        "tools are the legacy functions and function_call; stop is a list; there is no developer role",
        "the gateway's errors are Django's (detail, or sentences by field), the model's vLLM's (code is a number)",
    ),
)
