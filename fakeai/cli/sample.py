"""A first question to try: one that a fixture answers, if that can be told."""

from __future__ import annotations

from collections.abc import Sequence

from fakeai.call import Call, Message
from fakeai.fixtures.fixture import Fixture
from fakeai.matching import fits
from fakeai.providers.contract import Provider

_GREETING = "Hello"
_MODEL = "gpt-4o"


def sample(fixtures: Sequence[Fixture], provider: Provider, models: Sequence[str]) -> tuple[str, str]:
    """A model and a user message for a chat."""
    model = next(iter(models), _MODEL) if _MODEL not in models else _MODEL
    for prompt in _prompts(fixtures):
        messages = (Message(role="user", text=prompt),)
        call = Call(provider=provider.name, endpoint="chat", model=model, messages=messages)
        if any(fits(fixture.match, call) for fixture in fixtures):
            return model, prompt
    return model, _GREETING


def _prompts(fixtures: Sequence[Fixture]) -> list[str]:
    """The user texts that fixtures ask for in plain words, and one for those that ask for none."""
    conditions = [fixture.match.user for fixture in fixtures]
    texts = [condition.contains or condition.equals for condition in conditions if condition is not None]
    return [*(text for text in texts if text), _GREETING]
