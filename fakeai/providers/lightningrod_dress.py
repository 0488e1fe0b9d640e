"""How LightningRod's answers look: all that is said is text, and newer releases tell what they thought and cost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fakeai.call import Call
from fakeai.dialects.openai.dress import Dress
from fakeai.providers import lightningrod_models as models
from fakeai.providers.narrow import NarrowDress
from fakeai.reply import Choice, Model, Part, Reasoning, Refusal, Reply, Text, ToolCall
from fakeai.seeds import Seed
from fakeai.wire import Headers

Body = dict[str, Any]

READ, WRITTEN = "0.000001", "0.000002"
"""What a token costs that is read, and one that is written, in US dollars. Not documented."""

_A_SOURCE, _CLASSIFYING = 0.01, 0.0001  # US dollars, made up


class DocumentedDress(NarrowDress):
    """As the document has it: there are no tools, no refusals and no reasoning."""

    def reply(self, reply: Reply, call: Call) -> Reply:
        """The reply in text. A tool call has none."""
        return replace(reply, choices=tuple([_in_text(choice) for choice in reply.choices]))


class LaterDress(NarrowDress):
    """As newer releases have it: reasoning is `thinking`, and usage has costs."""

    reasoning_key = "thinking"

    def reply(self, reply: Reply, call: Call) -> Reply:
        """The reply in text, with its reasoning. A tool call has none."""
        return replace(reply, choices=tuple([_in_text(choice, thinks=True) for choice in reply.choices]))

    def body(self, body: Body, call: Call, reply: Reply) -> Body:
        """A whole body. The costs follow from what was asked for, and from the tokens."""
        told = super().body(body, call, reply)
        told["usage"] |= _costs(told["usage"], call.options)
        for choice in told["choices"]:
            if "message" in choice:
                choice["message"].setdefault("thinking", None)
        return told


class ModelDress(Dress):
    """The model list, whose entries have nine keys."""

    def headers(self, call: Call, reply: Reply, seed: Seed) -> Headers:
        """None that are documented."""
        return ()

    def model(self, body: Body, model: Model) -> Body:
        """An entry that has every key, whatever is known of the model."""
        return models.ModelObject(**body).model_dump()


def sources_of(asked: Any) -> tuple[str, ...]:
    """The sources that a request's `research` names; `true` means one of its own choice."""
    if isinstance(asked, dict):
        return tuple(asked.get("sources") or ("google_news",))
    return ("google_news",) if asked else ()


def _in_text(choice: Choice, *, thinks: bool = False) -> Choice:
    unsaid = ToolCall if thinks else ToolCall | Reasoning
    parts: tuple[Part, ...] = tuple(
        Text(part.text) if isinstance(part, Refusal) else part for part in choice.parts if not isinstance(part, unsaid)
    )
    return replace(choice, parts=parts, finish="stop" if choice.finish == "tool_calls" else choice.finish)


def _costs(usage: Body, asked: Any) -> Body:
    research = _A_SOURCE * len(sources_of(asked.get("research"))) or None
    classification = _CLASSIFYING if asked.get("answer_type") == "auto" else None
    inference = usage["prompt_tokens"] * float(READ) + usage["completion_tokens"] * float(WRITTEN)
    total = inference + (research or 0) + (classification or 0)
    return {
        "research_cost_usd": research,
        "classification_cost_usd": classification,
        "inference_cost_usd": round(inference, 10),
        "cost_usd": round(total, 10),
    }
