"""Matching: which calls a clause fits, and how a difference reads."""

from __future__ import annotations

import re
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fakeai.call import Call, Message, ResponseFormat
from fakeai.matching import Match, differences, fits
from fakeai.matching.hiding import hidden
from fakeai.matching.match import _FORMATS
from fakeai.written import mistakes
from tests.builders import make_call, make_match, make_tool_call

EMBEDDINGS = make_call(endpoint="embeddings", inputs=("north", "south"), model="text-embedding-3-small")
TOOL_CALL = make_tool_call("18 degrees")
JSON_CALL = make_call(response_format=ResponseFormat(kind="json_schema"))
HEADERS = make_call(headers=(("X-Test", "one"), ("x-test", "two"), ("Authorization", "Bearer sk-secret")))
BODY = make_call(body={"temperature": 0.5, "metadata": {"user": "u-1"}, "tags": ["a", "b"], "store": True, "n": 1})
LATER = make_call(
    messages=(
        Message(role="user", text="one"),
        Message(role="assistant", text="two"),
        Message(role="user", text="three"),
    )
)

CASES: list[tuple[dict[str, Any], Call, bool]] = [
    ({}, make_call(), True),
    ({"user": "weather"}, make_call("The Weather in Paris"), True),
    ({"user": "STRASSE"}, make_call("in der Straße"), True),
    ({"user": "weather"}, make_call("Hello"), False),
    ({"user": "weather"}, make_call(None), False),
    ({"user": ["rain", "sun"]}, make_call("Is there sun?"), True),
    ({"user": ["rain", "sun"]}, make_call("Is there snow?"), False),
    ({"user": {"contains": "PARIS"}}, make_call("in Paris"), True),
    ({"user": {"equals": "hello"}}, make_call("hello"), True),
    ({"user": {"equals": "hello"}}, make_call("Hello"), False),
    ({"user": {"starts_with": "He"}}, make_call("Hello"), True),
    ({"user": {"starts_with": "he"}}, make_call("Hello"), False),
    ({"user": {"regex": "^h.*o$"}}, make_call("hello"), True),
    ({"user": {"regex": "^h.*o$"}}, make_call("Hello"), False),
    ({"user": {"regex": "(?i)^h"}}, make_call("Hello"), True),
    ({"user": {"glob": "*in Paris?"}}, make_call("Rain in Paris?"), True),
    ({"user": {"glob": "in Paris"}}, make_call("Rain in Paris"), False),
    ({"user": {"one_of": ["yes", "no"]}}, make_call("no"), True),
    ({"user": {"one_of": ["yes", "no"]}}, make_call("nope"), False),
    ({"user": {"exists": True}}, make_call(None), False),
    ({"user": {"exists": False}}, make_call(None), True),
    ({"user": {"not": "weather"}}, make_call("Hello"), True),
    ({"user": {"not": "weather"}}, make_call(None), True),
    ({"user": {"not": "weather"}}, make_call("weather"), False),
    ({"user": {"all": ["rain", "sun"]}}, make_call("rain and sun"), True),
    ({"user": {"all": ["rain", "sun"]}}, make_call("rain"), False),
    ({"user": {"any": ["rain", {"equals": "sun"}]}}, make_call("sun"), True),
    ({"user": {"contains": "rain", "not": "sun"}}, make_call("rain"), True),
    ({"user": {"contains": "rain", "not": "sun"}}, make_call("rain and sun"), False),
    ({"user": {"starts_with": "r", "contains": "n"}}, make_call("rain"), True),
    ({"user": re.compile("RAIN", re.IGNORECASE)}, make_call("rain"), True),
    ({"user": "three"}, LATER, True),
    ({"user": "one"}, LATER, False),
    ({"user": "south"}, EMBEDDINGS, True),
    ({"system": "brief"}, make_call(system="Be brief."), True),
    ({"system": "brief"}, make_call(), False),
    ({"system": {"exists": False}}, make_call(), True),
    ({"any_message": "two"}, LATER, True),
    ({"any_message": "four"}, LATER, False),
    ({"any_message": {"not": "two"}}, LATER, False),
    ({"any_message": {"starts_with": "t", "contains": "ee"}}, LATER, True),
    ({"any_message": {"starts_with": "o", "contains": "ee"}}, LATER, False),
    ({"any_message": {"all": [{"starts_with": "o"}, "ee"]}}, LATER, True),
    ({"input": {"equals": "south"}}, EMBEDDINGS, True),
    ({"input": {"equals": "west"}}, EMBEDDINGS, False),
    ({"input": "x"}, make_call(), False),
    ({"model": "gpt-4o"}, make_call(model="gpt-4o"), True),
    ({"model": "gpt-4o"}, make_call(model="gpt-4o-mini"), False),
    ({"model": "gpt-4o*"}, make_call(model="gpt-4o-mini"), True),
    ({"model": "gpt-?o"}, make_call(model="gpt-4o"), True),
    ({"model": ["gpt-3*", "o1"]}, make_call(model="o1"), True),
    ({"model": {"not": "gpt*"}}, make_call(model="o1"), True),
    ({"model": {"exists": False}}, make_call(model=""), True),
    ({"key": "sk-team-a"}, make_call(key="sk-team-a"), True),
    ({"key": "sk-team-a"}, make_call(key="sk-team-b"), False),
    ({"key": "sk-team-*"}, make_call(key="sk-team-b"), True),
    ({"key": {"exists": False}}, make_call(key=""), True),
    ({"provider": "openai"}, make_call(), True),
    ({"provider": "rad*"}, make_call(), False),
    ({"endpoint": "chat"}, make_call(), True),
    ({"endpoint": "embed*"}, EMBEDDINGS, True),
    ({"endpoint": ["chat", "completions"]}, EMBEDDINGS, False),
    ({"after_tool": "get_weather"}, TOOL_CALL, True),
    ({"after_tool": "get_*"}, TOOL_CALL, True),
    ({"after_tool": "search"}, TOOL_CALL, False),
    ({"after_tool": {"exists": True}}, TOOL_CALL, True),
    ({"after_tool": {"exists": False}}, make_call(), True),
    ({"after_tool": "get_weather"}, make_call(), False),
    ({"tool_result": "18"}, TOOL_CALL, True),
    ({"tool_result": "19"}, TOOL_CALL, False),
    ({"tools": "get_weather"}, make_call(tools=("search", "get_weather")), True),
    ({"tools": "get_weather"}, make_call(tools=("search",)), False),
    ({"tools": {"all": ["search", "get_*"]}}, make_call(tools=("search", "get_weather")), True),
    ({"tools": {"exists": False}}, make_call(), True),
    ({"turn": 1}, make_call(), True),
    ({"turn": 1}, LATER, False),
    ({"turn": [1, 2]}, LATER, True),
    ({"turn": {"gte": 2}}, LATER, True),
    ({"turn": {"gt": 2}}, LATER, False),
    ({"turn": {"lt": 2}}, make_call(), True),
    ({"turn": {"lte": 1, "gte": 1}}, make_call(), True),
    ({"response_format": "json_schema"}, JSON_CALL, True),
    ({"response_format": "json_*"}, make_call(), False),
    ({"response_format": "text"}, make_call(), True),
    ({"stream": True}, make_call(stream=True), True),
    ({"stream": True}, make_call(), False),
    ({"stream": False}, make_call(), True),
    ({"header": {"x-test": "two"}}, HEADERS, True),
    ({"header": {"X-TEST": "o*"}}, HEADERS, True),
    ({"header": {"x-test": "on"}}, HEADERS, False),
    ({"header": {"x-other": {"exists": False}}}, HEADERS, True),
    ({"header": {"x-test": "one", "x-other": "x"}}, HEADERS, False),
    ({"json": {"$.temperature": {"gte": 0.5}}}, BODY, True),
    ({"json": {"$.temperature": {"gt": 0.5}}}, BODY, False),
    ({"json": {"$.metadata.user": "u-1"}}, BODY, True),
    ({"json": {"$.metadata.user": "u"}}, BODY, False),
    ({"json": {"$.metadata.user": {"glob": "u-*"}}}, BODY, True),
    ({"json": {"$.metadata": {"equals": {"user": "u-1"}}}}, BODY, True),
    ({"json": {"$.tags[*]": "b"}}, BODY, True),
    ({"json": {"$.tags": {"equals": ["a", "b"]}}}, BODY, True),
    ({"json": {"$.tags[*]": {"not": "b"}}}, BODY, False),
    ({"json": {"$.store": True}}, BODY, True),
    ({"json": {"$.store": 1}}, BODY, False),
    ({"json": {"$.n": True}}, BODY, False),
    ({"json": {"$.n": 1.0}}, BODY, True),
    ({"json": {"$.missing": None}}, BODY, False),
    ({"json": {"$.missing": {"exists": False}}}, BODY, True),
    ({"json": {"$.n": {"contains": "1"}}}, BODY, False),
    ({"json": {"$.n": ["a", 1]}}, BODY, True),
    ({"user": "weather", "model": "gpt-4o"}, make_call("weather"), True),
    ({"user": "weather", "model": "o1"}, make_call("weather"), False),
]


