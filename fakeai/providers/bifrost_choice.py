"""The messages, deltas and log probabilities of Bifrost: OpenAI's, less what is empty, and with Bifrost's own keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Body = dict[str, Any]

_ONLY_WHOLE = ("annotations", "name", "tool_call_id")  # keys of a message that a delta doesn't have


def message(said: Body, extra: Mapping[str, Any]) -> Body:
    """A whole message. `extra` is what a script adds to it, which is in `said` already."""
    return _told(said, extra)


def delta(said: Body, extra: Mapping[str, Any]) -> Body:
    """A part of a message, without the keys that only a whole one has."""
    return _told({key: value for key, value in said.items() if key not in _ONLY_WHOLE}, extra)


def logprobs(canonical: Body | None) -> Body:
    """Log probabilities, of a chat or of a completion; empty where there are none."""
    if canonical is None:
        return {}
    told = {key: value for key, value in canonical.items() if value}
    if "refusal" in told:
        told["refusal"] = [
            {key: value for key, value in token.items() if key != "top_logprobs"} for token in told["refusal"]
        ]
    if "token_logprobs" in told:  # nothing comes before the first token of a prompt; Go knows no null there
        told["token_logprobs"] = [value or 0 for value in told["token_logprobs"]]
    if "tokens" in told and "top_logprobs" in told:
        told["top_logprobs"] = [value or {} for value in told["top_logprobs"]]
    return told


def _told(said: Body, extra: Mapping[str, Any]) -> Body:
    told = {key: value for key, value in said.items() if value is not None and (value != [] or key in extra)}
    if told.get("refusal") == "":
        del told["refusal"]
    if "tool_calls" in told:
        told["tool_calls"] = [_tool_call(index, call) for index, call in enumerate(told["tool_calls"])]
    if told.get("reasoning") and "reasoning_details" not in extra:
        told["reasoning_details"] = [{"index": 0, "type": "reasoning.text", "text": told["reasoning"]}]
    return told


def _tool_call(index: int, call: Body) -> Body:
    """A tool call with its index. Bifrost knows functions only: the free text of a custom tool is their `arguments`."""
    told: Body = {"index": call.get("index", index)} | {key: value for key, value in call.items() if key != "index"}
    custom = told.pop("custom", None)
    if custom is None:
        return told
    function = {"arguments" if key == "input" else key: value for key, value in custom.items()}
    if "type" in told:
        told["type"] = "function"
    return told | {"function": function}
