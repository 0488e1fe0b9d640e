"""Near misses: the fixtures that came closest, in order."""

from __future__ import annotations

from fakeai.call import Call
from fakeai.fixtures.fixture import Fixture
from fakeai.matching import nearest
from tests.builders import make_call, make_fixture


def names(*fixtures: Fixture, call: Call, limit: int = 3) -> list[str]:
    return [miss.candidate.name for miss in nearest(fixtures, call, limit=limit)]


def test_fewer_differences_are_nearer() -> None:
    far = make_fixture("far", user="weather", model="o1", stream=True)
    near = make_fixture("near", user="weather", model="o1")
    assert names(far, near, call=make_call("The weather?")) == ["near", "far"]


def test_among_equals_similar_text_is_nearer() -> None:
    other = make_fixture("other", user="tell me a story")
    similar = make_fixture("similar", user="weather in Paris")
    assert names(other, similar, call=make_call("What's the wether in Paris?")) == ["similar", "other"]


def test_then_more_clauses_that_fit() -> None:
    plain = make_fixture("plain", model="o1")
    closer = make_fixture("closer", model="o1", stream=False)
    assert names(plain, closer, call=make_call()) == ["closer", "plain"]


def test_then_what_comes_first() -> None:
    first, second = make_fixture("first", stream=True), make_fixture("second", stream=True)
    assert names(first, second, call=make_call()) == ["first", "second"]


def test_three_at_most() -> None:
    fixtures = [make_fixture(str(number), user=f"number {number}") for number in range(100)]
    assert len(nearest(fixtures, make_call("hello"))) == 3


def test_what_fits_is_no_miss() -> None:
    assert nearest([make_fixture()], make_call()) == ()


def test_text_under_not_is_not_what_is_wanted() -> None:
    without = make_fixture("without", user={"not": "weather in Paris"})
    wanted = make_fixture("wanted", user={"contains": "weather in Rome"})
    assert names(without, wanted, call=make_call("weather in Paris")) == ["wanted", "without"]


def test_a_miss_comes_with_its_differences() -> None:
    (miss,) = nearest([make_fixture(user="weather", model="gpt*")], make_call("Hello"))
    assert [difference.field for difference in miss.differences] == ["user"]


def test_long_texts_are_compared_in_no_time() -> None:
    fixtures = [make_fixture(str(number), user="x" * 10_000) for number in range(50)]
    assert len(nearest(fixtures, make_call("y" * 100_000))) == 3
