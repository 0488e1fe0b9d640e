"""Embeddings: scripted vectors in the encoding, length and order that the call asks for."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from openai.types import CreateEmbeddingResponse

from fakeai import wire
from fakeai.dialects.openai.embeddings import Embeddings
from fakeai.errors import FixtureError
from fakeai.reply import Reply, Usage

from .making import answer, body_of, make_call
from .oracle import judge

VECTOR = (0.25, -0.5, 1.0)
OTHER = (1.0, 0.0, 0.0)


def embed(*vectors: tuple[float, ...], **fields: Any) -> wire.Response:
    return answer(Embeddings(), {"model": "text-embedding-3-small", "input": "x", **fields}, Reply(vectors=vectors))


def test_the_body_has_the_keys_of_a_real_one_in_their_order() -> None:
    body = body_of(embed(VECTOR))
    assert list(body) == ["object", "data", "model", "usage"]
    assert body["object"] == "list"
    assert list(body["data"][0]) == ["object", "index", "embedding"]
    assert body["data"] == [{"object": "embedding", "index": 0, "embedding": [0.25, -0.5, 1.0]}]
    assert body["model"] == "text-embedding-3-small"
    assert body["usage"] == {"prompt_tokens": 1, "total_tokens": 1}


@pytest.mark.parametrize(("value", "inputs", "tokens"), [
    ("some text", ("some text",), None),
    (["some", "text"], ("some", "text"), None),
    ([1, 22, 333], ("1 22 333",), 3),
    ([[1], [2, 3]], ("1", "2 3"), 3),
], ids=str)  # fmt: skip
def test_an_input_is_one_or_several_texts_or_lists_of_tokens(
    value: Any, inputs: tuple[str, ...], tokens: int | None
) -> None:
    call = make_call(Embeddings(), {"model": "m", "input": value})
    assert (call.endpoint, call.inputs, call.input_tokens) == ("embeddings", inputs, tokens)


def test_up_to_2048_inputs_are_accepted() -> None:
    assert len(body_of(embed(VECTOR, input=["a"] * 2048))["data"]) == 2048


def test_vectors_belong_to_the_inputs_in_their_order() -> None:
    data = body_of(embed(VECTOR, OTHER, input=["a", "b"]))["data"]
    assert [(entry["index"], tuple(entry["embedding"])) for entry in data] == [(0, VECTOR), (1, OTHER)]


def test_a_single_vector_stands_for_all_inputs() -> None:
    data = body_of(embed(VECTOR, input=["a", "b", "c"]))["data"]
    assert [tuple(entry["embedding"]) for entry in data] == [VECTOR] * 3


@pytest.mark.parametrize(("vectors", "count"), [((), 1), ((VECTOR, OTHER), 1), ((VECTOR, OTHER), 3)])
def test_a_wrong_number_of_vectors_is_the_scripts_mistake(vectors: tuple[tuple[float, ...], ...], count: int) -> None:
    with pytest.raises(FixtureError, match=f"has {len(vectors)} vectors, but the call has {count} input"):
        embed(*vectors, input=["a"] * count)


def test_base64_is_little_endian_32_bit_floats() -> None:
    data = body_of(embed(VECTOR, encoding_format="base64"))["data"]
    assert base64.b64decode(data[0]["embedding"]) == struct.pack("<3f", *VECTOR)


@pytest.mark.parametrize("encoding", [None, "float"])
def test_floats_are_the_default(encoding: str | None) -> None:
    assert body_of(embed(VECTOR, encoding_format=encoding))["data"][0]["embedding"] == list(VECTOR)


def test_fewer_dimensions_are_the_first_ones_at_length_one_again() -> None:
    assert body_of(embed((3.0, 4.0, 12.0), dimensions=2))["data"][0]["embedding"] == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize("vector", [(0.25, 0.5), (0.25,), (0.0, 0.0, 0.5)])
def test_a_vector_that_cannot_be_shortened_stays_as_it_is(vector: tuple[float, ...]) -> None:
    assert body_of(embed(vector, dimensions=2))["data"][0]["embedding"] == list(vector[:2])


def test_the_headers_name_the_model() -> None:
    response = embed(VECTOR)
    assert response.header("openai-model") == "text-embedding-3-small"
    assert response.header("access-control-allow-origin") == "*"
    assert response.header("x-ratelimit-limit-tokens") is not None


def test_scripted_usage_and_extra_win() -> None:
    reply = Reply(vectors=(VECTOR,), usage=Usage(input_tokens=9), model="mine", extra={"usage": {"cost": 1}})
    body = body_of(answer(Embeddings(), {"model": "m", "input": "x"}, reply))
    assert body["usage"] == {"prompt_tokens": 9, "total_tokens": 9, "cost": 1}
    assert body["model"] == "mine"


def test_the_sdk_accepts_every_body() -> None:
    judge(embed(VECTOR, OTHER, input=["a", "b"]), CreateEmbeddingResponse)


def test_a_response_without_vectors_is_not_read() -> None:
    bodies: tuple[Any, ...] = ({"error": "no"}, [], {"data": None})
    for body in bodies:
        with pytest.raises(ValueError, match="data"):
            Embeddings().read(wire.plain_json(200, body))
