"""What newer releases of LightningRod add to an answer that nobody wrote: thinking, sources and a forecast in tags."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from fakeai.call import Call
from fakeai.generation.writing.thoughts import thought
from fakeai.providers.lightningrod_dress import sources_of
from fakeai.reply import Choice, Reasoning, Reply, Text
from fakeai.seeds import Seed

_PAGES = {
    "google_news": ("https://news.example/analysis", "What the analysts expect"),
    "perplexity": ("https://search.example/summary", "A summary of the evidence"),
}


def forecast(reply: Reply, call: Call, seed: Seed) -> Reply:
    """The reply with what the call asks for: `answer_type`, `research`, and thinking, which can't be turned off."""
    choices = [_forecast(choice, call, seed.child("forecast", index)) for index, choice in enumerate(reply.choices)]
    return replace(reply, choices=tuple(choices))


def _forecast(choice: Choice, call: Call, seed: Seed) -> Choice:
    answered = _answered(choice, call, seed)
    if call.endpoint == "completions":
        return answered
    sources = [_annotation(name) for name in sources_of(call.options.get("research"))]
    extra = {**choice.extra, "annotations": sources} if sources else choice.extra
    return replace(answered, parts=(Reasoning(thought(call.user or "", seed)), *answered.parts), extra=extra)


def _answered(choice: Choice, call: Call, seed: Seed) -> Choice:
    """The choice with its forecast at the end, where one of some form is asked for."""
    wanted = call.options.get("answer_type")
    if wanted is None:
        return choice
    return replace(choice, parts=(*choice.parts, Text(f"\n\n{_tags(wanted.lower(), choice, seed)}")))


def _tags(wanted: str, choice: Choice, seed: Seed) -> str:
    likely = seed.integer(2, 98) / 100
    match wanted:
        case "multiple_choice":
            options = _tag("options", {"A": "Yes", "B": "No"})
            return f"{options}\n{_tag('answer', {'A': likely, 'B': round(1 - likely, 2)})}"
        case "continuous":
            return _tag("answer", {"mean": round(likely * 100, 1), "standard_deviation": round(likely * 10, 2)})
        case "continuous_value_only":
            return _tag("answer", round(likely * 100, 1))
        case "free_response":
            return f"<answer>{choice.text.partition('. ')[0]}</answer>"
        case _:  # binary, and what `auto` finds most questions to be
            return _tag("answer", likely)


def _tag(name: str, value: Any) -> str:
    return f"<{name}>{json.dumps(value)}</{name}>"


def _annotation(source: str) -> dict[str, Any]:
    url, title = _PAGES[source]
    return {"type": "url_citation", "url_citation": {"url": url, "title": title}}
