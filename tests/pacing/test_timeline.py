"""Frame times as data: when each frame of a paced response is due."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import mean, stdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fakeai import wire
from fakeai.pacing import PROFILES, Pace, Timing, complete, paced
from fakeai.pacing.pace import PROFILE_NAMES
from fakeai.pacing.timeline import _times
from fakeai.seeds import Seed
from fakeai.wire import Frame, Response

SEED = Seed.root(3)
STREAM = Response(
    frames=(
        Frame(b"role"),
        Frame(b"a", tokens=1),
        Frame(b"b", tokens=1),
        Frame(b"c", tokens=2),
        Frame(b"finish"),
        Frame(b"done"),
    )
)
PLAIN = wire.plain(200, b"abc")


def made(written: Any) -> Pace:
    return complete(Pace.model_validate(written))


def times(written: Any, response: Response = STREAM, **timing: Any) -> list[float]:
    done = paced(response, made(written), Timing(**timing), SEED)
    return [frame.at for frame in done.frames]


def test_the_first_token_comes_at_ttft_and_each_other_one_itl_later() -> None:
    assert times({"ttft": "400ms", "itl": "20ms"}) == pytest.approx([0.4, 0.4, 0.42, 0.46, 0.46, 0.46])


@pytest.mark.parametrize("written", [*PROFILE_NAMES, {"itl": {"p50": "10ms", "p95": "30ms"}}, {"tps": 9}], ids=str)
def test_frames_that_are_one_piece_get_the_same_times_as_others(written: Any) -> None:
    whole = wire.joined(STREAM.frames)
    assert whole is not None
    done = paced(Response(frames=whole), made(written), Timing(), SEED)
    assert [frame.at for frame in done.frames] == times(written)
    assert (done.body, done.head_at) == (STREAM.body, times(written)[0])


def test_frames_that_are_one_piece_are_never_cut_for_a_pace() -> None:
    whole = wire.joined(STREAM.frames)
    assert whole is not None
    done = paced(Response(frames=whole), made("openai"), Timing(), SEED)
    assert isinstance(done.frames, wire.Timed)
    assert whole._frames is done.frames._frames is None


def test_a_stream_whose_frames_have_times_of_their_own_keeps_them_behind_each_token() -> None:
    own = Response(frames=(Frame(b"a", 0.5, 1), Frame(b"b", 1.5, 1)))
    assert times({"ttft": 1, "itl": 0.25}, own) == [1.5, 2.75]


def test_tps_is_another_way_to_say_itl() -> None:
    assert times({"tps": 50}) == times({"itl": "20ms"})


def test_the_head_comes_with_the_first_frame() -> None:
    assert paced(STREAM, made({"ttft": 1}), Timing(), SEED).head_at == 1


def test_a_prompt_costs_prefill_for_every_thousand_tokens() -> None:
    assert times({"prefill": "20ms"}, input_tokens=2_500)[0] == pytest.approx(0.05)


def test_a_wait_for_one_s_turn_comes_on_top() -> None:
    assert times({"ttft": 1}, delay=3.0)[0] == 4.0


@pytest.mark.parametrize("itl", ["100ms", {"p50": "100ms", "p95": "300ms"}], ids=str)
@pytest.mark.parametrize("jitter", [0, 0.3])
def test_calls_beside_make_it_slower(itl: Any, jitter: float) -> None:
    pace = {"ttft": 1, "itl": itl, "jitter": jitter, "prefill": "20ms", "load": {"per_call": 0.05}}
    alone = times(pace, input_tokens=1000)
    assert times(pace, others=4, input_tokens=1000) == pytest.approx([at * 1.2 for at in alone])


def test_a_plain_answer_comes_when_the_streamed_one_would_have_ended() -> None:
    pace = made("openai")
    streamed = paced(STREAM, pace, Timing(), SEED)
    plain = paced(PLAIN, pace, Timing(), SEED, streamed=STREAM)
    assert plain.head_at == plain.frames[0].at == streamed.frames[-1].at > 0


def test_an_answer_without_tokens_comes_at_ttft() -> None:
    assert times({"ttft": 1, "tps": 1}, PLAIN) == [1.0]


@pytest.mark.parametrize("response", [STREAM, PLAIN], ids=["stream", "plain"])
@pytest.mark.parametrize("written", [{}, "instant", {"jitter": 0.5}], ids=str)
def test_a_pace_that_says_nothing_is_the_identity(response: Response, written: Any) -> None:
    assert paced(response, made(written), Timing(input_tokens=500, others=3), SEED) == response
    assert made(written).is_instant


@pytest.mark.parametrize("profile", PROFILE_NAMES)
def test_the_same_seed_gives_the_same_times(profile: str) -> None:
    assert times(profile) == times(profile)


def test_times_are_the_same_in_every_version_of_python() -> None:
    """Ten tenths are one where sums are exact, as those of `sum` are from 3.12 on."""
    assert _times([1, 10], 0.0, lambda: 0.1) == [0.0, 1.0]


def test_another_seed_gives_other_times() -> None:
    pace = made("openai")
    assert paced(STREAM, pace, Timing(), SEED) != paced(STREAM, pace, Timing(), Seed.root(4))


@given(
    profile=st.sampled_from(PROFILE_NAMES),
    tokens=st.lists(st.integers(0, 20), max_size=40),
    seed=st.integers(),
    others=st.integers(0, 50),
)
def test_times_never_decrease_and_bytes_never_change(profile: str, tokens: list[int], seed: int, others: int) -> None:
    response = Response(frames=tuple(Frame(b"x", tokens=count) for count in tokens))
    done = paced(response, made(profile), Timing(others=others), Seed.root(seed))
    due = [frame.at for frame in done.frames]
    assert due == sorted(due)
    assert done.body == response.body
    assert response.frames == tuple(Frame(b"x", tokens=count) for count in tokens)


def test_jitter_leaves_the_mean_where_it_is() -> None:
    long = Response(frames=tuple(Frame(b"x", tokens=1) for _ in range(20_001)))
    due = [frame.at for frame in paced(long, made({"itl": "10ms", "jitter": 0.3}), Timing(), SEED).frames]
    gaps = [later - earlier for earlier, later in pairwise(due)]
    assert mean(gaps) == pytest.approx(0.01, rel=0.02)
    assert (mean((gap - 0.01) ** 2 for gap in gaps)) ** 0.5 == pytest.approx(0.003, rel=0.05)


def drawn(written: Any, count: int, **timing: Any) -> list[float]:
    """The time to first token for so many seeds, in order of length."""
    pace = made(written)
    return sorted(paced(STREAM, pace, Timing(**timing), Seed.root(seed)).head_at for seed in range(count))


def gaps(written: Any, count: int) -> list[float]:
    """The times from token to token of one long stream, in order of length."""
    long = Response(frames=tuple(Frame(b"x", tokens=1) for _ in range(count + 1)))
    due = [frame.at for frame in paced(long, made(written), Timing(), SEED).frames]
    return sorted(later - earlier for earlier, later in pairwise(due))


SPREADS = [
    pytest.param({"uniform": ["100ms", "500ms"]}, 0.3, 0.48, id="uniform"),
    pytest.param({"median": "600ms", "sigma": 0.55}, 0.6, 0.6 * math.exp(0.55 * 1.6449), id="lognormal"),
    pytest.param({"p50": "450ms", "p95": "1.2s"}, 0.45, 1.2, id="two percentiles"),
    pytest.param({"p50": "450ms", "p90": "900ms", "p95": "1.2s", "p99": "3s"}, 0.45, 1.2, id="four percentiles"),
]


class TestWhatWasAskedIsWhatComes:
    """Over many seeds, and over many tokens of one stream."""

    @pytest.mark.parametrize(("written", "p50", "p95"), SPREADS)
    def test_ttft(self, written: Any, p50: float, p95: float) -> None:
        found = drawn({"ttft": written}, 4000)
        assert found[2000] == pytest.approx(p50, rel=0.05)
        assert found[3800] == pytest.approx(p95, rel=0.08)

    @pytest.mark.parametrize(("written", "p50", "p95"), SPREADS)
    def test_itl(self, written: Any, p50: float, p95: float) -> None:
        found = gaps({"itl": written}, 8000)
        assert found[4000] == pytest.approx(p50, rel=0.05)
        assert found[7600] == pytest.approx(p95, rel=0.08)

    def test_a_fixed_time_is_always_the_same(self) -> None:
        assert set(drawn({"ttft": "300ms"}, 50)) == {0.3}
        assert gaps({"itl": "20ms"}, 100) == pytest.approx([0.02] * 100)

    def test_jitter_is_the_spread_of_ttft_too(self) -> None:
        found = drawn({"ttft": "1s", "jitter": 0.2}, 4000)
        assert mean(found) == pytest.approx(1, rel=0.02)
        assert stdev(found) == pytest.approx(0.2, rel=0.1)

    @pytest.mark.parametrize("varying", [{"p50": "450ms", "p95": "1.2s"}, {"uniform": [0.1, 0.5]}], ids=str)
    def test_jitter_leaves_times_alone_that_vary_by_themselves(self, varying: Any) -> None:
        """Else percentiles would not hold."""
        assert drawn({"ttft": varying, "jitter": 0.5}, 20) == drawn({"ttft": varying}, 20)
        assert gaps({"itl": varying, "jitter": 0.5}, 20) == gaps({"itl": varying}, 20)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("profile", "ttft", "sigma", "prefill", "tps", "jitter", "tokens"),
        [
            ("openai", 0.6, 0.55, 0.02, 90, 0.25, None),
            ("anthropic", 0.9, 0.4, 0.025, 85, 0.25, 6),
            ("gemini-flash", 0.48, 0.45, 0.015, 190, 0.3, 20),
            ("groq", 0.13, 0.5, 0.005, 330, 0.15, None),
            ("reasoning", 6.0, 0.7, 0.025, 70, 0.3, None),
            ("vllm-8b", 0.03, 0.15, 0.25, 83.3, 0.15, None),
            ("overloaded", 3.0, 1.2, 0.05, 20, 0.6, None),
        ],
    )
    def test_profiles(
        self, profile: str, ttft: float, sigma: float, prefill: float, tps: float, jitter: float, tokens: int | None
    ) -> None:
        """Medians and spreads that are published: a profile is a claim about a service, so it is measured like one."""
        first, each = drawn(profile, 3000), gaps(profile, 6000)
        assert first[1500] == pytest.approx(ttft, rel=0.08)
        assert math.log(first[2850] / first[1500]) / 1.6449 == pytest.approx(sigma, rel=0.1)
        assert 1 / mean(each) == pytest.approx(tps, rel=0.04)
        assert stdev(each) * tps == pytest.approx(jitter, rel=0.1)
        more = [
            long - short for long, short in zip(drawn(profile, 5, input_tokens=3000), drawn(profile, 5), strict=True)
        ]
        assert more == pytest.approx([3 * prefill] * 5)
        assert PROFILES[profile].tokens_per_event == tokens


class TestProfiles:
    def test_every_name_has_one(self) -> None:
        assert tuple(PROFILES) == PROFILE_NAMES

    def test_only_instant_changes_nothing(self) -> None:
        assert [name for name, pace in PROFILES.items() if pace.is_instant] == ["instant"]

    def test_one_s_own_keys_override_it(self) -> None:
        pace = made({"profile": "anthropic", "tps": 10})
        assert (pace.tps, pace.tokens_per_event) == (10, 6)

    def test_itl_takes_the_place_of_the_profile_s_tps(self) -> None:
        pace = made({"profile": "openai", "itl": "1s", "jitter": 0})
        assert (pace.tps, pace.between_tokens(0.5)) == (None, 1.0)

    def test_an_unknown_one_is_told(self) -> None:
        with pytest.raises(ValidationError, match='there is no \\"opnai\\"; did you mean'):
            Pace.model_validate("opnai")

    def test_itl_and_tps_do_not_go_together(self) -> None:
        with pytest.raises(ValidationError, match="say the same thing"):
            Pace.model_validate({"itl": 1, "tps": 1})
