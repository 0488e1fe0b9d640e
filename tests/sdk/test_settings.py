"""Settings of the server that the official SDK sees the effect of."""

from __future__ import annotations

import pytest
from openai import NotFoundError, OpenAI

from fakeai import FakeAI


def test_strict_models_refuses_a_model_that_is_not_listed() -> None:
    with (
        FakeAI(models=["gpt-4o"], strict_models=True) as fake,
        OpenAI(base_url=fake.openai_base_url, api_key="any") as client,
        pytest.raises(NotFoundError, match="gpt-99"),
    ):
        client.chat.completions.create(model="gpt-99", messages=[{"role": "user", "content": "Hi"}])


def test_prompt_cache_shows_in_usage() -> None:
    with FakeAI(prompt_cache=True) as fake, OpenAI(base_url=fake.openai_base_url, api_key="any") as client:
        cached = []
        for _ in range(2):
            completion = client.chat.completions.create(
                model="gpt-4o", messages=[{"role": "user", "content": "All of it. " * 500}]
            )
            assert completion.usage is not None
            assert completion.usage.prompt_tokens_details is not None
            cached.append(completion.usage.prompt_tokens_details.cached_tokens)
        assert cached == [0, 1920]
