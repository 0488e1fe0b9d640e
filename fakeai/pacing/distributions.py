"""How a time varies: not at all, evenly, lognormally, or as percentiles say. Each is a function of one even draw."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from statistics import NormalDist
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from fakeai.durations import Duration
from fakeai.written import Mistake, Written

_NORMAL = NormalDist()
_PERCENTILE_KEYS = ("p50", "p90", "p95", "p99")


class Distribution(Written):
    """A time that varies. A bare duration is fixed; else one of the forms below."""

    forms: ClassVar[str] = "a duration such as 300ms, or a mapping such as {p50: 300ms, p95: 1s}"
    short_forms: ClassVar[tuple[Mapping[str, Any], ...]] = (
        {"type": ["string", "number"], "description": "Always this long."},
    )

    fixed: Duration | None = Field(None, description="Always this long.")
    uniform: Annotated[tuple[Duration, Duration], Field(strict=False)] | None = Field(
        None, description="Evenly between these two."
    )
    median: Duration | None = Field(None, description="Half of all are shorter. Goes with `sigma`.")
    sigma: Annotated[float, Field(ge=0)] | None = Field(
        None,
        description="The spread of a lognormal distribution: 0.35 to 0.7 is a healthy service, over 1.2 a bad day.",
    )
    p50: Duration | None = Field(None, description="Half of all are shorter.")
    p90: Duration | None = Field(None, description="Nine in ten are shorter.")
    p95: Duration | None = Field(None, description="95 in a hundred are shorter.")
    p99: Duration | None = Field(None, description="99 in a hundred are shorter.")

    @classmethod
    def expand(cls, value: object) -> Mapping[str, Any] | None:
        """A bare duration."""
        return {"fixed": value} if isinstance(value, str | int | float) and not isinstance(value, bool) else None

    @classmethod
    def rules(cls, written: Mapping[str, Any]) -> Iterator[Mistake]:
        """Exactly one form."""
        forms = [
            form
            for form, keys in {
                "fixed": ("fixed",),
                "uniform": ("uniform",),
                "lognormal": ("median", "sigma"),
                "percentiles": _PERCENTILE_KEYS,
            }.items()
            if any(key in written for key in keys)
        ]
        if len(forms) != 1:
            yield Mistake(
                (), "expected one of `fixed`, `uniform`, `median` with `sigma`, or percentiles (p50, p90, p95, p99)"
            )
        if ("median" in written) != ("sigma" in written):
            yield Mistake((), "`median` and `sigma` go together")
        if forms == ["percentiles"] and "p50" not in written:
            yield Mistake((), "percentiles need `p50`")

    @model_validator(mode="after")
    def _in_order(self) -> Distribution:
        times = [time for time in (self.p50, self.p90, self.p95, self.p99) if time is not None]
        if times != sorted(times):
            raise ValueError("percentiles must not decrease")
        if self.uniform and self.uniform[0] > self.uniform[1]:
            raise ValueError("the first end of `uniform` must not be above the second")
        return self

    def at(self, draw: float) -> float:
        """The time for an even draw from 0 to 1, in seconds. A greater draw never gives a shorter time."""
        if self.fixed is not None:
            return self.fixed
        if self.uniform is not None:
            low, high = self.uniform
            return low + (high - low) * draw
        z = _NORMAL.inv_cdf(min(max(draw, 1e-9), 1 - 1e-9))
        if self.median is not None and self.sigma is not None:
            return self.median * math.exp(self.sigma * z)
        return self._between_percentiles(z)

    def _between_percentiles(self, z: float) -> float:
        """Lognormal from each percentile to the next, so that every one of them holds exactly."""
        points = [
            (_NORMAL.inv_cdf(percent / 100), max(time, 1e-9))
            for percent, time in ((50, self.p50), (90, self.p90), (95, self.p95), (99, self.p99))
            if time is not None
        ]
        if len(points) == 1:
            return points[0][1]
        upper = next((index for index, (at, _) in enumerate(points) if at >= z and index), len(points) - 1)
        (z0, t0), (z1, t1) = points[upper - 1], points[upper]
        return math.exp(math.log(t0) + (math.log(t1) - math.log(t0)) * (z - z0) / (z1 - z0))
