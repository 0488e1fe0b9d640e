"""The recording that the documentation plays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openai import NotFoundError, OpenAI

from fakeai import FakeAI
from fakeai.fixtures.loader import load
from fakeai.recording.store import Store
from fakeai.redaction import PLACEHOLDER

ROOT = Path(__file__).parents[2] / "fixtures"
TRIP = ROOT / "cassettes" / "trip.yaml"


def test_it_answers_the_sdk_as_it_was_recorded_on_another_day_too() -> None:
    asked = json.loads(Store(TRIP).load().exchanges[0].request.body)

    asked["messages"][0]["content"] = "Today is 2031-01-01. You help people who travel."
    with FakeAI(cassette=TRIP) as fake, OpenAI(base_url=fake.openai_base_url, api_key="k") as client:
        answer = client.chat.completions.create(**asked)
        assert answer.choices[0].message.tool_calls is not None
        call = answer.choices[0].message.tool_calls[0]
        assert call.type == "function"
        assert call.function.arguments == '{"city":"Paris"}'
        asked["messages"][1]["content"] = "What is the weather in Rome?"
        with pytest.raises(
            NotFoundError, match=r'messages\[1\].content: "What is the weather in Rome\?", but recorded'
        ):
            client.chat.completions.create(**asked)


def test_any_token_is_the_one_that_was_taken_out_of_it() -> None:
    prompt = "My token is ghp_" + "z9Y8" * 9 + "; is it safe to share?"
    with FakeAI(cassette=TRIP) as fake, OpenAI(base_url=fake.openai_base_url, api_key="k") as client:
        messages: Any = [{"role": "user", "content": prompt}]
        answer = client.chat.completions.create(model="gpt-4o", messages=messages).choices[0].message.content
    assert answer is not None
    assert answer.startswith("Keep it to yourself")
    assert PLACEHOLDER in TRIP.read_text(encoding="utf-8")


def test_it_lies_among_the_fixture_files_and_is_taken_for_none() -> None:
    assert TRIP not in load([ROOT]).files
