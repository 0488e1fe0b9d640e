"""What a person scripts and a model says, in no provider's words: replies and failures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from fakeai.wire import Headers

Finish = Literal["stop", "length", "tool_calls", "content_filter"]
"""Why the model stopped. Dialects spell these in their provider's words."""


Broken = Literal["invalid_json", "breaks_schema", "unknown_tool"]
"""What is deliberately wrong: JSON that breaks off, JSON that the request's schema forbids, a tool nobody offered."""

BROKEN: tuple[Broken, ...] = get_args(Broken)


@dataclass(frozen=True, slots=True)
class Text:
    """Words for the user.

    With `broken` they are JSON that is broken before it is said; if there are none, JSON is made up as the request's
    response format wants it.
    """

    text: str
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Words that the model said to itself; what becomes of them is the dialect's affair."""

    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Words that say why the model won't answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool. `arguments` is the text as the model wrote it: usually JSON, but it may be damaged.

    `custom` tools (OpenAI) take free text, not JSON. Without an `id` one is made from the seed. With `broken` the call
    is broken before it is said; if its arguments are empty, they are made up from the parameters that the request has
    for the tool.
    """

    name: str
    arguments: str = "{}"
    id: str | None = None
    custom: bool = False
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class Audio:
    """Words for the user, spoken. Without `data`, the bytes of a recording, they are spoken as tones.

    A call that does not ask for audio gets the transcript as text. Without an `id` one is made from the seed;
    `expires_at` is until when a later turn may refer to it, in seconds since 1970.
    """

    transcript: str
    data: bytes | None = field(default=None, repr=False)
    id: str | None = None
    expires_at: int | None = None


Part = Text | Reasoning | Refusal | ToolCall | Audio


class TokenLogprob(NamedTuple):
    """A token, its log probability, and the likeliest tokens at its place with theirs."""

    token: str
    logprob: float
    top: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Token counts. None means: not scripted, count it; the last four are None where there is nothing to count.

    `input_audio_tokens` and `output_audio_tokens` are among the input and output tokens, and so are those of a
    prediction among the output tokens: what came true of it, and what did not.
    """

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    input_audio_tokens: int | None = None
    output_audio_tokens: int | None = None
    accepted_prediction_tokens: int | None = None
    rejected_prediction_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the alternatives that `n` asks for.

    `extra` holds fields of one provider that have no neutral word; it is merged into the message (plain) or into the
    first delta (streamed).
    """

    parts: tuple[Part, ...] = ()
    finish: Finish | None = None
    logprobs: tuple[TokenLogprob, ...] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All its text parts joined."""
        return "".join(part.text for part in self.parts if isinstance(part, Text))

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """Its tool calls, in order."""
        return tuple(part for part in self.parts if isinstance(part, ToolCall))


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An entry of a model list. `extra` holds what only one provider says of it (name, pricing, context_length …)."""

    id: str
    created: int = 0
    owned_by: str = "openai"
    extra: Mapping[str, Any] = field(default_factory=dict)


FailureKind = Literal[
    # Said on behalf of a person's script:
    "rate_limit",
    "quota_exceeded",
    "overloaded",
    "server_error",
    "unavailable",
    "bad_gateway",
    "gateway_timeout",
    "timeout",
    "conflict",
    "too_large",
    "invalid_api_key",
    "no_api_key",
    "permission_denied",
    "model_not_found",
    "context_length_exceeded",
    "content_filter",
    "invalid_request",
    # Said by fakeai itself, in the provider's shape:
    "unmatched",
    "unknown_path",
    "wrong_method",
    "wrong_content_type",
    "bad_json",
]
FAILURE_KINDS: tuple[FailureKind, ...] = get_args(FailureKind)

OWN_KINDS: tuple[FailureKind, ...] = ("unmatched", "unknown_path", "wrong_method", "wrong_content_type", "bad_json")
"""What fakeai says by itself, and nobody scripts."""

SCRIPTED_KINDS = tuple(kind for kind in FAILURE_KINDS if kind not in OWN_KINDS)
"""What can be scripted."""


class Overrun(NamedTuple):
    """The limit that a rate-limited call ran into: of what, how much a minute (or at once), used up, and asked for."""

    what: Literal["requests", "tokens", "concurrency"]
    limit: int
    used: int
    requested: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error that the provider says, in its own error shape. What is None is filled in by kind and provider.

    `retry_after` is in seconds. `detail` is structured detail in one provider's own shape, for errors that are not one
    sentence (FastAPI's list of problems, Django's dictionary of fields). `overrun` gives the numbers of a real rate
    limit.
    """

    kind: FailureKind
    message: str | None = None
    status: int | None = None
    type: str | None = None
    code: str | int | None = None
    param: str | None = None
    retry_after: float | None = None
    headers: Headers = ()
    detail: Any = None
    overrun: Overrun | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the model says: choices for chat and completions, vectors for embeddings, models for a model list.

    `model`, `id` and `usage` override what would be made up; `headers` are added to the response; `extra` holds fields
    of one provider that have no neutral word, merged into the body (plain) or into the last chunk (streamed). With
    `interrupted_by` the provider says that failure in the middle of a stream, after the parts and instead of an ending;
    a plain answer is the failure alone.
    """

    choices: tuple[Choice, ...] = ()
    vectors: tuple[tuple[float, ...], ...] | None = None
    models: tuple[Model, ...] | None = None
    usage: Usage | None = None
    model: str | None = None
    id: str | None = None
    headers: Headers = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    interrupted_by: Failure | None = None

    @classmethod
    def of(cls, *parts: Part, finish: Finish | None = None) -> Reply:
        """A reply with one choice, made of these parts."""
        return cls(choices=(Choice(parts=parts, finish=finish),))

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the first choice."""
        return self.choices[0].parts if self.choices else ()

    @property
    def text(self) -> str:
        """The text of the first choice."""
        return self.choices[0].text if self.choices else ""

    @property
    def to_be_broken(self) -> bool:
        """Whether a part of it is still to be broken."""
        return any(
            isinstance(part, Text | ToolCall) and part.broken is not None
            for choice in self.choices
            for part in choice.parts
        )
