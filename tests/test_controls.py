"""What can be turned while a fake runs, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openai
import pytest

from fakeai import FakeAI, SettingError, engine
from fakeai.chaos import Count
from fakeai.limits import Limits

from .sdk.asking import MESSAGES, MODEL

FILE = """
pace: {ttft: 1ms}
limits: {rpm: 2}
chaos:
  - {fail: overloaded, times: 1}
fixtures:
  - reply: Hello.
"""


@pytest.fixture
def fake() -> Iterator[FakeAI]:
    with FakeAI() as running:
        yield running


def statuses(fake: FakeAI, calls: int = 1) -> list[int]:
    """What so many calls are answered with."""
    before = len(fake.exchanges)
    with openai.OpenAI(base_url=fake.openai_base_url, api_key="sk-test", max_retries=0) as client:
        for _ in range(calls):
            try:
                client.chat.completions.create(model=MODEL, messages=MESSAGES)
            except (openai.APIError, ValueError):  # a body that is no JSON is not wrapped by the SDK
                continue
    return [exchange.response.status for exchange in fake.exchanges[before:]]


def test_chaos_goes_on_and_off(fake: FakeAI) -> None:
    fake.chaos(fail="overloaded", times=1)
    assert statuses(fake, 2) == [503, 200]
    fake.chaos("reset, rate_limit")
    fake.chaos()
    assert statuses(fake) == [200]


def test_chaos_counts_say_what_became_of_it(fake: FakeAI) -> None:
    fake.chaos({"fail": "rate_limit", "times": 1}, {"faults": "truncate"})
    statuses(fake, 2)
    assert fake.chaos_counts == {
        "rate_limit": Count(asked=1, applied=1),
        "truncate": Count(asked=1, not_applicable=1),
    }


def test_pace_goes_on_and_off(fake: FakeAI) -> None:
    fake.pace({"ttft": "3ms"})
    statuses(fake)
    fake.pace(None)
    statuses(fake)
    assert [exchange.response.head_at for exchange in fake.exchanges] == [0.003, 0.0]


def test_limits_go_on_and_off(fake: FakeAI) -> None:
    fake.limits({"rpm": 1})
    assert statuses(fake, 2) == [200, 429]
    fake.limits(None)
    assert statuses(fake) == [200]


def test_what_can_not_be_is_told(fake: FakeAI) -> None:
    with pytest.raises(SettingError, match="did you mean"):
        fake.chaos(fial="rate_limit")
    with pytest.raises(SettingError, match="did you mean"):
        fake.pace("grok")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "weather.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_file_s_pace_chaos_and_limits_are_in_force(file: Path) -> None:
    with FakeAI(file) as fake:
        assert statuses(fake, 4) == [503, 200, 200, 429]
        assert fake.exchanges[1].response.head_at == 0.001


def test_options_come_before_a_file_s(file: Path) -> None:
    with FakeAI(file, pace="instant", limits=Limits(rpm=3), chaos={"fail": "server_error", "times": 1}) as fake:
        assert statuses(fake, 6) == [503, 500, 200, 200, 200, 429]
        assert fake.exchanges[2].response.head_at == 0.0


def test_a_file_loaded_later_adds_to_what_goes_wrong(fake: FakeAI, file: Path) -> None:
    fake.chaos(fail="server_error", times=1)
    fake.load(file)
    assert statuses(fake, 4) == [500, 503, 200, 200]


def test_a_fixture_made_in_python_has_its_own_pace_and_faults(fake: FakeAI) -> None:
    fake.on(user="weather").pace({"ttft": "2ms"}).faults("empty_body").reply("Sunny.")
    statuses(fake)
    (exchange,) = fake.exchanges
    assert (exchange.response.head_at, exchange.faults) == (0.002, ("empty_body",))


def test_they_can_also_be_said_behind_the_answer_or_at_once(fake: FakeAI) -> None:
    fake.on(user="weather", faults="empty_body").reply("Sunny.").pace("instant").faults({"fault": "html_200"})
    statuses(fake)
    assert fake.exchanges[0].faults == ("html_200",)


def test_times_go_on_where_a_fake_is_started_again() -> None:
    fake = FakeAI()
    for _ in range(2):
        with fake:
            statuses(fake)
    first, second = fake.exchanges
    assert 0 <= first.at < second.at < 60


def test_style_and_switches_are_passed_on() -> None:
    with FakeAI(style="static:Always.", switches={"radis.unknown_path_200": True}) as fake:
        fake.on()
        statuses(fake)
        assert b'"Always."' in fake.exchanges[0].response.body
        with openai.OpenAI(base_url=fake.base_url("radis"), api_key="x", max_retries=0) as client:
            client.get("/nowhere", cast_to=object)
        assert fake.exchanges[-1].response.status == 200
    with pytest.raises(SettingError, match="unknown style"):
        FakeAI(style="shout")


def test_counts_are_read_while_the_server_counts(fake: FakeAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is counted for the first time in between, as another thread may."""
    chaos = fake._engine.weather.chaos
    chaos.count("reset", applied=True)

    def copied(count: Count) -> Count:
        chaos.count(f"new {len(chaos.counts)}", applied=True)
        return replace(count)

    monkeypatch.setattr(engine, "replace", copied)
    assert fake.chaos_counts == {"reset": Count(asked=1, applied=1)}


class TestVerdict:
    def ask(self, fake: FakeAI, *, retries: int = 0) -> str | None:
        with openai.OpenAI(base_url=fake.openai_base_url, api_key="sk-test", max_retries=retries) as client:
            chunks = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
            return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)

    def test_half_an_answer_that_nobody_noticed_is_found(self, fake: FakeAI) -> None:
        fake.chaos("truncate")
        self.ask(fake)
        (finding,) = fake.verdict().bugs
        assert (finding.rule, "truncate" in finding.timeline[0]) == ("unnoticed", True)

    def test_the_test_can_say_that_it_noticed(self, fake: FakeAI) -> None:
        fake.chaos("truncate")
        self.ask(fake)
        fake.noticed()
        assert fake.verdict().ok

    def test_an_expected_error_was_noticed(self, fake: FakeAI) -> None:
        fake.chaos("overloaded")
        with fake.expect_error(openai.APIError) as expected:
            self.ask(fake)
        assert isinstance(expected.error, openai.InternalServerError)
        assert fake.verdict().ok

    def test_an_expected_error_need_not_come(self, fake: FakeAI) -> None:
        with fake.expect_error() as expected:
            self.ask(fake)
        assert (expected.error, fake.verdict().findings) == (None, ())

    def test_another_error_is_raised_on(self, fake: FakeAI) -> None:
        fake.chaos("overloaded")
        with pytest.raises(openai.InternalServerError), fake.expect_error(openai.RateLimitError):
            self.ask(fake)
        assert [finding.rule for finding in fake.verdict().bugs] == ["gave_up"]

    @pytest.mark.slow
    def test_the_sdk_s_own_retries_are_no_bug(self, fake: FakeAI) -> None:
        fake.chaos(
            {"fail": {"kind": "rate_limit", "retry_after": "300ms"}, "times": 1}, {"fail": "server_error", "times": 1}
        )
        self.ask(fake, retries=2)
        (chain,) = fake.verdict().chains
        assert (len(chain.attempts), fake.verdict().findings) == (3, ())
