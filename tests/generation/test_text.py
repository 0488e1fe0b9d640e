from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.errors import SettingError
from fakeai.generation.style import Style
from fakeai.reply import Reasoning
from fakeai.tokens import tokenizer

from .asking import choice, reply, said

PROMPTS = (
    "What is photosynthesis?",
    "How do I bake sourdough bread?",
    "List 5 tips for better sleep",
    "Write a short story about a lighthouse",
    "Compare Rust and Go",
)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_answer_mentions_what_was_asked(prompt: str) -> None:
    topics = {"photosynthesis", "sourdough", "sleep", "lighthouse", "Rust"}
    text = said(prompt)
    assert any(topic in text for topic in topics if topic in prompt)


def test_different_requests_get_different_text() -> None:
    texts = {said(f"Tell me about the number {number}") for number in range(20)}
    assert len(texts) == 20


def test_the_same_request_and_seed_get_the_same_text() -> None:
    assert said(PROMPTS[0], seed=3) == said(PROMPTS[0], seed=3)


def test_another_seed_gets_another_text() -> None:
    assert said(PROMPTS[0], seed=1) != said(PROMPTS[0], seed=2)


def test_n_choices_differ() -> None:
    texts = [choice.text for choice in reply(PROMPTS[0], n=4).choices]
    assert len(set(texts)) == 4


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("Say this is a test", "This is a test."),
        ("Reply with exactly: OK", "OK"),
        ('Respond only with "pong"', "pong"),
        ("What is the capital of France?", "Paris"),
        ("What is 12 * 7 + 3?", "87"),
        ("What is 2^10?", "1024"),
        ("Classify as positive, negative or neutral: I love this great phone", "positive"),
        ("Classify as positive, negative or neutral: what a terrible, broken thing", "negative"),
        ("Who are you?", "gpt-4o"),
    ],
)
def test_a_question_with_one_answer_gets_it(prompt: str, expected: str) -> None:
    assert expected.replace(",", "") in said(prompt).replace(",", "")


def test_yes_or_no_is_answered_by_one_of_them() -> None:
    assert said("Is the sky blue? Answer yes or no.") in ("Yes", "No")


def test_a_numbered_list_has_as_many_items_as_were_asked_for() -> None:
    lines = said("Give me 7 tips for running").splitlines()
    assert [line.split(".")[0] for line in lines if line[:1].isdigit()] == ["1", "2", "3", "4", "5", "6", "7"]


def test_a_table_is_markdown() -> None:
    text = said("Make a table comparing cats and dogs")
    assert "| Aspect | Cats | Dogs |" in text
    assert "| --- | --- | --- |" in text


def test_code_is_fenced_with_its_language() -> None:
    assert "```javascript\n" in said("Write a JavaScript function that adds numbers")


def test_python_code_is_python() -> None:
    text = said("Write a Python function that checks whether a number is prime")
    body = text.split("```python\n")[1].split("```")[0]
    compile(body, "answer", "exec")
    assert "is_prime" in body


def test_one_sentence_is_one_sentence() -> None:
    text = said("Explain gravity in one sentence.")
    assert text.count(".") == 1
    assert text.endswith(".")


def test_so_many_words_are_so_many_words() -> None:
    assert len(said("Write 50 words about the sea").split()) == 50


def test_a_summary_uses_the_given_text() -> None:
    text = "Exports rose by three percent last year. Imports fell. The bank kept its interest rates where they were."
    assert "Exports rose by three percent" in said(f"Summarize this:\n{text}")


def test_small_talk_gets_a_short_answer() -> None:
    assert len(said("Hi there!")) < 100
    assert len(said("Thanks a lot!")) < 100


@given(st.integers(1, 120))
def test_prose_keeps_to_max_tokens_or_is_a_single_sentence(limit: int) -> None:
    text = said("Explain how tides work", max_tokens=limit)
    sentences = text.count(".") + text.count("?")
    assert tokenizer().count(text) <= limit or sentences <= 1 or sentences == text[:60].count(".")


@pytest.mark.parametrize(
    ("prompt", "sign"),
    [
        ("Was ist die Hauptstadt von Frankreich?", "„"),
        ("Comment fonctionne la photosynthèse et pourquoi ?", "«"),
        ("¿Cómo funciona la fotosíntesis?", "fotosíntesis"),
        ("日本の歴史を教えてください", "。"),
        ("请介绍一下中国的历史", "。"),
        ("Расскажи мне о космосе", "космосе"),  # noqa: RUF001 -- it is Russian
    ],
)
def test_another_language_is_answered_in_it(prompt: str, sign: str) -> None:
    assert sign in said(prompt)


@pytest.mark.parametrize(
    "prompt", ["สวัสดี วันนี้อากาศเป็นอย่างไร", "Ποια είναι η πρωτεύουσα της Ελλάδας;", "ما هي عاصمة مصر؟"]
)
def test_a_language_without_templates_gets_its_own_words_of_faker(prompt: str) -> None:
    text = said(prompt)
    assert not any(char.isascii() and char.isalpha() for char in text)
    assert len(text) > len(prompt)


@given(st.text(max_size=300))
def test_any_prompt_gets_an_answer(prompt: str) -> None:
    assert said(prompt)


def test_echo_says_the_prompt() -> None:
    assert said("ping  pong", style="echo") == "ping  pong"


def test_lorem_is_lorem() -> None:
    assert said("anything", style="lorem").startswith("Lorem ipsum dolor")


def test_static_is_always_the_same() -> None:
    assert {said(prompt, style="static:I am a teapot.") for prompt in PROMPTS} == {"I am a teapot."}


@pytest.mark.parametrize("setting", ["chatty", "static", ""])
def test_an_unknown_style_is_refused(setting: str) -> None:
    with pytest.raises(SettingError, match="there are: chat, echo, lorem, static:TEXT"):
        Style.of(setting)


def test_a_completion_goes_on_where_the_prompt_ends() -> None:
    fields = {"endpoint": "completions", "messages": ()}
    assert said("", inputs=("Once upon a time in a forest",), **fields).startswith(" ")
    assert said("", inputs=("What is a forest?",), **fields).startswith("\n\n")
    assert not said("", inputs=("The sea was calm and ",), **fields)[0].isspace()


def test_every_prompt_of_completions_gets_n_choices_in_order() -> None:
    choices = reply("", endpoint="completions", messages=(), inputs=("Explain cats.", "Explain dogs."), n=2).choices
    assert ["cats" in choice.text for choice in choices] == [True, True, False, False]


def test_a_reasoning_model_thinks_first() -> None:
    assert isinstance(choice("Why is the sky blue?", model="o3-mini").parts[0], Reasoning)
    assert not isinstance(choice("Why is the sky blue?", model="gpt-4o").parts[0], Reasoning)


def test_reasoning_can_be_turned_off() -> None:
    parts = choice("Why is the sky blue?", model="gpt-5", body={"reasoning_effort": "minimal"}).parts
    assert len(parts) == 1
