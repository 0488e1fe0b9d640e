"""When something goes wrong: which calls the rules strike."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from fakeai.chaos import EXEMPT_ENDPOINTS, Chaos, Count, Rule
from fakeai.reply import Failure
from fakeai.seeds import Seed

from .builders import make_call, make_match

OVERLOADED = Failure(kind="overloaded")


def rule(name: str = "rule", **when: Any) -> Rule:
    return Rule(name=name, outcome=OVERLOADED, **when)


def struck(rules: list[Rule], calls: int = 10, *, seconds_apart: float = 0.0) -> list[int]:
    """Which of so many calls are struck, from 1."""
    chaos = Chaos(rules)
    hits = [chaos.strike(make_call(), Seed.root(index), index * seconds_apart) for index in range(calls)]
    return [index for index, hit in enumerate(hits, 1) if hit is not None]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ({"times": 2}, [1, 2]),
        ({"after": 7}, [8, 9, 10]),
        ({"after": 3, "times": 1}, [4]),
        ({"every": 3}, [3, 6, 9]),
        ({"every": 3, "times": 2}, [3, 6]),
        ({"every": 4, "after": 1}, [5, 9]),
        ({"since": 2.0, "until": 5.0}, [3, 4, 5]),
        ({"since": 7.0}, [8, 9, 10]),
        ({"until": 3.0}, [1, 2, 3]),
        ({"since": 2.0, "until": 9.0, "after": 2}, [5, 6, 7, 8, 9]),
        ({"match": make_match(user="something else")}, []),
        ({"probability": 1.0, "times": 3}, [1, 2, 3]),
    ],
    ids=str,
)
def test_which_calls_a_rule_strikes(when: dict[str, Any], expected: list[int]) -> None:
    assert struck([rule(**when)], seconds_apart=1.0) == expected


def test_a_window_is_counted_from_when_the_rules_are_in_force() -> None:
    chaos = Chaos([rule(since=2.0, until=5.0)], began=100.0)
    hits = [chaos.strike(make_call(), Seed.root(0), now) is not None for now in (2.0, 101.9, 102.0, 104.9, 105.0)]
    assert hits == [False, False, True, True, False]


def test_only_calls_that_fit_are_counted() -> None:
    chaos = Chaos([rule(match=make_match(model="gpt-4o"), every=2)])
    models = ["gpt-4o", "o3", "o3", "gpt-4o", "gpt-4o", "gpt-4o"]
    hits = [chaos.strike(make_call(model=model), Seed.root(0), 0.0) is not None for model in models]
    assert hits == [False, False, False, True, False, True]


@pytest.mark.parametrize("endpoint", sorted(EXEMPT_ENDPOINTS))
def test_asking_what_models_there_are_never_goes_wrong(endpoint: str) -> None:
    assert Chaos([rule()]).strike(make_call(endpoint=endpoint), Seed.root(0), 0.0) is None


def test_the_first_of_several_that_is_due_strikes() -> None:
    chaos = Chaos([rule("first", times=1), rule("second")])
    names = [hit.name for index in range(2) if (hit := chaos.strike(make_call(), Seed.root(index), 0.0))]
    assert names == ["first", "second"]


class TestProbability:
    def hits(self, *rules: Rule, calls: int = 4_000) -> Counter[str]:
        chaos = Chaos(rules)
        hits = (chaos.strike(make_call(), Seed.root(index), 0.0) for index in range(calls))
        return Counter("none" if hit is None else hit.name for hit in hits)

    def test_rules_share_one_draw_so_that_each_is_as_likely_as_it_says(self) -> None:
        hits = self.hits(rule("a", probability=0.5), rule("b", probability=0.3), rule("c", probability=0.2))
        assert hits["none"] == 0  # with draws of their own, 28 in a hundred would get through
        assert [hits[name] / 4_000 for name in "abc"] == pytest.approx([0.5, 0.3, 0.2], abs=0.03)

    def test_the_draw_is_told_and_comes_from_the_call_s_own_seed(self) -> None:
        draws = []
        for _ in range(2):
            hit = Chaos([rule(probability=1.0)]).strike(make_call(), Seed.root(5), 0.0)
            assert hit is not None
            draws.append(hit.draw)
            assert str(hit) == f"rule (rule 1, draw {hit.draw:.6f})"
        assert draws[0] == draws[1] == Seed.root(5).child("chaos").fraction()

    def test_the_order_of_calls_does_not_matter(self) -> None:
        chaos = Chaos([rule(probability=0.5)])
        there = {index: chaos.strike(make_call(), Seed.root(index), 0.0) for index in range(50)}
        back = {index: chaos.strike(make_call(), Seed.root(index), 0.0) for index in reversed(range(50))}
        assert there == back

    def test_more_than_certain_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"add up to 1\.2"):
            Chaos([rule(probability=0.6), rule(probability=0.6)])


def test_counts_say_what_became_of_what_was_asked_for() -> None:
    chaos = Chaos()
    chaos.count("reset", applied=True)
    chaos.count("reset", applied=True)
    chaos.count("reset", applied=False)
    assert chaos.counts == {"reset": Count(asked=3, applied=2, not_applicable=1)}
