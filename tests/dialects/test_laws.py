"""What holds for every endpoint and every reply: read is render backwards, the SDK agrees, and a seed settles all."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types import Completion
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.completions import Completions
from fakeai.dialects.openai.dress import Dress
from fakeai.dialects.openai.embeddings import Embeddings
from fakeai.reply import Audio, Choice, Finish, Reasoning, Refusal, Reply, Text, TokenLogprob, ToolCall
from fakeai.shaping import shape

from .everything import everything
from .making import SEED, TOKENIZER, answer, chat_body, chunks_of, make_call
from .oracle import judge

# Lone surrogates stay out of the generated texts: JSON can escape them, but the SDK's parser refuses them. They have
# tests of their own.
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
names = st.from_regex(r"[a-zA-Z0-9_-]{1,20}", fullmatch=True)
tool_calls = st.builds(
    ToolCall, names, st.one_of(texts, st.just("{}"), st.just("")), st.none() | names, custom=st.booleans()
)


def distinct(calls: list[ToolCall]) -> list[ToolCall]:
    return [replace(call, id=call.id and f"{call.id}{index}") for index, call in enumerate(calls)]


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    """A choice in the order in which the wire keeps its parts: reasoning, text or refusal, tool calls."""
    reasoning = draw(st.lists(texts.map(Reasoning), max_size=1))
    said = draw(st.lists(texts.map(Text) | texts.map(Refusal), max_size=1))
    calls = distinct(draw(st.lists(tool_calls, max_size=3)))
    finish = draw(st.sampled_from((None, *get_args(Finish))))
    return Choice(parts=(*reasoning, *said, *calls), finish=finish)


replies = st.builds(Reply, choices=st.lists(choices(), min_size=1, max_size=3).map(tuple))
options = st.fixed_dictionaries(
    {},
    optional={
        "n": st.integers(1, 4),
        "logprobs": st.booleans(),
        "stop": texts | st.lists(texts, min_size=1, max_size=4),
        "max_tokens": st.integers(1, 30),
    },
)


class Thinking(Dress):
    reasoning_key = "reasoning"


def without_reasoning(reply: Reply) -> Reply:
    """What can be read of a reply where reasoning is not shown."""
    return replace(
        reply,
        choices=tuple(
            replace(choice, parts=tuple(part for part in choice.parts if not isinstance(part, Reasoning)))
            for choice in reply.choices
        ),
    )


def sayable(reply: Reply) -> Reply:
    """A reply without the empty parts that a limit or stop leaves: nobody hears them."""
    return replace(
        reply,
        choices=tuple(
            replace(
                choice, parts=tuple(part for part in choice.parts if isinstance(part, ToolCall | Audio) or part.text)
            )
            for choice in reply.choices
        ),
    )


@pytest.mark.slow
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
@pytest.mark.parametrize("dress", [Dress(), Thinking()], ids=["canonical", "thinking"])
@given(reply=replies, fields=options)
def test_what_is_rendered_is_read_again(stream: bool, dress: Dress, reply: Reply, fields: dict[str, Any]) -> None:
    chat = Chat(dress=dress)
    body = chat_body(stream=stream, **fields)
    if stream:
        body["stream_options"] = {"include_usage": True}
    call = make_call(chat, body)
    said = shape(reply, call, SEED, TOKENIZER)
    read = chat.read(chat.render(said, call, seed=SEED, tokenizer=TOKENIZER))
    expected = sayable(said if dress.reasoning_key else without_reasoning(said))
    assert read.choices == expected.choices
    assert read.usage == said.usage
    assert read.model == "gpt-4o"


@pytest.mark.slow
@given(reply=replies, fields=options)
def test_the_sdk_accepts_whatever_is_said(reply: Reply, fields: dict[str, Any]) -> None:
    judge(answer(Chat(), chat_body(**fields), reply), ChatCompletion)
    if any(call.custom for choice in reply.choices for call in choice.tool_calls):
        return  # the SDK has no type for a streamed call of a custom tool, though the API streams them
    judge(answer(Chat(), chat_body(stream=True, **fields), reply), ChatCompletion, ChatCompletionChunk)


@pytest.mark.slow
@given(text=st.text(max_size=200))
def test_deltas_join_to_the_text_and_none_is_empty(text: str) -> None:
    response = answer(Chat(), chat_body(stream=True), text)
    deltas = [chunk["choices"][0]["delta"].get("content") for chunk in chunks_of(response)][1:-1]
    assert "".join(deltas) == text
    assert all(deltas)


@pytest.mark.slow
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
@given(
    said=st.lists(texts, min_size=1, max_size=3),
    logprobs=st.none() | st.integers(0, 5),
    limit=st.integers(0, 40),
)
def test_a_legacy_completion_is_read_again(stream: bool, said: list[str], logprobs: int | None, limit: int) -> None:
    completions = Completions()
    reply = Reply(choices=tuple(Choice(parts=(Text(text),)) for text in said))
    body = {"model": "m", "prompt": ["a", "b"], "n": len(said), "logprobs": logprobs, "max_tokens": limit}
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    call = make_call(completions, body)
    complete = shape(reply, call, SEED, TOKENIZER)
    response = completions.render(complete, call, seed=SEED, tokenizer=TOKENIZER)
    read = completions.read(response)
    expected = sayable(complete).choices
    if logprobs == 0:  # null stands for "no alternatives" on the legacy wire
        expected = tuple(replace(choice, logprobs=_topless(choice.logprobs or ())) for choice in expected)
    assert read.choices == expected
    assert read.usage == complete.usage
    if not stream:
        judge(response, Completion)


def _topless(tokens: tuple[TokenLogprob, ...]) -> tuple[TokenLogprob, ...]:
    return tuple(token._replace(top=()) for token in tokens)


@given(
    vectors=st.lists(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=8).map(tuple), min_size=1, max_size=4)
)
@pytest.mark.parametrize("encoding", ["float", "base64"])
def test_vectors_are_read_again_in_either_encoding(encoding: str, vectors: list[tuple[float, ...]]) -> None:
    body = {"model": "m", "input": ["x"] * len(vectors), "encoding_format": encoding}
    response = answer(Embeddings(), body, Reply(vectors=tuple(vectors)))
    assert Embeddings().read(response).vectors == tuple(vectors)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_in_another_process_too() -> None:
    program = "from dialects.everything import everything; import sys; sys.stdout.write(ascii(everything()))"
    here = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120 -- a folder for sys.path
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([here, *sys.path])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs == [ascii(everything())] * 2
