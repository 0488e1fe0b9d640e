"""Bifrost: a gateway to many providers, in its OpenAI format.

Source: its Create Chat Completion document, and maximhq/bifrost for what that leaves open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NoReturn

from fakeai import wire
from fakeai.call import Call, ToolChoice
from fakeai.dialects.contract import Endpoint, Rejected
from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.completions import Completions
from fakeai.dialects.openai.embeddings import Embeddings
from fakeai.dialects.openai.models import ModelList
from fakeai.providers import bifrost_responses as responses
from fakeai.providers.bifrost_dress import BifrostDress, Quirks
from fakeai.providers.bifrost_envelope import BifrostEnvelope, not_json
from fakeai.providers.bifrost_models import DEFAULT_PROVIDER, MODELS, named
from fakeai.providers.bifrost_request import BifrostChatRequest, BifrostCompletionRequest, BifrostEmbeddingRequest
from fakeai.providers.contract import Keys, Provider, Route, Switch, SwitchValues
from fakeai.reply import Failure

_BASES = ("/openai/v1", "/openai")
_ERRORS = {400: responses.BifrostError, 500: responses.BifrostError}
_MODES = {"none": ToolChoice(mode="none"), "any": ToolChoice(mode="required"), "required": ToolChoice(mode="required")}
_GO_REASONS = {
    "Expecting value": "invalid character {char} looking for beginning of value",
    "Expecting property name enclosed in double quotes": (
        "invalid character {char} looking for beginning of object key string"
    ),
    "Expecting ':' delimiter": "invalid character {char} after object key",
    "Expecting ',' delimiter": "invalid character {char} after array element or object key:value pair",
    "Extra data": "invalid character {char} after top-level value",
}


class BifrostChat(Chat):
    """POST /openai/v1/chat/completions. Fields that it doesn't know are there in `Call.body`, and mean nothing."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        call = super().parse(request, body, provider=provider, params=params)
        chosen = call.options.get("tool_choice")
        mode = _MODES.get(chosen["type"]) if isinstance(chosen, dict) else None
        return replace(call, body=body, tool_choice=mode or call.tool_choice)


def authenticate(request: wire.Request, keys: Keys) -> Failure | None:  # noqa: ARG001 -- there is nothing to look at
    """Anybody may come in: the keys are those of the providers behind it."""
    return None


def decode(request: wire.Request) -> Any:
    """The JSON of a POST, whatever its content type. Go reads no body at all as an empty one."""
    if request.method == "GET":
        return None
    if not request.body:
        return {}
    try:
        return json.loads(request.body, parse_constant=_refuse)
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
        routes=tuple(route for base in _BASES for route in _routes(base, dress)),
        envelope=BifrostEnvelope(),
        authenticate=authenticate,
        decode=decode,
        models=MODELS,
        environment={"OPENAI_BASE_URL": "{base_url}", "OPENAI_API_KEY": "{key}"},
        alternatives=alternatives,
        auth="none: the gateway holds the keys of the providers behind it",
        quirks=(
            'models are named "provider/model"; without a provider they are OpenAI\'s',
            "`fallbacks` are tried in order when a model fails; extra_fields says who answered",
            "log probabilities are `log_probs`",
            "the last chunk of a stream always has the usage, and an error in the middle of one ends it without [DONE]",
        ),
        switches=SWITCHES,
        build=build,
    )


def _routes(base: str, dress: BifrostDress) -> tuple[Route, ...]:
    chat: Endpoint = BifrostChat(BifrostChatRequest, dress=dress, exact=False)
    return (
        Route(
            method="POST", path=f"{base}/chat/completions", endpoint=chat,
            summary="Create chat completion (OpenAI format)",
            request=BifrostChatRequest, response=responses.ChatResponse, errors=_ERRORS,
        ),
        Route(
            method="POST", path=f"{base}/completions", endpoint=Completions(BifrostCompletionRequest, dress=dress),
            summary="Create text completion (OpenAI format)",
            request=BifrostCompletionRequest, response=responses.TextResponse, errors=_ERRORS,
        ),
        Route(
            method="POST", path=f"{base}/embeddings", endpoint=Embeddings(BifrostEmbeddingRequest, dress=dress),
            summary="Create embeddings (OpenAI format)",
            request=BifrostEmbeddingRequest, response=responses.EmbeddingResponse, errors=_ERRORS,
        ),
        Route(
            method="GET", path=f"{base}/models", endpoint=ModelList(dress=dress),
            summary="List models (OpenAI format)", response=responses.ModelListResponse, errors=_ERRORS,
        ),
    )  # fmt: skip


BIFROST = build({switch.name: switch.default for switch in SWITCHES})
