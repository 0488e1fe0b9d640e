"""Requests, responses and frames as data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai import wire
from fakeai.wire import Frame

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_a_header_is_found_whatever_its_case_and_the_first_one_counts() -> None:
    headers = (("X-One", "1"), ("x-one", "2"))
    assert wire.header(headers, "X-ONE") == "1"
    assert wire.header(headers, "x-two") is None
    assert wire.Request(method="GET", path="/", headers=headers).header("x-One") == "1"
    assert wire.Response(headers=headers).header("x-One") == "1"


def test_the_body_is_all_frames_joined() -> None:
    assert wire.Response(frames=(Frame(b"a"), Frame(b"b", 1.0))).body == b"ab"


def test_a_plain_answer_has_one_frame_and_says_its_length_first() -> None:
    response = wire.plain(404, b"body", content_type="text/plain", headers=(("x-a", "1"),))
    assert response.headers == (("content-type", "text/plain"), ("content-length", "4"), ("x-a", "1"))
    assert response.frames == (Frame(b"body"),)
    assert (response.status, response.head_at, response.ending) == (404, 0.0, "complete")


def test_a_json_answer_is_compact_utf_8() -> None:
    response = wire.plain_json(200, {"a": "é", "b": [1, None]})
    assert response.body == '{"a":"é","b":[1,null]}'.encode()
    assert response.header("content-type") == "application/json"
    assert response.header("content-length") == str(len(response.body))


@given(json_values)
def test_json_is_read_again(value: Any) -> None:
    assert json.loads(wire.json_bytes(value)) == value


@pytest.mark.parametrize("text", ["\ud800", "a\udfffé"])
def test_a_lone_surrogate_is_escaped_because_utf_8_cannot_carry_it(text: str) -> None:
    data = wire.json_bytes({text: text})
    assert data.isascii()
    assert json.loads(data) == {text: text}
