"""Instances of the models that people really have: what the prompt names is in them, and their values agree."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal, TypeVar

import pytest
from pydantic import BaseModel

from .asking import structured

M = TypeVar("M", bound=BaseModel)


class Status(StrEnum):
    pending = "pending"
    paid = "paid"
    cancelled = "cancelled"


class Address(BaseModel):
    street: str
    city: str
    country: str


class Item(BaseModel):
    sku: str
    name: str
    quantity: int
    unit_price: float


class Order(BaseModel):
    customer_name: str
    email: str
    status: Status
    items: list[Item]
    shipping_address: Address
    total: float


class Invoice(BaseModel):
    invoice_number: str
    issue_date: date
    due_date: date
    vendor: str
    line_items: list[Item]
    total: float


class Person(BaseModel):
    first_name: str
    last_name: str
    age: int
    email: str
    occupation: str
    hobbies: list[str]
    city: str


class Meeting(BaseModel):
    title: str
    start: datetime
    end: datetime
    attendees: list[str]


class Classification(BaseModel):
    category: Literal["billing", "technical", "account", "other"]
    sentiment: Literal["positive", "neutral", "negative"]
    priority: Literal["low", "medium", "high"]


class Recipe(BaseModel):
    name: str
    servings: int
    steps: list[str]


class Entities(BaseModel):
    people: list[str]
    organizations: list[str]
    locations: list[str]
    dates: list[str]


class Notes(BaseModel):
    summary: str
    key_points: list[str]


class Answer(BaseModel):
    answer: str
    sources: list[str]


MODELS: tuple[tuple[type[BaseModel], str], ...] = (
    (Order, "Maria Lopez ordered 2 lamps for $39.90 each, ship to Berlin. Her email is maria@shop.org. Paid already."),
    (Order, "Generate a sample order"),
    (Invoice, "Invoice INV-2024-007 from Acme Corp issued 2024-05-01 due June 1, 2024, total $1,200.50"),
    (Person, "John Smith, 42, is a carpenter from Dublin"),
    (Person, "make up a person"),
    (Meeting, "Team lunch on Friday June 6 2025 at 12:30 with Ann and Bob at Luigi's"),
    (Classification, "I was charged twice this month, this is terrible, fix it immediately!"),
    (Recipe, "A recipe for pancakes for 4 people"),
    (Entities, "Tim Cook of Apple met Angela Merkel in Berlin on 3 May 2019."),
    (Notes, "Summarize: The meeting went well. We agreed on the budget. Launch is in May."),
    (Answer, "What is the capital of France?"),
)


def made(model: type[M], prompt: str, *, seed: int = 0) -> M:
    return model.model_validate(structured(prompt, model.model_json_schema(), seed=seed))


@pytest.mark.parametrize(
    ("model", "prompt"), MODELS, ids=[f"{model.__name__}: {prompt[:20]}" for model, prompt in MODELS]
)
@pytest.mark.parametrize("seed", range(3))
def test_every_instance_is_one_of_its_model(model: type[BaseModel], prompt: str, seed: int) -> None:
    made(model, prompt, seed=seed)


def test_an_order_holds_what_was_ordered() -> None:
    order = made(Order, MODELS[0][1])
    assert (order.customer_name, order.email, order.status) == ("Maria Lopez", "maria@shop.org", Status.paid)
    assert (order.shipping_address.city, order.shipping_address.country) == ("Berlin", "Germany")
    assert (order.items[0].quantity, order.items[0].unit_price) == (2, 39.9)


@pytest.mark.parametrize("seed", range(5))
def test_a_total_is_the_sum_of_what_is_listed(seed: int) -> None:
    order = made(Order, "Generate a sample order", seed=seed)
    assert order.total == pytest.approx(sum(item.quantity * item.unit_price for item in order.items), abs=0.01)


def test_a_total_that_the_prompt_names_is_kept() -> None:
    invoice = made(Invoice, MODELS[2][1])
    assert (invoice.invoice_number, invoice.vendor, invoice.total) == ("INV-2024-007", "Acme Corp", 1200.5)
    assert (invoice.issue_date, invoice.due_date) == (date(2024, 5, 1), date(2024, 6, 1))


def test_a_person_is_the_one_of_the_prompt() -> None:
    person = made(Person, "John Smith, 42, is a carpenter from Dublin")
    assert (person.first_name, person.last_name, person.age) == ("John", "Smith", 42)
    assert (person.occupation, person.city) == ("Carpenter", "Dublin")
    assert person.email.startswith("john.smith@example.")


@pytest.mark.parametrize("seed", range(5))
def test_an_address_goes_with_its_name(seed: int) -> None:
    person = made(Person, "make up a person", seed=seed)
    assert person.email.startswith(f"{person.first_name}.{person.last_name}@".lower())
    assert len(set(person.hobbies)) == len(person.hobbies)


def test_an_event_ends_after_it_begins() -> None:
    meeting = made(Meeting, MODELS[5][1])
    assert meeting.title == "Team lunch"
    assert meeting.start.isoformat() == "2025-06-06T12:30:00+00:00"
    assert meeting.end > meeting.start
    assert meeting.attendees == ["Ann", "Bob"]


def test_a_class_is_the_one_that_the_text_speaks_of() -> None:
    found = made(Classification, MODELS[6][1])
    assert (found.category, found.sentiment, found.priority) == ("billing", "negative", "high")


def test_a_recipe_is_of_what_was_asked_for() -> None:
    recipe = made(Recipe, "A recipe for pancakes for 4 people")
    assert (recipe.name, recipe.servings) == ("Pancakes", 4)
    assert len(set(recipe.steps)) == len(recipe.steps)


def test_entities_are_those_of_the_text() -> None:
    assert made(Entities, MODELS[8][1]) == Entities(
        people=["Tim Cook", "Angela Merkel"], organizations=["Apple"], locations=["Berlin"], dates=["2019-05-03"]
    )


def test_a_summary_is_made_of_the_sentences_of_the_text() -> None:
    assert made(Notes, MODELS[9][1]) == Notes(
        summary="The meeting went well.", key_points=["We agreed on the budget.", "Launch is in May."]
    )


def test_an_answer_answers() -> None:
    assert "Paris" in made(Answer, "What is the capital of France?").answer
