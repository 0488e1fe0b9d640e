"""What the official SDK makes of a recorded exchange that a fixture plays, whole and with faults of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from fakeai import FakeAI, fail, recorded, tool
from fakeai.errors import TeardownError
from tests.sdk.asking import MESSAGES, MODEL, TOOLS
from tests.sdk.conftest import KEY

TEXT = "It is raining in Paris, and it will be for days."


def sdk_of(fake: FakeAI, **options: Any) -> openai.OpenAI:
    settings: dict[str, Any] = {"max_retries": 0, **options}
    return openai.OpenAI(base_url=fake.openai_base_url, api_key=KEY, **settings)


def streamed(client: openai.OpenAI, **options: Any) -> Iterator[Any]:
    yield from client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True, **options)


def plain(client: openai.OpenAI, **options: Any) -> Any:
    return client.chat.completions.create(model=MODEL, messages=MESSAGES, **options)


@pytest.fixture(scope="module")
def cassette(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recorded with the SDK: a stream, a plain answer, a streamed tool call, and a 429 before an answer."""
    path = tmp_path_factory.mktemp("recorded") / "chat.yaml"
    with FakeAI() as upstream:
        upstream.on(user="weather", tools={"exists": True}).reply(tool("get_weather", city="Paris"))
        upstream.on(user="weather", json={"$.seed": 7}).fail("rate_limit", retry_after=0.01).then(TEXT)
        upstream.on(user="weather").reply(TEXT)
        tape = FakeAI(cassette=_errors_too(path), upstream=upstream.openai_base_url)
        with tape as recorder, sdk_of(recorder) as client:
            list(streamed(client))
            plain(client)
            list(streamed(client, tools=TOOLS))
            plain(client.with_options(max_retries=1), seed=7)
    return path


def _errors_too(path: Path) -> Any:
    from fakeai import open_cassette

    return open_cassette(path, record="once", record_errors=True)


@pytest.fixture
def fake() -> Iterator[FakeAI]:
    with FakeAI() as running:
        yield running


@pytest.fixture
def client(fake: FakeAI) -> Iterator[openai.OpenAI]:
    with sdk_of(fake) as made:
        yield made


def text_of(chunks: list[Any]) -> str:
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


def finishes(chunks: list[Any]) -> list[str]:
    return [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason]


def test_it_says_what_was_recorded_ids_and_all(fake: FakeAI, client: openai.OpenAI, cassette: Path) -> None:
    fake.on(stream=True).recorded(cassette, 1)
    fake.on().recorded(cassette, 2)
    with FakeAI(cassette=cassette) as replay, sdk_of(replay) as other:
        assert [it.to_json() for it in streamed(client)] == [it.to_json() for it in streamed(other)]
        assert plain(client).to_json() == plain(other).to_json()


def test_cut_after_n_events(fake: FakeAI, client: openai.OpenAI, cassette: Path) -> None:
    fake.on(faults=[{"fault": "truncate", "after_frames": 4}]).recorded(cassette, 1)
    chunks = list(streamed(client))
    assert len(chunks) == 4
    assert TEXT.startswith(text_of(chunks))
    assert finishes(chunks) == []


def test_reset_after_n_events(fake: FakeAI, client: openai.OpenAI, cassette: Path) -> None:
    fake.on(faults=[{"fault": "reset", "after_frames": 3}]).recorded(cassette, 1)
    seen: list[Any] = []
    with pytest.raises(openai.APIConnectionError):
        seen.extend(streamed(client))


def test_without_finish(fake: FakeAI, client: openai.OpenAI, cassette: Path) -> None:
    fake.on(faults="unfinished").recorded(cassette, 1)
    chunks = list(streamed(client))
    assert text_of(chunks) == TEXT
    assert finishes(chunks) == []


def test_with_an_error_event(fake: FakeAI, client: openai.OpenAI, cassette: Path) -> None:
    fake.on(faults=[{"fault": "error_event", "after_frames": 3, "kind": "overloaded"}]).recorded(cassette, 1)
    chunks: list[Any] = []
    with pytest.raises(openai.APIError, match="overloaded"):
        chunks.extend(streamed(client))
    assert len(chunks) == 3


def test_the_arguments_of_a_tool_cut_off(fake: FakeAI, client: openai.OpenAI, cassette: Path) -> None:
    fake.on(faults="tool_args_cut").recorded(cassette, {"user": "weather", "tools": "get_weather"})
    deltas = [choice.delta for chunk in streamed(client, tools=TOOLS) for choice in chunk.choices]
    said = "".join(call.function.arguments or "" for delta in deltas for call in delta.tool_calls or ())
    assert '{"city":"Paris"}'.startswith(said)
    assert said != '{"city":"Paris"}'


def test_a_recorded_failure_is_retried_into_a_recorded_answer(fake: FakeAI, cassette: Path) -> None:
    which = {"json": {"$.seed": 7}}
    fake.on().recorded(cassette, which | {"number": 1}).then(recorded(cassette, which | {"number": 2}))
    with sdk_of(fake, max_retries=2) as client:
        assert plain(client).choices[0].message.content == TEXT
    assert [exchange.response.status for exchange in fake.exchanges] == [429, 200]


def test_a_failure_may_come_before_a_recording(fake: FakeAI, cassette: Path) -> None:
    fake.on().reply(fail("overloaded")).then(recorded(cassette, 2))
    with sdk_of(fake, max_retries=1) as client:
        assert plain(client).choices[0].message.content == TEXT


def test_a_recording_that_does_not_suit_the_call_is_said_loudly(
    fake: FakeAI, client: openai.OpenAI, cassette: Path
) -> None:
    fake.on().recorded(cassette, 1)
    with pytest.raises(
        openai.InternalServerError, match=r"exchange 1 of .* is a stream, and this call asks for a plain"
    ):
        plain(client)
    with pytest.raises(TeardownError, match="match `stream: true` for it"):
        fake.check()
