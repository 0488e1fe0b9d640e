"""JSON texts: what is none is told in the same words, and at the same place, by every version of Python."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.json_text import loads

PROPERTY = "Expecting property name enclosed in double quotes"


@pytest.mark.parametrize(
    ("text", "words", "position"),
    [
        ("[1,]", "Expecting value", 3),
        ("[1 , \n ]", "Expecting value", 7),
        ("[[1],]", "Expecting value", 5),
        ("[1,", "Expecting value", 3),
        ("[,1]", "Expecting value", 1),
        ("[1,,]", "Expecting value", 3),
        ('{"a": 1,}', PROPERTY, 8),
        ('{"a": 1 ,\t }', PROPERTY, 11),
        ('{"a": 1,', PROPERTY, 8),
        ("{,}", PROPERTY, 1),
        ('{"a" 1}', "Expecting ':' delimiter", 5),
        ("[1 2]", "Expecting ',' delimiter", 3),
        ("[1] 2", "Extra data", 4),
        ("", "Expecting value", 0),
    ],
)
def test_a_mistake_is_told_as_python_3_11_tells_it(text: str, words: str, position: int) -> None:
    for data in (text, text.encode()):
        with pytest.raises(json.JSONDecodeError) as raised:
            loads(data)
        assert (raised.value.msg, raised.value.pos, raised.value.doc) == (words, position, text)


@given(st.text(alphabet='[]{},:" \n1atrue\\'))
def test_what_is_json_and_what_is_not_the_standard_library_decides(text: str) -> None:
    def read(parse: Any) -> Any:
        try:
            return parse(text)
        except json.JSONDecodeError:
            return json.JSONDecodeError

    assert read(loads) == read(json.loads)


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"]": '])
def test_800_levels_are_the_most(opening: str) -> None:
    brackets = [it for it in opening if it in "[{"]
    closing = "".join("]" if it == "[" else "}" for it in reversed(brackets))
    times = 800 // len(brackets)
    assert loads(opening * times + "1" + closing * times)
    what = "array" if brackets[0] == "[" else "object"
    with pytest.raises(RecursionError, match=f"decoding a JSON {what} from"):
        loads(opening * (times + 1) + "1" + closing * (times + 1))


def test_what_is_wide_or_says_brackets_is_not_deep() -> None:
    said = ["[" * 1000, '\\"' + "{" * 1000, *([[]] * 1000)]
    assert loads(json.dumps(said)) == said


def test_what_is_too_deep_comes_before_the_mistakes_behind_it_and_after_those_before() -> None:
    with pytest.raises(RecursionError):
        loads("[" * 3000)
    with pytest.raises(json.JSONDecodeError, match="Expecting value"):
        loads("[1,]" + "[" * 3000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])
def test_bytes_are_read_in_any_encoding_of_unicode(encoding: str) -> None:
    assert loads('{"a": "é"}'.encode(encoding)) == {"a": "é"}


def test_constants_that_are_not_json_are_given_to_the_caller() -> None:
    assert loads("[NaN, -Infinity]", parse_constant=str.lower) == ["nan", "-infinity"]
