"""Puts a wire response on a timeline: the same bytes, each frame due at its moment."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from fakeai.pacing.pace import Pace
from fakeai.seeds import Seed
from fakeai.wire import Frame, Joined, Response, Timed, joined

_MOST_SPREAD = 1e-9

Gap = float | Callable[[], float]
"""The time from one token to the next: always the same, or drawn anew."""


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
    if _streams(response.frames):
        return replace(response, head_at=response.head_at + first, frames=_on_time(response.frames, first, gap))
    due = first
    if streamed is not None and streamed.frames:
        due = streamed.over_at + _times(_tokens(streamed.frames), first, gap)[-1]
    frames = tuple(frame._replace(at=frame.at + due) for frame in response.frames)
    return replace(response, head_at=response.head_at + due, frames=frames)


def _streams(frames: Sequence[Frame]) -> bool:
    return any(_tokens(frames))


def _tokens(frames: Sequence[Frame]) -> list[int]:
    """How many tokens each frame has; frames that are one piece of bytes are not cut for it."""
    return [cut[2] for cut in frames.cuts] if isinstance(frames, Joined) else [frame.tokens for frame in frames]


def _on_time(frames: Sequence[Frame], first: float, gap: Gap) -> Sequence[Frame]:
    """The same frames, each at its time; those that had times of their own come so much after the first token."""
    times, whole = _times(_tokens(frames), first, gap), joined(frames)
    if whole is not None:
        return Timed(whole, array("d", times))
    return tuple([frame._replace(at=frame.at + at) for frame, at in zip(frames, times, strict=True)])


def _times(tokens: Iterable[int], first: float, gap: Gap) -> list[float]:
    """The first event with tokens is due at `first`; each later one when all its tokens have been said."""
    times: list[float] = []
    now, begun = first, False
    for count in tokens:
        if begun and count:  # from Python 3.12 on `sum` rounds floats otherwise than before, `fsum` never did
            now += gap * count if isinstance(gap, float) else math.fsum([gap() for _ in range(count)])
        begun = begun or count > 0
        times.append(now)
    return times


def _clock(pace: Pace, timing: Timing, seed: Seed) -> tuple[float, Gap]:
    """The time to first token, and that from one to the next. Jitter is for times that do not vary by themselves."""
    chance = seed.child("pace").random()
    slower = 1 + (pace.load.per_call * timing.others if pace.load else 0.0)
    spread = math.sqrt(math.log1p(pace.jitter**2)) if pace.jitter else 0.0
    mean = -spread * spread / 2  # of the lognormal's logarithm, so that jitter leaves the mean where it is

    def jittered(seconds: float) -> float:
        return seconds * math.exp(chance.gauss(mean, spread)) if spread > _MOST_SPREAD else seconds

    ttft = 0.0
    if pace.ttft is not None:
        always = pace.ttft.fixed
        ttft = pace.ttft.at(chance.random()) if always is None else jittered(always)
    prefill = (pace.prefill or 0.0) * timing.input_tokens / 1000
    first = timing.delay + (ttft + prefill) * slower
    always = pace.always_between_tokens
    if always is None:
        return first, lambda: slower * pace.between_tokens(chance.random())
    if spread <= _MOST_SPREAD:
        return first, always * slower
    return first, lambda: jittered(always * slower)
