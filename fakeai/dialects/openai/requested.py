"""What all request bodies have in common: how strict they are, and how a validator says no in OpenAI's own words."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


class Body(BaseModel):
    """The base of every request model: types are strict, as the API's are ("0.5" is no number), extra fields pass."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


def refused(message: str, *, param: str | None = None, code: str | None = None) -> PydanticCustomError:
    """An error to raise in a validator: OpenAI's whole answer, word for word (see validation.py)."""
    return PydanticCustomError("refused", "{message}", {"message": message, "param": param, "code": code})


def missing(param: str) -> PydanticCustomError:
    """An error to raise in a validator: something is required here because of something else."""
    return refused(f"Missing required parameter: '{param}'.", param=param, code="missing_required_parameter")


class StreamOptions(Body):
    """What a stream carries besides the answer."""

    include_usage: bool | None = None
    include_obfuscation: bool | None = None


def check_stream_options(options: StreamOptions | None, *, stream: bool | None) -> None:
    """Raises if there are options for a stream, and no stream."""
    if options and not stream:
        text = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
        raise refused(text, param="stream_options")
