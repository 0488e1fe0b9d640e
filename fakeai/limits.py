"""Real rate limits: token buckets that drain with every call and fill up with time, and how many calls run at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from fakeai.reply import Overrun
from fakeai.written import Written

_MINUTE = 60.0
_RETRY_CONCURRENCY = 1.0  # nobody knows when a call under way will end; providers say a second or so
_ROUNDING = 1e-9

What = Literal["requests", "tokens"]


class Limits(Written):
    """What an account may do. Each key, or each model, has a bucket of its own."""

    forms: ClassVar[str] = "a mapping such as {rpm: 60, tpm: 10000}"

    rpm: Annotated[int, Field(ge=1)] | None = Field(None, description="Requests a minute.")
    tpm: Annotated[int, Field(ge=1)] | None = Field(None, description="Tokens a minute, of prompt and answer together.")
    concurrency: Annotated[int, Field(ge=1)] | None = Field(None, description="Calls at once.")
    per: Literal["key", "model"] = Field(
        "key", description="What has a bucket of its own: each API key, or each model."
    )


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

    def take(self, owner: str, tokens: int, under_way: int, now: float) -> Excess | None:
        """Take a call of so many tokens from the owner's buckets; if one does not hold it, nothing is taken."""
        limits = self.limits
        if limits.concurrency is not None and under_way >= limits.concurrency:
            return Excess(overrun=Overrun("concurrency", limits.concurrency, under_way, 1), wait=_RETRY_CONCURRENCY)
        excess = self._excess(owner, "requests", limits.rpm, 1, now) or self._excess(
            owner, "tokens", limits.tpm, tokens, now
        )
        if excess is not None:
            return excess
        self.spend(owner, 1, tokens, now)
        return None

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
            return Allowance(limit=capacity, remaining=max(0, int(bucket.level)), reset=bucket.until_full)

        return Standing(requests=allowance("requests", self.limits.rpm), tokens=allowance("tokens", self.limits.tpm))

    def _excess(self, owner: str, what: What, capacity: int | None, amount: int, now: float) -> Excess | None:
        if capacity is None:
            return None
        bucket = self._bucket(owner, what, capacity, now)
        if bucket.level >= amount - _ROUNDING:
            return None
        overrun = Overrun(what, capacity, capacity - int(bucket.level), amount)
        return Excess(overrun=overrun, wait=bucket.wait_for(amount) if amount <= capacity else None)

    def _bucket(self, owner: str, what: str, capacity: int, now: float) -> Bucket:
        bucket = self._buckets.setdefault((owner, what), Bucket(capacity, capacity, now))
        bucket.fill(now)
        return bucket
