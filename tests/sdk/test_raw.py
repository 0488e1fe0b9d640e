"""What no SDK would send, sent by hand: broken bodies, wrong content types, wrong methods, missing keys."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from fakeai import FakeAI

from .conftest import KEY

GOOD = b'{"model": "m", "messages": [{"role": "user", "content": "Hi"}]}'
JSON = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}


def send(
    fake: FakeAI, body: bytes | None, *, path: str = "/v1/chat/completions", method: str = "POST", **headers: str | None
) -> tuple[int, Any]:
    """The status and JSON that are answered. A header that is None is left out."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    given = {name: value for name, value in {**JSON, **named}.items() if value is not None}
    request = urllib.request.Request(fake.url + path, data=body, method=method, headers=given)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.fixture(autouse=True)
def _scripted(fake: FakeAI) -> None:
    fake.on().reply("Hi")


BROKEN = [b"", b"{", b"{'a': 1}", b'{"a": 1,}', b'{"a": NaN}', b"\xff", GOOD + b"x", b"[" * 100_000]


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body[:12]))
def test_a_body_that_is_no_json_is_refused(fake: FakeAI, body: bytes) -> None:
    status, said = send(fake, body)
    assert status == 400
    assert said["error"]["message"].startswith("We could not parse the JSON body of your request.")
    assert said["error"]["type"] == "invalid_request_error"
    assert fake.exchanges[0].outcome == "refused"


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"5"])
def test_json_that_is_no_object_is_refused(fake: FakeAI, body: bytes) -> None:
    status, said = send(fake, body)
    assert status == 400
    assert said["error"]["message"].startswith("Invalid type: expected an object, but got ")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_another_content_type_is_refused(fake: FakeAI, content_type: str) -> None:
    status, said = send(fake, GOOD, content_type=content_type)
    assert status == 400
    assert content_type in said["error"]["message"]


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_the_content_type_may_be_written_otherwise(fake: FakeAI, content_type: str) -> None:
    assert send(fake, GOOD, content_type=content_type)[0] == 200


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer ", "Basic abc", ""])
def test_without_a_bearer_key_nothing_is_answered(fake: FakeAI, authorization: str | None) -> None:
    status, said = send(fake, GOOD, authorization=authorization)
    assert status == 401
    assert said["error"]["message"].startswith("You didn't provide an API key.")


def test_the_key_is_looked_at_before_the_body(fake: FakeAI) -> None:
    assert send(fake, b"{", authorization=None)[0] == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_refused(fake: FakeAI, method: str) -> None:
    status, said = send(fake, None, method=method)
    assert status == 405
    assert said["error"]["code"] == "method_not_supported"


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/chat", "/v1/chat/completions/", "/v2/chat/completions", "/v1/nope"])
def test_an_unknown_path_is_not_found(fake: FakeAI, path: str) -> None:
    status, said = send(fake, GOOD, path=path)
    assert status == 404
    assert said["error"]["message"] == f"Invalid URL (POST {path})"


def test_a_query_is_not_part_of_the_path(fake: FakeAI) -> None:
    assert send(fake, GOOD, path="/v1/chat/completions?api-version=1")[0] == 200


def test_any_unicode_comes_through(fake: FakeAI) -> None:
    text = "🏳️‍🌈 \u0000 \ud800 \u2028 é".encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    body = json.dumps({"model": "m\ud800", "messages": [{"role": "user", "content": text}]}).encode()
    assert send(fake, body)[0] == 200
    assert fake.last_call.user == text