@pytest.mark.parametrize(
    ("clauses", "call", "fit"), CASES, ids=lambda value: str(value) if isinstance(value, dict) else ""
)
def test_which_calls_a_match_fits(clauses: dict[str, Any], call: Call, fit: bool) -> None:
    match = make_match(**clauses)
    assert fits(match, call) is fit
    assert (differences(match, call) == ()) is fit


def test_every_clause_has_a_case_that_fits_and_one_that_does_not() -> None:
    clauses = {field.alias or name for name, field in Match.model_fields.items()}
    assert clauses == {name for written, _, fit in CASES if fit for name in written}
    assert clauses == {name for written, _, fit in CASES if not fit for name in written}


@given(st.text(), st.text())
def test_equals_is_equality_and_contains_ignores_case(wanted: str, got: str) -> None:
    call = make_call(got)
    assert fits(make_match(user={"equals": wanted}), call) == (wanted == got)
    assert fits(make_match(user=wanted), call) == (wanted.casefold() in got.casefold())
    assert fits(make_match(user={"not": {"contains": wanted}}), call) != fits(make_match(user=wanted), call)


@pytest.mark.parametrize(
    ("clauses", "call", "said"),
    [
        ({"user": "weather"}, make_call("Hi"), 'user: wanted text containing "weather", got "Hi"'),
        ({"user": "weather"}, make_call(None), 'user: wanted text containing "weather", got nothing'),
        ({"user": {"equals": "a"}}, make_call("b"), 'user: wanted "a", got "b"'),
        ({"user": {"regex": "^a"}}, make_call("b"), 'user: wanted text matching /^a/, got "b"'),
        ({"user": {"not": "b"}}, make_call("b"), 'user: wanted not text containing "b", got "b"'),
        ({"user": ["x", "y"]}, make_call("b"), 'user: wanted text containing "x" or text containing "y", got "b"'),
        ({"model": "gpt-4o*"}, make_call(model="o1"), 'model: wanted something like "gpt-4o*", got "o1"'),
        ({"model": "gpt-4o"}, make_call(model="o1"), 'model: wanted "gpt-4o", got "o1"'),
        ({"model": {"one_of": ["a", "b"]}}, make_call(model="o1"), 'model: wanted one of "a", "b", got "o1"'),
        ({"turn": {"gte": 2, "lt": 5}}, make_call(), "turn: wanted at least 2 and less than 5, got 1"),
        ({"stream": True}, make_call(), "stream: wanted true, got false"),
        ({"tools": "a"}, make_call(tools=("b", "c")), 'tools: wanted "a", got "b", "c"'),
        ({"tools": "a"}, make_call(tools=tuple("bcdef")), 'tools: wanted "a", got "d", "e", "f" and 2 more'),
        ({"system": {"exists": True}}, make_call(), "system: wanted anything, got nothing"),
        ({"header": {"X-A": "1"}}, make_call(), 'header X-A: wanted "1", got nothing'),
        ({"json": {"$.n": {"gt": 1}}}, BODY, "json $.n: wanted more than 1, got 1"),
    ],
)
def test_a_difference_reads_as_a_sentence(clauses: dict[str, Any], call: Call, said: str) -> None:
    assert [str(difference) for difference in differences(make_match(**clauses), call)] == [said]


