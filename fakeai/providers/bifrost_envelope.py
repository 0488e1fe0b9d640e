"""BifrostError: how Bifrost words its errors, its own and those of the providers behind it.

Source: schemas/inference/common.yaml of its documentation, and transports/bifrost-http of maximhq/bifrost. What an
upstream says is relayed in that upstream's words, which are OpenAI's here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fakeai import wire
from fakeai.dialects.openai import validation
from fakeai.dialects.openai.bodies import merged
from fakeai.dialects.openai.envelope import WORDINGS, OpenAIEnvelope, Wording
from fakeai.providers.bifrost_dress import REQUEST_TYPES
from fakeai.providers.bifrost_models import deployed, named
from fakeai.reply import Failure, FailureKind
from fakeai.seeds import Seed
from fakeai.wire import Headers

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Body = dict[str, Any]

_WORDINGS: Mapping[FailureKind, Wording] = {
    **WORDINGS,
    "bad_json": Wording(400, "", None, "Invalid JSON"),
    "unknown_path": Wording(404, "", None, "Route not found: {path}"),
    "wrong_method": Wording(405, "", None, "Method Not Allowed"),
    "wrong_content_type": Wording(400, "", None, "Invalid JSON"),
    "timeout": Wording(504, "", None, "request timed out (default is 30 seconds)"),
    "gateway_timeout": Wording(504, "", None, "request timed out (default is 30 seconds)"),
    "bad_gateway": Wording(502, "", None, "failed to execute HTTP request to provider API"),
}
_OF_BIFROST: frozenset[FailureKind] = frozenset({"timeout", "gateway_timeout", "bad_gateway"})
_BEFORE_ROUTING: frozenset[FailureKind] = frozenset({"bad_json", "unknown_path", "wrong_method", "wrong_content_type"})

_MISSING = {
    "model": "model is required",
    "messages": "chats not provided for chat completion request",
    "prompt": "prompt not provided for text completion request",
    "input": "embedding input not provided for embedding request",
}
_MISSING_IN_V1 = {
    _MISSING["messages"]: "messages is required for chat completion",
    _MISSING["prompt"]: "prompt is required for text completion",
    _MISSING["input"]: "input is required for embeddings",
}
_UNTYPED = {"error": {"type": None}}  # Bifrost's own errors have no type: that is an upstream's
_GO_TYPES = {
    "string_type": "string",
    "int_type": "int",
    "int_from_float": "int",
    "float_type": "float64",
    "bool_type": "bool",
    "list_type": "slice",
    "dict_type": "map",
    "model_type": "struct",
    "model_attributes_type": "struct",
}
_ENDPOINTS = {"chat/completions": "chat", "completions": "completions", "embeddings": "embeddings", "models": "models"}


class BifrostEnvelope(OpenAIEnvelope):
    """Says failures as Bifrost does.

    A failure's `detail`, if it is a mapping, is laid over the whole body; a null there takes a key of `error` away.
    """

    wordings = _WORDINGS
    in_milliseconds = False

    def headers(self, failure: Failure, seed: Seed) -> Headers:
        """None: nothing is told of an account."""
        return ()

    def body(self, error: Body, failure: Failure, *, status: int, request: wire.Request, model: str) -> Body:
        """The BifrostError around an error. Keys without a value are left out, as Go does."""
        told = {key: error[key] for key in ("type", "code", "message", "param") if error[key] not in (None, "")}
        if "code" in told:
            told["code"] = str(told["code"])
        body: Body = {
            "is_bifrost_error": failure.kind in _OF_BIFROST,
            "status_code": status,
            "error": told,
            "extra_fields": {} if failure.kind in _BEFORE_ROUTING else _extra_fields(request, model),
        }
        if isinstance(failure.detail, Mapping):
            body = merged(body, failure.detail)
            body["error"] = {key: value for key, value in body["error"].items() if value is not None}
        if request.path.removeprefix("/bifrost").startswith("/v1/"):
            body["error"] = _in_v1(body["error"])
        return body

    def invalid(self, errors: Sequence[ErrorDetails], body: Any) -> Failure:
        """What is wrong with a body: Go can't decode it, Bifrost misses something, or the upstream refuses it."""
        errors = [_as_go_reads(error) for error in errors]
        error = _telling(errors, body)
        path = validation.path_in(body, error)
        if _is_undecodable(error):
            return not_json(_undecodable(errors, body))
        if error["type"] == "missing" and len(path) == 1 and path[0] in _MISSING:
            return Failure(kind="invalid_request", status=400, message=_MISSING[str(path[0])], detail=_UNTYPED)
        return validation.failure([error], body)


