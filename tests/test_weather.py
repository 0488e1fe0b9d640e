"""Pace, chaos and limits in the one flow: what an engine answers, and when, with time as a number."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from fakeai import wire
from fakeai.chaos import Count, Rule
from fakeai.engine import Engine
from fakeai.exchange import Delivery, Exchange
from fakeai.faults.hang import Hang
from fakeai.faults.reset import Reset
from fakeai.faults.truncate import Truncate
from fakeai.fixtures.fixture import Fixture
from fakeai.limits import Limits, Meter
from fakeai.pacing import Pace, complete
from fakeai.reply import Failure, Reply, Text
from fakeai.scripts import Script
from fakeai.seeds import Seed
from fakeai.weather import Weather

from .builders import make_match

STORY = "Once upon a time there was a server that answered everyone who asked it anything at all."
KEY = "sk-a"


def made(written: Any) -> Pace:
    return complete(Pace.model_validate(written))


def engine(answer: Reply | Failure | None = None, *, pace: Any = None, limits: Any = None, **more: Any) -> Engine:
    fixture = Fixture(
        name="story", match=make_match(), script=Script.repeating(answer or Reply.of(Text(STORY))),
        pace=made(more.pop("own_pace")) if "own_pace" in more else None, faults=more.pop("faults", ()),
    )  # fmt: skip
    weather = Weather(
        pace=None if pace is None else made(pace),
        rules=more.pop("rules", ()),
        limits=None if limits is None else Limits.model_validate(limits),
    )
    return Engine([fixture], weather=weather, **more)


def request(*, stream: bool = True, key: str = KEY, path: str = "/v1/chat/completions", **fields: Any) -> wire.Request:
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Tell me a story"}], "stream": stream, **fields}
    headers = (("authorization", f"Bearer {key}"), ("content-type", "application/json"))
    method = "GET" if path.startswith("/v1/models") else "POST"
    return wire.Request(
        method=method, path=path, headers=headers, body=b"" if method == "GET" else wire.json_bytes(body)
    )


class Withdrawn(Weather):
    """Weather whose limits another thread takes away as soon as anybody has looked at them."""

    _meter: Meter | None = None

    @property
    def meter(self) -> Meter | None:
        meter, self._meter = self._meter, None
        return meter

    @meter.setter
    def meter(self, meter: Meter | None) -> None:
        self._meter = meter


@pytest.mark.parametrize("per", ["key", "model"])
def test_limits_may_be_taken_away_at_any_moment(per: str) -> None:
    limits = Limits.model_validate({"rpm": 5, "tpm": 1000, "concurrency": 2, "per": per})
    weather = Withdrawn(limits=limits)
    call = ask(engine()).call
    assert call is not None
    passed = weather.passage(call, seed=Seed.root(), tokens=1, now=0.0)
    assert passed.said is None
    weather.limits = limits
    assert weather.standing(call, None, 0.0) is not None
    weather.limits = limits
    weather.leaves(wire.Response(), call, number=1, now=0.0)
    weather.limits = limits
    assert weather.limits == limits


def ask(engine: Engine, now: float = 0.0, **asked: Any) -> Exchange:
    return engine.answer(request(**asked), now)


def times(exchange: Exchange) -> list[float]:
    return [frame.at for frame in exchange.response.frames]


def deltas(exchange: Exchange) -> list[str]:
    chunks = [json.loads(frame.data[6:]) for frame in exchange.response.frames if frame.tokens]
    return [chunk["choices"][0]["delta"]["content"] for chunk in chunks]


def limit_fields(exchange: Exchange) -> dict[str, str]:
    fields = exchange.response.headers
    return {name.removeprefix("x-ratelimit-"): value for name, value in fields if name.startswith("x-ratelimit-")}


class TestPace:
    def test_by_default_everything_comes_at_once(self) -> None:
        assert set(times(ask(engine()))) == {0.0}

    def test_tokens_come_at_the_server_s_pace(self) -> None:
        exchange = ask(engine(pace={"ttft": "400ms", "itl": "10ms"}))
        tokens = len(deltas(exchange))
        assert exchange.response.head_at == 0.4
        assert times(exchange)[-1] == pytest.approx(0.4 + 0.01 * (tokens - 1))

    def test_a_fixture_s_own_pace_comes_before_the_server_s(self) -> None:
        assert times(ask(engine(pace={"ttft": 9}, own_pace={"ttft": 2})))[0] == 2.0
        assert times(ask(engine(pace={"ttft": 9}, own_pace="instant")))[0] == 0.0

    @pytest.mark.parametrize("profile", ["openai", "anthropic", "gemini-flash", "reasoning"])
    def test_a_plain_answer_comes_when_the_streamed_one_would_have_ended(self, profile: str) -> None:
        """Not to the byte of the request, so the seed is another: without chance in it the times are the same."""
        pace = {"profile": profile, "ttft": 1, "jitter": 0}
        plain = ask(engine(pace=pace), stream=False)
        assert times(plain) == pytest.approx([times(ask(engine(pace=pace)))[-1]])
        assert plain.response.head_at == times(plain)[0]

    def test_the_same_call_comes_at_the_same_times_from_the_same_seed(self) -> None:
        assert times(ask(engine(pace="openai", seed=5))) == times(ask(engine(pace="openai", seed=5)))
        assert times(ask(engine(pace="openai", seed=5))) != times(ask(engine(pace="openai", seed=6)))

    def test_the_prompt_costs_time(self) -> None:
        first, second = (times(ask(engine(pace={"prefill": 1}), user=None, messages=messages))[0] for messages in (
            [{"role": "user", "content": "word " * 100}], [{"role": "user", "content": "word " * 200}],
        ))  # fmt: skip
        assert second - first == pytest.approx(0.1)

    def test_failures_are_said_at_once_unless_their_fixture_has_a_pace(self) -> None:
        failure = Failure(kind="overloaded")
        assert times(ask(engine(failure, pace={"ttft": 9}))) == [0.0]
        assert times(ask(engine(failure, own_pace={"ttft": 9}))) == [9.0]

    def test_it_can_be_changed_at_any_time(self) -> None:
        answering = engine()
        answering.weather.pace = made({"ttft": 3})
        assert times(ask(answering))[0] == 3.0
        answering.weather.pace = None
        assert times(ask(answering))[0] == 0.0


class TestTokensPerEvent:
    def test_an_event_carries_as_many_tokens(self) -> None:
        one, six = ask(engine()), ask(engine(pace={"tokens_per_event": 6}))
        single = deltas(one)
        assert deltas(six) == ["".join(single[start : start + 6]) for start in range(0, len(single), 6)]
        carried = [frame.tokens for frame in six.response.frames if frame.tokens]
        assert (set(carried[:-1]), sum(carried)) == ({6}, len(single))

    def test_an_event_comes_when_its_last_token_is_there(self) -> None:
        exchange = ask(engine(pace={"tokens_per_event": 6, "ttft": 1, "itl": "10ms"}))
        spoken = [frame.at for frame in exchange.response.frames if frame.tokens]
        assert spoken[:3] == pytest.approx([1.0, 1.06, 1.12])

    def test_completions_too(self) -> None:
        body = {"model": "gpt-3.5-turbo-instruct", "prompt": "Hi", "stream": True, "max_tokens": 100}
        asked = replace(request(), path="/v1/completions", body=wire.json_bytes(body))
        frames = engine(pace={"tokens_per_event": 4}).answer(asked, 0.0).response.frames
        assert {frame.tokens for frame in frames[:-3]} == {4}


class TestLoad:
    def test_a_call_that_has_no_room_waits_for_one_to_end(self) -> None:
        answering = engine(pace={"ttft": 10, "load": {"cap": 1}})
        assert [times(ask(answering, 0.0))[-1] for _ in range(3)] == [10.0, 20.0, 30.0]

    def test_a_full_queue_is_told(self) -> None:
        answering = engine(pace={"ttft": 10, "load": {"cap": 1, "queue": 1}})
        said = [ask(answering, 0.0).response.status for _ in range(3)]
        assert said == [200, 200, 503]
        assert ask(answering, 11.0).response.status == 200

    def test_a_fixture_s_own_load_counts_too(self) -> None:
        answering = engine(own_pace={"ttft": 10, "load": {"cap": 1}})
        assert [times(ask(answering, 0.0))[-1] for _ in range(2)] == [10.0, 20.0]


class TestLimits:
    def test_what_is_over_the_limit_is_told_how_long_to_wait_and_that_is_true(self) -> None:
        answering = engine(limits={"rpm": 2})
        assert [ask(answering, 0.0).response.status for _ in range(2)] == [200, 200]
        refused = ask(answering, 1.0)
        assert (refused.response.status, refused.outcome) == (429, "struck")
        wait = int(refused.response.header("retry-after-ms") or "") / 1000
        assert wait == 29.0
        assert ask(answering, 1.0 + wait - 0.01).response.status == 429
        assert ask(answering, 1.0 + wait).response.status == 200

    def test_the_refusal_s_own_numbers_are_true(self) -> None:
        answering = engine(limits={"rpm": 1})
        ask(answering)
        refused = ask(answering)
        assert limit_fields(refused) == {"limit-requests": "1", "remaining-requests": "0", "reset-requests": "1m0s"}
        assert b"Limit 1, Used 1, Requested 1" in refused.response.body

    def test_a_success_says_what_is_truly_left(self) -> None:
        answering = engine(limits={"rpm": 10, "tpm": 1_000})
        exchange = ask(answering, stream=False)
        usage = json.loads(exchange.response.body)["usage"]["total_tokens"]
        assert limit_fields(exchange) == {
            "limit-requests": "10",
            "limit-tokens": "1000",
            "remaining-requests": "9",
            "remaining-tokens": str(1_000 - usage),
            "reset-requests": "6s",
            "reset-tokens": f"{usage * 0.06:g}s",
        }

    def test_a_refusal_says_where_the_whole_account_stands(self) -> None:
        """As a success does: what remains of each limit, and when all of it will be there again."""
        answering = engine(limits={"rpm": 2, "tpm": 1_000})
        for _ in range(2):
            ask(answering)
        fields = limit_fields(ask(answering, 1.0))
        assert set(fields) == {
            f"{field}-{what}" for field in ("limit", "remaining", "reset") for what in ("requests", "tokens")
        }
        assert (fields["remaining-requests"], fields["reset-requests"]) == ("0", "59s")
        assert 0 < int(fields["remaining-tokens"]) < 1_000

    @pytest.mark.parametrize("provider", ["openai", "lightningrod", "lighton", "radis", "bifrost"])
    @pytest.mark.parametrize("limits", ["rpm=2", "tpm=60", "rpm=2,tpm=60,per=model"])
    def test_who_waits_as_long_as_it_is_told_gets_through(self, provider: str, limits: str) -> None:
        """In seconds, which every provider tells, and in milliseconds, which OpenAI does."""
        for field, unit in (("retry-after", 1), ("retry-after-ms", 1000)):
            answering, now, refusals = engine(limits=limits, provider=provider), 0.0, 0
            for _ in range(12):
                refused = ask(answering, now, path=f"{answering.provider.base_path}/chat/completions").response
                if refused.status == 200:
                    now += 0.25
                    continue
                refusals += 1
                wait = refused.header(field)
                if wait is None:
                    assert (field, provider == "openai") == ("retry-after-ms", False)
                    break
                now += int(wait) / unit
                retried = ask(answering, now, path=f"{answering.provider.base_path}/chat/completions").response
                assert (refused.status, retried.status) == (429, 200)
            assert refusals

    @pytest.mark.parametrize(
        ("provider", "words"),
        [
            ("openai", b"requests per min (RPM): Limit 1, Used 1, Requested 1. Please try again in 1m0s. Visit https"),
            ("lightningrod", b'{"detail":"Too Many Requests"}'),
            ("lighton", b'{"detail":"Request was throttled. Expected available in 60 seconds."}'),
            ("radis", b'"Too many requests per min (RPM): limit 1, used 1, requested 1. Please try again in 1m0s."'),
            ("bifrost", b'{"is_bifrost_error":false,"status_code":429,"error":{"type":"requests"'),
        ],
    )
    def test_each_provider_refuses_in_its_own_words(self, provider: str, words: bytes) -> None:
        answering = engine(limits="rpm=1", provider=provider)
        path = f"{answering.provider.base_path}/chat/completions"
        refused = [ask(answering, path=path) for _ in range(2)][1].response
        assert (refused.status, refused.header("retry-after")) == (429, "60")
        assert words in refused.body

    def test_an_account_is_one_of_one_provider(self) -> None:
        answering = engine(limits="rpm=1")
        asked = [ask(answering, path=path).response.status for path in (
            "/v1/chat/completions", "/radis/v1/chat/completions", "/v1/chat/completions",
        )]  # fmt: skip
        assert asked == [200, 200, 429]

    def test_a_key_s_calls_at_once_are_its_own(self) -> None:
        answering = engine(limits={"concurrency": 1}, pace={"ttft": 5})
        asked = [ask(answering, 1.0, key=key) for key in ("sk-a", "sk-b", "sk-a")]
        assert [exchange.response.status for exchange in asked] == [200, 200, 429]
        assert asked[2].response.header("retry-after-ms") == "5000"
        assert ask(answering, 6.0, key="sk-a").response.status == 200

    def test_a_call_that_hangs_is_under_way_until_its_client_leaves(self) -> None:
        answering = engine(limits={"concurrency": 1}, faults=(Hang(at="end"),))
        hanging = ask(answering)
        assert ask(answering, 1e6).response.status == 429
        answering.journal.delivered(hanging.number, Delivery(frames=1, size=1, seconds=1.0, client_left=True))
        assert ask(answering, 1e6).response.status == 200

    def test_without_limits_the_usual_fields_stay(self) -> None:
        assert limit_fields(ask(engine()))["limit-requests"] == "10000"

    def test_a_provider_that_says_nothing_of_limits_goes_on_so(self) -> None:
        assert limit_fields(engine(limits={"rpm": 10}).answer(request(path="/radis/v1/chat/completions"))) == {}

    def test_each_key_has_its_own(self) -> None:
        answering = engine(limits={"rpm": 1})
        assert [ask(answering, key=key).response.status for key in ("sk-a", "sk-b", "sk-a")] == [200, 200, 429]

    def test_or_each_model(self) -> None:
        answering = engine(limits={"rpm": 1, "per": "model"})
        asked: list[dict[str, Any]] = [{"model": "gpt-4o"}, {"model": "o3"}, {"model": "gpt-4o", "key": "sk-b"}]
        assert [ask(answering, **each).response.status for each in asked] == [200, 200, 429]

    def test_a_prompt_that_never_fits_is_not_told_to_wait(self) -> None:
        refused = ask(engine(limits={"tpm": 5}))
        assert refused.response.status == 429
        assert refused.response.header("retry-after") is None
        assert b"Request too large" in refused.response.body

    def test_calls_at_once_are_limited_while_their_answers_are_sent(self) -> None:
        answering = engine(limits={"concurrency": 1}, pace={"ttft": 5})
        assert [ask(answering, now).response.status for now in (0.0, 4.9, 5.1)] == [200, 429, 200]

    def test_asking_what_models_there_are_is_free(self) -> None:
        answering = engine(limits={"rpm": 1})
        models = [ask(answering, path="/v1/models").response.status for _ in range(3)]
        assert (models, ask(answering).response.status) == ([200] * 3, 200)


class TestChaos:
    def rule(self, outcome: Any, **when: Any) -> Rule:
        return Rule(name="trouble", outcome=outcome, **when)

    def test_a_failure_is_said_instead_of_the_answer_and_noted(self) -> None:
        answering = engine(rules=[self.rule(Failure(kind="overloaded"), times=1)])
        first, second = ask(answering), ask(answering)
        assert (first.response.status, first.outcome, first.strike) == (503, "struck", "trouble (rule 1)")
        assert (second.response.status, second.outcome, second.strike) == (200, "scripted", None)
        assert answering.weather.chaos.counts == {"trouble": Count(asked=1, applied=1)}

    def test_a_script_loses_no_turn_to_a_failure_that_strikes(self) -> None:
        answering = Engine(
            [Fixture(name="f", match=make_match(), script=Script([Reply.of(Text("first"))], "error"))],
            weather=Weather(rules=[self.rule(Failure(kind="overloaded"), times=1)]),
        )
        assert [ask(answering).response.status for _ in range(2)] == [503, 200]

    def test_faults_are_done_to_the_answer_and_noted(self) -> None:
        exchange = ask(engine(rules=[self.rule((Truncate(after_frames=3),))]))
        assert (len(exchange.response.frames), exchange.faults) == (3, ("truncate",))
        assert exchange.strike == "trouble (rule 1)"

    def test_what_can_not_be_done_is_noted_with_the_reason_and_counted(self) -> None:
        answering = engine(rules=[self.rule((Truncate(after_frames=3),))])
        exchange = ask(answering, stream=False)
        assert exchange.response.status == 200
        assert exchange.faults == ()
        (missed,) = exchange.not_applicable
        assert missed.startswith("truncate: ")
        assert answering.weather.chaos.counts["truncate"] == Count(asked=1, not_applicable=1)

    def test_a_fixture_s_faults_come_before_those_of_chaos(self) -> None:
        rules = [self.rule((Reset(after_frames=2),))]
        assert ask(engine(faults=(Truncate(after_frames=3),), rules=rules)).faults == ("truncate", "reset")

    def test_the_whole_of_it_is_the_same_again_from_the_same_seed(self) -> None:
        rules = [
            self.rule(Failure(kind="rate_limit"), probability=0.3),
            self.rule((Truncate(at="anywhere"),), probability=0.3),
        ]
        runs = [[ask(answering) for _ in range(30)] for answering in (engine(rules=rules, seed=9) for _ in range(2))]
        assert [it.strike for it in runs[0]] == [it.strike for it in runs[1]]
        assert [it.response for it in runs[0]] == [it.response for it in runs[1]]
        assert 5 < sum(it.strike is not None for it in runs[0]) < 28

    def test_stirring_puts_other_rules_in_force_and_keeps_the_counts(self) -> None:
        answering = engine(rules=[self.rule(Failure(kind="overloaded"))])
        ask(answering)
        answering.weather.stir(())
        assert ask(answering).response.status == 200
        assert answering.weather.chaos.counts["trouble"].asked == 1


def test_an_exchange_says_when_it_came() -> None:
    assert ask(engine(), 12.5).at == 12.5
