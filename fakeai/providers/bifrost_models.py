"""How Bifrost names models: "provider/model", and what their tokens cost.

The known providers are those of its document's ModelProvider; any other prefix is part of the model's name.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fakeai.reply import Model

DEFAULT_PROVIDER = "openai"

KNOWN = frozenset({
    "anthropic", "azure", "bedrock", "cerebras", "cohere", "elevenlabs", "gemini", "groq", "huggingface", "mistral",
    "nebius", "ollama", "openai", "openrouter", "parasail", "perplexity", "replicate", "sgl", "vertex", "vllm", "xai",
})  # fmt: skip
"""The providers that may stand before a slash."""

DEPLOYED = frozenset({"azure", "bedrock"})
"""The providers whose models are deployments."""


_DEPLOYMENT = re.compile(r"/openai/deployments/(?P<name>.+?)/(?:chat/completions|completions|embeddings)")


class Name(NamedTuple):
    """A model, and the provider that has it."""

    provider: str
    model: str


class Price(NamedTuple):
    """What a million tokens cost, in US dollars."""

    input: float
    output: float


_PRICES = (
    ("text-embedding-3-large", Price(0.13, 0)),
    ("text-embedding", Price(0.02, 0)),
    ("gpt-3.5-turbo", Price(0.5, 1.5)),
    ("gpt-4.1-mini", Price(0.4, 1.6)),
    ("gpt-4.1", Price(2, 8)),
    ("gpt-4o-mini", Price(0.15, 0.6)),
    ("gpt-4o", Price(2.5, 10)),
    ("gpt-4-turbo", Price(10, 30)),
    ("gpt-4", Price(30, 60)),
    ("gpt-5-mini", Price(0.25, 2)),
    ("gpt-5", Price(1.25, 10)),
    ("claude-haiku", Price(1, 5)),
    ("claude-opus", Price(5, 25)),
    ("claude", Price(3, 15)),
    ("gemini", Price(0.3, 2.5)),
    ("sonar", Price(1, 1)),
)  # the first whose beginning fits counts: longer ones stand before shorter ones
_USUAL = Price(1, 2)

MODELS = tuple(
    Model(id=f"{provider}/{model}", owned_by=provider)
    for provider, model in (
        ("openai", "gpt-4"),
        ("openai", "gpt-4o"),
        ("openai", "gpt-4o-mini"),
        ("openai", "gpt-5"),
        ("openai", "text-embedding-3-small"),
        ("anthropic", "claude-sonnet-4-5"),
        ("azure", "gpt-4o"),
        ("bedrock", "claude-sonnet-4-5"),
        ("gemini", "gemini-2.5-flash"),
        ("perplexity", "sonar"),
    )
)
"""What its model list holds unless someone says otherwise."""


def named(text: str, default: str = DEFAULT_PROVIDER) -> Name:
    """The model that a text names. Without a known provider in front it is one of the `default` provider's."""
    provider, slash, model = text.partition("/")
    return Name(provider, model) if slash and provider in KNOWN else Name(default, text)


def deployed(path: str) -> str | None:
    """The model that an Azure path names: a deployment of Azure's, or, written `provider/model`, of that provider's."""
    found = _DEPLOYMENT.search(path)
    if found is None:
        return None
    name = found["name"]
    return name if "/" in name else f"azure/{name}"


def price(model: str) -> Price:
    """What a model costs; one that is not listed costs one dollar a million tokens read, and two for those written."""
    return next((price for beginning, price in _PRICES if model.startswith(beginning)), _USUAL)
