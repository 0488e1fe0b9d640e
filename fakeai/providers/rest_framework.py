"""What Django REST framework does by itself: how it reads a body, asks for a token, and words its errors.

All of it was compared with Django REST framework 3.18 answering the same requests; its page for unknown paths, which is
HTML, is said as the framework's own 404.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any, NoReturn

from fakeai import json_text, wire
from fakeai.dialects.contract import Rejected
from fakeai.dialects.openai.envelope import wait_of
from fakeai.providers import forms
from fakeai.providers.contract import Keys
from fakeai.providers.details import DetailEnvelope, Said
from fakeai.providers.serializers import error_tree
from fakeai.reply import Failure, FailureKind

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class RestFrameworkEnvelope(DetailEnvelope):
    """Says failures as Django REST framework does: one sentence, or what is wrong by field."""

    wordings: Mapping[FailureKind, Said] = {
        "rate_limit": Said(429, "Request was throttled."),
        "quota_exceeded": Said(402, "Payment required."),
        "overloaded": Said(503, "Service temporarily unavailable, try again later."),
        "server_error": Said(500, "A server error occurred."),
        "unavailable": Said(503, "Service temporarily unavailable, try again later."),
        "bad_gateway": Said(502, "Bad gateway."),
        "gateway_timeout": Said(504, "Gateway timeout."),
        "timeout": Said(408, "Request timed out."),
        "conflict": Said(409, "The resource was changed by another request."),
        "too_large": Said(413, "The request body is too large."),
        "invalid_api_key": Said(401, "Invalid token."),
        "no_api_key": Said(401, "Authentication credentials were not provided."),
        "permission_denied": Said(403, "You do not have permission to perform this action."),
        "model_not_found": Said(404, "Not found."),
        "context_length_exceeded": Said(400, "The request is longer than the context of the model."),
        "content_filter": Said(400, "The request was rejected by the content filter."),
        "invalid_request": Said(400, "Invalid input."),
        "unmatched": Said(404, "fakeai: no fixture fits this call."),
        "unknown_path": Said(404, "Not found."),
        "wrong_method": Said(405, 'Method "{method}" not allowed.'),
        "wrong_content_type": Said(415, 'Unsupported media type "{content_type}" in request.'),
        "bad_json": Said(400, "JSON parse error - Expecting value: line 1 column 1 (char 0)"),
    }

    def body(self, failure: Failure, text: str) -> Any:
        """The whole body."""
        if failure.detail is not None:
            return failure.detail
        seconds = wait_of(failure)
        if failure.kind == "rate_limit" and failure.message is None and seconds is not None:
            wait = ceil(seconds)
            text += f" Expected available in {wait} second{'' if wait == 1 else 's'}."
        return {"detail": text}

    def invalid(self, errors: Sequence[ErrorDetails], body: Any) -> Failure:
        """All that is wrong with a body, by field."""
        message = "the request has invalid fields"
        return Failure(kind="invalid_request", status=400, message=message, detail=error_tree(errors))


def bearer_token(request: wire.Request, keys: Keys) -> Failure | None:
    """What the framework's token authentication does, with the keyword Bearer."""
    words = (request.header("authorization") or "").split()
    if not words or words[0].lower() != "bearer":
        return Failure(kind="no_api_key")
    if len(words) == 1:
        return Failure(kind="invalid_api_key", message="Invalid token header. No credentials provided.")
    if len(words) > 2:
        text = "Invalid token header. Token string should not contain spaces."
        return Failure(kind="invalid_api_key", message=text)
    return Failure(kind="invalid_api_key") if keys and words[1] not in keys else None


def decode(request: wire.Request) -> Any:
    """The body of a request: JSON or a form. No body is an empty form. Raises Rejected."""
    content_type = request.header("content-type") or ""
    media_type = content_type.partition(";")[0].strip().lower()
    if not request.body:
        return forms.Form() if media_type in FORM_TYPES else {}
    if media_type == "application/json":
        return _json(request.body)
    if media_type == FORM_TYPES[0]:
        return forms.urlencoded(request.body)
    if media_type == FORM_TYPES[1]:
        try:
            return forms.multipart(request.body, content_type)
        except forms.BadForm as error:
            raise Rejected(_unparsable(f"Multipart form parse error - {error}")) from error
    raise Rejected(Failure(kind="wrong_content_type"))


def _json(body: bytes) -> Any:
    try:
        return json_text.loads(body.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Rejected(_unparsable(f"JSON parse error - {error}")) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"Out of range float values are not JSON compliant: {constant!r}")


def _unparsable(text: str) -> Failure:
    return Failure(kind="bad_json", status=400, message=text)
