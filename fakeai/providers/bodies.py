"""Reading the body of a request: JSON as providers understand it."""

from __future__ import annotations

from typing import Any, NoReturn

from pydantic_core import from_json

from fakeai import json_text, wire
from fakeai.dialects.contract import Rejected
from fakeai.reply import Failure


def json_body(request: wire.Request) -> Any:
    """The JSON that a request carries. Raises Rejected for another content type, and for what is not JSON."""
    content_type = request.header("content-type")
    if content_type is not None and not is_json(content_type):
        raise Rejected(Failure(kind="wrong_content_type"))
    try:
        return parsed(request.body)
    except (ValueError, RecursionError) as error:
        raise Rejected(Failure(kind="bad_json")) from error


def parsed(body: bytes) -> Any:
    """The JSON in a body. Raises ValueError where there is none, with the standard library's words."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:  # the quick parser also takes no byte order mark, lone surrogate or deep nesting
        return json_text.loads(body, parse_constant=_refuse)


def is_json(content_type: str) -> bool:
    """Whether a content type means JSON: application/json, or any `+json`."""
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
