"""JSON that a prompt or a response format asks for."""

from __future__ import annotations

import datetime as dt
import enum
import json
import uuid
from typing import Annotated, Any, Literal

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.call import ResponseFormat
from fakeai.reply import Failure
from tests.builders import make_call

from .asking import after_tool, answer, instance, said, structured


class Event(pydantic.BaseModel):
    name: str
    date: str
    participants: list[str]


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Address(pydantic.BaseModel):
    street: str
    city: str
    country: str


class Cat(pydantic.BaseModel):
    kind: Literal["cat"]
    lives: int = pydantic.Field(ge=1, le=9)


class Dog(pydantic.BaseModel):
    kind: Literal["dog"]
    good: bool


class Person(pydantic.BaseModel):
    id: uuid.UUID
    name: str
    age: int = pydantic.Field(ge=0, lt=120)
    email: str
    addresses: list[Address] = pydantic.Field(min_length=1)
    birthday: dt.date
    created_at: dt.datetime
    favourite: Color
    tags: set[str]
    scores: dict[str, float]
    score: float = pydantic.Field(gt=0, lt=1)
    nick: str | None = None
    pair: tuple[int, str]
    step: Annotated[float, pydantic.Field(multiple_of=0.5)]
    code: Annotated[str, pydantic.Field(pattern=r"^[A-Z]{3}-\d{4}$")]
    pet: Annotated[Cat | Dog, pydantic.Field(discriminator="kind")]
    parent: Person | None = None


class Tree(pydantic.BaseModel):
    label: str
    children: list[Tree]


@pytest.mark.parametrize("model", [Event, Person, Tree])
@given(seed=st.integers(0, 50))
def test_a_pydantic_model_reads_its_instance(model: type[pydantic.BaseModel], seed: int) -> None:
    model.model_validate(
        instance(model.model_json_schema(), prompt="Tell me about Alice, who lives in Rome", seed=seed)
    )


def test_openais_own_example() -> None:
    event = structured("Alice and Bob are going to a science fair on Friday.", Event.model_json_schema())
    assert event == {"name": "Science Fair", "date": "Friday", "participants": ["Alice", "Bob"]}


@pytest.mark.parametrize(
    ("prompt", "name", "schema", "expected"),
    [
        ("The weather in Tokyo", "city", {"type": "string"}, "Tokyo"),
        ("John is 25 years old", "age", {"type": "integer"}, 25),
        ("A table for 4 people at 19:30", "party_size", {"type": "integer"}, 4),
        ("It costs $1,299.99", "price", {"type": "number"}, 1299.99),
        ("Write to ann@example.org", "email", {"type": "string"}, "ann@example.org"),
        ("Write to ann@example.org", "contact", {"type": "string", "format": "email"}, "ann@example.org"),
        ("Read https://example.org/a?b=1.", "url", {"type": "string"}, "https://example.org/a?b=1"),
        ("Meet on 2025-03-05", "date", {"type": "string", "format": "date"}, "2025-03-05"),
        ("Meet on March 5th, 2025 at 7pm", "date", {"type": "string"}, "2025-03-05"),
        ("Meet on March 5th, 2025 at 7pm", "time", {"type": "string"}, "19:00"),
        ("From Berlin to Oslo", "destination", {"type": "string"}, "Oslo"),
        ("From Berlin to Oslo", "origin", {"type": "string"}, "Berlin"),
        ("Order #4521 is late", "order_id", {"type": "string"}, "4521"),
        ("I want it in blue", "color", {"enum": ["red", "blue"]}, "blue"),
        ("What a terrible hotel", "sentiment", {"enum": ["positive", "negative", "neutral"]}, "negative"),
        ('Add "Buy milk" to my list', "title", {"type": "string"}, "Buy milk"),
        ("Price of AAPL", "ticker", {"type": "string"}, "AAPL"),
        ("Paris and London", "cities", {"type": "array", "items": {"type": "string"}}, ["Paris", "London"]),
    ],
)
def test_what_the_prompt_names_is_used(prompt: str, name: str, schema: Any, expected: Any) -> None:
    whole = {"type": "object", "properties": {name: schema}, "required": [name]}
    assert structured(prompt, whole) == {name: expected}


