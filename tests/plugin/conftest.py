"""Test suites that use the plugin, as small as they can be."""

from __future__ import annotations

from collections.abc import Callable

import openai
import pytest

# Imported here because pytester forgets whatever a run imports first: each run would import them again.
from fakeai import fake as _fake

ASK = """
import openai, pytest
from fakeai import FakeAI

def ask(text="weather?", model="gpt-4o"):
    '''The code under test: it knows nothing of fakes.'''
    with openai.OpenAI() as client:
        messages = [{"role": "user", "content": text}]
        return client.chat.completions.create(model=model, messages=messages).choices[0].message.content
"""

__all__ = ["_fake", "openai"]

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a test file, with `ask()` in it and the plugin loaded."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-real")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")  # nobody listens there
    pytester.makefile(".yaml", weather="fixtures: [{name: weather, match: {user: weather}, reply: It is sunny.}]")
    pytester.makefile(".yaml", news="fixtures: [{name: news, match: {user: news}, reply: No news.}]")
    # Ours alone: what the plugins of our own suite do is not the question.
    others = ("randomly", "timeout", "xdist", "aiohttp", "asyncio", "hypothesispytest", "anyio")
    quiet = [argument for name in others for argument in ("-p", f"no:{name}")]

    def run(source: str, *arguments: str, plugins: tuple[str, ...] = ()) -> pytest.RunResult:
        pytester.makepyfile(ASK + source)
        kept = [*quiet]
        for name in plugins:
            at = kept.index(f"no:{name}")
            del kept[at - 1 : at + 1]
        return pytester.runpytest_inprocess(*kept, *arguments)

    return run
