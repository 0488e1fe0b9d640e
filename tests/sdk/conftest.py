"""A fake on a real socket, and the official SDK pointed at it, checking every answer strictly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import openai
import pytest

from fakeai import FakeAI

KEY = "sk-test-0123456789"


@pytest.fixture
def fake() -> Iterator[FakeAI]:
    with FakeAI() as running:
        yield running


@pytest.fixture
def client(fake: FakeAI) -> Iterator[openai.OpenAI]:
    """The synchronous SDK. It never retries, and refuses what its own types don't allow."""
    with openai.OpenAI(
        base_url=fake.openai_base_url, api_key=KEY, max_retries=0, _strict_response_validation=True
    ) as sdk:
        yield sdk


@pytest.fixture
async def async_client(fake: FakeAI) -> AsyncIterator[openai.AsyncOpenAI]:
    """The asynchronous SDK. It never retries, and refuses what its own types don't allow."""
    async with openai.AsyncOpenAI(
        base_url=fake.openai_base_url, api_key=KEY, max_retries=0, _strict_response_validation=True
    ) as sdk:
        yield sdk
