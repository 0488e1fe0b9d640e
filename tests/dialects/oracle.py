"""The official SDK's own types as the judge of what we send: strict, and with no key that they don't know."""

from __future__ import annotations

from collections.abc import Iterator

from openai.types import Completion, CreateEmbeddingResponse, Model
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from pydantic import BaseModel

from fakeai import wire

from .making import chunks_of

REAL_EXTRAS = {"obfuscation"}
"""Keys that the real API sends, and that the SDK has no field for."""

Sdk = type[ChatCompletion | ChatCompletionChunk | Completion | CreateEmbeddingResponse | Model]


def judge(response: wire.Response, whole: Sdk, piece: Sdk | None = None) -> None:
    """Fails unless the SDK's type accepts the body, or every chunk of the stream."""
    if piece is None:
        strictly(response.body, whole)
        return
    for chunk in chunks_of(response):
        strictly(wire.json_bytes(chunk), piece)


def strictly(body: bytes, kind: Sdk) -> BaseModel:
    """The body as an object of the SDK."""
    value = kind.model_validate_json(body, strict=True)
    assert set(unknown_keys(value)) <= REAL_EXTRAS
    return value


def unknown_keys(value: object) -> Iterator[str]:
    """Keys that the SDK's types have no field for, at any depth."""
    if isinstance(value, BaseModel):
        yield from value.model_extra or ()
        for name in type(value).model_fields:
            yield from unknown_keys(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from unknown_keys(item)
