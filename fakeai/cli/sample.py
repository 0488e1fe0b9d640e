"""A first question to try: one that a fixture answers, with words if that can be told."""

from __future__ import annotations

from collections.abc import Sequence

from fakeai.call import Call, Message
from fakeai.fixtures.fixture import Fixture
from fakeai.matching import fits
from fakeai.providers.contract import Provider
from fakeai.reply import Reply
from fakeai.scripts import Generate, Template, Turn

_GREETING = "Hello"
_MODEL = "gpt-4o"


def sample(fixtures: Sequence[Fixture], provider: Provider, models: Sequence[str]) -> tuple[str, str]:
    """A model and a user message for a chat. `fixtures` are in the order in which they are tried."""
    model = next(iter(models), _MODEL) if _MODEL not in models else _MODEL
    answered: list[str] = []
    for prompt in _prompts(fixtures):
        messages = (Message(role="user", text=prompt),)
        call = Call(provider=provider.name, endpoint="chat", model=model, messages=messages)
        fixture = next((it for it in fixtures if it.suits(call) and fits(it.match, call)), None)
        if fixture is not None and _says_words(fixture.script.turns[0]):
            return model, prompt
        if fixture is not None:
            answered.append(prompt)
    return model, next(iter(answered), _GREETING)


def _says_words(turn: Turn) -> bool:
    """Whether the line for Python, which prints the text, has some to print, and all of it."""
    if not isinstance(turn, Reply):
        return isinstance(turn, Template | Generate)
    if not turn.choices or turn.interrupted_by is not None:
        return False
    return bool(turn.choices[0].text) and turn.choices[0].finish in {None, "stop"}


def _prompts(fixtures: Sequence[Fixture]) -> list[str]:
    """The user texts that fixtures ask for in plain words, and one for those that ask for none."""
    conditions = [fixture.match.user for fixture in fixtures]
    texts = [condition.contains or condition.equals for condition in conditions if condition is not None]
    return [*(text for text in texts if text), _GREETING]
