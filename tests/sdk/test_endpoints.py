"""Completions, embeddings and models by the official SDK, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import openai
import pytest

from fakeai import FakeAI, Reply
from fakeai.errors import CallableFailed

from .conftest import KEY

INSTRUCT, EMBEDDING = "gpt-3.5-turbo-instruct", "text-embedding-3-small"


@pytest.fixture
def lenient(fake: FakeAI) -> Iterator[openai.OpenAI]:
    """The SDK as it is by default. Strictly, its types allow neither base64 nor the nulls of streamed completions."""
    with openai.OpenAI(base_url=fake.openai_base_url, api_key=KEY, max_retries=0) as sdk:
        yield sdk


class TestCompletions:
    def test_a_prompt_is_completed(self, fake: FakeAI, client: openai.OpenAI) -> None:
        fake.on(endpoint="completions", user="Once upon").reply(" a time.")
        answer = client.completions.create(model=INSTRUCT, prompt="Once upon")
        assert (answer.choices[0].text, answer.choices[0].finish_reason) == (" a time.", "stop")
        assert answer.object == "text_completion"

    def test_several_prompts_are_completed_n_times(self, fake: FakeAI, client: openai.OpenAI) -> None:
        fake.on().reply("!")
        answer = client.completions.create(model=INSTRUCT, prompt=["a", "b"], n=2, echo=True)
        assert [(choice.index, choice.text) for choice in answer.choices] == [
            (0, "a!"),
            (1, "a!"),
            (2, "b!"),
            (3, "b!"),
        ]

    def test_tokens_are_a_prompt_too(self, fake: FakeAI, client: openai.OpenAI) -> None:
        fake.on().reply("!")
        answer = client.completions.create(model=INSTRUCT, prompt=[464, 3139, 286])
        assert answer.usage is not None
        assert answer.usage.prompt_tokens == 3

    def test_logprobs_are_given(self, fake: FakeAI, client: openai.OpenAI) -> None:
        fake.on().reply("It is sunny.")
        logprobs = client.completions.create(model=INSTRUCT, prompt="x", logprobs=2).choices[0].logprobs
        assert logprobs is not None
        assert logprobs.tokens == ["It", " is", " sunny", "."]
        assert logprobs.text_offset == [1, 3, 6, 12]

    def test_a_completion_is_streamed(self, fake: FakeAI, lenient: openai.OpenAI) -> None:
        fake.on().reply("It is sunny.")
        *chunks, last = lenient.completions.create(
            model=INSTRUCT, prompt="x", stream=True, stream_options={"include_usage": True}
        )
        assert "".join(chunk.choices[0].text for chunk in chunks) == "It is sunny."
        assert chunks[-1].choices[0].finish_reason == "stop"
        assert last.usage is not None
        assert last.usage.completion_tokens == 4

    async def test_the_asynchronous_client_is_answered(self, fake: FakeAI, async_client: openai.AsyncOpenAI) -> None:
        fake.on().reply("!")
        assert (await async_client.completions.create(model=INSTRUCT, prompt="x")).choices[0].text == "!"


class TestEmbeddings:
    def test_scripted_vectors_arrive_though_the_sdk_asks_for_base64(self, fake: FakeAI, lenient: openai.OpenAI) -> None:
        fake.on(endpoint="embeddings").reply(Reply(vectors=((0.25, -0.5), (1.0, 0.0))))
        answer = lenient.embeddings.create(model=EMBEDDING, input=["a", "b"])
        assert [entry.embedding for entry in answer.data] == [[0.25, -0.5], [1.0, 0.0]]
        assert fake.last_call.options["encoding_format"] == "base64"

    def test_floats_are_the_same_numbers(self, lenient: openai.OpenAI) -> None:
        encoded = lenient.embeddings.create(model=EMBEDDING, input="some words").data[0].embedding
        floats = (
            lenient.embeddings.create(model=EMBEDDING, input="some words", encoding_format="float").data[0].embedding
        )
        assert encoded == pytest.approx(floats, abs=1e-6)

    @pytest.mark.parametrize("dimensions", [1, 256, 1536])
    def test_made_up_vectors_have_length_one_and_the_dimensions_asked_for(
        self, lenient: openai.OpenAI, dimensions: int
    ) -> None:
        vector = lenient.embeddings.create(model=EMBEDDING, input="some words", dimensions=dimensions).data[0].embedding
        assert len(vector) == dimensions
        assert sqrt(sum(value * value for value in vector)) == pytest.approx(1, abs=1e-5)

    def test_tokens_are_counted_as_what_they_are(self, lenient: openai.OpenAI) -> None:
        answer = lenient.embeddings.create(model=EMBEDDING, input=[[1, 2, 3], [4]])
        assert answer.usage.prompt_tokens == answer.usage.total_tokens == 4
        assert [entry.index for entry in answer.data] == [0, 1]

    def test_floats_pass_strict_validation(self, client: openai.OpenAI) -> None:
        """Base64 does not: the SDK's type knows floats alone, which it makes of the text afterwards."""
        answer = client.embeddings.create(model=EMBEDDING, input=["a", "b"], encoding_format="float")
        assert [len(entry.embedding) for entry in answer.data] == [1536, 1536]

    async def test_the_asynchronous_client_is_answered(self, async_client: openai.AsyncOpenAI) -> None:
        answer = await async_client.embeddings.create(model=EMBEDDING, input="x", encoding_format="float")
        assert len(answer.data[0].embedding) == 1536


class TestModels:
    def test_the_list_holds_what_there_is(self, client: openai.OpenAI) -> None:
        names = [model.id for model in client.models.list()]
        assert "gpt-4o" in names
        assert EMBEDDING in names

    def test_one_is_retrieved_by_its_id(self, client: openai.OpenAI) -> None:
        model = client.models.retrieve("gpt-4o")
        assert (model.id, model.object, model.owned_by) == ("gpt-4o", "model", "system")

    def test_an_unknown_one_is_not_found(self, client: openai.OpenAI) -> None:
        with pytest.raises(openai.NotFoundError) as caught:
            client.models.retrieve("gpt-9")
        assert caught.value.code == "model_not_found"

    def test_an_id_may_hold_slashes_and_colons(self) -> None:
        names = ["org/model", "ft:gpt-4o:org::id"]
        with FakeAI(models=names) as fake, openai.OpenAI(base_url=fake.openai_base_url, api_key=KEY) as client:
            assert [client.models.retrieve(name).id for name in names] == names

    async def test_the_asynchronous_client_is_answered(self, async_client: openai.AsyncOpenAI) -> None:
        assert [model.id async for model in async_client.models.list()]


def test_a_wrong_number_of_vectors_is_told_and_not_tried_again(fake: FakeAI) -> None:
    fake.on().reply(Reply(vectors=((1.0,), (0.5,))))
    client = openai.OpenAI(base_url=fake.openai_base_url, api_key=KEY)
    with client, pytest.raises(openai.InternalServerError, match="2 vectors can't answer 3 inputs"):
        client.embeddings.create(model=EMBEDDING, input=["a", "b", "c"])
    assert len(fake.exchanges) == 1
    with pytest.raises(CallableFailed, match="2 vectors can't answer 3 inputs"):
        fake.check()
