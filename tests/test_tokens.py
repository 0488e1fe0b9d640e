"""Text is cut into tokens the way the real API does: leading spaces, about 4.5 characters, never inside a grapheme."""

from __future__ import annotations

import builtins
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeai.errors import SettingError
from fakeai.tokens import TOKENIZERS, Grouping, split, tokenizer

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAGS = "\U0001f1eb\U0001f1f7\U0001f1e9\U0001f1ea"
GRAPHEMES = st.sampled_from(
    [
        "e\u0301",
        FAMILY,
        FLAGS[:2],
        "\U0001f44d\U0001f3fd",
        "\u0915\u094d\u0937",
        "a\u0308\u0323",
        "\u2764\ufe0f",
        "中",
        " ",
        "a",
    ]
)
PROSE = (
    "The capital of Mexico is Mexico City. It lies in a high valley, surrounded by mountains and volcanoes, and more "
    "than nine million people live there. Founded by the Mexica in 1325 as Tenochtitlan, it is the oldest capital city "
    "in the Americas, and one of two that were founded by indigenous people."
)


@pytest.mark.parametrize(("text", "tokens"), [
    ("", ()),
    ("The capital of Mexico", ("The", " capital", " of", " Mexico")),
    ("Mexico City.", ("Mexico", " City", ".")),
    ("don't", ("don't",)),
    ("  two", (" ", " two")),
    ("a\n\nb", ("a", "\n\n", "b")),
    ("12345", ("123", "45")),
    ('{"city": "Paris"}', ('{"', "city", '":', ' "', "Paris", '"}')),
    ("antidisestablishment", ("antidi", "sestab", "lishme", "nt")),
    ("snake_case", ("snake", "_", "case")),
    (FAMILY, (FAMILY,)),
])  # fmt: skip
def test_text_is_cut_at_words_digits_punctuation_and_space(text: str, tokens: tuple[str, ...]) -> None:
    assert split(text) == tokens


@given(st.text() | st.lists(GRAPHEMES, max_size=30).map("".join))
def test_tokens_join_to_the_text_and_none_is_empty(text: str) -> None:
    tokens = split(text)
    assert "".join(tokens) == text
    assert all(tokens)


@given(st.text() | st.lists(GRAPHEMES, max_size=30).map("".join))
def test_no_token_begins_inside_a_grapheme(text: str) -> None:
    before = ""
    for token in split(text):
        first = token[0]
        if before and not first.isascii():
            assert not unicodedata.category(first).startswith("M")
            assert first != "\u200d"
            assert not "\U0001f3fb" <= first <= "\U0001f3ff"
            assert not before.endswith("\u200d")
        before += token


@pytest.mark.parametrize("count", range(1, 6))
def test_a_flag_stays_whole(count: int) -> None:
    assert all(len(token) % 2 == 0 for token in split(FLAGS * count))


def test_a_token_of_prose_has_about_four_and_a_half_characters() -> None:
    assert 4.2 <= len(PROSE) / len(split(PROSE)) <= 5.0


def test_short_and_long_texts_are_counted_alike() -> None:
    regex = tokenizer()
    assert regex.count(PROSE) == len(split(PROSE))
    assert regex.count(PROSE * 100) == len(split(PROSE * 100))
    assert regex.split(PROSE * 100) == split(PROSE * 100)


def test_an_unknown_tokenizer_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(SettingError, match="'gpt2'; there are: regex, o200k_base, cl100k_base"):
        tokenizer("gpt2")


def test_a_vocabulary_that_is_not_installed_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "bpe_openai":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingError, match=r"pytest-fakeai\[tokens\]"):
        tokenizer("o200k_base")


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TOKENIZERS if name != "regex"])
class TestVocabularies:
    @pytest.fixture(autouse=True)
    def _installed(self) -> None:
        pytest.importorskip("bpe_openai")

    def test_counts_are_exact_for_plain_text(self, name: str) -> None:
        assert tokenizer(name).split("The capital of Mexico is Mexico City.") == (
            "The", " capital", " of", " Mexico", " is", " Mexico", " City", ".",
        )  # fmt: skip

    @settings(max_examples=30)
    @given(text=st.text(max_size=60) | st.lists(GRAPHEMES, max_size=12).map("".join))
    def test_tokens_join_to_the_text_and_never_part_a_character(self, name: str, text: str) -> None:
        tokens = tokenizer(name).split(text)
        assert "".join(tokens) == text
        assert all(tokens)


class TestGrouping:
    def test_it_cuts_after_every_so_many_tokens(self) -> None:
        assert Grouping(tokenizer(), 2).split("one two three four five") == ("one two", " three four", " five")

    def test_it_knows_how_many_tokens_a_piece_stands_for(self) -> None:
        grouping = Grouping(tokenizer(), 3)
        assert [grouping.weight(piece) for piece in grouping.split("one two three four")] == [3, 1]
        assert grouping.weight("from elsewhere") == 1

    def test_it_counts_as_ever(self) -> None:
        assert Grouping(tokenizer(), 3).count("one two three four") == 4

    @given(text=st.text(max_size=200), size=st.integers(1, 9))
    def test_nothing_is_lost(self, text: str, size: int) -> None:
        grouping = Grouping(tokenizer(), size)
        pieces = grouping.split(text)
        assert "".join(pieces) == text
        assert len(pieces) == -(-grouping.count(text) // size)