def not_json(reason: str) -> Failure:
    """That a body can't be decoded, and why."""
    return Failure(kind="bad_json", detail={"error": {"error": reason}})


def refused_key(key: str | None) -> Failure:
    """That a virtual key is missing, or not one of those that there are."""
    kind, text = (
        ("virtual_key_required", "virtual key is required. Provide a virtual key via the x-bf-vk header.")
        if key is None
        else (
            "virtual_key_not_found",
            "virtual key not found. The provided virtual key does not exist or has been revoked.",
        )
    )
    detail = {"type": kind, "error": {"type": None, "code": None}}
    return Failure(kind="no_api_key" if key is None else "invalid_api_key", message=text, detail=detail)


def _in_v1(error: Body) -> Body:
    """An error in the words of `/v1`, which is not OpenAI's format but Bifrost's own."""
    if "error" in error:
        return {"message": f"invalid request format: {error['error']}"}
    return error | {"message": _MISSING_IN_V1.get(error["message"], error["message"])}


def _as_go_reads(error: ErrorDetails) -> ErrorDetails:
    """An error about a null as one about a field that isn't there: to Go they are the same."""
    absent = error["input"] is None and error["type"] in (*_GO_TYPES, "literal_error", "refused")
    return {**error, "type": "missing"} if absent else error


def _is_undecodable(error: ErrorDetails) -> bool:
    return error["type"] in _GO_TYPES or (error["type"] == "literal_error" and not isinstance(error["input"], str))


def _telling(errors: Sequence[ErrorDetails], body: Any) -> ErrorDetails:
    """The first error. Where a value may be of several types, the one of the type that it has says most."""
    place = validation.path_in(body, errors[0])
    within = (error for error in errors if validation.path_in(body, error)[: len(place)] == place)
    return next((error for error in within if not _is_undecodable(error)), errors[0])


def _undecodable(errors: Sequence[ErrorDetails], body: Any) -> str:
    """Which value has not the type that it should have, in the words of Go's encoding/json."""
    path = validation.path_in(body, errors[0])
    wanted = [_GO_TYPES.get(error["type"], "string") for error in errors if validation.path_in(body, error) == path]
    field = ".".join(str(step) for step in path if isinstance(step, str))
    where = f"Go struct field .{field}" if field else "Go value"
    types = " or ".join(dict.fromkeys(wanted))
    return f"json: cannot unmarshal {_kind(errors[0]['input'])} into {where} of type {types}"


def _kind(value: Any) -> str:
    kinds = {bool: "bool", str: "string", list: "array", dict: "object", type(None): "null"}
    return kinds.get(type(value)) or f"number {value}"


def _extra_fields(request: wire.Request, model: str) -> Body:
    """Whose model was asked, and for what; nothing of a request that names no model."""
    asked = _asked(request)
    wanted = model or deployed(request.path) or asked.get("model")
    if not isinstance(wanted, str) or not wanted:
        return {}
    provider, name = named(wanted)
    fields = {"provider": provider, "model_requested": name}
    endpoint = next((name for ending, name in _ENDPOINTS.items() if request.path.endswith(ending)), None)
    if endpoint is not None:
        kind = REQUEST_TYPES[endpoint]
        fields["request_type"] = f"{kind}_stream" if asked.get("stream") is True else kind
    return fields


def _asked(request: wire.Request) -> Body:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
