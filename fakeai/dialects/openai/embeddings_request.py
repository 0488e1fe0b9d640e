"""The body of an Embeddings request, as api.openai.com accepts it. Unknown extra fields pass.

The texts about `input` and `dimensions` are OpenAI's own, as users quote them in issues.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator, model_validator

from fakeai.dialects.openai.requested import Body, refused

MAX_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
"""How long the vectors of a model are that can be shortened."""

_MOST_DIMENSIONS = 8192  # of models that nobody knows: longer than any there is, so that a slip can't eat all memory
_FIXED = ("text-embedding-ada-002",)


def _plainly(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """Whatever is wrong with an input, OpenAI says no more than that it is."""
    try:
        return validate(value)
    except ValidationError as error:
        reference = "https://platform.openai.com/docs/api-reference"
        raise refused(f"'$.input' is invalid. Please check the API reference: {reference}.") from error


Text = Annotated[str, Field(min_length=1)]
Tokens = Annotated[list[int], Field(min_length=1, max_length=2048)]
Input = Annotated[
    Text
    | Annotated[list[Text], Field(min_length=1, max_length=2048)]
    | Tokens
    | Annotated[list[Tokens], Field(min_length=1, max_length=2048)],
    WrapValidator(_plainly),
]


class EmbeddingRequest(Body):
    """The body of POST /v1/embeddings."""

    model: str
    input: Input
    dimensions: Annotated[int, Field(ge=1)] | None = None
    encoding_format: Literal["float", "base64"] | None = None
    user: str | None = None

    @model_validator(mode="after")
    def _within_model(self) -> Self:
        """Only some models can shorten their vectors, and none can lengthen them."""
        if self.dimensions is None:
            return self
        if self.model in _FIXED:
            raise refused("This model does not support specifying dimensions.")
        most = MAX_DIMENSIONS.get(self.model, _MOST_DIMENSIONS)
        if self.dimensions > most:
            message = f"Invalid value for 'dimensions' = {self.dimensions}. Must be less than or equal to {most}."
            raise refused(message)
        return self
