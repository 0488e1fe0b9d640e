"""Frame times as data: when each frame of a paced response is due."""

from __future__ import annotations

from itertools import pairwise
from statistics import mean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fakeai import wire
from fakeai.pacing import PROFILES, Pace, Timing, complete, paced
from fakeai.pacing.pace import PROFILE_NAMES
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


def test_tps_is_another_way_to_say_itl() -> None:
    assert times({"tps": 50}) == times({"itl": "20ms"})


def test_the_head_comes_with_the_first_frame() -> None:
    assert paced(STREAM, made({"ttft": 1}), Timing(), SEED).head_at == 1


def test_a_prompt_costs_prefill_for_every_thousand_tokens() -> None:
    assert times({"prefill": "20ms"}, input_tokens=2_500)[0] == pytest.approx(0.05)


def test_a_wait_for_one_s_turn_comes_on_top() -> None:
    assert times({"ttft": 1}, delay=3.0)[0] == 4.0


def test_calls_beside_make_it_slower() -> None:
    alone = times({"ttft": 1, "itl": 0.1, "load": {"per_call": 0.05}})
    assert times({"ttft": 1, "itl": 0.1, "load": {"per_call": 0.05}}, others=4) == pytest.approx(
        [at * 1.2 for at in alone]
    )


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
