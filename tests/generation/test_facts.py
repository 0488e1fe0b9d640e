"""What a prompt names, and how it is spelt."""

# ruff: noqa: RUF001 -- letters that are taken for others are what this is about

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fakeai.call import ToolChoice
from fakeai.generation.facts import Facts

from .asking import EMAIL, called, said


@pytest.mark.parametrize(
    ("text", "city"),
    [("Weather in İstanbul?", "Istanbul"), ("Flights to Pariſ", "Paris"), ("rain in K\u00f6ln or \u212aYOTO", "Kyoto")],
    ids=["dotted I", "long s", "Kelvin sign"],
)
def test_a_city_is_known_in_whatever_letters_it_is_written(text: str, city: str) -> None:
    """Where case does not matter, Python's `re` takes four letters beyond ASCII for ASCII ones."""
    assert city in Facts(text).cities


@pytest.mark.parametrize(
    "prompt",
    [
        "How much iſ 250 euroſ in dollarſ?",
        "Nenne dreı Tıpps für besseren Schlaf",
        "Plan a ſix-day trip to Rome",
        "Plan a fıve day trip to Rome",
        "Translate 'good morning' to İtalian",
    ],
)
def test_odd_letters_do_no_harm(prompt: str) -> None:
    assert said(prompt)
    assert called(prompt, EMAIL, tool_choice=ToolChoice(mode="required"))


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on February 31", ()),
        ("due 2024-13-45", ()),
        ("on 2023-02-30 or 2024-02-29", ("2024-02-29",)),
        ("99 March", ()),
        ("0 January", ()),
        ("January 5th, 0000", ()),
        ("on 3 May", ("2025-05-03",)),
        ("on 3 ſept 2026", ("2026-09-03",)),
    ],
)
def test_a_date_is_a_day_that_there_is(text: str, dates: tuple[str, ...]) -> None:
    assert Facts(text).dates == dates


DATES = r"\d{4}-\d{2}-\d{2}|(Feb|April|june) \d{1,2}(, \d{4})?|\d{1,2} (sep|OCTOBER)( \d{4})?"


@given(st.from_regex(DATES, fullmatch=True))
@example("2100-02-29")
def test_every_date_can_be_read(text: str) -> None:
    for date in Facts(text).dates:
        dt.date.fromisoformat(date)
