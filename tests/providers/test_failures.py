"""Every failure that can be scripted, in the words, with the status and under the header fields of each provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fakeai import wire
from fakeai.engine import Engine
from fakeai.fixtures.failures import KINDS
from fakeai.providers import PROVIDERS
from fakeai.reply import Failure, FailureKind
from tests.providers.asking import HELLO, fixture, request, said

STATUSES: dict[str, tuple[int, int, int, int, int]] = {
    # openai, lightningrod, lighton, radis, bifrost
    "rate_limit": (429, 429, 429, 429, 429),
    "quota_exceeded": (429, 402, 402, 429, 429),
    "overloaded": (503, 503, 503, 503, 503),
    "server_error": (500, 500, 500, 500, 500),
    "unavailable": (503, 503, 503, 503, 503),
    "bad_gateway": (502, 502, 502, 502, 502),
    "gateway_timeout": (504, 504, 504, 504, 504),
    "timeout": (408, 408, 408, 408, 504),
    "conflict": (409, 409, 409, 409, 409),
    "too_large": (413, 413, 413, 413, 413),
    "invalid_api_key": (401, 401, 401, 401, 401),
    "no_api_key": (401, 401, 401, 401, 401),
    "permission_denied": (403, 403, 403, 403, 403),
    "model_not_found": (404, 404, 404, 404, 404),
    "context_length_exceeded": (400, 400, 400, 400, 400),
    "content_filter": (400, 400, 400, 400, 400),
    "invalid_request": (400, 400, 400, 400, 400),
}
NAMES = ("openai", "lightningrod", "lighton", "radis", "bifrost")
GATEWAY = {"timeout", "gateway_timeout"}
OF_VLLM = {
    "model_not_found", "context_length_exceeded", "content_filter", "overloaded", "server_error", "unavailable",
    "gateway_timeout", "timeout",
}  # fmt: skip
ELSEWHERE = (b"openai.com", b"org-fakeai", b"Country")
"""What only OpenAI's own API, and a gateway that relays it, says."""

every_provider = pytest.mark.parametrize("name", NAMES)
every_kind = pytest.mark.parametrize("kind", KINDS)


def told(name: str, failure: Failure) -> wire.Response:
    """A failure as a provider says it."""
    engine = Engine([fixture(failure)], provider=name)
    path = f"{engine.provider.base_path}/chat/completions"
    asked = request("POST", path, {"model": "m", "messages": HELLO}, authorization="Bearer sk-key")
    return engine.answer(asked).response


def openais(body: Any, kind: str, status: int) -> bool:
    return list(body) == ["error"] and list(body["error"]) == ["message", "type", "param", "code"]


def fastapis(body: Any, kind: str, status: int) -> bool:
    return list(body) == ["detail"] and isinstance(body["detail"], str)


def lightons(body: Any, kind: str, status: int) -> bool:
    if kind not in OF_VLLM:
        return fastapis(body, kind, status)
    return openais(body, kind, status) and body["error"]["code"] == status


def bifrosts(body: Any, kind: str, status: int) -> bool:
    own = kind in GATEWAY
    whole = list(body) == ["is_bifrost_error", "status_code", "error", "extra_fields"]
    return whole and (body["is_bifrost_error"], body["status_code"]) == (own, status) and bool(body["error"]["message"])


SHAPES: dict[str, Callable[[Any, str, int], bool]] = {
    "openai": openais, "lightningrod": fastapis, "lighton": lightons, "radis": openais, "bifrost": bifrosts,
}  # fmt: skip


def test_every_provider_and_kind_is_here() -> None:
    assert [provider.name for provider in PROVIDERS] == list(NAMES)
    assert list(STATUSES) == list(KINDS)


@every_provider
@every_kind
def test_status_body_and_headers_are_the_providers_own(name: str, kind: FailureKind) -> None:
    response = told(name, Failure(kind=kind))
    names = {field for field, _ in response.headers}
    assert response.status == STATUSES[kind][NAMES.index(name)]
    if kind == "bad_gateway":
        assert response.header("content-type") == "text/html"
        assert b"<h1>502 Bad Gateway</h1>" in response.body
        assert not {field for field in names if field.startswith(("openai-", "x-"))}  # a proxy knows no accounts
        return
    assert SHAPES[name](said(response), kind, response.status)
    assert ("openai-organization" in names) is (name == "openai")
    assert ("www-authenticate" in names) is (name in {"lightningrod", "lighton"} and response.status == 401)
    assert name in {"openai", "bifrost"} or not [text for text in ELSEWHERE if text in response.body]


@every_provider
@pytest.mark.parametrize("wait", [None, 0.0, 0.05, 1.1, 20, 90])
@pytest.mark.parametrize("what", ["requests", "tokens"])
def test_all_that_a_rate_limit_says_of_time_agrees(name: str, wait: float | None, what: str) -> None:
    """LightOn's gateway has no words for what is limited: a type is the model's there."""
    response = told(name, Failure(kind="rate_limit", retry_after=wait, type=None if name == "lighton" else what))
    milliseconds = round((0.12 if wait is None else wait) * 1000)
    assert response.header("retry-after") == str(-(-milliseconds // 1000))
    limits = {field for field, _ in response.headers if field.startswith("x-ratelimit-")}
    if name != "openai":
        assert (response.header("retry-after-ms"), limits) == (None, set())
        return
    assert response.header("retry-after-ms") == str(milliseconds)
    assert limits == {f"x-ratelimit-{field}-{what}" for field in ("limit", "remaining", "reset")}
    reset = response.header(f"x-ratelimit-reset-{what}")
    assert f"Please try again in {reset}.".encode() in response.body
    assert ("TPM" if what == "tokens" else "RPM").encode() in response.body


@pytest.mark.parametrize("wait", [0.12, 0.5, 1, 2, 20, 60])
@pytest.mark.parametrize("what", ["requests", "tokens"])
def test_the_numbers_of_a_rate_limit_lead_to_its_time(wait: float, what: str) -> None:
    message = said(told("openai", Failure(kind="rate_limit", retry_after=wait, type=what)))["error"]["message"]
    limit, used, requested = (
        int(message.partition(f"{word} ")[2].split(",")[0].split(".")[0]) for word in ("Limit", "Used", "Requested")
    )
    assert (used + requested - limit) / limit * 60 == pytest.approx(wait)


@every_provider
def test_a_script_may_put_its_own_words_on_the_page_of_a_proxy(name: str) -> None:
    response = told(name, Failure(kind="bad_gateway", message="a < b", status=520, retry_after=2))
    assert (response.status, response.header("retry-after")) == (520, "2")
    assert b"<h1>520</h1>" in response.body
    assert b"a &lt; b" in response.body


@every_provider
def test_with_words_that_only_an_api_knows_a_bad_gateway_is_the_providers_own(name: str) -> None:
    response = told(name, Failure(kind="bad_gateway", code="upstream"))
    assert response.status == 502
    assert isinstance(said(response), dict)
