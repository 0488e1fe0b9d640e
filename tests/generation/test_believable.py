"""What a person who gives a demo types, and what they should see: the right form, and what they spoke of."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from fakeai.call import Call, Message
from fakeai.generation.labels import fitting
from fakeai.generation.places import CAPITALS, CITIES_OF
from fakeai.generation.topics import topic_of
from fakeai.generation.writing.sums import worked_out
from fakeai.reply import Reply

from .asking import answer, said


def conversation(*turns: str, system: str | None = None, **fields: Any) -> str:
    """The answer to a conversation that the user began."""
    messages = [] if system is None else [Message(role="system", text=system)]
    messages += [Message(role=("user", "assistant")[index % 2], text=turn) for index, turn in enumerate(turns)]
    replied = answer(Call(provider="openai", endpoint="chat", model="gpt-4o", messages=tuple(messages), **fields))
    assert isinstance(replied, Reply)
    return replied.text


EXACT = [
    ("What is 17% of 240?", "17% of 240 is 40.8."),
    ("What is the square root of 144?", "The square root of 144 is 12."),
    ("Convert 10 miles to kilometers", "10 miles is about 16.09 kilometers."),
    ("What is 100 °C in Fahrenheit? Convert 100 celsius to fahrenheit", "100 °C is 212 °F."),
    ("Solve 2x + 6 = 14", "Subtract 6 on both sides: 2x = 8. Divide by 2: x = 4."),
    ("If I have 3 apples and buy 4 more, how many do I have?", "3 + 4 = 7, so that makes 7 apples."),
    ("I had 10 coins and lost 4. How many are left?", "10 - 4 = 6, so that makes 6 coins."),
    (
        "Rewrite this to be more formal: hey, can u send me the file asap?",
        "Hello, can you send me the file as soon as possible?",
    ),
    ("Correct the grammar: She don't likes apples", "She doesn't like apples."),
    ("Classify the sentiment: The food was awful and the waiter was rude.", "Negative"),
    ("Is this spam? Answer spam or ham: You won a free iPhone, click here!", "spam"),
    ("Say hello in Spanish", "Hola"),
    ("How do you say thank you in Japanese?", "ありがとうございます"),
    ("Translate 'good morning' to German", "Guten Morgen"),
    ("Extract the emails from this text: write to ann@b.org or bo@c.org", "- ann@b.org\n- bo@c.org"),
    (
        "What does this code do?\n```python\ndef twice(x): return x*2\n```",
        "This code defines a function `twice` that takes `x` and returns `x*2`.",
    ),
]


@pytest.mark.parametrize(("prompt", "expected"), EXACT, ids=[prompt[:40] for prompt, _ in EXACT])
def test_what_can_be_told_exactly_is(prompt: str, expected: str) -> None:
    assert said(prompt) == expected


FORMS = [
    ("List the days of the week", r"(?s).*\n\n- Monday\n(- \w+\n){5}- Sunday"),
    ("List three fruits", r"(?s).*\n\n1\. \w+\n2\. \w+\n3\. \w+"),
    ("Give me 5 names for a coffee shop", r"(?s).*1\. .*Coffee.*5\. .*Coffee.*"),
    ("Give me 4 blog post ideas about remote work", r"(?s).*1\. .*emote work.*4\. .*emote work.*"),
    (
        "Give me a markdown table of 3 programming languages with columns name, year and creator",
        r"\| Name \| Year \| Creator \|\n\|( --- \|){3}\n(\| .* \| \d{4} \| .* \|\n?){3}",
    ),
    ("TL;DR:\n\nRevenue rose to $4.2 million. Costs grew 3%. We hired 14 people.", r"Revenue rose to \$4\.2 million\."),
    (
        "Write a short email to my boss asking for Friday off",
        r"(?s)Subject: Request: Friday off\n\nHello,\n\n.*Friday off.*Best regards,\n.+",
    ),
    ("Write a cover letter for a data analyst position at Acme", r"(?s).*position of data analyst at Acme.*"),
    ("Write a tweet about our new coffee blend", r"(?s).{20,280}"),
    (
        "What are the pros and cons of electric cars?",
        r"(?s).*electric cars.*\*\*Pros\*\*\n(- .*\n)+\n\*\*Cons\*\*\n- .*",
    ),
    ("Plan a 3 day trip to Rome", r"(?s).*3 days in Rome.*Day 1.*Day 2.*Day 3.*"),
    (
        "Write a SQL query to get the top 5 customers by revenue",
        r"(?s).*FROM customers\nORDER BY revenue DESC\nLIMIT 5;.*",
    ),
    ("Give me a regex that matches an email address", r"(?s).*```regex\n\^.*@.*\$\n```.*"),
    ("Fix this bug: for i in range(10) print(i)", r"(?s).*for i in range\(10\):\n    print\(i\).*"),
    ("Pick a random number between 1 and 10", r"[1-9]|10"),
    ("asdfgh", r".*\?"),
    ("Nenne drei Tipps für besseren Schlaf", r"(?s).*besseren Schlaf.*\n1\. .*\n2\. .*\n3\. .*"),
    ("Hallo! Kannst du mir erklären, wie eine Wärmepumpe funktioniert?", r"(?s).*„wie eine Wärmepumpe funktioniert“.*"),
    ("¿Qué es la fotosíntesis?", r"(?s).*«la fotosíntesis».*"),
    ("日本の首都はどこですか?", r"(?s).*「日本の首都」.*"),
]


@pytest.mark.parametrize(("prompt", "form"), FORMS, ids=[prompt[:40] for prompt, _ in FORMS])
def test_the_form_is_the_one_that_was_asked_for(prompt: str, form: str) -> None:
    assert re.fullmatch(form, said(prompt).strip())


@pytest.mark.parametrize(
    ("prompt", "topic"),
    [
        ("Why is the sky blue?", "why the sky is blue"),
        ("Is the earth flat?", "whether the earth is flat"),
        ("Can dogs eat chocolate?", "whether dogs can eat chocolate"),
        ("How many planets are there in the solar system?", "the number of planets in the solar system"),
        ("When did World War II end?", "when World War II ended"),
        ("How does a heat pump work?", "how a heat pump works"),
        ("Who wrote Romeo and Juliet?", "who wrote Romeo and Juliet"),
        ("Explain recursion to a five year old", "recursion"),
        ("Write a short story about a robot who learns to paint", "a robot who learns to paint"),
        ("Search for the latest news about fusion energy", "the latest news about fusion energy"),
    ],
)
def test_a_question_becomes_a_topic_that_fits_into_a_sentence(prompt: str, topic: str) -> None:
    assert topic_of(prompt) == topic


SYSTEMS = [
    ("Answer in one word.", "What is the capital of Japan?", r"Tokyo"),
    ("Answer with one word only", "What is 12 * 12?", r"144"),
    ("Always answer in French.", "What is photosynthesis?", r"(?s).*« photosynthesis ».*"),
    ("You are Ada, a support agent for Acme.", "Who are you?", r".*\bAda\b.*"),
    ("You are a pirate.", "What is gravity?", r"Arr, matey! .*"),
    ('End every answer with "Have a nice day!"', "What is gravity?", r".* Have a nice day!"),
    ('Begin each reply with "Hear ye:"', "What is gravity?", r"Hear ye: .*"),
    ("ANSWER IN ALL CAPS", "hello", r"[^a-z]+"),
    ("Use bullet points.", "Why is exercise good?", r"(?s).*(\n- .*){3,}"),
    (
        "Classify the message as billing, technical or other. Reply with the label only.",
        "I was charged twice",
        r"billing",
    ),
    ("Respond in two sentences.", "Explain DNS", r"[^.!?]+[.!?] [^.!?]+[.!?]"),
]


@pytest.mark.parametrize(("system", "prompt", "form"), SYSTEMS, ids=[system[:30] for system, _, _ in SYSTEMS])
def test_what_the_system_prompt_wants_is_heeded(system: str, prompt: str, form: str) -> None:
    assert re.fullmatch(form, conversation(prompt, system=system))


@pytest.mark.parametrize("system", ["Reply with JSON only.", "Always respond with valid JSON."])
def test_json_that_the_system_prompt_wants_is_json(system: str) -> None:
    assert isinstance(json.loads(conversation("Tell me about Paris", system=system)), dict)


def test_keys_that_a_prompt_names_in_passing_are_those_of_the_json() -> None:
    assert list(json.loads(said("Return a JSON object with a name and an age for a fictional person"))) == [
        "name",
        "age",
    ]


BEFORE = ("Tell me about black holes", "Black holes are regions of space. Nothing escapes them. They form from stars.")


@pytest.mark.parametrize(
    ("follow_up", "form"),
    [
        ("Can you make it shorter?", r"Black holes are regions of space\."),
        ("And in German?", r"(?s).*„.*black holes“.*"),
        ("Tell me more about that", r"(?s).*black holes.*"),
        ("Why is that?", r"(?s).*black holes.*"),
    ],
)
def test_a_follow_up_is_about_what_was_spoken_of(follow_up: str, form: str) -> None:
    assert re.fullmatch(form, conversation(*BEFORE, follow_up))


def test_another_one_is_of_the_same_kind_and_another() -> None:
    first = said("Tell me a joke about cats")
    second = conversation("Tell me a joke about cats", first, "Another one please")
    assert "cats" in second
    assert second != first


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I was charged twice this month", "billing"),
        ("The app crashes on start", "technical"),
        ("I forgot my password", "account"),
        ("Hm.", None),
    ],
)
def test_a_label_is_chosen_by_what_the_text_speaks_of(text: str, label: str | None) -> None:
    assert fitting(("billing", "technical", "account"), text) == label


@pytest.mark.parametrize("text", ["Hello", "In 2024 we met", "Call 555-1234", "solve 0x + 1 = 2", "square root of -4"])
def test_what_is_no_sum_is_not_worked_out(text: str) -> None:
    assert worked_out(text) is None


@pytest.mark.parametrize(
    ("prompt", "country"),
    [
        ("Name three cities in France as a list", "France"),
        ("List 4 Italian cities", "Italy"),
        ("List five big cities in the UK", "United Kingdom"),
    ],
)
def test_the_cities_of_a_country_are_its_own(prompt: str, country: str) -> None:
    named = re.findall(r"^\d\. (.+)$", conversation(prompt), re.MULTILINE)
    assert len(named) == len(set(named)) >= 3
    assert set(named) <= {CAPITALS[country], *CITIES_OF[country]}


def test_a_list_in_a_row_is_one() -> None:
    assert re.fullmatch(r"[^,\n]+, [^,\n]+, [^,\n]+", conversation("List three Italian cities, comma separated"))


@pytest.mark.parametrize(
    "prompt", ["Hello", "What's the weather in Lima for 3 days?", "Tell me about Rome", "Name three cities in France"]
)
def test_choices_differ_from_each_other(prompt: str) -> None:
    call = Call(provider="openai", endpoint="chat", model="gpt-4o", messages=(Message(role="user", text=prompt),), n=3)
    replied = answer(call)
    assert isinstance(replied, Reply)
    assert len({choice.text for choice in replied.choices}) == 3


def test_choices_of_a_completion_differ_from_each_other() -> None:
    replied = answer(Call(provider="openai", endpoint="completions", model="babbage-002", inputs=("Once upon",), n=3))
    assert isinstance(replied, Reply)
    assert len({choice.text for choice in replied.choices}) == 3
