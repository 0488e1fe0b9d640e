"""The body of a legacy Completions request, as api.openai.com accepts it. Unknown extra fields pass.

Ranges: OpenAI's published OpenAPI document (2.3.0, August 2026). The text about `best_of` is OpenAI's own, as users
quote it; that about streaming with it is not confirmed by a recording.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from fakeai.dialects.openai.requested import Body, StreamOptions, check_stream_options, refused

Tokens = Annotated[list[int], Field(min_length=1)]
Prompt = str | Annotated[list[str], Field(min_length=1)] | Tokens | Annotated[list[Tokens], Field(min_length=1)]


class CompletionRequest(Body):
    """The body of POST /v1/completions."""

    model: str
    prompt: Prompt | None = None
    best_of: Annotated[int, Field(ge=0, le=20)] | None = None
    echo: bool | None = None
    frequency_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    logit_bias: dict[str, float] | None = None
    logprobs: Annotated[int, Field(ge=0, le=5)] | None = None
    max_tokens: Annotated[int, Field(ge=0)] | None = None
    n: Annotated[int, Field(ge=1, le=128)] | None = None
    presence_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    seed: int | None = None
    stop: str | Annotated[list[str], Field(max_length=4)] | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    suffix: str | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    user: str | None = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        """What one field alone can't say."""
        check_stream_options(self.stream_options, stream=self.stream)
        wanted, candidates = self.n or 1, self.best_of
        if candidates is None:
            return self
        if wanted > candidates:
            message = (
                "You requested that the server return more choices than it will generate (HINT: you must set 'n' "
                f"(currently {wanted}) to be at most 'best_of' (currently {candidates}), or omit either parameter if "
                "you don't specifically want to use them.)"
            )
            raise refused(message, param="best_of")
        if self.stream and candidates > wanted:
            raise refused("Streaming is not supported with 'best_of' greater than 'n'.", param="best_of")
        return self
