"""Puts a wire response on a timeline: the same bytes, each frame due at its moment."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from fakeai.pacing.pace import Pace
from fakeai.seeds import Seed
from fakeai.wire import Frame, Response

_MOST_SPREAD = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What a pace needs to know of a call.

    input_tokens: those that are not cached; others: calls that are under way beside this one; delay: seconds that it
    waits for its turn, on top of everything.
    """

    input_tokens: int = 0
    others: int = 0
    delay: float = 0.0


def paced(response: Response, pace: Pace, timing: Timing, seed: Seed, *, streamed: Response | None = None) -> Response:
    """The response at a pace. A plain answer comes when the end of the `streamed` one would have.

    Times never decrease. A pace that says nothing leaves the response as it is. The same seed gives the same times.
    """
    first, gap = _clock(pace, timing, seed)
    if _streams(response):
        frames = _on_time(response.frames, first, gap)
        return replace(response, head_at=response.head_at + first, frames=frames)
    due = (
        first if streamed is None else max((frame.at for frame in _on_time(streamed.frames, first, gap)), default=first)
    )
    frames = tuple(frame._replace(at=frame.at + due) for frame in response.frames)
    return replace(response, head_at=response.head_at + due, frames=frames)


def _on_time(frames: Iterable[Frame], first: float, gap: Callable[[], float]) -> tuple[Frame, ...]:
    """The first event with tokens is due at `first`; each later one when all its tokens have been said."""
    timed: list[Frame] = []
    now, begun = first, False
    for frame in frames:
        if begun:
            for _ in range(frame.tokens):
                now += gap()
        begun = begun or frame.tokens > 0
        timed.append(frame._replace(at=frame.at + now))
    return tuple(timed)


def _streams(response: Response) -> bool:
    return any(frame.tokens for frame in response.frames)


def _clock(pace: Pace, timing: Timing, seed: Seed) -> tuple[float, Callable[[], float]]:
    """The time to first token, and a function that draws the time to each next one."""
    chance = seed.child("pace").random()
    slower = 1 + (pace.load.per_call * timing.others if pace.load else 0.0)
    spread = math.sqrt(math.log1p(pace.jitter**2)) if pace.jitter else 0.0

    def jittered(seconds: float) -> float:
        if spread < _MOST_SPREAD:
            return seconds * slower
        return seconds * slower * math.exp(chance.gauss(0, spread) - spread * spread / 2)  # lognormal; the mean stays

    ttft = jittered(pace.ttft.at(chance.random())) if pace.ttft else 0.0
    prefill = (pace.prefill or 0.0) * timing.input_tokens / 1000 * slower

    def gap() -> float:
        return jittered(pace.between_tokens(chance.random()))

    return timing.delay + ttft + prefill, gap
