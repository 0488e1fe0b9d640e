from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from fakeai import FakeAI
from fakeai.cli.banner import curl
from fakeai.cli.sample import sample
from fakeai.fixtures.loader import load
from fakeai.providers import PROVIDERS
from fakeai.providers.contract import Provider
from fakeai.providers.openai import OPENAI


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_the_curl_line_works_with_every_provider(provider: Provider) -> None:
    with FakeAI(provider=provider.name) as fake:
        model, prompt = sample((), provider, [model.id for model in provider.models])
        words = shlex.split(curl(fake.base_url(provider.name), "sk-fake", model, prompt))
        output = subprocess.run([*words, "--silent"], capture_output=True, check=True).stdout
    assert json.loads(output)["choices"][0]["message"]["content"]


@pytest.mark.parametrize(
    ("fixtures", "prompt"),
    [
        pytest.param("[{match: {user: tea}, reply: a}]", "tea", id="plain-text"),
        pytest.param("[{match: {user: {equals: Tea}}, reply: a}]", "Tea", id="equals"),
        pytest.param("[{match: {user: {regex: t.a}}, reply: a}]", "Hello", id="a-regex-says-no-text"),
        pytest.param("[{match: {user: a, model: o3}, reply: a}, {match: {user: b}, reply: b}]", "b", id="what-fits"),
        pytest.param("[{match: {user: a, system: b}, reply: a}, {reply: b}]", "a", id="any-fixture-will-do"),
        pytest.param("[{reply: a}]", "Hello", id="without-a-match"),
        pytest.param(
            "[{match: {user: a}, reply: {tool: t}}, {match: {user: b}, fail: timeout}, {match: {user: c}, reply: c}]",
            "c",
            id="words-rather-than-a-tool-or-a-failure",
        ),
        pytest.param(
            "[{match: {user: a}, reply: {text: a, finish: length}}, {match: {user: b}, reply: b}]",
            "b",
            id="a-whole-answer-rather-than-a-part",
        ),
        pytest.param("[{match: {user: a}, reply: {tool: t}}]", "a", id="a-tool-where-nothing-has-words"),
        pytest.param("[{match: {user: a}, reply: '{{ call.user }}'}]", "a", id="a-template"),
        pytest.param("[{match: {endpoint: embeddings}, reply: {generate: true}}]", "Hello", id="no-chat-at-all"),
    ],
)
def test_the_sample_is_a_text_that_some_fixture_answers(tmp_path: Path, fixtures: str, prompt: str) -> None:
    path = tmp_path / "fixtures.yaml"
    path.write_text(f"fixtures: {fixtures}", encoding="utf-8")
    assert sample(load([path]).fixtures, OPENAI, ["gpt-4o"]) == ("gpt-4o", prompt)


@pytest.mark.parametrize(
    ("models", "model"),
    [(["gpt-3", "gpt-4o"], "gpt-4o"), (["mine"], "mine"), ([], "gpt-4o")],
    ids=["the-usual-one", "the-first", "none"],
)
def test_the_sample_asks_for_a_model_that_is_listed(models: list[str], model: str) -> None:
    assert sample((), OPENAI, models)[0] == model
