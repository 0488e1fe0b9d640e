"""Frameworks finish their loops against a fakeai with no fixture at all. Those that are not installed are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from pydantic import BaseModel

from fakeai.fake import FakeAI

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # their warnings are theirs


class Weather(BaseModel):
    city: str
    temperature: float


class Person(BaseModel):
    name: str
    age: int


JOHN = "John is 30 years old"
JOHN_ASKED = [{"role": "user", "content": JOHN}]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAI]:
    with FakeAI() as fake:
        monkeypatch.setenv("OPENAI_BASE_URL", fake.openai_base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "any")
        monkeypatch.setenv("OPENAI_AGENTS_DISABLE_TRACING", "1")
        yield fake


def get_weather(city: str) -> str:
    """Get the weather in a city."""
    return f"18.5 degrees in {city}"


def test_openai_parses_a_model(fake: FakeAI) -> None:
    with openai.OpenAI() as client:
        completion = client.chat.completions.parse(
            model="gpt-4o", messages=[{"role": "user", "content": JOHN}], response_format=Person
        )
    assert completion.choices[0].message.parsed == Person(name="John", age=30)


def test_openai_parses_the_arguments_of_a_tool(fake: FakeAI) -> None:
    with openai.OpenAI() as client:
        completion = client.chat.completions.parse(
            model="gpt-4o", messages=[{"role": "user", "content": JOHN}], tools=[openai.pydantic_function_tool(Person)]
        )
    calls = completion.choices[0].message.tool_calls or []
    assert [call.function.parsed_arguments for call in calls] == [Person(name="John", age=30)]


@pytest.mark.parametrize("mode", ["TOOLS", "TOOLS_STRICT", "JSON", "MD_JSON", "JSON_SCHEMA"])
def test_instructor_gets_its_model(fake: FakeAI, mode: str) -> None:
    instructor: Any = pytest.importorskip("instructor")
    client = instructor.from_openai(openai.OpenAI(), mode=instructor.Mode[mode])
    person = client.chat.completions.create(model="gpt-4o", messages=JOHN_ASKED, response_model=Person)
    assert person.model_dump() == {"name": "John", "age": 30}  # it makes a model of its own


def test_pydantic_ai_calls_its_tool_and_ends_with_its_output(fake: FakeAI) -> None:
    pydantic_ai: Any = pytest.importorskip("pydantic_ai")
    agent = pydantic_ai.Agent("openai-chat:gpt-4o", output_type=Weather, tools=[get_weather])
    result = agent.run_sync("What is the weather in Paris?")
    assert result.output.city == "Paris"
    assert [call.after_tool for call in fake.calls] == [(), ("get_weather",)]


def test_langchain_binds_tools_and_gets_structured_output(fake: FakeAI) -> None:
    langchain: Any = pytest.importorskip("langchain_openai")
    model = langchain.ChatOpenAI(model="gpt-4o")
    called = model.bind_tools([get_weather]).invoke("How is the weather in Oslo?").tool_calls
    assert [(call["name"], call["args"]) for call in called] == [("get_weather", {"city": "Oslo"})]
    for method in ("json_schema", "function_calling"):
        assert model.with_structured_output(Person, method=method).invoke(JOHN) == Person(name="John", age=30)


def test_openai_agents_run_their_tool_and_end(fake: FakeAI) -> None:
    agents: Any = pytest.importorskip("agents")
    model = agents.OpenAIChatCompletionsModel("gpt-4o", openai_client=openai.AsyncOpenAI())
    agent = agents.Agent(name="helper", tools=[agents.function_tool(get_weather)], model=model)
    result = agents.Runner.run_sync(agent, "What is the weather in Rome?", max_turns=3)
    assert "18.5 degrees in Rome" in result.final_output


def test_litellm_gets_an_answer(fake: FakeAI) -> None:
    litellm: Any = pytest.importorskip("litellm")
    answer = litellm.completion("openai/gpt-4o", [{"role": "user", "content": "Reply with exactly: pong"}])
    assert answer.choices[0].message.content == "pong"
