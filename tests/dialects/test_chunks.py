"""Templates of chunks: many events at once are the events one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fakeai.dialects.openai.chunks import CONTENT, INDEX, PADDING, Padding, Template
from fakeai.seeds import Seed

TRICKY = ['","', "\\", '\\"', '"', "\\\\", '",', ',"', "\n", "\ud83d", "°C", "", '\\","\\']
texts = st.lists(st.text() | st.sampled_from(TRICKY), min_size=1, max_size=8)


@given(texts)
def test_all_events_at_once_are_those_one_by_one(contents: list[str]) -> None:
    for chunk in ({"c": CONTENT, "p": PADDING}, {"c": CONTENT}, {"c": CONTENT, "p": PADDING, "i": INDEX}):
        template = Template(chunk)
        paddings = ["x" * index for index in range(len(contents))]
        one_by_one = [
            template.fill(*each, 5 + index) for index, each in enumerate(zip(contents, paddings, strict=True))
        ]
        assert template.fill_all(contents, paddings, 5) == one_by_one


@given(texts)
def test_padding_fills_each_delta_up_to_a_multiple_of_sixteen(deltas: list[str]) -> None:
    padding = Padding(Seed.root(1))
    lengths = [len(delta) + len(beside) for delta, beside in zip(deltas, padding.beside_all(deltas), strict=True)]
    assert [length % 16 for length in lengths] == [0] * len(deltas)


def test_padding_does_not_repeat_from_one_part_to_the_next() -> None:
    padding = Padding(Seed.root(1))
    assert padding.beside_all(["a"]) != padding.beside_all(["a"])
