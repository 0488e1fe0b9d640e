"""LangChain: ChatOpenAI with `bind_tools`, `with_structured_output` and streams, and an agent."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai import FakeAI, tool

from .asking import JOHN, MODEL, WEATHER, Person, get_weather

langchain_openai: Any = pytest.importorskip(
    "langchain_openai", reason="langchain-openai is not installed", exc_type=ImportError
)


def model(**options: Any) -> Any:
    return langchain_openai.ChatOpenAI(model=MODEL, **options)


def loop() -> Any:
    """Ask for the weather, and run tools until words come."""
    weather = pytest.importorskip("langchain_core.tools").tool(get_weather)
    bound = model().bind_tools([weather])
    messages: list[Any] = [("user", WEATHER)]
    for _ in range(3):
        answer = bound.invoke(messages)
        messages.append(answer)
        if not answer.tool_calls:
            return answer.content
        messages.extend(weather.invoke(call) for call in answer.tool_calls)
    pytest.fail("no end")


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "json_mode"])
def test_a_model_is_generated_by_every_method(method: str) -> None:
    asked = f"{JOHN} Answer in JSON with the keys name and age."
    structured = model().with_structured_output(Person, method=method)
    assert structured.invoke(asked) == Person(name="John", age=30)


def test_a_generated_loop_ends(fakeai_server: FakeAI) -> None:
    assert "18.5 degrees in Paris" in loop()
    assert len(fakeai_server.calls) == 2


def test_a_scripted_loop_ends(fakeai_server: FakeAI) -> None:
    fakeai_server.on(user="weather").reply(tool("get_weather", city="Oslo")).then("Mild.")
    assert loop() == "Mild."
    assert fakeai_server.last_call.messages[-1].text == get_weather("Oslo")


def test_a_text_is_streamed_with_its_usage(fakeai_server: FakeAI) -> None:
    fakeai_server.on().reply("It is mild in Oslo.")
    chunks = list(model(stream_usage=True).stream(WEATHER))
    assert "".join(chunk.content for chunk in chunks) == "It is mild in Oslo."
    assert sum(chunk.usage_metadata["output_tokens"] for chunk in chunks if chunk.usage_metadata) > 0


def test_a_tool_call_is_streamed(fakeai_server: FakeAI) -> None:
    fakeai_server.on().reply(tool("get_weather", city="Oslo"))
    first, *rest = model().bind_tools([get_weather]).stream(WEATHER)
    whole = sum(rest, first)
    assert [(call["name"], call["args"]) for call in whole.tool_calls] == [("get_weather", {"city": "Oslo"})]


def test_a_rate_limit_is_waited_for(fakeai_server: FakeAI) -> None:
    fakeai_server.on().fail("rate_limit", retry_after=0.01).then("Third time lucky.")
    assert model().invoke("Hello").content == "Third time lucky."


def test_texts_are_embedded() -> None:
    embeddings = langchain_openai.OpenAIEmbeddings(model="text-embedding-3-small", check_embedding_ctx_length=False)
    assert [len(vector) for vector in embeddings.embed_documents(["one", "two"])] == [1536, 1536]


def test_an_agent_ends() -> None:
    agents: Any = pytest.importorskip("langchain.agents", reason="langchain is not installed", exc_type=ImportError)
    agent = agents.create_agent(model(), [get_weather])
    answer = agent.invoke({"messages": [{"role": "user", "content": WEATHER}]})
    assert "18.5 degrees in Paris" in answer["messages"][-1].content


def test_an_agent_ends_with_its_response_format() -> None:
    agents: Any = pytest.importorskip("langchain.agents", reason="langchain is not installed", exc_type=ImportError)
    agent = agents.create_agent(model(), [get_weather], response_format=Person)
    answer = agent.invoke({"messages": [{"role": "user", "content": JOHN}]})
    assert answer["structured_response"] == Person(name="John", age=30)
