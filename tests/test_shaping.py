"""A scripted reply is made complete by the call's parameters; what was scripted stays."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.call import Call, Message, ResponseFormat, Tool, ToolUse
from fakeai.reply import Choice, Model, Part, Reasoning, Refusal, Reply, Text, TokenLogprob, ToolCall, Usage
from fakeai.seeds import Seed
from fakeai.shaping import guessed_logprobs, input_tokens, shape
from fakeai.tokens import tokenizer

TOKENIZER = tokenizer()
SEED = Seed.root(7)
HELLO = Text("Hello there, friend.")


def make_call(**fields: Any) -> Call:
    return Call(**{"provider": "openai", "endpoint": "chat", "messages": (Message(role="user", text="Hi"),), **fields})


def shaped(reply: Reply | Part, **fields: Any) -> Reply:
    if not isinstance(reply, Reply):
        reply = Reply.of(reply)
    return shape(reply, make_call(**fields), SEED, TOKENIZER)


def first(reply: Reply | Part, **fields: Any) -> Choice:
    return shaped(reply, **fields).choices[0]


class TestFinish:
    @pytest.mark.parametrize(("part", "finish"), [
        (HELLO, "stop"), (Refusal("No"), "stop"), (ToolCall("f"), "tool_calls"), (Reasoning("Hm"), "stop"),
    ])  # fmt: skip
    def test_it_follows_from_what_is_said(self, part: Part, finish: str) -> None:
        assert first(part).finish == finish

    def test_a_scripted_one_stays(self) -> None:
        assert first(Reply.of(HELLO, finish="content_filter")).finish == "content_filter"


class TestStop:
    @pytest.mark.parametrize(("stop", "text"), [
        (("there",), "Hello "),
        (("friend", "there"), "Hello "),
        ((",", "zzz"), "Hello there"),
        (("Hello",), ""),
    ])  # fmt: skip
    def test_the_text_ends_before_the_first_stop_string(self, stop: tuple[str, ...], text: str) -> None:
        choice = first(HELLO, stop=stop)
        assert (choice.text, choice.finish) == (text, "stop")

    def test_what_would_have_come_after_it_is_not_said(self) -> None:
        choice = first(Reply.of(HELLO, ToolCall("f")), stop=("there",))
        assert (choice.tool_calls, choice.finish) == ((), "stop")

    def test_one_that_is_not_in_the_text_changes_nothing(self) -> None:
        choice = first(Reply.of(HELLO, ToolCall("f")), stop=("zzz",))
        assert choice.parts[0] == HELLO
        assert choice.finish == "tool_calls"

    def test_it_is_found_across_two_parts_of_the_text(self) -> None:
        choice = first(Reply.of(Text("One EN"), Text("D two")), stop=("END",))
        assert (choice.text, choice.finish) == ("One ", "stop")

    def test_only_text_is_searched(self) -> None:
        call = ToolCall("f", '{"a": "END"}', "call_1")
        assert first(Reply.of(Reasoning("END"), call), stop=("END",)).parts == (Reasoning("END"), call)


class TestMaxTokens:
    def test_a_longer_text_is_cut_between_tokens(self) -> None:
        choice = first(HELLO, max_tokens=3)
        assert (choice.text, choice.finish) == ("Hello there,", "length")

    @pytest.mark.parametrize("limit", [5, 6, 100])
    def test_a_text_that_fits_stays_whole(self, limit: int) -> None:
        choice = first(HELLO, max_tokens=limit)
        assert (choice.text, choice.finish) == (HELLO.text, "stop")

    def test_reasoning_uses_it_up_too(self) -> None:
        choice = first(Reply.of(Reasoning("one two three"), HELLO), max_tokens=4)
        assert choice.parts == (Reasoning("one two three"), Text("Hello"))

    def test_a_tool_call_is_cut_inside_its_arguments(self) -> None:
        whole = ToolCall("f", '{"city": "Paris"}', "call_1")
        choice = first(whole, max_tokens=10)
        assert choice.finish == "length"
        assert choice.tool_calls[0].arguments == '{"city'

    def test_a_tool_call_that_does_not_fit_at_all_is_not_made(self) -> None:
        choice = first(ToolCall("f"), max_tokens=3)
        assert (choice.parts, choice.finish) == ((), "length")

    @given(st.text(), st.integers(0, 20))
    def test_never_more_than_asked_for(self, text: str, limit: int) -> None:
        reply = shaped(Text(text), max_tokens=limit)
        assert reply.usage is not None
        assert reply.usage.output_tokens is not None
        assert reply.usage.output_tokens <= limit
        assert text.startswith(reply.text)

    def test_stop_and_limit_both_act_and_the_limit_says_why(self) -> None:
        choice = first(HELLO, stop=("friend",), max_tokens=1)
        assert (choice.text, choice.finish) == ("Hello", "length")


class TestChoices:
    def test_one_reply_is_given_n_times(self) -> None:
        assert [choice.text for choice in shaped(HELLO, n=3).choices] == [HELLO.text] * 3

    def test_scripted_choices_are_given_in_turn(self) -> None:
        reply = Reply(choices=(Choice(parts=(Text("a"),)), Choice(parts=(Text("b"),))))
        assert [choice.text for choice in shaped(reply, n=3).choices] == ["a", "b", "a"]
        assert [choice.text for choice in shaped(reply, n=1).choices] == ["a"]

    def test_of_completions_each_prompt_has_n(self) -> None:
        assert len(shaped(HELLO, endpoint="completions", inputs=("x", "y"), n=2).choices) == 4

    def test_an_empty_reply_is_an_empty_choice(self) -> None:
        assert shaped(Reply()).choices[0].parts == ()

    def test_tool_calls_have_ids_of_their_own(self) -> None:
        calls = [
            call for choice in shaped(Reply.of(ToolCall("f"), ToolCall("g")), n=2).choices for call in choice.tool_calls
        ]
        ids = [call.id for call in calls]
        assert len(set(ids)) == 4
        assert all(id_ is not None and id_.startswith("call_") and len(id_) == 29 for id_ in ids)

    def test_a_scripted_id_stays(self) -> None:
        assert first(ToolCall("f", id="mine")).tool_calls[0].id == "mine"


class TestLogprobs:
    def test_there_are_none_unless_asked_for(self) -> None:
        scripted = Choice(parts=(HELLO,), logprobs=(TokenLogprob("Hello", -1.0),))
        assert first(HELLO).logprobs is None
        assert first(Reply(choices=(scripted,))).logprobs is None

    def test_they_are_one_a_token_and_join_to_the_text(self) -> None:
        logprobs = first(HELLO, logprobs=True).logprobs
        assert logprobs is not None
        assert tuple(token.token for token in logprobs) == TOKENIZER.split(HELLO.text)

    def test_scripted_ones_stay_as_far_as_the_text_does(self) -> None:
        tokens = (TokenLogprob("Hello", -1.0), TokenLogprob(" there", -2.0), TokenLogprob(",", -3.0))
        reply = Reply(choices=(Choice(parts=(HELLO,), logprobs=tokens),))
        assert first(reply, logprobs=True).logprobs == tokens
        assert first(reply, logprobs=True, max_tokens=2).logprobs == tokens[:2]
        assert first(reply, logprobs=True, stop=("Hello",)).logprobs == ()

    @given(st.text(max_size=40), st.integers(0, 20), st.integers())
    def test_they_are_probabilities_the_likeliest_first(self, text: str, top: int, seed: int) -> None:
        for token in guessed_logprobs(TOKENIZER.split(text), top, Seed.root(seed)):
            assert len(token.top) == top
            assert token.logprob <= 0
            assert sum(exp(logprob) for _, logprob in token.top) <= 1 + 1e-6
            logprobs = [logprob for _, logprob in token.top]
            assert logprobs == sorted(logprobs, reverse=True)
            assert len({rival for rival, _ in token.top}) == top
            if top:
                assert token.top[0] == (token.token, token.logprob)


class TestUsage:
    def test_it_counts_what_was_asked_and_said(self) -> None:
        usage = shaped(Reply.of(Reasoning("Hm"), HELLO)).usage
        assert usage == Usage(input_tokens=8, output_tokens=6, cached_tokens=0, reasoning_tokens=1)

    def test_every_choice_counts(self) -> None:
        usage = shaped(HELLO, n=3).usage
        assert usage is not None
        assert usage.output_tokens == 15

    def test_scripted_counts_stay_one_by_one(self) -> None:
        usage = shaped(replace(Reply.of(HELLO), usage=Usage(output_tokens=99, cached_tokens=4))).usage
        assert usage == Usage(input_tokens=8, output_tokens=99, cached_tokens=4, reasoning_tokens=0)

    def test_vectors_cost_their_inputs_only(self) -> None:
        usage = shaped(Reply(vectors=((1.0,),)), endpoint="embeddings", messages=(), inputs=("one two", "three")).usage
        assert usage == Usage(input_tokens=3, output_tokens=0, cached_tokens=0, reasoning_tokens=0)

    def test_models_cost_nothing(self) -> None:
        reply = Reply(models=(Model(id="m"),))
        assert shaped(reply) is reply

    def test_what_the_dialect_counted_wins_over_the_text(self) -> None:
        assert input_tokens(make_call(messages=(), inputs=("1 2 3",), input_tokens=7), TOKENIZER) == 7

    @pytest.mark.parametrize(("fields", "more"), [
        ({"messages": (Message(role="user", text="Hi"), Message(role="user", text="Hi"))}, 5),
        ({"messages": (Message(role="user", text="Hi", name="Ann"),)}, 2),
        ({"messages": (Message(role="user", text="Hi", images=2),)}, 170),
        ({"messages": (Message(role="user", text="Hi", tool_uses=(ToolUse("f", "{}"),)),)}, 9),
        ({"tools": (Tool(name="f", description="say it"),)}, 10),
        ({"tools": (Tool(name="f", parameters={"a": 1}),)}, 13),
        ({"response_format": ResponseFormat(kind="json_schema", schema={"a": 1})}, 5),
    ], ids=str)  # fmt: skip
    def test_everything_that_is_sent_counts(self, fields: dict[str, Any], more: int) -> None:
        plain = input_tokens(make_call(), TOKENIZER)
        assert plain == 8
        assert input_tokens(make_call(**fields), TOKENIZER) == plain + more


def test_the_same_seed_gives_the_same_reply_and_another_one_another() -> None:
    reply = Reply.of(HELLO, ToolCall("f"))
    call = make_call(logprobs=True, top_logprobs=3)
    one, again = (shape(reply, call, Seed.root(1), TOKENIZER) for _ in range(2))
    assert one == again
    assert one != shape(reply, call, Seed.root(2), TOKENIZER)


def test_extra_fields_are_kept() -> None:
    reply = Reply(choices=(Choice(parts=(HELLO,), extra={"a": 1}),), extra={"b": 2}, model="m", id="i")
    done = shaped(reply)
    assert (done.choices[0].extra, done.extra, done.model, done.id) == ({"a": 1}, {"b": 2}, "m", "i")
