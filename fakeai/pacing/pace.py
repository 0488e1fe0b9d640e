"""A pace as a person writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, WithJsonSchema

from fakeai.durations import Duration
from fakeai.pacing.distributions import Distribution
from fakeai.written import Mistake, Written, not_among, wrong

PROFILE_NAMES = ("instant", "openai", "anthropic", "gemini-flash", "groq", "reasoning", "vllm-8b", "overloaded")


def _known(name: str) -> str:
    if name not in PROFILE_NAMES:
        raise wrong(not_among(name, PROFILE_NAMES))
    return name


def _said(text: str) -> int | float | str:
    """A number, where the text is one."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return int(text)
    try:
        return float(text)
    except ValueError:
        return text


class Load(Written):
    """Slower as more calls are under way, as a server with a batch and a queue is."""

    per_call: Annotated[float, Field(ge=0)] = Field(
        0.0, description="How much slower each other call makes this one: 0.05 is five per cent for each."
    )
    cap: Annotated[int, Field(ge=1)] | None = Field(
        None, description="How many calls are served at once; others wait until one of them ends."
    )
    queue: Annotated[int, Field(ge=0)] | None = Field(
        None, description="How many calls may wait; one more is told that the model is overloaded."
    )


class Pace(Written):
    """When tokens come. Without any key everything comes at once."""

    forms: ClassVar[str] = "a profile's name, a mapping such as {ttft: 400ms, tps: 60}, or ttft=400ms,tps=60"
    short_forms: ClassVar[tuple[Mapping[str, Any], ...]] = (
        {"enum": list(PROFILE_NAMES), "description": "The name of a profile."},
        {"type": "string", "pattern": "=", "description": "Keys and what they say: ttft=400ms,tps=60."},
    )

    profile: Annotated[str, AfterValidator(_known), WithJsonSchema({"enum": list(PROFILE_NAMES)})] | None = Field(
        None, description="Start from this profile; the other keys override it."
    )
    ttft: Distribution | None = Field(None, description="Time to first token.")
    itl: Distribution | None = Field(None, description="Inter-token latency: the time from one token to the next.")
    tps: Annotated[float, Field(gt=0)] | None = Field(None, description="Tokens a second, another way to say `itl`.")
    jitter: Annotated[float, Field(ge=0, le=2)] | None = Field(
        None,
        description="How much ttft and itl vary where they are fixed: the standard deviation as a share of the mean.",
    )
    prefill: Duration | None = Field(
        None, description="Added to ttft for every 1,000 prompt tokens that are not cached."
    )
    tokens_per_event: Annotated[int, Field(ge=1)] | None = Field(
        None, description="How many tokens an event of a stream carries."
    )
    load: Load | None = Field(None, description="How other calls under way slow this one down.")

    @classmethod
    def expand(cls, value: object) -> Mapping[str, Any] | None:
        """The name of a profile, or keys and what they say: `ttft=400ms,tps=60`, `groq,jitter=0.5`."""
        if not isinstance(value, str):
            return None
        if "=" not in value:
            return {"profile": value}
        pairs = [each.partition("=") for each in value.split(",")]
        return {name.strip() if equals else "profile": _said(said if equals else name) for name, equals, said in pairs}

    @classmethod
    def rules(cls, written: Mapping[str, Any]) -> Iterator[Mistake]:
        """`itl` or `tps`, not both."""
        if "itl" in written and "tps" in written:
            yield Mistake(("tps",), "`itl` and `tps` say the same thing; write one of them", at_key=True)

    @property
    def is_instant(self) -> bool:
        """Whether it changes nothing. Only a complete pace knows: a profile may say more."""
        return all(getattr(self, name) is None for name in type(self).model_fields if name not in ("profile", "jitter"))

    @property
    def always_between_tokens(self) -> float | None:
        """The time from one token to the next where it is always the same, jitter apart, in seconds; else None."""
        if self.itl is not None:
            return self.itl.fixed
        return 1 / self.tps if self.tps else 0.0

    def between_tokens(self, draw: float) -> float:
        """The time from one token to the next for an even draw, jitter apart, in seconds."""
        if self.itl is not None:
            return self.itl.at(draw)
        return 1 / self.tps if self.tps else 0.0
