"""What a FastAPI application does by itself: how it reads a body, asks for a token, and words its errors.

All of it was compared with FastAPI 0.165 answering the same requests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from fakeai import json_text, wire
from fakeai.dialects.contract import Rejected
from fakeai.providers.bodies import is_json
from fakeai.providers.contract import Keys
from fakeai.providers.details import DetailEnvelope, Said
from fakeai.reply import Failure, FailureKind

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_KEYS = ("type", "loc", "msg", "input", "ctx")
_UNPARSABLE = "There was an error parsing the body"


class Body(BaseModel):
    """The base of request models: they convert as FastAPI does ("0.5" is a number), and ignore unknown fields."""

    model_config = ConfigDict(from_attributes=True, frozen=True, extra="ignore")


class ValidationProblem(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(title="ValidationError")

    loc: list[str | int]
    msg: str
    type: str
    input: Any = None
    ctx: dict[str, Any] = Field(default_factory=dict)


class HTTPValidationError(BaseModel):
    """The body of a 422."""

    detail: list[ValidationProblem] = Field(default_factory=list)


class FastAPIEnvelope(DetailEnvelope):
    """Says failures as FastAPI does: one sentence, or a list of what is wrong with the body."""

    wordings: Mapping[FailureKind, Said] = {
        "rate_limit": Said(429, "Too Many Requests"),
        "quota_exceeded": Said(402, "Payment Required"),
        "overloaded": Said(503, "Service Unavailable"),
        "server_error": Said(500, "Internal Server Error"),
        "unavailable": Said(503, "Service Unavailable"),
        "bad_gateway": Said(502, "Bad Gateway"),
        "gateway_timeout": Said(504, "Gateway Timeout"),
        "timeout": Said(408, "Request Timeout"),
        "conflict": Said(409, "Conflict"),
        "too_large": Said(413, "Request Entity Too Large"),
        "invalid_api_key": Said(401, "Invalid authentication credentials"),
        "no_api_key": Said(401, "Not authenticated"),
        "permission_denied": Said(403, "Forbidden"),
        "model_not_found": Said(404, "Model '{model}' not found"),
        "context_length_exceeded": Said(400, "The messages are longer than the context of model '{model}'"),
        "content_filter": Said(400, "The request was rejected by the content filter"),
        "invalid_request": Said(400, "Bad Request"),
        "unmatched": Said(404, "fakeai: no fixture fits this call."),
        "unknown_path": Said(404, "Not Found"),
        "wrong_method": Said(405, "Method Not Allowed"),
        "wrong_content_type": Said(415, "Unsupported Media Type"),
        "bad_json": Said(400, _UNPARSABLE),
    }

    def body(self, failure: Failure, text: str) -> Any:
        """The whole body."""
        return {"detail": text if failure.detail is None else failure.detail}

    def invalid(self, errors: Sequence[ErrorDetails], body: Any) -> Failure:
        """All that is wrong with a body. Numbers that JSON can't write make FastAPI itself fail, and say so."""
        problems = [_problem(error) for error in errors]
        if any(isinstance(error["input"], float) and not isfinite(error["input"]) for error in errors):
            return Failure(kind="server_error")
        return _unprocessable(problems)


def bearer_token(request: wire.Request, keys: Keys) -> Failure | None:
    """What FastAPI's HTTPBearer does: it wants a token of any kind, and only who names keys looks at it."""
    scheme, _, token = (request.header("authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return Failure(kind="no_api_key")
    return Failure(kind="invalid_api_key") if keys and token.strip() not in keys else None


def decode(request: wire.Request) -> Any:
    """The body of a request: JSON if it says so, else its text, which no model accepts. Raises Rejected."""
    if not request.body:
        raise Rejected(_unprocessable([{"type": "missing", "loc": ["body"], "msg": "Field required", "input": None}]))
    try:
        if not is_json(request.header("content-type") or ""):
            return request.body.decode()
        return json_text.loads(request.body)
    except json.JSONDecodeError as error:
        raise Rejected(_unprocessable([_bad_json(error)])) from error
    except (ValueError, RecursionError) as error:
        raise Rejected(Failure(kind="bad_json", status=400, message=_UNPARSABLE)) from error


def _unprocessable(problems: list[dict[str, Any]]) -> Failure:
    return Failure(kind="invalid_request", status=422, message="the request can't be processed", detail=problems)


def _problem(error: ErrorDetails) -> dict[str, Any]:
    found = {**error, "loc": ["body", *error["loc"]]}
    return {key: found[key] for key in _KEYS if key in found}


def _bad_json(error: json.JSONDecodeError) -> dict[str, Any]:
    return {
        "type": "json_invalid",
        "loc": ["body", error.pos],
        "msg": "JSON decode error",
        "input": {},
        "ctx": {"error": error.msg},
    }
