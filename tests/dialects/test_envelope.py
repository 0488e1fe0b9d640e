"""Every kind of failure is said as api.openai.com says it. What the SDK makes of it: tests/sdk."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fakeai import wire
from fakeai.dialects.openai.envelope import WORDINGS, OpenAIEnvelope, bearer, duration, masked
from fakeai.reply import FAILURE_KINDS, Failure, FailureKind

from .making import SEED, make_request

SHAPES: dict[FailureKind, tuple[int, str, str | None]] = {
    "rate_limit": (429, "requests", "rate_limit_exceeded"),
    "quota_exceeded": (429, "insufficient_quota", "insufficient_quota"),
    "overloaded": (503, "service_unavailable_error", "server_is_overloaded"),
    "server_error": (500, "server_error", None),
    "unavailable": (503, "server_error", None),
    "bad_gateway": (502, "server_error", None),
    "gateway_timeout": (504, "server_error", None),
    "timeout": (408, "server_error", None),
    "conflict": (409, "invalid_request_error", None),
    "too_large": (413, "invalid_request_error", None),
    "invalid_api_key": (401, "invalid_request_error", "invalid_api_key"),
    "no_api_key": (401, "invalid_request_error", None),
    "permission_denied": (403, "request_forbidden", "unsupported_country_region_territory"),
    "model_not_found": (404, "invalid_request_error", "model_not_found"),
    "context_length_exceeded": (400, "invalid_request_error", "context_length_exceeded"),
    "content_filter": (400, "invalid_request_error", "invalid_prompt"),
    "invalid_request": (400, "invalid_request_error", None),
    "unmatched": (404, "invalid_request_error", "fakeai_unmatched"),
    "unknown_path": (404, "invalid_request_error", None),
    "wrong_method": (405, "invalid_request_error", "method_not_supported"),
    "wrong_content_type": (400, "invalid_request_error", None),
    "bad_json": (400, "invalid_request_error", None),
}  # fmt: skip


def say(failure: Failure, **headers: str) -> wire.Response:
    return OpenAIEnvelope().say(failure, request=make_request(**headers), model="gpt-x", seed=SEED)


def error(response: wire.Response) -> dict[str, Any]:
    body = json.loads(response.body)
    assert list(body) == ["error"]
    inner = body["error"]
    assert isinstance(inner, dict)
    return inner


def test_every_kind_has_a_wording_and_a_row_here() -> None:
    assert set(WORDINGS) == set(SHAPES) == set(FAILURE_KINDS)


@pytest.mark.parametrize("kind", FAILURE_KINDS)
def test_each_kind_is_said_with_its_status_type_and_code(kind: FailureKind) -> None:
    status, type_, code = SHAPES[kind]
    response = say(Failure(kind=kind))
    said = error(response)
    assert list(said) == ["message", "type", "param", "code"]
    assert (response.status, said["type"], said["code"]) == (status, type_, code)
    assert said["message"]
    assert "{" not in said["message"]
    assert response.header("content-type") == "application/json"
    assert response.header("x-request-id") is not None


TEXTS: dict[FailureKind, str] = {
    "rate_limit": "Rate limit reached for gpt-x in organization org-fakeai on requests per min (RPM): Limit 500, Used "
    "500, Requested 1. Please try again in 84ms. Visit https://platform.openai.com/account/rate-limits to learn more.",
    "quota_exceeded": "You exceeded your current quota, please check your plan and billing details. For more "
    "information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
    "no_api_key": "You didn't provide an API key. You need to provide your API key in an Authorization header using "
    "Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're "
    "accessing the API from your browser and are prompted for a username and password. You can obtain an API key from "
    "https://platform.openai.com/account/api-keys.",
    "invalid_api_key": "Incorrect API key provided: sk-a******wxyz. You can find your API key at "
    "https://platform.openai.com/account/api-keys.",
    "model_not_found": "The model `gpt-x` does not exist or you do not have access to it.",
    "unknown_path": "Invalid URL (POST /v1/chat/completions)",
    "bad_json": "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP "
    "library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you have "
    "trouble figuring out how to fix this, please contact us through our help center at help.openai.com.)",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_recorded_texts_are_said_word_for_word(kind: FailureKind) -> None:
    said = error(say(Failure(kind=kind, retry_after=0.084), authorization="Bearer sk-abcdefgwxyz"[:21]))
    assert said["message"] == TEXTS[kind]


def test_a_context_that_is_too_long_names_the_messages() -> None:
    assert error(say(Failure(kind="context_length_exceeded")))["param"] == "messages"


def test_what_a_script_says_wins() -> None:
    response = say(
        Failure(
            kind="rate_limit", status=498, message="{no} holes", type="t", code="c", param="p", headers=(("x-a", "1"),)
        )
    )
    assert response.status == 498
    assert error(response) == {"message": "{no} holes", "type": "t", "param": "p", "code": "c"}
    assert response.header("x-a") == "1"


@pytest.mark.parametrize(("model", "path"), [("{0}", "/v1/{x}"), ("%s", "/v1/%s"), ("a`b", "/")])
def test_braces_in_what_was_asked_do_no_harm(model: str, path: str) -> None:
    request = make_request(path=path)
    for kind in FAILURE_KINDS:
        OpenAIEnvelope().say(Failure(kind=kind), request=request, model=model, seed=SEED)


@pytest.mark.parametrize(("seconds", "whole", "milliseconds"), [(0.084, "1", "84"), (2, "2", "2000"), (0, "0", "0")])
def test_retry_after_is_sent_in_seconds_and_in_milliseconds(seconds: float, whole: str, milliseconds: str) -> None:
    response = say(Failure(kind="rate_limit", retry_after=seconds))
    assert response.header("retry-after") == whole
    assert response.header("retry-after-ms") == milliseconds


def test_an_unmatched_call_is_not_retried() -> None:
    assert say(Failure(kind="unmatched")).header("x-should-retry") == "false"
    assert say(Failure(kind="server_error")).header("x-should-retry") is None


@pytest.mark.parametrize(("seconds", "text"), [
    (0, "0ms"), (0.084, "84ms"), (0.0001, "1ms"), (1, "1s"), (1.5, "1.5s"), (60, "1m0s"), (86.4, "1m26.4s"),
    (59.9999, "1m0s"), (3600, "60m0s"),
])  # fmt: skip
def test_durations_are_written_as_go_does(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(("key", "text"), [("", ""), ("short", "short"), ("sk-abcdefgwxyz", "sk-a******wxyz")])
def test_of_a_real_key_only_the_ends_are_told(key: str, text: str) -> None:
    assert masked(key) == text


@pytest.mark.parametrize(("value", "token"), [
    (None, None), ("Bearer abc", "abc"), ("bearer abc", "abc"), ("Bearer ", ""), ("Bearer", ""), ("Basic abc", None),
    ("Bearer  abc ", "abc"),
])  # fmt: skip
def test_the_bearer_token_is_read(value: str | None, token: str | None) -> None:
    assert bearer(make_request(**({} if value is None else {"authorization": value}))) == token
