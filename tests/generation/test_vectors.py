from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.generation.vectors import Embedder, Vector, default_dimensions
from fakeai.reply import Failure, Reply
from tests.builders import make_call

from .asking import MODELS, answer

SMALL = "text-embedding-3-small"
EMBEDDER = Embedder()


def vector(text: str, dimensions: int | None = None) -> Vector:
    return EMBEDDER.vector(text, model=SMALL, dimensions=dimensions)


def closeness(one: str, other: str, dimensions: int | None = None) -> float:
    return sum(a * b for a, b in zip(vector(one, dimensions), vector(other, dimensions), strict=True))


@given(st.text(max_size=80), st.sampled_from([1, 8, 256, None]))
def test_every_vector_has_length_one(text: str, dimensions: int | None) -> None:
    assert sqrt(sum(value * value for value in vector(text, dimensions))) == pytest.approx(1)


@given(st.text(max_size=80), st.integers(2, 1536))
def test_fewer_dimensions_are_the_first_ones_at_length_one(text: str, dimensions: int) -> None:
    kept = vector(text)[:dimensions]
    length = sqrt(sum(value * value for value in kept))
    assert vector(text, dimensions) == pytest.approx([value / length for value in kept])


@pytest.mark.parametrize(
    ("text", "similar", "unlike"),
    [
        ("The cat sat on the mat", "A cat is sitting on a mat", "Stock prices fell sharply today"),
        ("weather in Paris", "What is the weather in Paris today?", "the price of gold"),
        ("weather in Paris", "wether in pariss", "the price of gold"),
        ("How do I get a refund?", "Refund policy: you get a refund within 30 days", "Shipping takes five days"),
        ("今日の東京の天気", "東京の天気", "株価が下がった"),
    ],
)
@pytest.mark.parametrize("dimensions", [None, 256])
def test_similar_texts_are_closer(text: str, similar: str, unlike: str, dimensions: int | None) -> None:
    assert closeness(text, similar, dimensions) > closeness(text, unlike, dimensions) + 0.1


def test_a_text_alone_settles_its_vector() -> None:
    """The numbers are pinned: whoever stores vectors must find them again with the next version."""
    assert vector("hello world", 4) == pytest.approx((0.579619, -0.579619, -0.181131, 0.543393), abs=1e-5)


def test_a_very_long_text_has_a_vector_too() -> None:
    text = " ".join(f"word{number}" for number in range(9000))
    assert sum(value * value for value in vector(text, 16)) == pytest.approx(1)


def test_models_have_vectors_of_their_own() -> None:
    large = Embedder().vector("hello", model="text-embedding-3-large")
    assert len(large) == default_dimensions("text-embedding-3-large") == 3072
    assert large[:4] != vector("hello")[:4]


def test_a_call_gets_a_vector_for_each_input() -> None:
    answered = answer(
        make_call(None, endpoint="embeddings", model=SMALL, inputs=("a", "b", "a"), body={"dimensions": 64})
    )
    assert isinstance(answered, Reply)
    assert answered.vectors is not None
    assert [len(each) for each in answered.vectors] == [64, 64, 64]
    assert answered.vectors[0] == answered.vectors[2] != answered.vectors[1]


def test_the_model_list_is_the_catalogue() -> None:
    answered = answer(make_call(None, endpoint="models"))
    assert isinstance(answered, Reply)
    assert answered.models == MODELS


def test_one_model_is_found_by_its_id() -> None:
    answered = answer(make_call(None, endpoint="model", model="gpt-4o"))
    assert isinstance(answered, Reply)
    assert answered.models == MODELS[:1]


def test_a_model_that_is_not_listed_is_not_found() -> None:
    assert answer(make_call(None, endpoint="model", model="gpt-99")) == Failure(kind="model_not_found")
