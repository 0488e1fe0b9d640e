"""What the answers of systems that say less than OpenAI have in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


def optional() -> Any:
    """The default of a field that may be missing, but not null."""
    return Field(default_factory=lambda: None)


class Usage(BaseModel):
    """Token counts: these three, and no details."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Said(BaseModel):
    """The base of an answer, and of an event of a streamed one: whose it is."""

    id: str
    created: int
    model: str


class Alternative(BaseModel):
    """The base of a choice: one of the alternatives that `n` asks for."""

    index: int
    finish_reason: str | None = None


class TextChoice(Alternative):
    """An alternative of a text completion."""

    text: str


class Piece(BaseModel):
    """The base of a choice of a chunk: a piece of an alternative. Its finish reason is null until the last one."""

    index: int
    finish_reason: str | None
