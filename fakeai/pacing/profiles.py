"""Paces of well-known services, to start from.

Medians and spreads are those that published measurements of 2026 suggest (modelstats.ai, Artificial Analysis,
tokenmix.ai, llm-d's latency profiles); they differ by a factor of two or three between sources. Tokens an event were
measured on recorded streams: OpenAI 1, Anthropic 6, Gemini 20.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakeai.pacing.pace import PROFILE_NAMES, Pace

_WRITTEN: Mapping[str, Mapping[str, Any]] = {
    "instant": {},
    "openai": {"ttft": {"median": 0.6, "sigma": 0.55}, "prefill": 0.02, "tps": 90, "jitter": 0.25},
    "anthropic": {
        "ttft": {"median": 0.9, "sigma": 0.4}, "prefill": 0.025, "tps": 85, "jitter": 0.25, "tokens_per_event": 6,
    },
    "gemini-flash": {
        "ttft": {"median": 0.48, "sigma": 0.45}, "prefill": 0.015, "tps": 190, "jitter": 0.3, "tokens_per_event": 20,
    },
    "groq": {"ttft": {"median": 0.13, "sigma": 0.5}, "prefill": 0.005, "tps": 330, "jitter": 0.15},
    "reasoning": {"ttft": {"median": 6.0, "sigma": 0.7}, "prefill": 0.025, "tps": 70, "jitter": 0.3},
    "vllm-8b": {"ttft": 0.03, "prefill": 0.25, "itl": 0.012, "jitter": 0.15},
    "overloaded": {"ttft": {"median": 3.0, "sigma": 1.2}, "prefill": 0.05, "tps": 20, "jitter": 0.6},
}  # fmt: skip

PROFILES: Mapping[str, Pace] = {name: Pace.model_validate(_WRITTEN[name]) for name in PROFILE_NAMES}


def complete(pace: Pace) -> Pace:
    """The pace with whatever its profile says and it does not."""
    if pace.profile is None:
        return pace
    base = PROFILES[pace.profile]
    own = {name: getattr(pace, name) for name in pace.model_fields_set}
    if "itl" in own or "tps" in own:
        base = base.model_copy(update={"itl": None, "tps": None})
    return base.model_copy(update=own)
