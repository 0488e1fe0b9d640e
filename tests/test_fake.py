"""FakeAI as a test holds it: its life, what it tells about calls, and what it tells SDKs."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openai
import pytest

import fakeai
from fakeai import Call, FakeAI, FixtureError, SettingError, UnmatchedCall, wire
from fakeai.errors import CallableFailed, TeardownError

MESSAGES = [{"role": "user", "content": "What is the weather in Paris?"}]


def post(url: str, body: dict[str, Any] | None = None, **headers: str) -> tuple[int, Any]:
    """A chat completion asked for without an SDK, so that nothing is retried."""
    request = urllib.request.Request(f"{url}/v1/chat/completions")
    request.data = json.dumps({"model": "gpt-4o", "messages": MESSAGES, **(body or {})}).encode()
    request.headers = {"Content-Type": "application/json", "Authorization": "Bearer sk-x", **headers}
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def said(answer: tuple[int, Any]) -> str:
    status, body = answer
    assert status == 200, body
    return str(body["choices"][0]["message"]["content"])


def ask(fake: FakeAI, text: str = "What is the weather in Paris?", **body: Any) -> tuple[int, Any]:
    return post(fake.url, {"messages": [{"role": "user", "content": text}], **body})


@pytest.fixture
def fake() -> Iterator[FakeAI]:
    with FakeAI() as running:
        yield running


def test_a_sync_client_in_the_same_process_is_answered(fake: FakeAI) -> None:
    fake.on(user="weather").reply("It is sunny.")
    with openai.OpenAI(base_url=fake.openai_base_url, api_key="sk-x") as client:
        answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "weather?"}])
    assert answer.choices[0].message.content == "It is sunny."


async def test_an_async_client_is_answered_inside_async_with() -> None:
    async with FakeAI() as fake:
        fake.on(user="weather").reply("It is sunny.")
        async with openai.AsyncOpenAI(base_url=fake.openai_base_url, api_key="sk-x") as client:
            stream = await client.chat.completions.create(
                model="gpt-4o", messages=[{"role": "user", "content": "weather?"}], stream=True
            )
            text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
    assert text == "It is sunny."


def test_fixture_files_are_used_and_more_can_be_loaded(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("fixtures: [{name: one, match: {user: weather}, reply: from one}]")
    two.write_text("fixtures: [{name: two, match: {user: news}, reply: from two}]")
    with FakeAI(one) as fake:
        assert said(ask(fake)) == "from one"
        assert ask(fake, "news")[0] == 404
        fake.load(str(two))
        assert said(ask(fake, "news")) == "from two"


def test_builders_of_one_line_keep_apart_though_neither_had_an_answer_yet(fake: FakeAI) -> None:
    first, second = (fake.on(user=word) for word in ("one", "two"))
    first.reply("1").then("1 again")
    second.reply("2")
    assert [said(ask(fake, word)) for word in ("one", "two", "one")] == ["1", "2", "1 again"]


def test_a_file_that_is_loaded_again_replaces_what_it_held(fake: FakeAI, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for words in ("old", "new"):
        path.write_text(f"fixtures: [{{name: a, reply: {words}}}]")
        fake.load(path)
        assert said(ask(fake)) == words


def test_models_of_a_file_are_listed_unless_others_are_given(tmp_path: Path, fake: FakeAI) -> None:
    path = tmp_path / "models.yaml"
    path.write_text("models: [from-file]\nfixtures: [{name: a, reply: x}]")

    def listed(**settings: Any) -> list[str]:
        with FakeAI(path, **settings) as other, openai.OpenAI(base_url=other.openai_base_url, api_key="k") as client:
            return [model.id for model in client.models.list()]

    assert listed() == ["from-file"]
    assert listed(models=["given"]) == ["given"]
    with pytest.raises(SettingError, match="has to be given to FakeAI"):
        fake.load(path)


def test_paths_are_relative_to_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("fixtures: [{name: a, reply: here}]")
    monkeypatch.chdir(tmp_path)
    with FakeAI("a.yaml") as fake:
        assert said(ask(fake)) == "here"


def test_a_missing_path_is_a_fixture_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match=r"nothing\.yaml"):
        FakeAI(tmp_path / "nothing.yaml")


def test_a_bad_file_loads_nothing_into_a_running_fake(fake: FakeAI, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("fixtures: [{name: a, reply: x}, {replly: y}]")
    with pytest.raises(FixtureError, match="replly"):
        fake.load(bad)
    assert said(ask(fake)) != "x"


def test_many_run_at_once_and_share_nothing() -> None:
    fakes = [FakeAI() for _ in range(10)]
    for index, fake in enumerate(fakes):
        fake.start()
        fake.on().reply(f"number {index}")
    assert [said(ask(fake)) for fake in fakes] == [f"number {index}" for index in range(10)]
    assert [len(fake.calls) for fake in fakes] == [1] * 10
    for fake in fakes:
        fake.stop()


def test_it_can_be_scripted_and_asked_from_many_threads(fake: FakeAI) -> None:
    def round_trip(index: int) -> str:
        fake.on(user=f"question {index:03}").reply(f"answer {index:03}")
        return said(ask(fake, f"question {index:03}"))

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(round_trip, range(64)))
    assert answers == [f"answer {index:03}" for index in range(64)]
    assert sorted(exchange.number for exchange in fake.exchanges) == list(range(1, 65))


def test_calls_that_reach_a_callable_at_once_get_numbers_of_their_own(fake: FakeAI) -> None:
    fake.on().reply(lambda call: f"you said {call.user}")
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda index: said(ask(fake, f"n{index}")), range(16)))
    assert answers == [f"you said n{index}" for index in range(16)]
    assert [exchange.number for exchange in fake.exchanges] == list(range(1, 17))
    fake.wait_idle()


def test_before_start_and_after_stop_it_says_so_and_keeps_what_came() -> None:
    fake = FakeAI()
    with pytest.raises(SettingError, match="not running"):
        fake.url  # noqa: B018
    fake.start()
    fake.start()
    url = fake.url
    ask(fake)
    fake.stop()
    fake.stop()
    with pytest.raises(SettingError, match="not running"):
        fake.openai_base_url  # noqa: B018
    assert fake.last_call.model == "gpt-4o"
    with pytest.raises(urllib.error.URLError):
        post(url)


def test_a_stopped_one_goes_on_when_it_is_started_again() -> None:
    fake = FakeAI()
    for _ in range(2):
        with fake:
            ask(fake)
    assert len(fake.calls) == 2


def test_a_port_in_use_is_a_setting_error(fake: FakeAI) -> None:
    port = int(fake.url.rsplit(":", 1)[1])
    with pytest.raises(SettingError, match="already in use"):
        FakeAI(port=port).start()


@pytest.mark.parametrize(
    ("setting", "message"),
    [({"provider": "opneai"}, "opneai"), ({"tokenizer": "nope"}, "nope")],
    ids=["provider", "tokenizer"],
)
def test_a_setting_that_there_is_not_is_a_setting_error(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        FakeAI(**setting)


def test_api_keys_and_models_are_the_ones_given() -> None:
    with FakeAI(api_keys=["sk-good"], models=["my-model"]) as fake:
        assert ask(fake)[0] == 401
        assert post(fake.url, Authorization="Bearer sk-good")[0] == 200
        with openai.OpenAI(base_url=fake.openai_base_url, api_key=fake.environment()["OPENAI_API_KEY"]) as client:
            assert [model.id for model in client.models.list()] == ["my-model"]


def test_the_seed_decides_what_is_generated() -> None:
    def generated(seed: int | str) -> str:
        with FakeAI(seed=seed) as fake:
            return said(ask(fake))

    assert generated(7) == generated(7) == generated("7")
    assert generated(7) != generated(8)


def test_calls_are_told_and_refused_requests_are_exchanges_only(fake: FakeAI) -> None:
    ask(fake, "one")
    post(fake.url, {"messages": "wrong"})
    ask(fake, "two", model="gpt-5")
    assert [(call.user, call.model) for call in fake.calls] == [("one", "gpt-4o"), ("two", "gpt-5")]
    assert fake.last_call.user == "two"
    assert [exchange.outcome for exchange in fake.exchanges] == ["generated", "refused", "generated"]


def test_last_call_says_so_when_there_is_none(fake: FakeAI) -> None:
    with pytest.raises(AssertionError, match=r"^no call came yet$"):
        fake.last_call  # noqa: B018
    post(fake.url, {"messages": "wrong"})
    with pytest.raises(AssertionError, match=r"^no call came yet, but 1 request was refused$"):
        fake.last_call  # noqa: B018


def test_wait_for_calls_returns_once_they_came(fake: FakeAI) -> None:
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(fake.wait_for_calls, 2)
        ask(fake, "one")
        assert not waiting.done()
        ask(fake, "two")
        assert [call.user for call in waiting.result(timeout=10)] == ["one", "two"]


def test_wait_for_calls_tells_what_came_when_the_time_is_up(fake: FakeAI) -> None:
    ask(fake, "one")
    with pytest.raises(TimeoutError, match=r"(?s)^waited 0.01 s for 2 calls, but 1 came:\n  chat gpt-4o: 'one'$"):
        fake.wait_for_calls(2, timeout=0.01)


def test_wait_for_calls_ends_when_the_server_stops(fake: FakeAI) -> None:
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(fake.wait_for_calls, 1, timeout=60)
        fake.stop()
        with pytest.raises(TimeoutError, match="none came"):
            waiting.result(timeout=10)


async def test_wait_idle_returns_once_every_answer_is_over() -> None:
    hang = wire.Response(frames=(wire.Frame(b"data: "),), ending="hang")
    async with FakeAI() as fake:
        fake.on().reply(lambda _: hang)
        host, port = fake.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        body = json.dumps({"model": "gpt-4o", "messages": MESSAGES}).encode()
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Length: {len(body)}"
        )
        writer.write(f"{head}\r\nContent-Type: application/json\r\n\r\n".encode() + body)
        await reader.readuntil(b"data: ")
        with pytest.raises(TimeoutError, match=r"^waited 0.01 s for answers to end, but still being sent are: #1$"):
            fake.wait_idle(timeout=0.01)
        writer.close()
        await asyncio.to_thread(fake.wait_idle)
        (exchange,) = fake.exchanges
        assert exchange.delivery is not None
        assert exchange.delivery.client_left


class TestAssertCalled:
    @pytest.fixture(autouse=True)
    def three_calls(self, fake: FakeAI) -> None:
        for text, model in (("weather in Paris", "gpt-4o"), ("weather in Rome", "gpt-4o"), ("news", "gpt-5")):
            ask(fake, text, model=model)

    def test_passes_for_calls_that_came(self, fake: FakeAI) -> None:
        fake.assert_called()
        fake.assert_called(3)
        fake.assert_called(user="weather")
        fake.assert_called(2, user="weather", model="gpt-4*")
        fake.assert_not_called(user="sports")
        fake.assert_called(0, user="sports")

    def test_none_that_fits_lists_the_closest_first_with_what_differs(self, fake: FakeAI) -> None:
        with pytest.raises(AssertionError) as caught:
            fake.assert_called(user="Rome", model="gpt-5")
        first, *rest = str(caught.value).splitlines()
        assert first == "no call with user='Rome', model='gpt-5' came; 3 calls in all:"
        assert rest[0] == "  chat gpt-4o: 'weather in Rome'"
        assert rest[1].startswith("    model: wanted ")
        assert rest[2] == "  chat gpt-5: 'news'"
        assert rest[4] == "  chat gpt-4o: 'weather in Paris'"
        assert len(rest) == 7

    def test_a_wrong_number_is_told(self, fake: FakeAI) -> None:
        with pytest.raises(AssertionError, match=r"^expected 1 call with user='weather', but 2 came; 3 calls in all:"):
            fake.assert_called(1, user="weather")

    def test_not_called_lists_the_calls_that_came(self, fake: FakeAI) -> None:
        with pytest.raises(AssertionError) as caught:
            fake.assert_not_called(user="weather")
        assert str(caught.value).splitlines() == [
            "expected no call with user='weather', but 2 came:",
            "  chat gpt-4o: 'weather in Paris'",
            "  chat gpt-4o: 'weather in Rome'",
        ]
        with pytest.raises(AssertionError, match=r"^expected no call, but 3 came:"):
            fake.assert_not_called()

    def test_an_unknown_clause_is_a_fixture_error_with_a_hint(self, fake: FakeAI) -> None:
        with pytest.raises(FixtureError, match=r"unknown key `usr`; did you mean `user`\?"):
            fake.assert_called(usr="weather")


def test_nothing_came_is_told_by_assert_called(fake: FakeAI) -> None:
    fake.assert_not_called()
    with pytest.raises(AssertionError, match=r"^no call came, nor any other$"):
        fake.assert_called()


def test_check_raises_unmatched_calls_once_with_the_text_of_the_404(fake: FakeAI) -> None:
    fake.on(user="news").reply("no news")
    fake.check()
    status, body = ask(fake)
    assert status == 404
    with pytest.raises(UnmatchedCall) as caught:
        fake.check()
    assert str(caught.value) in body["error"]["message"]
    assert [exchange.note for exchange in fake.unmatched] == [str(caught.value)]
    fake.check()


def test_check_raises_several_misses_as_one_numbered_error(fake: FakeAI) -> None:
    fake.on(user="news").reply("no news")
    ask(fake, "one")
    ask(fake, "two")
    with pytest.raises(UnmatchedCall, match=r"(?s)^\(1\) .*\n\n\(2\) "):
        fake.check()


def test_check_raises_a_crashed_callable_with_its_cause(fake: FakeAI) -> None:
    def crash(_: Call) -> str:
        raise LookupError("no such city")

    fake.on().reply(crash)
    ask(fake)
    with pytest.raises(CallableFailed, match="no such city") as caught:
        fake.check()
    assert isinstance(caught.value.__cause__, LookupError)


def test_check_raises_different_kinds_as_one_error(fake: FakeAI) -> None:
    def crash(_: Call) -> str:
        raise LookupError("no such city")

    fake.on(user="crash").reply(crash)
    ask(fake, "crash")
    ask(fake, "nothing fits")
    with pytest.raises(TeardownError, match=r"(?s)^\(1\) .*no such city.*\n\n\(2\) ") as caught:
        fake.check()
    assert type(caught.value) is TeardownError


@pytest.mark.parametrize("name", sorted(fakeai.__all__))
def test_every_public_name_can_be_imported_from_the_package(name: str) -> None:
    assert getattr(fakeai, name) is not None
    assert name in dir(fakeai)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'FackAI'"):
        fakeai.FackAI  # noqa: B018


def test_an_assertion_about_a_key_does_not_tell_it() -> None:
    key, other = "sk-proj-0123456789abcdefWXYZ", "sk-proj-9876543210abcdefQRST"
    with FakeAI() as fake, openai.OpenAI(base_url=fake.openai_base_url, api_key=key, max_retries=0) as client:
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])
        fake.assert_called(key="sk-proj-*")
        with pytest.raises(AssertionError) as caught:
            fake.assert_called(key=other)
    assert key not in str(caught.value)
    assert other not in str(caught.value)
    assert 'key: wanted "sk-…QRST", got "sk-…WXYZ"' in str(caught.value)
