"""Plans of trouble: which failures and faults a client is put through, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fakeai.chaos import Rule
from fakeai.errors import SettingError
from fakeai.faults import FAULTS
from fakeai.fixtures.failures import KINDS
from fakeai.forecast import rules_of
from fakeai.written import did_you_mean

CALM = "calm"
"""The case in which nothing goes wrong: who fails there can't be judged."""

PATIENCE = 10.0
"""Seconds for which nothing comes where a case is about that; who is still there then has no timeout."""

_RETRY_AFTER = 1.0
_LASTING = frozenset({
    "quota_exceeded", "invalid_api_key", "no_api_key", "permission_denied", "model_not_found",
    "context_length_exceeded", "content_filter", "invalid_request", "too_large",
})  # fmt: skip
_TWICE = frozenset({"overloaded"})  # so that it shows whether the pauses between attempts grow
_HARMLESS = frozenset({"slice", "line_endings", "bom", "comments", "keep_alives", "meta_events", "drip", "no_done"})

_QUICK = ("rate_limit", "overloaded", "invalid_api_key", "refuse", "reset", "stall", "truncate")
_STANDARD = (
    "rate_limit", "quota_exceeded", "overloaded", "server_error", "timeout", "invalid_api_key",
    "context_length_exceeded", "content_filter", "refuse", "reset", "close", "hang", "stall", "truncate", "cut",
    "garble", "error_event", "unfinished", "no_usage", "tool_args_cut", "slice", "comments", "empty_body", "short_body",
    "html_200", "plain_json_for_stream", "bad_chunk",
)  # fmt: skip
PLANS: Mapping[str, tuple[str, ...]] = {
    "quick": _QUICK,
    "standard": _STANDARD,
    "all": (*KINDS, *(fault.name() for fault in FAULTS)),
}
"""The names of what happens in each plan, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One run of a plan: its name, and the rules that are in force."""

    name: str
    rules: tuple[Rule, ...] = ()


def plan(name: str, *, patience: float = PATIENCE) -> tuple[Case, ...]:
    """The cases of a plan, the calm one first. `name` may also be a list of failures and faults: `reset,stall`.

    What passes strikes the first call only, overload the first two, so that a client that tries again gets its answer;
    what can't get better (a wrong key, a used-up quota) strikes all of them, and so does what a good client does not
    even notice. Raises SettingError for a name that there is not.
    """
    names = PLANS.get(name) or tuple(dict.fromkeys(each.strip() for each in name.split(",")))
    known = (*KINDS, *(fault.name() for fault in FAULTS))
    for each in names:
        if each not in known:
            choices: Sequence[str] = (*PLANS, *known) if len(names) == 1 else known
            hint = did_you_mean(each, choices) or f"; plans are {', '.join(PLANS)}, and `fakeai faults` lists all names"
            raise SettingError(f'plan: there is no "{each}"{hint}')
    return (Case(name=CALM), *(case(each, patience=patience) for each in names))


def case(name: str, *, patience: float = PATIENCE) -> Case:
    """The case in which this failure or fault happens."""
    return Case(name=name, rules=rules_of({"name": name, **_outcome(name, patience), **_when(name)}))


def _outcome(name: str, patience: float) -> dict[str, Any]:
    if name == "rate_limit":
        return {"fail": {"kind": name, "retry_after": _RETRY_AFTER}}
    if name in KINDS:
        return {"fail": name}
    settings: dict[str, dict[str, Any]] = {
        "stall": {"pause": patience},
        "slow_headers": {"pause": patience},
        "drip": {"bytes_per_second": 20_000, "every": 0.01},
    }
    if name == "hang":  # one that ends: else a client without a timeout would never come back
        return {"faults": [{"fault": "slow_headers", "pause": patience}]}
    return {"faults": [{"fault": name, **settings.get(name, {})}]}


def _when(name: str) -> dict[str, Any]:
    return {} if name in _LASTING or name in _HARMLESS else {"times": 2 if name in _TWICE else 1}