def test_a_long_value_is_shortened() -> None:
    (difference,) = differences(make_match(user="weather"), make_call("x" * 1000))
    assert len(difference.got) <= 80
    assert difference.got.endswith('…"')


LONG = "sk-proj-0123456789abcdefWXYZ"


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ({"key": "sk-team-b"}, 'key: wanted "…-b", got "sk-…WXYZ"'),
        ({"key": "sk-team-*"}, 'key: wanted something like "…m-*", got "sk-…WXYZ"'),
        (
            {"key": {"not": {"starts_with": "sk-proj-0123"}}},
            'key: wanted not text starting with "…123", got "sk-…WXYZ"',
        ),
        ({"key": {"one_of": ["a", LONG + "0"]}}, 'key: wanted one of "…", "sk-…XYZ0", got "sk-…WXYZ"'),
        ({"key": ["sk-team-a", {"regex": "^team"}]}, 'key: wanted "…-a" or text matching /…m/, got "sk-…WXYZ"'),
        ({"key": {"exists": False}}, 'key: wanted nothing, got "sk-…WXYZ"'),
        ({"header": {"Authorization": "Bearer other"}}, 'header Authorization: wanted "…her", got "Bea…WXYZ"'),
    ],
)
def test_a_key_is_never_told_whole(clauses: dict[str, Any], said: str) -> None:
    call = make_call(key=LONG, headers=(("authorization", f"Bearer {LONG}"),))
    assert [str(difference) for difference in differences(make_match(**clauses), call)] == [said]
    assert LONG not in repr(call).replace(f"Bearer {LONG}", "")


