"""The official SDK pointed at the base URL of every provider: sync and async, plain and streamed."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from fakeai.engine import Engine
from fakeai.fixtures.fixture import Fixture
from fakeai.providers import PROVIDERS
from fakeai.reply import Failure, Reply, Text
from tests.providers.asking import fixture, served

pytestmark = pytest.mark.slow  # making a client takes a while
BASES = [
    pytest.param(f"/{provider.name}{base}", id=f"{provider.name}{base}")
    for provider in PROVIDERS
    for base in (provider.bases or (provider.base_path,))
]
HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hello"}]
FIXTURES: tuple[Fixture, ...] = (
    fixture(Failure(kind="rate_limit", retry_after=0), model="busy*"),
    fixture(Reply.of(Text("It is 18 °C."))),
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(Engine(FIXTURES)) as url:
        yield url


@pytest.mark.parametrize("base", BASES)
def test_the_sync_client_is_answered(url: str, base: str) -> None:
    with openai.OpenAI(base_url=url + base, api_key="any", max_retries=0) as client:
        chat = client.chat.completions.create(model="m", messages=HELLO)
        assert chat.choices[0].message.content == "It is 18 °C."
        stream = client.chat.completions.create(model="m", messages=HELLO, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == "It is 18 °C."
        assert client.completions.create(model="m", prompt="Hi").choices[0].text == "It is 18 °C."
        pieces = client.completions.create(model="m", prompt="Hi", stream=True)
        assert "".join(piece.choices[0].text for piece in pieces) == "It is 18 °C."
        assert client.models.list().data


@pytest.mark.parametrize("base", BASES)
async def test_the_async_client_is_answered(url: str, base: str) -> None:
    async with openai.AsyncOpenAI(base_url=url + base, api_key="any", max_retries=0) as client:
        chat = await client.chat.completions.create(model="m", messages=HELLO)
        assert chat.choices[0].message.content == "It is 18 °C."
        stream = await client.chat.completions.create(model="m", messages=HELLO, stream=True)
        assert "".join([chunk.choices[0].delta.content or "" async for chunk in stream]) == "It is 18 °C."
        assert (await client.completions.create(model="m", prompt="Hi")).choices[0].text == "It is 18 °C."
        assert (await client.models.list()).data


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
@pytest.mark.parametrize("base", BASES)
def test_a_failure_is_the_sdk_s_own_exception(url: str, base: str, stream: bool) -> None:
    with (
        openai.OpenAI(base_url=url + base, api_key="any", max_retries=0) as client,
        pytest.raises(openai.RateLimitError) as raised,
    ):
        client.chat.completions.create(model="busy-1", messages=HELLO, stream=stream)
    assert raised.value.body
