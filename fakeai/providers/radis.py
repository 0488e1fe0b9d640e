"""RadisProject: the OpenAI-compatible server of a local machine, in the manner of LM Studio.

Source: its OpenAI Compatibility document. What LM Studio does beyond it is behind switches, as users report it
(lmstudio-bug-tracker #618, #619, #756, #2085) and as LM Studio's own documentation says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.contract import Rejected
from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.completions import Completions
from fakeai.dialects.openai.completions_request import CompletionRequest
from fakeai.dialects.openai.embeddings import Embeddings
from fakeai.dialects.openai.envelope import WORDINGS, OpenAIEnvelope, Wording, bearer
from fakeai.dialects.openai.models import ModelList
from fakeai.errors import SettingError
from fakeai.providers import radis_responses as responses
from fakeai.providers.bodies import json_body
from fakeai.providers.contract import Keys, Provider, Route, Switch, SwitchValues
from fakeai.providers.radis_dress import RadisDress
from fakeai.providers.radis_request import RadisChatRequest, UnlimitedChatRequest, UnlimitedCompletionRequest
from fakeai.reply import Failure, FailureKind, Model
from fakeai.seeds import Seed
from fakeai.wire import Headers

NAME = "radis"
MODELS = (Model(id="model-identifier"),)

_NO_MODELS = "No models loaded. Please load a model in the developer page or use the 'lms load' command."
_KEYS_PAGE = "https://lmstudio.ai/docs/developer/core/authentication"
_WORDINGS: Mapping[FailureKind, Wording] = {
    **WORDINGS,
    "no_api_key": Wording(
        401, "invalid_request", "invalid_api_key",
        "An LM Studio API token is required to make requests to this server, but none was provided using the "
        "Authorization header using the 'Bearer' scheme (i.e., 'Authorization: Bearer $LM_API_TOKEN'). Learn more at: "
        f"{_KEYS_PAGE}.",
    ),
    "invalid_api_key": Wording(
        401, "invalid_request", "invalid_api_key",
        "Malformed LM Studio API token provided: {key} Ensure you are using a valid token.",
    ),
    # A machine of one's own has no organization, no quota and no country; these texts only name no other system.
    "rate_limit": Wording(
        429, "requests", "rate_limit_exceeded",
        "Too many {unit}: limit {limit}, used {used}, requested {requested}. Please try again in {wait}.",
    ),
    "quota_exceeded": Wording(429, "insufficient_quota", "insufficient_quota", "The quota is used up."),
    "permission_denied": Wording(403, "request_forbidden", None, "This is not allowed."),
    "model_not_found": Wording(404, "invalid_request_error", "model_not_found", "Model '{model}' not found."),
    "content_filter": Wording(400, "invalid_request_error", "content_filter", "The request was rejected."),
}  # fmt: skip


class RadisEnvelope(OpenAIEnvelope):
    """OpenAI's error bodies without OpenAI's header fields, and LM Studio's answer to paths it doesn't know."""

    wordings = _WORDINGS
    oversized = "Request too large: limit {limit} {unit}, requested {requested}."
    in_milliseconds = False

    def __init__(self, *, unknown_path_200: bool) -> None:
        self._unknown_path_200 = unknown_path_200

    def say(self, failure: Failure, *, request: wire.Request, model: str, seed: Seed) -> wire.Response:
        """The failure as a response."""
        if self._unknown_path_200 and failure.kind in ("unknown_path", "wrong_method"):
            path = request.path.removeprefix(f"/{NAME}")
            body = {"error": f"Unexpected endpoint or method. ({request.method} {path})"}
            return wire.plain(200, wire.json_bytes(body), content_type="application/json; charset=utf-8")
        return super().say(failure, request=request, model=model, seed=seed)

    def headers(self, failure: Failure, seed: Seed) -> Headers:
        """None: there is no account to tell about."""
        return ()


class RadisChat(Chat):
    """POST /v1/chat/completions. Fields that it doesn't know are there in `Call.body`, and mean nothing."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        call = super().parse(request, body, provider=provider, params=params)
        return replace(_unlimited(call), body=body)


class RadisCompletions(Completions):
    """POST /v1/completions."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        return _unlimited(super().parse(request, body, provider=provider, params=params))


class RadisEmbeddings(Embeddings):
    """POST /v1/embeddings. Vectors are always lists of numbers: `encoding_format` is accepted, and ignored."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        call = super().parse(request, body, provider=provider, params=params)
        return replace(call, options={**call.options, "encoding_format": "float"})


