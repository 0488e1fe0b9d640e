"""instructor: response models in its modes, its own retries, and partial streams."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from fakeai import FakeAI, tool

from .asking import JOHN, MODEL, Person

instructor: Any = pytest.importorskip("instructor", reason="instructor is not installed", exc_type=ImportError)

ASKED = [{"role": "user", "content": JOHN}]


def client(**options: Any) -> Any:
    return instructor.from_provider(f"openai/{MODEL}", **options)


@pytest.mark.parametrize("mode", ["TOOLS", "TOOLS_STRICT", "PARALLEL_TOOLS", "JSON", "MD_JSON", "JSON_SCHEMA"])
def test_a_model_is_generated_in_every_mode(mode: str) -> None:
    wanted: Any = Iterable[Person] if mode == "PARALLEL_TOOLS" else Person
    made = client(mode=instructor.Mode[mode]).create(messages=ASKED, response_model=wanted)
    persons = list(made) if mode == "PARALLEL_TOOLS" else [made]
    assert [person.model_dump() for person in persons] == [{"name": "John", "age": 30}]


async def test_a_model_is_generated_for_the_asynchronous_client() -> None:
    person = await client(async_client=True).create(messages=ASKED, response_model=Person)
    assert person.model_dump() == {"name": "John", "age": 30}


def test_a_scripted_tool_call_is_the_model(fakeai_server: FakeAI) -> None:
    fakeai_server.on().reply(tool("Person", name="Ada", age=36))
    person = client().create(messages=ASKED, response_model=Person)
    assert person.model_dump() == {"name": "Ada", "age": 36}


def test_what_does_not_validate_is_asked_for_again(fakeai_server: FakeAI) -> None:
    fakeai_server.on().reply(tool("Person", name="Ada", age="old")).then(tool("Person", name="Ada", age=36))
    assert client().create(messages=ASKED, response_model=Person, max_retries=1).age == 36
    assert any("valid integer" in message.text for message in fakeai_server.last_call.messages)


def test_a_rate_limit_is_waited_for(fakeai_server: FakeAI) -> None:
    fakeai_server.on().fail("rate_limit", retry_after=0.01).then(tool("Person", name="Ada", age=36))
    assert client().create(messages=ASKED, response_model=Person).name == "Ada"
    assert len(fakeai_server.exchanges) == 2


def test_a_partial_model_grows(fakeai_server: FakeAI) -> None:
    fakeai_server.on().reply(tool("PartialPerson", name="Ada Lovelace of London", age=36))
    states = list(client().create_partial(messages=ASKED, response_model=Person))
    assert states[-1].model_dump() == {"name": "Ada Lovelace of London", "age": 36}
    assert len(states) > 2


def test_a_list_is_streamed_one_by_one() -> None:
    people = [{"role": "user", "content": "John is 30 years old. Mary is 25 years old."}]
    made = list(client().create_iterable(messages=people, response_model=Person))
    assert made
    assert {type(person.age) for person in made} == {int}
