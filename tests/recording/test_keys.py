"""What makes two requests the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai import wire
from fakeai.errors import SettingError
from fakeai.recording.cassette import Matching
from fakeai.recording.keys import Keys
from fakeai.redaction import Redactor
from tests.recording.making import CHAT, make_body, make_request

UUIDS = ("6f1c2b34-1111-4222-8333-444455556666", "00000000-aaaa-4bbb-8ccc-ddddeeeeffff")


def key(request: wire.Request, *, provider: str = "openai", **matching: Any) -> bytes:
    return Keys(Matching(**matching), Redactor()).asked(provider, request).key


@given(words=st.lists(st.text(min_size=1), min_size=1, max_size=6), data=st.data())
def test_changing_one_word_of_the_prompt_makes_another_request(words: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(words) - 1))
    other = data.draw(st.text(min_size=1).filter(lambda it: it != words[index]))
    changed = [*words[:index], other, *words[index + 1 :]]
    assert key(make_request("\0".join(words))) != key(make_request("\0".join(changed)))


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


def _shuffled(value: Any, draw: Callable[[Any], Any]) -> Any:
    """The same with the keys of every mapping in another order."""
    if isinstance(value, dict):
        return {key: _shuffled(value[key], draw) for key in draw(st.permutations(list(value)))}
    return [_shuffled(item, draw) for item in value] if isinstance(value, list) else value


@given(body=st.dictionaries(TEXTS, JSON, max_size=4), indent=st.sampled_from([None, 0, 2, 7]), data=st.data())
def test_order_of_keys_layout_escapes_and_headers_never_count(
    body: dict[str, Any], indent: int | None, data: st.DataObject
) -> None:
    one = wire.Request(method="POST", path=CHAT, body=wire.json_bytes(body))
    shuffled = json.dumps(_shuffled(body, data.draw), indent=indent, ensure_ascii=data.draw(st.booleans()))
    headers = data.draw(st.lists(st.tuples(st.sampled_from(["x-a", "user-agent"]), TEXTS), max_size=3))
    other = wire.Request(method="POST", path=CHAT, headers=tuple(headers), body=f" {shuffled} \n".encode())
    assert key(one) == key(other)


@given(body=st.dictionaries(TEXTS, JSON, max_size=4), other=st.dictionaries(TEXTS, JSON, max_size=4))
def test_different_bodies_are_different_requests(body: dict[str, Any], other: dict[str, Any]) -> None:
    keys = [key(wire.Request(method="POST", path=CHAT, body=wire.json_bytes(it))) for it in (body, other)]
    same = json.dumps(body, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (keys[0] == keys[1]) == same


def test_the_query_is_normalised_as_the_body_is() -> None:
    one, other = (wire.Request(method="GET", path="/", query=(("run", it),)) for it in UUIDS)
    assert key(one) != key(other)
    assert key(one, normalize=("uuid",)) == key(other, normalize=("uuid",))


@pytest.mark.parametrize(
    "fields",
    [
        {"model": "gpt-4o-mini"}, {"stream": True}, {"temperature": 0}, {"seed": 1}, {"n": 2}, {"max_tokens": 5},
        {"tools": []}, {"tool_choice": "none"}, {"response_format": {"type": "text"}}, {"reasoning_effort": "low"},
        {"stream_options": {"include_usage": True}}, {"user": "me"}, {"anything": None},
    ],
    ids=lambda fields: next(iter(fields)),
)  # fmt: skip
def test_every_field_of_the_body_counts(fields: dict[str, Any]) -> None:
    assert key(make_request(**fields)) != key(make_request())


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(lambda: make_request(headers=(("authorization", "Bearer other"),)), id="headers never count"),
        pytest.param(
            lambda: wire.Request(method="POST", path=CHAT, body=json.dumps(make_body(), indent=4).encode()),
            id="the layout of JSON does not count",
        ),
        pytest.param(
            lambda: wire.Request(
                method="POST", path="/v1/chat/completions",
                body=wire.json_bytes(dict(reversed(make_body().items()))),
            ),
            id="the order of keys does not count",
        ),
    ],
)  # fmt: skip
def test_what_does_not_count(same: Any) -> None:
    assert key(same()) == key(make_request())


def test_one_and_one_point_zero_are_the_same_and_one_and_true_are_not() -> None:
    assert key(make_request(temperature=1)) == key(make_request(temperature=1.0))
    assert key(make_request(temperature=1)) != key(make_request(temperature=True))


def test_provider_path_query_and_method_count() -> None:
    request = make_request()
    query = wire.Request(method="POST", path=request.path, query=(("a", "b"),), body=request.body)
    method = wire.Request(method="PUT", path=request.path, body=request.body)
    others = [key(request, provider="radis"), key(make_request(path="/v1/other")), key(query), key(method)]
    assert len({key(request), *others}) == 5


def test_a_key_in_the_query_does_not_count() -> None:
    one, other = (wire.Request(method="GET", path="/", query=(("key", value), ("a", "b"))) for value in ("x", "y"))
    assert key(one) == key(other)


def test_the_boundary_of_a_form_does_not_count() -> None:
    def form(boundary: str, text: str) -> wire.Request:
        body = f'--{boundary}\r\ncontent-disposition: form-data; name="a"\r\n\r\n{text}\r\n--{boundary}--\r\n'
        headers = (("content-type", f"multipart/form-data; boundary={boundary}"),)
        return wire.Request(method="POST", path="/", headers=headers, body=body.encode())

    assert key(form("one", "x")) == key(form("two", "x")) != key(form("one", "y"))


@pytest.mark.parametrize(
    "path", ["user", "$.user", "metadata.run", "messages[*].id", "$..trace"], ids=lambda path: path.replace("$", "")
)
def test_ignored_paths_do_not_count(path: str) -> None:
    def request(value: str) -> wire.Request:
        messages = [{"role": "user", "content": "Hi", "id": value if path == "messages[*].id" else "1"}]
        metadata = {"run": value if path == "metadata.run" else "", "trace": value if path == "$..trace" else ""}
        return make_request("Hi", messages=messages, user=value if "user" in path else "", metadata=metadata)

    assert key(request("a"), ignore=(path,)) == key(request("b"), ignore=(path,))
    assert key(request("a")) != key(request("b"))


@pytest.mark.parametrize(
    ("word", "one", "other"),
    [
        ("uuid", UUIDS[0], UUIDS[1]),
        ("iso8601", "2026-11-21T15:57:29Z", "2025-01-01 10:00:00.123+02:00"),
        ("date", "2026-11-21", "2025-01-01"),
        ("path", "/home/ann/notes/a.txt", "/srv/pytest-1/b.txt"),
        (r"run-\d+", "run-17", "run-4"),
    ],
)
def test_what_is_normalised_reads_as_one_word(word: str, one: str, other: str) -> None:
    first, second = make_request(f"At {one} please"), make_request(f"At {other} please")
    assert key(first, normalize=(word,)) == key(second, normalize=(word,))
    assert key(first) != key(second)
    assert key(first, normalize=(word,)) != key(make_request("At once please"), normalize=(word,))


@pytest.mark.parametrize(
    ("matching", "words"),
    [
        ({"ignore": ("$.[",)}, "no JSONPath"),
        ({"normalize": ("(",)}, "no regular expression"),
        ({"normalize": ("uuids",)}, "did you mean `uuid`"),
    ],
)
def test_what_makes_no_sense_is_refused(matching: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        Keys(Matching(**matching), Redactor())


def test_a_secret_counts_as_its_placeholder() -> None:
    one, other = (make_request(f"my key is sk-proj-{it * 30}1") for it in "ab")
    assert key(one) == key(other) == key(make_request("my key is <redacted>"))


def test_the_client_s_own_key_in_a_prompt_counts_as_a_placeholder() -> None:
    def request(own: str) -> wire.Request:
        return make_request(f"my key is {own}", headers=(("authorization", f"Bearer {own}"),))

    assert key(request("tiny-key-1")) == key(request("another-key-2")) == key(make_request("my key is <redacted>"))
