"""The same seed and labels give the same values, everywhere; other labels give other ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.seeds import Seed

labels = st.lists(st.integers() | st.text() | st.binary(), max_size=3).map(tuple)


def test_a_seed_gives_the_values_that_it_has_always_given() -> None:
    seed = Seed.root(7).child("chat", "id")
    assert seed.alphanumeric(12) == "meT1BdZoHbx8"
    assert seed.hex(10) == "265ccdef01"
    assert seed.integer(0, 999) == 68
    assert seed.fraction() == 0.14985358319346564


@given(st.integers() | st.text())
def test_a_seed_is_a_number_or_a_word(seed: int | str) -> None:
    assert Seed.root(seed) == Seed.root(str(seed)) == Seed.root(seed)


@given(labels, labels)
def test_children_differ_if_and_only_if_their_labels_do(
    one: tuple[int | str | bytes, ...], other: tuple[int | str | bytes, ...]
) -> None:
    def spelt(label: int | str | bytes) -> bytes:
        return label if isinstance(label, bytes) else str(label).encode("utf-8", "surrogatepass")

    same = list(map(spelt, one)) == list(map(spelt, other))
    assert (Seed.root().child(*one) == Seed.root().child(*other)) is same


def test_labels_do_not_run_into_each_other() -> None:
    seed = Seed.root()
    assert len({seed.child("ab").key, seed.child("a", "b").key, seed.child("b", "a").key, seed.key}) == 4


@given(st.integers(0, 300))
def test_any_length_is_given_and_a_longer_one_of_other_kinds(length: int) -> None:
    seed = Seed.root("x")
    assert len(seed.raw(length)) == length
    assert len(seed.hex(length)) == length
    assert set(seed.hex(length)) <= set("0123456789abcdef")
    text = seed.alphanumeric(length)
    assert len(text) == length
    assert not text or (text.isascii() and text.isalnum())


@given(st.integers(-1000, 1000), st.integers(0, 1000), labels)
def test_a_number_stays_in_its_range(low: int, width: int, path: tuple[int | str | bytes, ...]) -> None:
    seed = Seed.root().child(*path)
    assert low <= seed.integer(low, low + width) <= low + width
    assert 0 <= seed.fraction() < 1


def test_numbers_are_spread_over_their_range() -> None:
    drawn = [Seed.root(index).integer(1, 6) for index in range(600)]
    assert all(60 <= drawn.count(face) <= 140 for face in range(1, 7))


def test_a_generator_starts_anew_each_time() -> None:
    seed = Seed.root(3)
    assert seed.random().random() == seed.random().random() != seed.child("x").random().random()


@pytest.mark.parametrize("seed", ["\ud800", "", "é"])
def test_any_text_is_a_seed(seed: str) -> None:
    assert Seed.root(seed).child(seed).hex(4)