def test_what_the_prompt_names_is_not_used_where_the_schema_forbids_it() -> None:
    schema = {"type": "object", "properties": {"age": {"type": "integer", "maximum": 20}}, "required": ["age"]}
    assert structured("John is 25 years old", schema)["age"] <= 20


def test_names_of_properties_make_values_look_real() -> None:
    names = ("email", "city", "country", "phone_number", "unit_price", "latitude")
    kinds = {"unit_price": "number", "latitude": "number"}
    schema = {"type": "object", "properties": {name: {"type": kinds.get(name, "string")} for name in names}}
    value = structured("Make up a customer", schema)
    assert "@" in value["email"]
    assert any(char.isdigit() for char in value["phone_number"])
    assert value["city"].istitle() or value["city"][0].isupper()
    assert 0 < value["unit_price"] < 1000
    assert -90 <= value["latitude"] <= 90


def test_what_tools_returned_is_used_in_the_answer() -> None:
    schema = {"type": "object", "properties": {"temperature": {"type": "number"}}, "required": ["temperature"]}
    form = ResponseFormat(kind="json_schema", name="w", schema=schema)
    call = after_tool(("get_weather", '{"temperature": 18.5}'), user="Weather in Rome?", response_format=form)
    assert json.loads(getattr(answer(call), "text")) == {"temperature": 18.5}  # noqa: B009 -- a Reply, whatever its type says


def test_json_object_is_an_object() -> None:
    assert isinstance(json.loads(said("Give me JSON", response_format=ResponseFormat(kind="json_object"))), dict)


def test_json_object_has_the_keys_that_the_prompt_lists() -> None:
    text = said("Return JSON with keys name, age and city.", response_format=ResponseFormat(kind="json_object"))
    assert list(json.loads(text)) == ["name", "age", "city"]


def test_json_object_follows_an_example_in_the_prompt() -> None:
    prompt = 'Answer as {"title": "a title", "pages": 10, "tags": ["x"]}'
    value = json.loads(said(prompt, response_format=ResponseFormat(kind="json_object")))
    assert (type(value["title"]), type(value["pages"]), type(value["tags"])) == (str, int, list)


def test_a_schema_in_the_system_prompt_is_followed() -> None:
    system = f"Answer in JSON that fits this schema:\n```json\n{json.dumps(Event.model_json_schema())}\n```"
    text = said("Alice meets Bob at a party on Sunday", system=system)
    assert text.startswith("```json\n")
    Event.model_validate_json(text.removeprefix("```json\n").removesuffix("\n```"))


def test_a_schema_that_can_not_be_satisfied_is_a_400_of_openais() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "minLength": 3, "maxLength": 2}},
        "required": ["a"],
    }
    failure = answer(make_call("x", response_format=ResponseFormat(kind="json_schema", name="thing", schema=schema)))
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.param) == ("invalid_request", "response_format")
    assert (failure.message or "").startswith("Invalid schema for response_format 'thing': ")


def test_what_is_no_schema_is_a_400_of_openais() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "strin"}}}
    failure = answer(make_call("x", response_format=ResponseFormat(kind="json_schema", name="thing", schema=schema)))
    assert isinstance(failure, Failure)
    assert failure.message == (
        "Invalid schema for response_format 'thing': 'strin' is not valid under any of the given schemas"
    )


def test_a_total_beyond_all_numbers_is_not_added_up() -> None:
    item = {"type": "object", "properties": {"price": {"type": "number", "minimum": 1.5e308}}, "required": ["price"]}
    properties = {"items": {"type": "array", "minItems": 3, "items": item}, "total": {"type": "integer"}}
    made = instance({"type": "object", "properties": properties, "required": ["items", "total"]})
    assert isinstance(made["total"], int)
