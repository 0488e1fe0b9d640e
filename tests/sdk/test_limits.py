"""What the official SDK makes of real rate limits: it waits as long as it is told, and gets through."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import openai
import pytest

from fakeai import FakeAI

from .asking import MESSAGES, MODEL


def ask(client: openai.OpenAI) -> str | None:
    return client.chat.completions.create(model=MODEL, messages=MESSAGES).choices[0].message.content


def error_of(client: openai.OpenAI) -> openai.RateLimitError | None:
    """What the SDK raises, if it is turned down."""
    try:
        ask(client)
    except openai.RateLimitError as error:
        return error
    return None


@pytest.mark.slow
def test_with_its_retries_on_the_sdk_gets_through_by_waiting_as_long_as_it_is_told() -> None:
    with (
        FakeAI(limits="rpm=120", style="static:Yes.") as fake,
        openai.OpenAI(base_url=fake.openai_base_url, api_key="k", max_retries=0) as client,
    ):
        refused = next(error for _ in range(10_000) if (error := error_of(client)))  # two a second come back
        assert 0 < float(refused.response.headers["retry-after-ms"]) <= 500
        before = len(fake.exchanges)
        assert ask(client.with_options(max_retries=2)) == "Yes."
        statuses = [exchange.response.status for exchange in fake.exchanges[before:]]
        assert statuses in ([429, 200], [200])  # the latter where the machine took its time until then
        assert fake.verdict().ok


@pytest.mark.slow
def test_too_many_at_once_are_turned_down_while_the_others_are_sent() -> None:
    with (
        FakeAI(limits={"concurrency": 2}, pace={"ttft": "400ms"}) as fake,
        openai.OpenAI(base_url=fake.openai_base_url, api_key="k", max_retries=0) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        for future in [pool.submit(ask, client) for _ in range(4)]:
            if isinstance(future.exception(), openai.RateLimitError):
                assert "concurrent requests" in str(future.exception())
        statuses = sorted(exchange.response.status for exchange in fake.exchanges)
        assert statuses == [200, 200, 429, 429]
        assert ask(client)
