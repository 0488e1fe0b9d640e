"""The match of a recorded call fits it, and no other call of its cassette."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.matching import Match, fits
from fakeai.recording.clauses import Seen, clauses
from fakeai.recording.keys import NORMALIZERS, Keys
from fakeai.recording.understanding import understood
from fakeai.redaction import Redactor
from tests.recording.making import make_cassette, make_recorded

KEYS = Keys(make_cassette().matching, Redactor())
WORDS = st.sampled_from(["Hi", "hi", "Hi there", "2026-11-21", "", "a*b", "[x]"])
ROLES = st.sampled_from(["user", "assistant", "system"])
MESSAGE = st.builds(lambda role, text: {"role": role, "content": text}, ROLES, WORDS)
BODIES = st.fixed_dictionaries(
    {"messages": st.lists(MESSAGE, min_size=1, max_size=3), "model": st.sampled_from(["gpt-4o", "gpt-4*", "o3[x]"])},
    optional={
        "stream": st.booleans(),
        "temperature": st.sampled_from([0, 0.5, 1, None]),
        "user": st.sampled_from(["1", "true", "x"]),
        "stop": st.sampled_from([None, ".", ["."], [".", ","]]),
        "metadata": st.dictionaries(st.sampled_from(["a", "a.b", "it's", 'a"b', "a b", "ä", "0"]), WORDS, max_size=2),
        "logit_bias": st.dictionaries(st.sampled_from(["1", "2"]), st.sampled_from([1, -1]), max_size=2),
    },
)


def seen(**fields: Any) -> Seen:
    recorded = make_recorded(fields.pop("said", "Hi"), **fields)
    call = understood(recorded).call
    assert call is not None
    return Seen(call, KEYS.asked(recorded.provider, recorded.request).body)


@pytest.mark.slow
@given(st.lists(BODIES, min_size=1, max_size=5))
def test_it_fits_its_own_call_and_no_other(bodies: list[dict[str, Any]]) -> None:
    known = {repr(it.body): it for it in (seen(**body) for body in bodies)}
    for one in known.values():
        others = [other for other in known.values() if other is not one]
        found = clauses(one, others)
        assert found is not None
        match = Match.model_validate(found)
        assert fits(match, one.call)
        assert not [other for other in others if fits(match, other.call)]


def only(*others: Seen, **fields: Any) -> dict[str, Any] | None:
    return clauses(seen(**fields), others)


def test_alone_it_is_what_the_user_says() -> None:
    assert only() == {"user": {"equals": "Hi"}}


def test_it_says_as_much_more_as_tells_it_from_the_others() -> None:
    assert only(seen(said="Bye")) == {"user": {"equals": "Hi"}}
    assert only(seen(stream=True)) == {"user": {"equals": "Hi"}, "stream": False}
    assert only(seen(model="o3")) == {"user": {"equals": "Hi"}, "model": "gpt-4o"}
    assert only(seen(temperature=1)) == {"user": {"equals": "Hi"}, "json": {"$.temperature": {"exists": False}}}
    assert only(seen(seed=1, user="x"), seed=1, user="y") == {"user": {"equals": "Hi"}, "json": {"$.user": "y"}}


def test_calls_that_are_the_same_can_not_be_told_apart() -> None:
    assert only(seen()) is None


def test_what_differs_each_time_is_a_pattern() -> None:
    one = seen(said="Report of 2026-11-21 (draft).\nGo.")
    found = clauses(one, (), (NORMALIZERS["date"],))
    assert found is not None
    match = Match.model_validate(found)
    assert fits(match, one.call)
    assert fits(match, seen(said="Report of 2031-01-01 (draft).\nGo.").call)
    assert not fits(match, seen(said="Report of 2031-01-01 (draft).\nStop.").call)
    assert not fits(match, seen(said="A report of 2031-01-01 (draft).\nGo.").call)
