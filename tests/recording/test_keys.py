"""What makes two requests the same."""

from __future__ import annotations

import base64
import json
import random
import time  # noqa: TID251 -- what is asserted is processor time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai import wire
from fakeai.errors import SettingError
from fakeai.recording.cassette import Matching
from fakeai.recording.keys import Keys
from fakeai.redaction import Redactor
from tests.recording.making import CHAT, make_body, make_recorded, make_request

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
    def asks(boundary: str, text: str) -> wire.Request:
        body = f'--{boundary}\r\ncontent-disposition: form-data; name="a"\r\n\r\n{text}\r\n--{boundary}--\r\n'
        headers = (("content-type", f"multipart/form-data; boundary={boundary}"),)
        return wire.Request(method="POST", path="/", headers=headers, body=body.encode())

    assert key(asks("one", "x")) == key(asks("two", "x")) != key(asks("one", "y"))


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


LARGE = random.Random(1).randbytes(20_000_000)  # noqa: S311 -- a file, not a secret


def upload(body: bytes, kind: str = "application/octet-stream") -> wire.Request:
    return wire.Request(method="POST", path="/v1/files", headers=(("content-type", kind),), body=body)


def form(boundary: str, *parts: bytes) -> wire.Request:
    mark = b"--" + boundary.encode()
    return upload(mark + b"".join(b"\r\n" + part + b"\r\n" + mark for part in parts), f"form; boundary={boundary}")


def image(data: str, **fields: Any) -> wire.Request:
    url = {"image_url": {"url": f"data:image/png;base64,{data}"}}
    return make_request(messages=[{"role": "user", "content": [{"type": "image_url", **url}]}], **fields)


@pytest.mark.slow
@pytest.mark.parametrize(
    "asks",
    [
        lambda last: upload(LARGE + last), lambda last: upload(b"word " * 4_000_000 + last),
        lambda last: form("x", b"model", LARGE + last),
        lambda last: image(base64.b64encode(LARGE[:15_000_000] + last).decode()),
    ],
    ids=["binary", "text", "a form", "an image in JSON"],
)  # fmt: skip
def test_a_body_of_20_megabytes_is_compared_in_no_time(asks: Callable[[bytes], wire.Request]) -> None:
    """Half a second of processor time is ten times what it takes, and a twentieth of what looking through it would."""
    one, same, other = asks(b"1"), asks(b"1"), asks(b"2")
    started = time.process_time()
    keys = key(one)
    assert time.process_time() - started < 0.5
    assert keys == key(same) != key(other)


def test_only_the_large_text_of_json_is_compared_as_it_is() -> None:
    large = "word " * 300_000
    one, other = (image(large, user=it, metadata={"on": it}) for it in ("2026-11-21", "2025-01-01"))
    assert key(one) != key(other)
    assert key(one, normalize=("date",)) == key(other, normalize=("date",)) != key(image(large + "x"), ignore=("user",))
    assert key(one, ignore=("user", "metadata")) == key(image(large), ignore=("user", "metadata"))


def test_the_small_parts_of_a_form_are_normalised_beside_a_file() -> None:
    one, other = (form(it, it.encode(), b"\xff\x00" * 9) for it in ("2026-11-21", "2025-01-01"))
    assert key(one) != key(other)
    assert key(one, normalize=("date",)) == key(other, normalize=("date",))
    assert key(one, normalize=("date",)) != key(form("x", b"2026-11-21", b"\xff\x00" * 8), normalize=("date",))


@pytest.mark.parametrize("asks", [lambda it: upload(b"\xff " + it), lambda it: image(it.decode() + " x" * 600_000)])
def test_a_file_in_which_a_secret_was_replaced_is_found_again(asks: Callable[[bytes], wire.Request]) -> None:
    secret = b"sk-proj-" + b"a1B2" * 8
    there = replace(make_recorded(), request=asks(b"<redacted>"))
    keys = Keys(Matching(), Redactor(), [make_recorded(), there])
    assert keys.asked("openai", asks(secret)).key == keys.asked("openai", there.request).key
    assert keys.asked("openai", asks(b"other")).key != keys.asked("openai", there.request).key


def test_a_pattern_of_one_s_own_that_begins_a_text_finds_it_in_a_prompt() -> None:
    keys = Keys(Matching(), Redactor(patterns=[r"^EMP-\d+$"]))
    assert keys.asked("openai", make_request("EMP-12")).key == keys.asked("openai", make_request("<redacted>")).key


def test_a_secret_counts_as_its_placeholder() -> None:
    one, other = (make_request(f"my key is sk-proj-{it * 30}1") for it in "ab")
    assert key(one) == key(other) == key(make_request("my key is <redacted>"))


def test_the_client_s_own_key_in_a_prompt_counts_as_a_placeholder() -> None:
    def request(own: str) -> wire.Request:
        return make_request(f"my key is {own}", headers=(("authorization", f"Bearer {own}"),))

    assert key(request("tiny-key-1")) == key(request("another-key-2")) == key(make_request("my key is <redacted>"))
