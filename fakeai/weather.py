"""What a call runs into, whatever its answer says: limits, chaos, the pace of the model, and faults of the wire."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from fakeai.call import Call
from fakeai.chaos import EXEMPT_ENDPOINTS, Chaos, Rule, Strike
from fakeai.faults import Context, Damaged, Fault, damage
from fakeai.limits import Excess, Limits, Meter, Standing
from fakeai.pacing import Pace, Timing, complete, paced
from fakeai.pacing.queue import Queue
from fakeai.reply import Failure, Usage
from fakeai.seeds import Seed
from fakeai.wire import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What was decided about a call before it is answered.

    said: it gets no further, and this is said; over_limit: by a rate limit; faults: what is done to its answer;
    strike: what chaos had to do with it.
    """

    said: Failure | Response | None = None
    over_limit: bool = False
    faults: tuple[Fault, ...] = ()
    strike: Strike | None = None


class Weather:
    """Decides what calls run into. `pace` and `limits` can be replaced at any time; so can the rules, by `stir`.

    `is_over` tells of a call's number whether its answer has gone out; without it calls end when they are planned to.
    """

    def __init__(self, *, pace: Pace | None = None, rules: Sequence[Rule] = (), limits: Limits | None = None) -> None:
        self.pace = pace
        self.chaos = Chaos(rules)
        self.limits = limits
        self.is_over: Callable[[int], bool] = lambda _: False
        self._queue = Queue()
        self._queueing = False

    @property
    def pace(self) -> Pace | None:
        """When tokens come, its profile filled in; None if at once."""
        return self._pace

    @pace.setter
    def pace(self, pace: Pace | None) -> None:
        full = None if pace is None else complete(pace)
        self._pace = None if full is None or full.is_instant else full

    @property
    def limits(self) -> Limits | None:
        """What an account may do; setting them fills every bucket again."""
        meter = self.meter  # any thread may take it away between two looks
        return None if meter is None else meter.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self.meter = None if limits is None else Meter(limits)

    def stir(self, rules: Sequence[Rule], now: float = 0.0) -> None:
        """Put other rules in force at the moment `now`; they begin to count anew. Counts of what has happened stay."""
        self.chaos = Chaos(rules, began=now, counts=self.chaos.counts)

    def passage(self, call: Call, *, seed: Seed, tokens: int, now: float) -> Passage:
        """What is in the way of a call that comes at `now`, in seconds. `tokens` are those of its prompt."""
        strike = self.chaos.strike(call, seed, now)
        outcome = () if strike is None else strike.outcome
        if strike is not None and not isinstance(outcome, tuple):
            self.chaos.count(strike.name, applied=True)
            return Passage(said=outcome, strike=strike)
        meter = self.meter
        if meter is not None and call.endpoint not in EXEMPT_ENDPOINTS:
            excess = meter.take(_owner(call, meter), tokens, now, self.is_over)
            if excess is not None:
                return Passage(said=_turned_down(excess), over_limit=True)
        return Passage(faults=outcome if isinstance(outcome, tuple) else (), strike=strike)

    def in_time(
        self, response: Response, pace: Pace, usage: Usage | None, *, streamed: Response | None, seed: Seed, now: float
    ) -> Response | None:
        """The response at a pace, a plain one like the `streamed` one; None if the pace's queue is full."""
        self._queueing = self._queueing or pace.load is not None
        others = self._queue.under_way(now)
        delay = self._queue.enter(pace.load, now)
        if delay is None:
            return None
        used = usage or Usage()
        timing = Timing(
            input_tokens=max(0, (used.input_tokens or 0) - (used.cached_tokens or 0)),
            others=others,
            delay=delay,
        )
        return paced(response, pace, timing, seed, streamed=streamed)

    def damaged(self, response: Response, faults: Sequence[Fault], passage: Passage, context: Context) -> Damaged:
        """The response with its fixture's faults done to it, and then those of its passage; each is counted."""
        damaged = damage(response, (*faults, *passage.faults), context)
        if passage.strike is not None and not {fault.fault for fault in passage.faults}.intersection(damaged.applied):
            self.chaos.missed(passage.strike)
        for name in damaged.applied:
            self.chaos.count(name, applied=True)
        for name, _ in damaged.not_applicable:
            self.chaos.count(name, applied=False)
        return damaged

    def spared(self, faults: Sequence[Fault], reason: str) -> tuple[tuple[str, str], ...]:
        """Faults that can't be done, each with the reason; they are counted."""
        for fault in faults:
            self.chaos.count(fault.fault, applied=False)
        return tuple((fault.fault, reason) for fault in faults)

    def leaves(self, response: Response, call: Call | None, *, number: int, now: float) -> None:
        """Note that a call is under way until its response has been sent. Only limits and loads want to know."""
        end = now + response.over_at
        if self._queueing:
            self._queue.leave(end)
        meter = self.meter
        if meter is not None and call is not None and call.endpoint not in EXEMPT_ENDPOINTS:
            meter.begin(_owner(call, meter), number, inf if response.ending == "hang" else end)

    def standing(self, call: Call, usage: Usage | None, now: float) -> Standing | None:
        """Where a call's account stands, its answer's tokens taken off; None without limits, and for free calls."""
        meter = self.meter
        if meter is None or call.endpoint in EXEMPT_ENDPOINTS:
            return None
        owner = _owner(call, meter)
        meter.spend(owner, 0, (usage.output_tokens or 0) if usage else 0, now)
        return meter.standing(owner, now)


def _owner(call: Call, meter: Meter) -> str:
    """Whose account a call is on."""
    return f"{call.provider} {call.model if meter.limits.per == 'model' else call.key or ''}"


def _turned_down(excess: Excess) -> Failure:
    """What is said to a call that is over a limit: the provider words it, with the true numbers and the true wait."""
    return Failure(kind="rate_limit", overrun=excess.overrun, retry_after=excess.wait)
