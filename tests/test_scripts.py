"""Scripts: turns in order, what follows the last, and how a turn becomes an answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fakeai.call import Call
from fakeai.reply import Failure, Reply, Text
from fakeai.scripts import Exhausted, Generate, Script, Template, Then, Turn, check_reply, resolve
from fakeai.seeds import Seed
from fakeai.wire import Response
from tests.builders import make_call, make_reply

A, B, C = make_reply("a"), make_reply("b"), make_reply("c")
SEED = Seed.root(0)


def taken(script: Script, times: int) -> str:
    """The texts of the next turns, and ! for none left."""
    texts = []
    for _ in range(times):
        try:
            _, turn = script.take()
        except Exhausted:
            texts.append("!")
        else:
            assert isinstance(turn, Reply)
            texts.append(turn.text)
    return "".join(texts)


@pytest.mark.parametrize(
    ("then", "wanted"), [("error", "abc!!"), ("repeat_last", "abccc"), ("cycle", "abcab")], ids=lambda value: value
)
def test_what_follows_the_last_turn(then: Then, wanted: str) -> None:
    assert taken(Script([A, B, C], then), 5) == wanted


def test_a_script_ends_with_an_error_unless_it_says_otherwise() -> None:
    assert Script([A]).then == "error"


def test_a_single_answer_repeats_for_ever() -> None:
    assert taken(Script.repeating(A), 4) == "aaaa"


def test_a_turn_comes_with_its_index() -> None:
    script = Script([A, B], "cycle")
    assert [script.take()[0] for _ in range(3)] == [0, 1, 0]


def test_exhaustion_tells_how_many_turns_there_are_and_how_often_one_was_asked_for() -> None:
    script = Script([A, B])
    taken(script, 3)
    with pytest.raises(Exhausted) as caught:
        script.take()
    assert (caught.value.turns, caught.value.taken) == (2, 4)


def test_there_is_no_script_without_turns() -> None:
    with pytest.raises(ValueError, match="at least one turn"):
        Script([])


@pytest.mark.parametrize(
    ("then", "before", "wanted"),
    [
        ("repeat_last", 0, "ab!"),
        ("repeat_last", 1, "b!"),
        ("repeat_last", 5, "b!"),
        ("error", 2, "b!"),
        ("cycle", 3, "b!"),
    ],
)
def test_a_turn_added_later_is_next_once_the_others_are_used_up(then: Then, before: int, wanted: str) -> None:
    script = Script([A], then)
    taken(script, before)
    script.extend(B, then="error")
    assert taken(script, len(wanted)) == wanted


def test_adding_turns_keeps_the_cursor() -> None:
    script = Script([A, B], "error")
    taken(script, 1)
    script.extend(C)
    assert taken(script, 3) == "bc!"


def test_exhaustion_counts_calls_before_a_turn_was_added() -> None:
    script = Script([A], "repeat_last")
    taken(script, 3)
    script.extend(B, then="error")
    taken(script, 1)
    with pytest.raises(Exhausted, match="call 5"):
        script.take()


def test_no_two_threads_get_the_same_turn() -> None:
    turns = [make_reply(str(number)) for number in range(500)]
    script = Script(turns)
    with ThreadPoolExecutor(8) as pool:
        indexes = list(pool.map(lambda _: script.take()[0], range(500)))
    assert sorted(indexes) == list(range(500))


@pytest.mark.parametrize(
    "turn", [A, Failure(kind="overloaded"), Response(), Generate()], ids=lambda it: type(it).__name__
)
def test_a_turn_that_is_an_answer_is_given_as_it_is(turn: Turn) -> None:
    assert resolve(turn, make_call(), SEED) is turn
    assert resolve(lambda _: turn, make_call(), SEED) is turn


def test_a_callable_is_asked_and_its_text_is_a_reply() -> None:
    assert resolve(lambda call: f"You said {call.user}", make_call("hi"), SEED) == Reply.of(Text("You said hi"))


def test_a_template_is_rendered_also_if_a_callable_returns_it() -> None:
    template = Template(lambda call, seed: make_reply(f"{call.user} {seed.hex(4)}"))
    wanted = make_reply(f"hi {SEED.hex(4)}")
    assert resolve(template, make_call("hi"), SEED) == wanted
    assert resolve(lambda _: template, make_call("hi"), SEED) == wanted


@pytest.mark.parametrize(("value", "got"), [(None, "nothing"), (5, "a int"), ({"a": 1}, "a dict")])
def test_a_callable_that_returns_no_answer_is_named(value: Any, got: str) -> None:
    def answerer(call: Call) -> Any:
        return value

    with pytest.raises(TypeError, match=f"answerer returned {got}; expected a str, Reply"):
        resolve(answerer, make_call(), SEED)


def test_an_asynchronous_callable_is_told_apart() -> None:
    async def answerer(_: Call) -> Any:
        return "hi"

    wrong: Any = answerer
    with pytest.raises(TypeError, match="answerer is asynchronous"):
        resolve(wrong, make_call(), SEED)


def test_what_a_callable_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        resolve(lambda _: str(1 / 0), make_call(), SEED)


VECTORS = Reply(vectors=((1.0, 0.0),))


@pytest.mark.parametrize(
    ("reply", "endpoint", "fine"),
    [
        (A, "chat", True),
        (A, "completions", True),
        (A, "embeddings", False),
        (VECTORS, "embeddings", True),
        (VECTORS, "chat", False),
        (VECTORS, "completions", False),
    ],
)
def test_a_reply_has_to_be_of_the_endpoint_s_kind(reply: Reply, endpoint: str, fine: bool) -> None:
    call = make_call(endpoint=endpoint)
    if fine:
        check_reply(reply, call)
    else:
        with pytest.raises(ValueError, match="vectors"):
            check_reply(reply, call)
