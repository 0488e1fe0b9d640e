"""How a time varies, as a function of one even draw."""

from __future__ import annotations

from statistics import NormalDist, median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fakeai.pacing.distributions import Distribution

PERCENTILES = {"p50": "450ms", "p90": "900ms", "p95": "1.2s", "p99": "3s"}
EVERY_FORM: dict[str, Any] = {
    "fixed": "300ms",
    "uniform": {"uniform": ["100ms", "500ms"]},
    "lognormal": {"median": "600ms", "sigma": 0.55},
    "percentiles": PERCENTILES,
}


def made(written: Any) -> Distribution:
    return Distribution.model_validate(written)


@pytest.mark.parametrize(("percentile", "seconds"), [(50, 0.45), (90, 0.9), (95, 1.2), (99, 3.0)])
def test_percentiles_hold_exactly(percentile: int, seconds: float) -> None:
    assert made(PERCENTILES).at(percentile / 100) == pytest.approx(seconds, rel=1e-9)


def test_two_percentiles_make_a_lognormal() -> None:
    """sigma is ln(p95/p50)/1.645."""
    written = made({"p50": 0.5, "p95": 1.0})
    z = NormalDist().inv_cdf(0.95)
    sigma = 0.6931471805599453 / z
    for draw in (0.01, 0.3, 0.7, 0.999):
        assert written.at(draw) == pytest.approx(made({"median": 0.5, "sigma": sigma}).at(draw), rel=1e-9)


def test_a_lone_p50_is_fixed() -> None:
    assert {made({"p50": "1s"}).at(draw) for draw in (0.0, 0.5, 0.99)} == {1.0}


def test_a_bare_duration_is_fixed() -> None:
    assert {made("300ms").at(draw) for draw in (0.0, 0.5, 0.99)} == {0.3}


def test_uniform_goes_from_end_to_end() -> None:
    written = made(EVERY_FORM["uniform"])
    assert (written.at(0.0), written.at(0.5), written.at(1.0)) == pytest.approx((0.1, 0.3, 0.5))


def test_the_median_of_a_lognormal_is_its_median() -> None:
    written = made(EVERY_FORM["lognormal"])
    assert median(written.at((index + 0.5) / 1001) for index in range(1001)) == pytest.approx(0.6)
    assert written.at(NormalDist().cdf(1)) == pytest.approx(0.6 * 2.718281828459045**0.55)


@pytest.mark.parametrize("form", EVERY_FORM)
@given(draws=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_greater_draw_never_gives_a_shorter_time(form: str, draws: tuple[float, float]) -> None:
    written = made(EVERY_FORM[form])
    low, high = sorted(draws)
    assert 0 <= written.at(low) <= written.at(high)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"median": 1}, "`median` and `sigma` go together"),
        ({"p95": 1}, "percentiles need `p50`"),
        ({"fixed": 1, "p50": 1}, "expected one of `fixed`, `uniform`"),
        ({}, "expected one of `fixed`, `uniform`"),
        ({"p50": 2, "p95": 1}, "percentiles must not decrease"),
        ({"uniform": [2, 1]}, "the first end of `uniform`"),
    ],
)
def test_what_makes_no_sense_is_told(written: Any, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        made(written)
    assert said in str(caught.value)
