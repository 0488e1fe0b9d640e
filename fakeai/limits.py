"""Real rate limits: token buckets that drain with every call and fill up with time, and how many calls run at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from fakeai.reply import Overrun
from fakeai.written import Mistake, Written

_CROWD = 10_000  # buckets: with as many, those that are full are let go
_MINUTE = 60.0
_RETRY_CONCURRENCY = 1.0  # where nobody knows when a call under way will end
_ROUNDING = 1e-9

What = Literal["requests", "tokens"]


class Limits(Written):
    """What an account may do. Each key, or each model, has buckets of its own."""

    forms: ClassVar[str] = "a mapping such as {rpm: 60, tpm: 10000} or text such as rpm=60,tpm=10000"
    short_forms: ClassVar[tuple[Mapping[str, Any], ...]] = (
        {"type": "string", "pattern": "=", "description": "The same in one line: rpm=60,tpm=10000,per=model."},
    )

    rpm: Annotated[int, Field(ge=1)] | None = Field(None, description="Requests a minute.")
    tpm: Annotated[int, Field(ge=1)] | None = Field(None, description="Tokens a minute, of prompt and answer together.")
    concurrency: Annotated[int, Field(ge=1)] | None = Field(None, description="Calls at once.")
    per: Literal["key", "model"] = Field("key", description="What has buckets of its own: each API key, or each model.")

    @classmethod
    def expand(cls, value: object) -> Mapping[str, Any] | None:
        """`rpm=60,tpm=10000,concurrency=4,per=model` is a mapping of these; other text is none."""
        if not isinstance(value, str):
            return None
        pairs = [each.partition("=") for each in value.split(",")]
        if not all(equals for _, equals, _ in pairs):
            return None
        return {name.strip(): _number_or_word(said.strip()) for name, _, said in pairs}

    @classmethod
    def rules(cls, written: Mapping[str, Any]) -> Iterator[Mistake]:
        """Something has to be limited."""
        if not written.keys() - {"per"}:
            yield Mistake((), "nothing is limited here; say at least one of rpm, tpm, concurrency")


def _number_or_word(text: str) -> int | str:
    return int(text) if text.isdecimal() and text.isascii() else text


@dataclass(slots=True)
class Bucket:
    """So much a minute: full at the start, and filled continuously. `level` is what is left at the moment `at`."""

    capacity: float
    level: float
    at: float

    def fill(self, now: float) -> None:
        """Bring it up to date."""
        self.level = min(self.capacity, self.level + max(0.0, now - self.at) * self.capacity / _MINUTE)
        self.at = max(self.at, now)

    def wait_for(self, amount: float) -> float:
        """Seconds until it holds so much, which must not be more than it can hold."""
        return max(0.0, amount - self.level) * _MINUTE / self.capacity

    @property
    def until_full(self) -> float:
        """Seconds until it is full again."""
        return (self.capacity - self.level) * _MINUTE / self.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is left of a limit of requests or of tokens after a call; `reset` is in seconds."""

    limit: int
    remaining: int
    reset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an account stands after a call; None where there is no such limit."""

    requests: Allowance | None = None
    tokens: Allowance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """Why a call is turned down, and after how many seconds it would not be; None if it never would."""

    overrun: Overrun
    wait: float | None


@dataclass(slots=True)
class Meter:
    """Keeps account of one set of limits."""

    limits: Limits
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)
    _under_way: dict[str, dict[int, float]] = field(default_factory=dict)
    _crowded: int = _CROWD

    def take(self, owner: str, tokens: int, now: float, is_over: Callable[[int], bool]) -> Excess | None:
        """Take a call of so many tokens from the owner's buckets; if one does not hold it, nothing is taken.

        `is_over` tells of the number of an earlier call whether its answer has gone out already.
        """
        excess = (
            self._crowd(owner, now, is_over)
            or self._excess(owner, "requests", self.limits.rpm, 1, now)
            or self._excess(owner, "tokens", self.limits.tpm, tokens, now)
        )
        if excess is None:
            self.spend(owner, 1, tokens, now)
        return excess

    def begin(self, owner: str, number: int, end: float) -> None:
        """Note that a call is under way until `end`, which may be infinite, or until its answer has gone out."""
        if self.limits.concurrency is not None:
            self._under_way.setdefault(owner, {})[number] = end

    def spend(self, owner: str, requests: int, tokens: int, now: float) -> None:
        """Take from the buckets, below empty if need be: an answer has been said, whatever it cost."""
        for what, capacity, amount in (("requests", self.limits.rpm, requests), ("tokens", self.limits.tpm, tokens)):
            if capacity is not None:
                self._bucket(owner, what, capacity, now).level -= amount

    def standing(self, owner: str, now: float) -> Standing:
        """Where an owner stands."""

        def allowance(what: str, capacity: int | None) -> Allowance | None:
            if capacity is None:
                return None
            bucket = self._bucket(owner, what, capacity, now)
            remaining = max(0, int(bucket.level + _ROUNDING))
            return Allowance(limit=capacity, remaining=remaining, reset=bucket.until_full)

        return Standing(requests=allowance("requests", self.limits.rpm), tokens=allowance("tokens", self.limits.tpm))

    def _crowd(self, owner: str, now: float, is_over: Callable[[int], bool]) -> Excess | None:
        """That too many calls are under way, and when the first of them ends."""
        most, known = self.limits.concurrency, self._under_way.get(owner, {})
        for number in [number for number, end in known.items() if end <= now or is_over(number)]:
            del known[number]
        if most is None or len(known) < most:
            return None
        wait = min(known.values()) - now
        overrun = Overrun("concurrency", most, len(known), 1)
        return Excess(overrun=overrun, wait=wait if isfinite(wait) else _RETRY_CONCURRENCY)

    def _excess(self, owner: str, what: What, capacity: int | None, amount: int, now: float) -> Excess | None:
        if capacity is None:
            return None
        bucket = self._bucket(owner, what, capacity, now)
        if bucket.level >= amount - _ROUNDING:
            return None
        overrun = Overrun(what, capacity, capacity - int(bucket.level + _ROUNDING), amount)
        return Excess(overrun=overrun, wait=bucket.wait_for(amount) if amount <= capacity else None)

    def _bucket(self, owner: str, what: str, capacity: int, now: float) -> Bucket:
        bucket = self._buckets.get((owner, what))
        if bucket is None:
            if len(self._buckets) >= self._crowded:
                self._forget_full(now)
            bucket = self._buckets[owner, what] = Bucket(capacity, capacity, now)
        bucket.fill(now)
        return bucket

    def _forget_full(self, now: float) -> None:
        """Let go of buckets that are as good as new, as those are of owners who have not called for a minute."""
        for key, bucket in list(self._buckets.items()):
            bucket.fill(now)
            if bucket.level >= bucket.capacity:
                del self._buckets[key]
        self._crowded = max(_CROWD, 2 * len(self._buckets))
