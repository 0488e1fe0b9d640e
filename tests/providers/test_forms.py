"""Forms as trees: what their names describe, and what a careless or hostile client may send."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.providers.forms import BadForm, Form, multipart, tree, urlencoded

TREES = [
    ("a=1", {"a": "1"}),
    ("a=1&a=2", {"a": ["1", "2"]}),
    ("a[]=1&a[]=2", {"a": ["1", "2"]}),
    ("a[0]=x&a[1]=y", {"a": ["x", "y"]}),
    ("a[7]=y&a[2]=x", {"a": ["x", "y"]}),
    ("a[0]b=x", {"a": [{"b": "x"}]}),
    ("a[0][b]=x", {"a": [{"b": "x"}]}),
    ("a[0].b=x", {"a": [{"b": "x"}]}),
    ("a.b.c=x", {"a": {"b": {"c": "x"}}}),
    ("a[b]=x", {"a": {"b": "x"}}),
    ("a[0]b[1]c=x", {"a": [{"b": [{"c": "x"}]}]}),
    ("a.50256=-100", {"a": {"50256": "-100"}}),
    ("a=x&a.b=y", {"a": {"b": "y"}}),
    ("a.b=y&a=x", {"a": {"b": "y"}}),
    ("a=", {"a": ""}),
    ("a=%C3%A9+%26", {"a": "é &"}),
    ("[0]=x", {"[0]": "x"}),
    ("a[=x", {"a[": "x"}),
    ("a[0]]=x", {"a[0]]": "x"}),
    (".=x", {".": "x"}),
    ("=x", {"": "x"}),
    ("", {}),
]
NAMES = st.text(alphabet="ab01[].é", max_size=12)


@pytest.mark.parametrize(("query", "meant"), TREES, ids=[query for query, _ in TREES])
def test_names_describe_a_tree(query: str, meant: dict[str, Any]) -> None:
    assert urlencoded(query.encode()) == meant


def test_every_mapping_of_a_form_knows_that_it_is_one() -> None:
    outer = urlencoded(b"a[0]b=x")
    assert isinstance(outer, Form)
    assert isinstance(outer["a"][0], Form)


@pytest.mark.parametrize("name", ["a" + "[0]" * 5000, "a" + ".b" * 5000])
def test_a_name_without_measure_is_taken_as_it_is(name: str) -> None:
    assert tree([(name, "x")]) == {name: "x"}


def test_a_large_number_makes_no_large_list() -> None:
    assert tree([("a[999999999]", "x")]) == {"a": ["x"]}


@given(st.lists(st.tuples(NAMES, st.text(max_size=5))))
def test_any_form_is_a_tree_that_json_can_write(pairs: list[tuple[str, str]]) -> None:
    assert json.loads(json.dumps(tree(pairs))) == tree(pairs)


@given(st.lists(st.tuples(NAMES, st.text(max_size=5).filter(lambda text: "\ud800" not in text))))
def test_urlencoded_bodies_say_what_was_encoded(pairs: list[tuple[str, str]]) -> None:
    assert urlencoded(urlencode(pairs).encode()) == tree(pairs)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_form_or_a_bad_one(body: bytes) -> None:
    assert isinstance(urlencoded(body), Form)
    with suppress(BadForm):
        assert isinstance(multipart(b"--b\r\n" + body, "multipart/form-data; boundary=b"), Form)


def part(head: str, content: bytes) -> bytes:
    return f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


def test_a_multipart_file_counts_as_its_text_however_long_it_is() -> None:
    body = part('name="a"; filename="a.txt"', b"x" * 3_000_000) + b"--b--\r\n"
    assert multipart(body, "multipart/form-data; boundary=b") == {"a": "x" * 3_000_000}


def test_a_transfer_encoding_is_undone() -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\naGk=\r\n--b--\r\n'
    )
    assert multipart(body, "multipart/form-data; boundary=b") == {"a": "hi"}


@pytest.mark.parametrize(("content_type", "body", "problem"), [
    ("multipart/form-data", b"x", "Invalid boundary in multipart: None"),
    ("multipart/form-data; boundary=", b"x", "Invalid boundary in multipart: None"),
    ("multipart/form-data; boundary=b", part('name="a"', b"x"), "the last boundary is missing"),
    ("multipart/form-data; boundary=b", part('no="a"', b"x") + b"--b--\r\n", "Field name not found"),
])  # fmt: skip
def test_a_broken_multipart_body_says_what_is_wrong(content_type: str, body: bytes, problem: str) -> None:
    with pytest.raises(BadForm, match=problem):
        multipart(body, content_type)


def test_nothing_is_logged_about_a_broken_form(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(BadForm):
        multipart(b"no boundary", "multipart/form-data; boundary=b")
    assert not caplog.records
