"""What newer releases of LightningRod take and give, below the base path that newer clients use.

Source: the client in lightningrod-ai 0.2.3, and what 1.1.0 reads of an answer. Which costs there are is known; when
they are null is not.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from fakeai.providers import lightningrod_models as models
from fakeai.providers.fastapi import Body
from fakeai.providers.shapes import Alternative, Piece, Said, TextChoice, Usage, optional

AnswerType = Literal[
    "binary", "multiple_choice", "continuous", "continuous_value_only", "free_response", "auto",
    "BINARY", "MULTIPLE_CHOICE", "CONTINUOUS", "CONTINUOUS_VALUE_ONLY", "FREE_RESPONSE",
]  # fmt: skip
"""What form an answer is to have; clients spell it either way."""


class ResearchOptions(Body):
    """Who is asked before anything is forecast."""

    sources: list[Literal["google_news", "perplexity"]] = optional()


class Forecasting(models.Sampling):
    """How a forecast is made."""

    temperature: float | None = 0.6
    top_k: int | None = None
    min_p: float | None = None
    reasoning_effort: Literal["low", "medium", "high"] | None = None
    research: bool | ResearchOptions | None = None
    answer_type: AnswerType | None = None


class LaterChatCompletionRequest(Forecasting, models.Conversation):
    """The body of a chat."""


class LaterCompletionRequest(Forecasting, models.Prompted):
    """The body of a text completion."""


class UrlCitation(BaseModel):
    """A page that was read."""

    url: str
    title: str = ""


class Annotation(BaseModel):
    """A source of the answer."""

    type: Literal["url_citation"]
    url_citation: UrlCitation


class LaterResponseMessage(models.ResponseMessage):
    """What the model said, and what it thought first."""

    thinking: str | None = None
    annotations: list[Annotation] = optional()


class PricedUsage(Usage):
    """Token counts, and US dollars."""

    research_cost_usd: float | None = None
    classification_cost_usd: float | None = None
    inference_cost_usd: float | None = None
    cost_usd: float | None = None


class LaterChoice(Alternative):
    """One of the alternatives that `n` asks for."""

    message: LaterResponseMessage


class LaterChatCompletionResponse(Said):
    """The answer to a chat."""

    object: Literal["chat.completion"] = "chat.completion"
    choices: list[LaterChoice]
    usage: PricedUsage | None = None


class LaterDelta(models.Delta):
    """A piece of what the model thought or said; the sources come with the first."""

    thinking: str = optional()
    annotations: list[Annotation] = optional()


class LaterChunkChoice(Piece):
    """A piece of one of the alternatives."""

    delta: LaterDelta


class LaterChatCompletionChunk(Said):
    """An event of a streamed chat."""

    object: Literal["chat.completion.chunk"]
    choices: list[LaterChunkChoice]


class LaterCompletionResponse(Said):
    """The answer to a text completion, and an event of a streamed one."""

    object: Literal["text_completion"] = "text_completion"
    choices: list[TextChoice]
    usage: PricedUsage | None = None
