"""What the official SDK makes of failures: the exception, its fields, and whether it tries again."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import openai
import pytest

from fakeai import FakeAI, Reply
from fakeai.reply import FAILURE_KINDS, Choice, Failure, FailureKind, Text

from .asking import MESSAGES, MODEL
from .conftest import KEY

EXCEPTIONS: dict[FailureKind, type[openai.APIStatusError]] = {
    "rate_limit": openai.RateLimitError,
    "quota_exceeded": openai.RateLimitError,
    "overloaded": openai.InternalServerError,
    "server_error": openai.InternalServerError,
    "unavailable": openai.InternalServerError,
    "bad_gateway": openai.InternalServerError,
    "gateway_timeout": openai.InternalServerError,
    "timeout": openai.APIStatusError,
    "conflict": openai.ConflictError,
    "too_large": openai.APIStatusError,
    "invalid_api_key": openai.AuthenticationError,
    "no_api_key": openai.AuthenticationError,
    "permission_denied": openai.PermissionDeniedError,
    "model_not_found": openai.NotFoundError,
    "context_length_exceeded": openai.BadRequestError,
    "content_filter": openai.BadRequestError,
    "invalid_request": openai.BadRequestError,
    "unmatched": openai.NotFoundError,
    "unknown_path": openai.NotFoundError,
    "wrong_method": openai.APIStatusError,
    "wrong_content_type": openai.BadRequestError,
    "bad_json": openai.BadRequestError,
}


def ask(client: openai.OpenAI, **fields: Any) -> Any:
    return client.chat.completions.create(**{"model": MODEL, "messages": MESSAGES, **fields})


def test_every_kind_has_its_exception_here() -> None:
    assert set(EXCEPTIONS) == set(FAILURE_KINDS)


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
@pytest.mark.parametrize("kind", [kind for kind in FAILURE_KINDS if kind != "bad_gateway"])
def test_each_kind_is_raised_as_its_exception(
    fake: FakeAI, client: openai.OpenAI, kind: FailureKind, stream: bool
) -> None:
    fake.on().reply(Failure(kind=kind))
    with pytest.raises(openai.APIStatusError) as caught:
        ask(client, stream=stream)
    error = caught.value
    assert type(error) is EXCEPTIONS[kind]
    assert isinstance(error.body, dict)
    assert error.body["message"] in error.message
    assert error.request_id == error.response.headers["x-request-id"]


def test_a_bad_gateway_is_a_page_of_html(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().fail("bad_gateway")
    with pytest.raises(EXCEPTIONS["bad_gateway"]) as caught:
        ask(client)
    assert caught.value.response.headers["content-type"] == "text/html"
    assert "<h1>502 Bad Gateway</h1>" in str(caught.value.body)


async def test_the_asynchronous_client_raises_too(fake: FakeAI, async_client: openai.AsyncOpenAI) -> None:
    fake.on().fail("rate_limit")
    with pytest.raises(openai.RateLimitError):
        await async_client.chat.completions.create(model=MODEL, messages=MESSAGES)


def test_param_and_code_are_told(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply("Hi")
    with pytest.raises(openai.BadRequestError) as caught:
        ask(client, temperature=9)
    assert (caught.value.param, caught.value.code) == ("temperature", "decimal_above_max_value")
    assert fake.exchanges[0].outcome == "refused"


class TestRetries:
    def asking(self, fake: FakeAI) -> int:
        """How many requests come until the SDK, which tries again twice, has its answer or gives up."""
        client = openai.OpenAI(base_url=fake.openai_base_url, api_key=KEY, max_retries=2)
        with client, suppress(openai.APIStatusError):
            ask(client)
        return len(fake.exchanges)

    def test_a_rate_limit_is_waited_for_as_long_as_it_says(self, fake: FakeAI) -> None:
        fake.on().fail("rate_limit", retry_after=0.001).then("Now.")
        assert self.asking(fake) == 2

    def test_the_sdk_gives_up_after_its_retries(self, fake: FakeAI) -> None:
        fake.on().reply(Failure(kind="overloaded", retry_after=0.001))
        assert self.asking(fake) == 3

    def test_what_cannot_get_better_is_not_tried_again(self, fake: FakeAI) -> None:
        fake.on().reply(Failure(kind="invalid_request"))
        assert self.asking(fake) == 1

    def test_an_unmatched_call_costs_one_request(self, fake: FakeAI) -> None:
        fake.on(user="something else").reply("Hi")
        assert self.asking(fake) == 1
        assert fake.exchanges[0].outcome == "unmatched"


class TestKeys:
    def test_any_key_will_do_by_default(self, fake: FakeAI, client: openai.OpenAI) -> None:
        fake.on().reply("Hi")
        assert ask(client).choices[0].message.content == "Hi"

    def test_an_empty_key_is_none(self, fake: FakeAI) -> None:
        with (
            openai.OpenAI(
                base_url=fake.openai_base_url, api_key="x", default_headers={"Authorization": "Bearer"}, max_retries=0
            ) as client,
            pytest.raises(openai.AuthenticationError) as caught,
        ):
            ask(client)
        assert "You didn't provide an API key." in caught.value.message

    def test_only_named_keys_are_accepted_if_any_are(self) -> None:
        with FakeAI(api_keys=["sk-right"]) as fake:
            fake.on().reply("Hi")
            for key, accepted in (("sk-right", True), ("sk-wrong-0123456789", False)):
                with openai.OpenAI(base_url=fake.openai_base_url, api_key=key, max_retries=0) as client:
                    if accepted:
                        ask(client)
                        continue
                    with pytest.raises(openai.AuthenticationError) as caught:
                        ask(client)
                    assert caught.value.code == "invalid_api_key"


def test_a_failure_in_the_middle_of_a_stream_is_raised_after_what_came_before(
    fake: FakeAI, client: openai.OpenAI
) -> None:
    broken = Reply(choices=(Choice(parts=(Text("Hello there"),)),), interrupted_by=Failure(kind="server_error"))
    fake.on().reply(broken)
    stream = ask(client, stream=True)
    assert [next(stream).choices[0].delta.content for _ in range(3)] == ["", "Hello", " there"]
    with pytest.raises(openai.APIError) as caught:
        next(stream)
    assert "Sorry about that!" in caught.value.message


def test_a_path_that_there_is_not_is_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.post("/no/such/path", cast_to=object, body={})
    assert "Invalid URL (POST /v1/no/such/path)" in caught.value.message


def test_a_method_that_is_not_meant_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        client.get("/embeddings", cast_to=object)
    assert caught.value.status_code == 405
    assert caught.value.response.headers["allow"] == "POST"
