"""Completions that are stored, by the official SDK. Its type for stored messages knows assistants only (`role`), so
that it refuses the user's messages, which are what the real API sends: there it is asked without strictness."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest
from openai.types.chat import ChatCompletion

from fakeai import FakeAI, verbatim

from .asking import MESSAGES, MODEL, TOOLS
from .conftest import KEY


@pytest.fixture
def lenient(fake: FakeAI) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=fake.openai_base_url, api_key=KEY, max_retries=0) as sdk:
        yield sdk


def store(client: openai.OpenAI, model: str = MODEL, **metadata: str) -> ChatCompletion:
    return client.chat.completions.create(model=model, messages=MESSAGES, store=True, metadata=metadata)


def test_a_stored_completion_is_what_was_answered(client: openai.OpenAI) -> None:
    answered = store(client, run="7")
    stored = client.chat.completions.retrieve(answered.id)
    assert stored.metadata == {"run": "7"}
    for name in ("id", "choices", "usage", "model", "created", "service_tier", "system_fingerprint", "object"):
        assert getattr(stored, name) == getattr(answered, name), name


def test_it_says_what_it_was_asked_with(client: openai.OpenAI) -> None:
    answered = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, store=True, tools=TOOLS, tool_choice="none", temperature=0.5, seed=3, user="ann"
    )
    told = client.chat.completions.retrieve(answered.id).model_extra or {}
    assert told["temperature"] == 0.5
    assert (told["top_p"], told["presence_penalty"], told["frequency_penalty"]) == (1.0, 0.0, 0.0)
    assert (told["seed"], told["input_user"], told["tool_choice"]) == (3, "ann", "none")
    assert told["tools"] == TOOLS
    assert told["response_format"] is None
    assert told["request_id"].startswith("req_")


def test_a_streamed_completion_is_stored_whole(client: openai.OpenAI) -> None:
    said, identity = "", ""
    for chunk in client.chat.completions.create(model=MODEL, messages=MESSAGES, store=True, stream=True):
        identity = chunk.id
        said += chunk.choices[0].delta.content or ""
    stored = client.chat.completions.retrieve(identity)
    assert stored.object == "chat.completion"
    assert stored.choices[0].message.content == said
    assert stored.usage is not None


def test_a_request_that_is_repeated_is_stored_each_time(client: openai.OpenAI) -> None:
    ids = [store(client).id for _ in range(4)]
    assert len(set(ids)) == 4
    assert [it.id for it in client.chat.completions.list()] == ids


def test_what_is_not_to_be_stored_is_not(client: openai.OpenAI) -> None:
    answered = client.chat.completions.create(model=MODEL, messages=MESSAGES, store=False)
    with pytest.raises(openai.NotFoundError, match=f"Chat completion with id '{answered.id}' not found"):
        client.chat.completions.retrieve(answered.id)
    assert not client.chat.completions.list().data


def test_failures_and_broken_off_answers_are_not_stored(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(turn=1, then="repeat_last").fail("overloaded").then("Once", interrupted_by="overloaded")
    with pytest.raises(openai.APIStatusError):
        store(client)
    with pytest.raises(openai.APIError):
        list(client.chat.completions.create(model=MODEL, messages=MESSAGES, store=True, stream=True))
    assert len(fake.calls) == 2
    assert not client.chat.completions.list().data


def test_pages_follow_each_other(client: openai.OpenAI) -> None:
    ids = [store(client, number=str(number)).id for number in range(5)]
    page = client.chat.completions.list(limit=2)
    assert [it.id for it in page.data] == ids[:2]
    assert page.has_more
    assert [it.id for it in page] == ids  # the SDK asks for the others itself
    assert [it.id for it in client.chat.completions.list(limit=2, order="desc")] == ids[::-1]
    assert not client.chat.completions.list(limit=5).has_more
    last = client.chat.completions.list(after=ids[3])
    assert ([it.id for it in last.data], last.has_more) == (ids[4:], False)


def test_a_list_can_be_narrowed(client: openai.OpenAI) -> None:
    first, second = store(client, team="a", run="1"), store(client, "gpt-4.1", team="a", run="2")
    assert [it.id for it in client.chat.completions.list(model="gpt-4.1")] == [second.id]
    assert [it.id for it in client.chat.completions.list(metadata={"team": "a", "run": "1"})] == [first.id]
    assert not client.chat.completions.list(metadata={"team": "b"}).data


def test_metadata_can_be_changed_and_taken_away(client: openai.OpenAI) -> None:
    answered = store(client, a="1")
    assert client.chat.completions.update(answered.id, metadata={"b": "2"}).metadata == {"b": "2"}
    assert client.chat.completions.retrieve(answered.id).metadata == {"b": "2"}
    assert client.chat.completions.update(answered.id, metadata=None).metadata == {}


def test_what_is_deleted_is_gone(client: openai.OpenAI) -> None:
    answered = store(client)
    gone = client.chat.completions.delete(answered.id)
    assert (gone.id, gone.deleted, gone.object) == (answered.id, True, "chat.completion.deleted")
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.delete(answered.id)


def test_the_messages_that_were_asked_are_stored(lenient: openai.OpenAI) -> None:
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}},
    ]
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": parts, "name": "ann"}]
    answered = lenient.chat.completions.create(model=MODEL, messages=messages, store=True)  # type: ignore[arg-type]
    page = lenient.chat.completions.messages.list(answered.id)
    assert [it.id for it in page.data] == [f"{answered.id}-0", f"{answered.id}-1"]
    system, user = (it.model_dump(exclude_unset=True) for it in page.data)
    assert (system["role"], system["content"], system["content_parts"]) == ("system", "Be brief.", None)
    assert (user["role"], user["content"], user["content_parts"], user["name"]) == ("user", None, parts, "ann")
    assert [it.id for it in lenient.chat.completions.messages.list(answered.id, limit=1, order="desc")] == [
        f"{answered.id}-1", f"{answered.id}-0",
    ]  # fmt: skip


@pytest.mark.parametrize(("query", "message"), [
    ("limit=x", "Invalid type for 'limit': expected an integer, but got a string instead."),
    ("limit=0", "Invalid 'limit': integer below minimum value. Expected a value >= 1, but got 0 instead."),
    ("limit=101", "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead."),
    ("order=up", "Invalid value: 'up'. Supported values are: 'asc' and 'desc'."),
])  # fmt: skip
def test_a_query_that_makes_no_sense_is_refused(client: openai.OpenAI, query: str, message: str) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.get(f"/chat/completions?{query}", cast_to=object)
    assert caught.value.body == {
        "message": message, "type": "invalid_request_error", "param": query.partition("=")[0],
        "code": caught.value.code,
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/chat/completions?after=x", "/chat/completions/x", "/chat/completions/x/messages"])
def test_an_id_that_is_not_there_is_not_found(client: openai.OpenAI, path: str) -> None:
    with pytest.raises(openai.NotFoundError, match="Chat completion with id 'x' not found"):
        client.get(path, cast_to=object)


def test_an_update_needs_metadata(client: openai.OpenAI) -> None:
    answered = store(client)
    with pytest.raises(openai.BadRequestError, match="Missing required parameter: 'metadata'"):
        client.post(f"/chat/completions/{answered.id}", body={}, cast_to=object)


def test_a_fixture_may_answer_in_the_place_of_what_was_stored(fake: FakeAI, client: openai.OpenAI) -> None:
    answered = store(client)
    fake.on(endpoint="stored_completion", then="repeat_last").fail("overloaded").then(verbatim(json={"id": "x"}))
    with pytest.raises(openai.InternalServerError):
        client.chat.completions.retrieve(answered.id)
    assert client.get(f"/chat/completions/{answered.id}", cast_to=object) == {"id": "x"}
    fake.assert_called(2, endpoint="stored_completion")


def test_a_reply_can_t_answer_for_what_was_stored(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(endpoint="stored_completions").reply("Hello.")
    with pytest.raises(openai.InternalServerError, match="a reply can't answer stored_completions"):
        client.chat.completions.list()
    with pytest.raises(Exception, match="it asks about what was stored"):
        fake.check()


def test_look_ups_need_no_fixture_where_all_else_does(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(user="weather").reply("Sunny.")
    answered = store(client)
    assert client.chat.completions.retrieve(answered.id).choices[0].message.content == "Sunny."


def test_generate_tells_what_was_stored(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on(endpoint="stored_*").generate()
    fake.on().reply("Sunny.")
    answered = store(client)
    assert client.chat.completions.retrieve(answered.id).id == answered.id


async def test_the_asynchronous_sdk_finds_them_too(async_client: openai.AsyncOpenAI) -> None:
    answered = await async_client.chat.completions.create(
        model=MODEL, messages=MESSAGES, store=True, metadata={"a": "1"}
    )
    completions = async_client.chat.completions
    assert (await completions.retrieve(answered.id)).metadata == {"a": "1"}
    assert [it.id async for it in await completions.list(metadata={"a": "1"})] == [answered.id]
    assert (await completions.update(answered.id, metadata={"b": "2"})).metadata == {"b": "2"}
    assert (await completions.delete(answered.id)).deleted
