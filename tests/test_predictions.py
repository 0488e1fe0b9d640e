from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.predictions import outcome

tokens = st.lists(st.sampled_from("abcde"), max_size=30)


@pytest.mark.parametrize(("predicted", "said", "accepted"), [
    ("abcdef", "abcdef", 6), ("abcdef", "abXdef", 5), ("abcdef", "abdef", 5), ("abcdef", "abXXcdef", 6),
    ("abcdef", "xyz", 0), ("abcdef", "", 0), ("", "abc", 0), ("abc", "xxabcxx", 3), ("aaa", "aa", 2), ("ab", "ba", 1),
])  # fmt: skip
def test_what_both_have_in_order_is_accepted(predicted: str, said: str, accepted: int) -> None:
    assert outcome(predicted, said) == (accepted, len(predicted) - accepted)


@given(tokens, tokens)
def test_each_token_of_a_prediction_is_accepted_or_rejected(predicted: list[str], said: list[str]) -> None:
    accepted, rejected = outcome(predicted, said)
    assert accepted + rejected == len(predicted)
    assert 0 <= accepted <= min(len(predicted), len(said))


@given(tokens)
def test_a_prediction_that_comes_true_is_accepted_whole(said: list[str]) -> None:
    assert outcome(said, said) == (len(said), 0)
