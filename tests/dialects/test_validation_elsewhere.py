"""What api.openai.com refuses of embeddings and legacy completions is refused in its own words."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai.dialects.openai.completions import Completions
from fakeai.dialects.openai.embeddings import Embeddings

from .refusing import EMPTY, VALUE, above, below, check, missing, refusal, wrong_type

INVALID_INPUT = "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference."


@pytest.mark.parametrize(
    "value",
    ["", [], ["a", ""], [[]], [[1], []], 5, None, {}, [1.5], ["a", 1], ["a"] * 2049, [True]],
    ids=lambda v: str(v)[:20],
)
def test_whatever_is_wrong_with_an_input_is_told_in_one_sentence(value: Any) -> None:
    check(Embeddings(), {"model": "m", "input": value}, INVALID_INPUT, None, None)


EMBEDDINGS: list[tuple[dict[str, Any], str, str | None, str | None]] = [
    ({"model": "m"}, *missing("input")),
    ({"input": "x"}, "you must provide a model parameter", None, None),
    ({"model": "m", "input": "x", "dimensions": 0}, *below("dimensions", "integer", "1", 0)),
    (
        {"model": "text-embedding-ada-002", "input": "x", "dimensions": 8},
        "This model does not support specifying dimensions.", None, None,
    ),
    (
        {"model": "text-embedding-3-small", "input": "x", "dimensions": 1537},
        "Invalid value for 'dimensions' = 1537. Must be less than or equal to 1536.", None, None,
    ),
    (
        {"model": "m", "input": "x", "encoding_format": "hex"},
        "Invalid value: 'hex'. Supported values are: 'float' and 'base64'.", "encoding_format", VALUE,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "message", "param", "code"), EMBEDDINGS)
def test_embeddings_are_checked(body: Any, message: str, param: str | None, code: str | None) -> None:
    check(Embeddings(), body, message, param, code)


COMPLETIONS: list[tuple[dict[str, Any], str, str | None, str | None]] = [
    (
        {"n": 2, "best_of": 1},
        "You requested that the server return more choices than it will generate (HINT: you must set 'n' (currently 2) "
        "to be at most 'best_of' (currently 1), or omit either parameter if you don't specifically want to use them.)",
        "best_of", None,
    ),
    ({"best_of": 21}, *above("best_of", "integer", "20", 21)),
    ({"logprobs": 6}, *above("logprobs", "integer", "5", 6)),
    ({"logprobs": True}, *wrong_type("logprobs", "an integer", "a boolean")),
    ({"max_tokens": -1}, *below("max_tokens", "integer", "0", -1)),
    ({"prompt": []}, f"Invalid 'prompt': {EMPTY}", "prompt", "empty_array"),
    ({"prompt": 5}, *wrong_type("prompt", "one of a string or array", "an integer")),
    ({"suffix": 5}, *wrong_type("suffix", "a string", "an integer")),
    (
        {"stream_options": {"include_usage": True}},
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "message", "param", "code"), COMPLETIONS)
def test_completions_are_checked(fields: dict[str, Any], message: str, param: str | None, code: str | None) -> None:
    check(Completions(), {"model": "m", "prompt": "p", **fields}, message, param, code)


def test_streaming_needs_as_many_choices_as_are_generated() -> None:
    said = refusal(Completions(), {"model": "m", "prompt": "p", "best_of": 3, "stream": True})
    assert said.param == "best_of"
