"""Bifrost: a gateway to many providers, in its OpenAI format.

Source: its Create Chat Completion document, and maximhq/bifrost for what that leaves open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

from fakeai import json_text, wire
from fakeai.call import Call
from fakeai.dialects.contract import Rejected
from fakeai.dialects.openai.envelope import bearer
from fakeai.dialects.openai.models import ModelList
from fakeai.providers import bifrost_responses as responses
from fakeai.providers.bifrost_dress import BifrostDress, Quirks, UnifiedModels
from fakeai.providers.bifrost_endpoints import BifrostChat, BifrostCompletions, BifrostEmbeddings
from fakeai.providers.bifrost_envelope import BifrostEnvelope, not_json, refused_key
from fakeai.providers.bifrost_models import DEFAULT_PROVIDER, MODELS, named
from fakeai.providers.bifrost_request import BifrostChatRequest, BifrostCompletionRequest, BifrostEmbeddingRequest
from fakeai.providers.contract import Keys, Provider, Route, Switch, SwitchValues
from fakeai.reply import Failure

BASES = ("/openai/v1", "/openai", "/litellm/v1", "/litellm", "/langchain/v1", "/langchain",
         "/pydanticai/v1", "/pydanticai", "/v1")  # fmt: skip
"""Where it is served: the documented base, its aliases for frameworks, and `/v1`, which is Bifrost's own."""

_AZURE = "/openai/openai/deployments/{deployment}"
_KEY_HEADERS = ("x-api-key", "x-goog-api-key", "api-key")
_ERRORS = {400: responses.BifrostError, 500: responses.BifrostError}
_GO_REASONS = {
    "Expecting value": "invalid character {char} looking for beginning of value",
    "Expecting property name enclosed in double quotes": (
        "invalid character {char} looking for beginning of object key string"
    ),
    "Expecting ':' delimiter": "invalid character {char} after object key",
    "Expecting ',' delimiter": "invalid character {char} after array element or object key:value pair",
    "Extra data": "invalid character {char} after top-level value",
}


def authenticate(request: wire.Request, keys: Keys) -> Failure | None:
    """Anybody may come in, unless virtual keys are named: then one of them has to be there."""
    given = key(request)
    return None if not keys or given in keys else refused_key(given)


def key(request: wire.Request) -> str | None:
    """The virtual key, which may come in any of five header fields; without governance nobody looks at it."""
    return request.header("x-bf-vk") or bearer(request) or next(filter(None, map(request.header, _KEY_HEADERS)), None)


def decode(request: wire.Request) -> Any:
    """The JSON of a POST, whatever its content type. Go reads no body at all as an empty one."""
    if request.method == "GET":
        return None
    if not request.body:
        return {}
    try:
        return json_text.loads(request.body, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise Rejected(not_json(_reason(error))) from error
    except (ValueError, RecursionError) as error:  # no UTF-8, nesting too deep, a number too long
        raise Rejected(not_json("the body can't be read")) from error


def alternatives(call: Call) -> Iterator[Call]:
    """The same call of each model that `fallbacks` names, in order.

    A name without a provider belongs to the provider that was asked first; empty names are skipped.
    """
    asked = named(call.model).provider
    for name in call.options.get("fallbacks") or ():
        if name:
            model = name if asked == DEFAULT_PROVIDER else "/".join(named(name, asked))
            yield replace(call, model=model)


def _refuse(constant: str) -> NoReturn:
    """NaN and Infinity are Python's."""
    raise Rejected(not_json(f"invalid character '{constant.lstrip('-')[0]}' looking for beginning of value"))


def _reason(error: json.JSONDecodeError) -> str:
    """Why a text is no JSON, in the words of Go's encoding/json."""
    if error.pos >= len(error.doc) or error.msg.startswith("Unterminated"):
        return "unexpected end of JSON input"
    words = _GO_REASONS.get(error.msg, "invalid character {char} in literal")
    return words.format(char=f"'{error.doc[error.pos]}'")


SWITCHES = (
    Switch(
        name="logprobs_key", default="log_probs", values=("log_probs", "logprobs"),
        meaning="the key of log probabilities in a choice: as documented, or as newer releases spell it",
    ),
    Switch(
        name="opening_chunk", default=True,
        meaning="a stream begins with a chunk that has only the role; some releases drop it (maximhq/bifrost#6523)",
    ),
    Switch(
        name="finish_reason_null", default=True,
        meaning="`finish_reason` is null until the last chunk; some releases leave it out (maximhq/bifrost#7397)",
    ),
)  # fmt: skip


def build(values: SwitchValues) -> Provider:
    """The provider with these values of its switches."""
    quirks = Quirks(
        logprobs_key=str(values["logprobs_key"]), finish_reason_null=bool(values["finish_reason_null"])
    )  # fmt: skip
    dress = BifrostDress(quirks, opening_chunk=bool(values["opening_chunk"]))
    return Provider(
        name="bifrost",
        title="Bifrost",
        base_path="/openai/v1",
        port=8080,
        upstream="http://localhost:8080",
        routes=(*(route for base in BASES for route in _routes(base, dress)), *_posts(_AZURE, dress)),
        bases=BASES,
        envelope=BifrostEnvelope(),
        authenticate=authenticate,
        key=key,
        decode=decode,
        models=MODELS,
        environment={"OPENAI_BASE_URL": "{base_url}", "OPENAI_API_KEY": "{key}"},
        alternatives=alternatives,
        auth="none unless --api-key names virtual keys: x-bf-vk, a bearer token, x-api-key, x-goog-api-key or api-key",
        quirks=(
            'models are named "provider/model"; without a provider they are OpenAI\'s',
            "`fallbacks` are tried in order when a model fails; extra_fields says who answered",
            "log probabilities are `log_probs`",
            "the last chunk of a stream always has the usage, and an error in the middle of one ends it without [DONE]",
        ),
        switches=SWITCHES,
        build=build,
    )


def _posts(base: str, dress: BifrostDress) -> tuple[Route, ...]:
    """The operations at a base path that have a body."""
    return (
        Route(
            method="POST", path=f"{base}/chat/completions", summary="Create chat completion (OpenAI format)",
            endpoint=BifrostChat(BifrostChatRequest, dress=dress, exact=False),
            request=BifrostChatRequest,
            response=responses.ChatResponse, chunk=responses.ChatResponse, errors=_ERRORS,
        ),
        Route(
            method="POST", path=f"{base}/completions", summary="Create text completion (OpenAI format)",
            endpoint=BifrostCompletions(BifrostCompletionRequest, dress=dress),
            request=BifrostCompletionRequest,
            response=responses.TextResponse, chunk=responses.TextResponse, errors=_ERRORS,
        ),
        Route(
            method="POST", path=f"{base}/embeddings", summary="Create embeddings (OpenAI format)",
            endpoint=BifrostEmbeddings(BifrostEmbeddingRequest, dress=dress),
            request=BifrostEmbeddingRequest, response=responses.EmbeddingResponse, errors=_ERRORS,
        ),
    )  # fmt: skip


def _routes(base: str, dress: BifrostDress) -> tuple[Route, ...]:
    models: dict[str, Any] = (
        {"endpoint": ModelList(dress=UnifiedModels()), "response": responses.UnifiedModelList}
        if base == "/v1"
        else {"endpoint": ModelList(dress=dress), "response": responses.ModelListResponse}
    )
    return (
        *_posts(base, dress),
        Route(method="GET", path=f"{base}/models", summary="List models", errors=_ERRORS, **models),
    )


BIFROST = build({switch.name: switch.default for switch in SWITCHES})
