"""Legacy completions have the shape of captured ones, and their parameters act on them."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types import Completion

from fakeai import wire
from fakeai.dialects.openai.completions import Completions
from fakeai.reply import Choice, Reasoning, Refusal, Reply, Text, TokenLogprob, ToolCall

from .making import answer, body_of, chunks_of, make_call
from .oracle import judge

HEAD = ["id", "object", "created"]
HELLO = Choice(parts=(Text("Hello there"),))
NONE: dict[str, Any] = {"tokens": [], "token_logprobs": [], "top_logprobs": [], "text_offset": []}


def request(**fields: Any) -> dict[str, Any]:
    return {"model": "gpt-3.5-turbo-instruct", "prompt": "Say", **fields}


def say(reply: Any = "Hello there", **fields: Any) -> wire.Response:
    return answer(Completions(), request(**fields), reply)


def choices(reply: Any = "Hello there", **fields: Any) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = body_of(say(reply, **fields))["choices"]
    return said


def stream(reply: Any = "Hello there", **fields: Any) -> list[dict[str, Any]]:
    return chunks_of(say(reply, stream=True, **fields))


def test_the_body_has_the_captured_keys_in_their_order() -> None:
    body = body_of(say())
    assert list(body) == [*HEAD, "model", "choices", "usage"]
    assert body["object"] == "text_completion"
    assert body["id"].startswith("cmpl-")
    assert len(body["id"]) == len("cmpl-") + 29
    assert body["choices"] == [{"text": "Hello there", "index": 0, "logprobs": None, "finish_reason": "stop"}]
    assert list(body["choices"][0]) == ["text", "index", "logprobs", "finish_reason"]
    assert body["usage"] == {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def test_every_chunk_has_the_captured_keys_in_their_order() -> None:
    assert [list(chunk) for chunk in stream()] == [[*HEAD, "choices", "model"]] * 3


def test_a_stop_comes_in_a_chunk_without_text() -> None:
    assert [chunk["choices"][0] for chunk in stream()] == [
        {"text": "Hello", "index": 0, "logprobs": None, "finish_reason": None},
        {"text": " there", "index": 0, "logprobs": None, "finish_reason": None},
        {"text": "", "index": 0, "logprobs": None, "finish_reason": "stop"},
    ]


def test_a_limit_is_reached_with_the_last_token_itself() -> None:
    said = [(chunk["choices"][0]["text"], chunk["choices"][0]["finish_reason"]) for chunk in stream(max_tokens=1)]
    assert said == [("Hello", "length")]


def test_usage_comes_when_asked_for_in_a_chunk_with_its_own_order_of_keys() -> None:
    *chunks, last = stream(stream_options={"include_usage": True})
    assert [list(chunk) for chunk in chunks] == [[*HEAD, "choices", "model", "usage"]] * 3
    assert all(chunk["usage"] is None for chunk in chunks)
    assert list(last) == [*HEAD, "model", "usage", "choices"]
    assert last["choices"] == []
    assert last["usage"] == {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


@pytest.mark.parametrize(("prompt", "inputs", "tokens"), [
    ("Say", ("Say",), None),
    (["Say", "Tell"], ("Say", "Tell"), None),
    ([1, 2, 3], ("1 2 3",), 3),
    ([[1, 2], [3]], ("1 2", "3"), 3),
    (None, ("<|endoftext|>",), None),
], ids=str)  # fmt: skip
def test_a_prompt_is_one_or_several_texts_or_lists_of_tokens(
    prompt: Any, inputs: tuple[str, ...], tokens: int | None
) -> None:
    call = make_call(Completions(), request(prompt=prompt))
    assert (call.endpoint, call.inputs, call.input_tokens) == ("completions", inputs, tokens)
    assert call.user == "\n".join(inputs)


def test_a_list_of_tokens_counts_as_what_it_is() -> None:
    assert body_of(say(prompt=[[1, 2], [3]]))["usage"]["prompt_tokens"] == 3


def test_without_a_limit_sixteen_tokens_are_said() -> None:
    body = body_of(say("one two three four five six seven eight nine ten " * 2))
    assert body["choices"][0]["finish_reason"] == "length"
    assert body["usage"]["completion_tokens"] == 16


def test_a_limit_of_nothing_says_nothing() -> None:
    assert choices(max_tokens=0) == [{"text": "", "index": 0, "logprobs": None, "finish_reason": "length"}]
    assert [chunk["choices"][0]["finish_reason"] for chunk in stream(max_tokens=0)] == ["length"]


def test_stop_ends_the_text_before_it() -> None:
    assert choices("Hello there. Bye", stop=[".", "there"])[0]["text"] == "Hello "


def test_each_prompt_gets_n_choices_one_after_the_other() -> None:
    reply = Reply(choices=(Choice(parts=(Text("a"),)), Choice(parts=(Text("b"),))))
    said = choices(reply, prompt=["X", "Y"], n=2, echo=True)
    assert [(choice["index"], choice["text"]) for choice in said] == [(0, "Xa"), (1, "Xb"), (2, "Ya"), (3, "Yb")]


def test_several_choices_take_turns_in_a_stream() -> None:
    said = [chunk["choices"][0]["index"] for chunk in stream(prompt=["X", "Y"])]
    assert said == [0, 1, 0, 1, 0, 1]


def test_echo_puts_the_prompt_before_the_text_and_costs_nothing() -> None:
    assert choices(echo=True)[0]["text"] == "SayHello there"
    assert body_of(say(echo=True))["usage"] == body_of(say())["usage"]
    assert [chunk["choices"][0]["text"] for chunk in stream(echo=True)] == ["Say", "Hello", " there", ""]


def test_a_suffix_changes_nothing_of_a_scripted_text() -> None:
    assert choices(suffix=" of code")[0]["text"] == "Hello there"
    assert make_call(Completions(), request(suffix=" of code")).options["suffix"] == " of code"


def test_logprobs_are_four_lists_of_equal_length() -> None:
    lists = choices(logprobs=2)[0]["logprobs"]
    assert list(lists) == ["tokens", "token_logprobs", "top_logprobs", "text_offset"]
    assert lists["tokens"] == ["Hello", " there"]
    assert lists["text_offset"] == [3, 8]
    for token, logprob, top in zip(lists["tokens"], lists["token_logprobs"], lists["top_logprobs"], strict=True):
        assert top[token] == logprob == max(top.values())
        assert len(top) == 2


def test_without_alternatives_asked_for_there_are_none() -> None:
    lists = choices(logprobs=0)[0]["logprobs"]
    assert lists["top_logprobs"] is None
    assert len(lists["token_logprobs"]) == 2


def test_the_first_token_of_an_echoed_prompt_has_no_probability() -> None:
    lists = choices(prompt="Say it", echo=True, logprobs=1)[0]["logprobs"]
    assert lists["tokens"] == ["Say", " it", "Hello", " there"]
    assert lists["text_offset"] == [0, 3, 6, 11]
    assert lists["token_logprobs"][0] is None
    assert lists["top_logprobs"][0] is None
    assert all(logprob <= 0 for logprob in lists["token_logprobs"][1:])


def test_scoring_a_text_says_nothing_new() -> None:
    choice = choices(prompt="Say it", echo=True, logprobs=1, max_tokens=0)[0]
    assert choice["text"] == "Say it"
    assert choice["logprobs"]["tokens"] == ["Say", " it"]


def test_scripted_logprobs_say_where_the_text_is_cut() -> None:
    tokens = (TokenLogprob("Hel", -0.5, (("Hel", -0.5),)), TokenLogprob("lo", -0.25, (("lo", -0.25),)))
    reply = Reply(choices=(Choice(parts=(Text("Hello there"),), logprobs=tokens),))
    pieces = [chunk["choices"][0] for chunk in stream(reply, logprobs=1)]
    assert [piece["text"] for piece in pieces] == ["Hel", "lo", " there", ""]
    assert pieces[1]["logprobs"] == {
        "tokens": ["lo"], "token_logprobs": [-0.25], "top_logprobs": [{"lo": -0.25}], "text_offset": [6],
    }  # fmt: skip
    assert pieces[2]["logprobs"] is None
    assert pieces[3]["logprobs"] == NONE


def test_only_words_are_said_here_and_a_tool_call_is_no_reason_to_stop() -> None:
    reply = Reply.of(Reasoning("Hm"), Text("Hi."), Refusal(" No."), ToolCall("f"))
    choice = choices(reply, max_tokens=100)[0]
    assert (choice["text"], choice["finish_reason"]) == ("Hi. No.", "stop")


def test_what_only_one_provider_says_goes_into_the_first_and_the_last_chunk() -> None:
    reply = Reply(choices=(Choice(parts=HELLO.parts, extra={"stop_reason": None}),), extra={"provider": "x"})
    first, middle, last = stream(reply)
    assert "stop_reason" in first["choices"][0]
    assert "stop_reason" not in middle["choices"][0]
    assert (last["provider"], first.get("provider")) == ("x", None)
    body = body_of(say(reply))
    assert (body["provider"], "stop_reason" in body["choices"][0]) == ("x", True)


def test_a_text_without_tokens_still_says_it() -> None:
    (only,) = stream(Reply(choices=(Choice(extra={"stop_reason": None}),), extra={"provider": "x"}))
    assert "stop_reason" in only["choices"][0]
    assert only["provider"] == "x"


@pytest.mark.parametrize("fields", [
    {}, {"n": 2}, {"prompt": ["a", "b"]}, {"logprobs": 0}, {"logprobs": 5}, {"max_tokens": 1}, {"echo": True},
], ids=str)  # fmt: skip
def test_the_sdk_accepts_every_body(fields: dict[str, Any]) -> None:
    judge(say(**fields), Completion)


def test_the_sdk_accepts_chunks_that_finish() -> None:
    """The others have `finish_reason: null`, as the real API sends it, which the SDK's type has no room for."""
    for chunk in stream(max_tokens=1, stream_options={"include_usage": True}):
        Completion.model_validate(chunk, strict=True)


def test_a_response_that_is_no_completion_is_not_read() -> None:
    bodies: tuple[Any, ...] = ({"error": "no"}, [], {"choices": None})
    for body in bodies:
        with pytest.raises(ValueError, match="choices"):
            Completions().read(wire.plain_json(200, body))