@given(st.text())
def test_of_a_hidden_key_no_more_than_its_ends_are_left(key: str) -> None:
    head, _, end = hidden(key).rpartition("…")
    assert len(end) <= min(4, len(key) // 4)
    assert key.endswith(end)
    assert head in {"", key[:3]}
    assert len(head) + len(end) <= len(key) / 2 or not head


def test_all_differing_clauses_are_told() -> None:
    found = differences(make_match(user="a", model="b", stream=True, turn=1), make_call("x"))
    assert [difference.field for difference in found] == ["model", "user", "stream"]


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ({"usr": "x"}, "unknown key `usr`; did you mean `user`?"),
        ({"user": {"contain": "x"}}, "unknown key `contain`; did you mean `contains`?"),
        ({"user": {"not": {"contain": "x"}}}, "unknown key `contain`; did you mean `contains`?"),
        ({"user": 42}, 'expected text, a list or a mapping of operators, got the number 42; write it in quotes: "42"'),
        ({"user": {}}, "expected at least one operator, got an empty mapping"),
        ({"user": []}, "expected at least one item, got an empty list"),
        ({"user": None}, "`user` has no value"),
        ({"user": {"regex": "("}}, "not a regular expression: missing ), unterminated subpattern at position 0"),
        ({"endpoint": "chats"}, 'nothing is called "chats"; did you mean `chat`?'),
        (
            {"response_format": ["text", "xml"]},
            'nothing is called "xml"; there are: text, json_object, json_schema',
        ),
        ({"turn": "first"}, 'expected a number, a list or a mapping of operators, got the text "first"'),
        ({"turn": True}, "expected a number, a list or a mapping of operators, got true"),
        ({"stream": "yes"}, 'expected true or false, got the text "yes"'),
        ({"header": "x"}, 'expected a mapping, got the text "x"'),
        ({"json": {"$.[": 1}}, "not a JSONPath: expected a shorthand selector"),
    ],
)
def test_a_wrong_clause_is_one_problem_in_plain_words(clauses: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make_match(**clauses)
    assert [mistake.message for mistake in mistakes(caught.value, Match)] == [said]


def test_the_known_formats_are_those_of_calls() -> None:
    assert get_args(get_type_hints(ResponseFormat)["kind"]) == _FORMATS