def _unlimited(call: Call) -> Call:
    return replace(call, max_tokens=None) if call.max_tokens == -1 else call


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Who and what gets in: whether a key is needed, and whether there is a model to answer."""

    require_key: bool
    no_model: bool

    def authenticate(self, request: wire.Request, keys: Keys) -> Failure | None:
        """Anybody may come in, unless a token is required: any, or one of those that are named."""
        if not self.require_key:
            return None
        token = bearer(request)
        if not token:
            return Failure(kind="no_api_key")
        return Failure(kind="invalid_api_key") if keys and token not in keys else None

    def decode(self, request: wire.Request) -> Any:
        """The JSON of a POST. Raises Rejected, whatever it asks, if no model is loaded."""
        if request.method == "GET":
            return None
        if self.no_model:
            raise Rejected(Failure(kind="invalid_request", status=400, message=_NO_MODELS))
        return json_body(request)


SWITCHES = (
    Switch(
        name="unknown_path_200", default=False,
        meaning="an unknown path or method is answered with 200 and an error that is a text, as LM Studio does",
    ),
    Switch(
        name="loaded", default="",
        meaning="the one model that is loaded: it answers whatever model is asked for, and is the only one listed",
    ),
    Switch(name="unlimited_tokens", default=False, meaning="`max_tokens: -1` means no limit, instead of being refused"),
    Switch(name="no_model", default=False, meaning="no model is loaded: every POST fails, and none is listed"),
    Switch(name="require_key", default=False, meaning="a bearer token is required, as LM Studio does if it is told to"),
)  # fmt: skip


def build(values: SwitchValues) -> Provider:
    """The provider with these values of its switches. Raises SettingError for two that exclude each other."""
    loaded, no_model, unlimited = str(values["loaded"]), bool(values["no_model"]), bool(values["unlimited_tokens"])
    if loaded and no_model:
        raise SettingError("radis.loaded names a model, and radis.no_model says that there is none; set one of them")
    dress = RadisDress(loaded=loaded)
    doors = Doors(require_key=bool(values["require_key"]), no_model=no_model)
    models = (Model(id=loaded),) if loaded else () if no_model else MODELS
    chat_request = UnlimitedChatRequest if unlimited else RadisChatRequest
    completion_request = UnlimitedCompletionRequest if unlimited else CompletionRequest
    return Provider(
        name=NAME,
        title="RadisProject",
        key_scheme="HTTPBearer" if doors.require_key else None,
        base_path="/v1",
        port=1234,
        upstream="http://localhost:1234",
        routes=(
            Route(
                method="GET", path="/v1/models", endpoint=ModelList(dress=dress),
                summary="Lists the currently loaded models.", response=responses.ModelList,
            ),
            Route(
                method="POST", path="/v1/chat/completions", endpoint=RadisChat(chat_request, dress=dress, exact=False),
                summary="Sends a chat history and receives the assistant's response.",
                request=chat_request, response=responses.ChatCompletion, chunk=responses.ChatChunk,
            ),
            Route(
                method="POST", path="/v1/embeddings", endpoint=RadisEmbeddings(dress=dress),
                summary="Sends a string or array of strings and gets an array of text embeddings.",
                request=RadisEmbeddings.canonical, response=responses.EmbeddingList,
            ),
            Route(
                method="POST", path="/v1/completions", endpoint=RadisCompletions(completion_request, dress=dress),
                summary="Sends a string and gets the model's continuation of that string.",
                request=completion_request, response=responses.Completion, chunk=responses.CompletionChunk,
            ),
        ),
        envelope=RadisEnvelope(unknown_path_200=bool(values["unknown_path_200"])),
        authenticate=doors.authenticate,
        decode=doors.decode,
        models=models,
        environment={"OPENAI_BASE_URL": "{base_url}", "OPENAI_API_KEY": "{key}" if doors.require_key else "lm-studio"},
        auth="none: any key is accepted, or no key" if not doors.require_key else "Authorization: Bearer KEY",
        quirks=(
            "an entry of the model list has an id and an object, and nothing else",
            "bodies have no keys beyond the document's: no fingerprint, tier, refusal, annotations or token details",
            "embeddings are lists of numbers even if base64 is asked for",
            "log probabilities are never given; `logprobs` of a completion is null",
        ),
        switches=SWITCHES,
        build=build,
    )  # fmt: skip


RADIS = build({switch.name: switch.default for switch in SWITCHES})
