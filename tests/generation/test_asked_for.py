"""What the parameters of a request make of an answer that nobody wrote."""

from __future__ import annotations

from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletion

from fakeai import FakeAI
from fakeai.generation.writing.revision import revised

QUESTION = "How does photosynthesis work?"
CODE = "class User:\n    firstName = ''\n    username = ''\n    username2 = ''\n"


def ask(model: str, question: str = QUESTION, **fields: Any) -> ChatCompletion:
    body = {"model": model, "messages": [{"role": "user", "content": question}], **fields}
    with FakeAI() as fake, openai.OpenAI(base_url=fake.openai_base_url, api_key="k", max_retries=0) as client:
        return client.post("/chat/completions", body=body, cast_to=ChatCompletion)


def reasoning(**fields: Any) -> int:
    """How many tokens a reasoning model thinks."""
    usage = ask("gpt-5", **fields).usage
    details = usage.completion_tokens_details if usage else None
    assert details is not None
    assert details.reasoning_tokens is not None
    return details.reasoning_tokens


def test_a_greater_effort_is_more_reasoning() -> None:
    efforts = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
    tokens = [reasoning(reasoning_effort=effort) for effort in efforts]
    assert tokens[:2] == [0, 0]
    assert tokens[1:] == sorted(set(tokens[1:]))


def test_without_an_effort_a_model_thinks_a_little() -> None:
    assert reasoning(reasoning_effort="low") < reasoning() < reasoning(reasoning_effort="high")


def test_reasoning_is_part_of_what_is_counted_and_never_shown() -> None:
    completion = ask("gpt-5", reasoning_effort="high")
    usage = completion.usage
    assert usage is not None
    assert usage.completion_tokens > reasoning(reasoning_effort="high")
    assert "reasoning" not in completion.choices[0].message.model_dump()


@pytest.mark.parametrize("question", [QUESTION, "Compare cats and dogs", "Erkläre mir bitte, wie ein Motor läuft."])
def test_verbosity_makes_an_answer_longer_or_shorter(question: str) -> None:
    low, medium, high = (
        len(ask("gpt-5", question, verbosity=verbosity).choices[0].message.content or "")
        for verbosity in ("low", "medium", "high")
    )
    assert low < medium < high


def test_who_says_how_long_it_is_to_be_is_heeded() -> None:
    lengths = {
        (
            ask("gpt-5", "In one sentence: how does it work?", verbosity=verbosity).choices[0].message.content or ""
        ).count(".")
        for verbosity in ("low", "high")
    }
    assert lengths == {1}


def test_each_choice_is_another_answer() -> None:
    choices = ask("gpt-4o", n=4).choices
    assert len({choice.message.content for choice in choices}) == 4


def test_what_does_not_concern_the_words_does_not_change_them() -> None:
    said = {
        ask("gpt-4o", **fields).choices[0].message.content
        for fields in ({}, {"store": True}, {"metadata": {"a": "b"}}, {"stream_options": None})
    }
    assert len(said) == 1


@pytest.mark.parametrize(("prompt", "wanted"), [
    ("Replace the username property with an email property.", ("username = ", "email = ")),
    ("Please rename `firstName` to `givenName`", ("firstName", "givenName")),
    ("change the field 'username' into \"login\".", ("username = ", "login = ")),
    ("Swap FIRSTNAME by forename", ("firstName", "forename")),
    ("Replace password with secret", ("", "")),
    ("Tell me a joke", ("", "")),
], ids=str)  # fmt: skip
def test_a_text_that_is_expected_back_comes_with_the_change_that_is_asked_for(
    prompt: str, wanted: tuple[str, str]
) -> None:
    assert revised(CODE, prompt) == (CODE.replace(*wanted) if wanted[0] else CODE)


def test_what_is_put_in_is_put_in_as_it_is() -> None:
    assert revised("a b", r"replace a with $x") == "$x b"
