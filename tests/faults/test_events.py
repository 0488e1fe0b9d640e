"""Faults of a stream's events: truncate, cut, drop, duplicate, reorder, garble, error_event."""

from __future__ import annotations

import json

import pytest

from fakeai import wire
from fakeai.faults.contract import Context
from fakeai.faults.cut import Cut
from fakeai.faults.drop import Drop
from fakeai.faults.duplicate import Duplicate
from fakeai.faults.error_event import ErrorEvent
from fakeai.faults.garble import Garble
from fakeai.faults.reorder import Reorder
from fakeai.faults.truncate import Truncate
from fakeai.seeds import Seed
from fakeai.wire import Frame
from tests.faults.answers import (
    CHAT,
    CONTEXT,
    OLLAMA,
    PLAIN,
    SSE,
    STREAMS,
    data,
    done,
    letter,
    letters,
    not_done,
    stream,
    times,
)  # fmt: skip


def test_truncate_ends_cleanly_between_two_events() -> None:
    result = done(Truncate(after_frames=2), letters())
    assert result == wire.Response(headers=SSE, frames=letters().frames[:2])


def test_truncate_inside_an_event_ends_before_it() -> None:
    assert done(Truncate(after_bytes=25), letters()).body == letter("a")
    assert done(Truncate(inside_frame=3), letters()).body == letter("a") + letter("b")


@pytest.mark.parametrize("answer", STREAMS.values(), ids=STREAMS)
def test_truncate_leaves_no_finish_by_default(answer: wire.Response) -> None:
    result = done(Truncate(), answer)
    assert answer.body.startswith(result.body)
    assert result.ending == "complete"
    for word in (b"[DONE]", b'"stop"', b"message_stop", b"response.completed", b'"STOP"', b'"done":true'):
        assert word not in result.body


def test_truncate_needs_something_to_cut_off() -> None:
    assert not_done(Truncate(at="end"), letters()) == "nothing comes after that place"
    assert not_done(Truncate(), PLAIN) == "the answer is no stream"


def test_cut_ends_cleanly_inside_an_event() -> None:
    result = done(Cut(after_frames=1), letters())
    assert result.body == letter("a") + b'data: ["'[:5]
    assert data(result) == ['["a"]']
    assert (result.ending, result.header("content-length")) == ("complete", None)


def test_cut_goes_where_it_is_told_if_that_is_inside() -> None:
    assert done(Cut(after_bytes=21), letters()).body == letters().body[:21]
    assert done(Cut(after_bytes=25), letters()).body == letters().body[:23]  # not between its data and its blank line
    assert done(Cut(at="end"), letters("ab")).body == letters("ab").body[:23]


def test_cut_mends_a_length_that_a_stream_has() -> None:
    answer = stream(letter("a"), letter("b"), headers=(*SSE, ("content-length", "26")))
    assert done(Cut(after_bytes=20), answer).header("content-length") == "20"


def test_cut_needs_an_event_with_an_inside() -> None:
    answer = stream(b"1\n", headers=(("content-type", "application/jsonl"),))
    assert not_done(Cut(), answer) == "the event there is too short to be cut"


def test_drop_leaves_the_others_when_they_were_due() -> None:
    result = done(Drop(after_frames=1), letters())
    assert result.frames == (letters().frames[0], *letters().frames[2:])


def test_drop_loses_as_many_as_it_says_or_as_there_are() -> None:
    assert data(done(Drop(after_frames=1, count=2), letters())) == ['["a"]', '["d"]']
    assert data(done(Drop(after_frames=1, count=9), letters())) == ['["a"]']


def test_duplicate_repeats_an_event_at_once() -> None:
    result = done(Duplicate(after_frames=1, times=2), letters("abc"))
    assert result.body == b"".join(map(letter, "abbbc"))
    assert times(result) == [1, 2, 2, 2, 3]


def test_reorder_swaps_two_events_and_not_their_times() -> None:
    result = done(Reorder(after_frames=1), letters())
    assert result.body == b"".join(map(letter, "acbd"))
    assert times(result) == [1, 2, 3, 4]


def test_reorder_at_the_end_swaps_the_last_two() -> None:
    assert done(Reorder(at="end"), letters()).body == b"".join(map(letter, "abdc"))
    assert not_done(Reorder(), letters("a")) == "the stream has one event only"


def test_garble_spoils_one_byte_of_one_event() -> None:
    before = letters()
    result = done(Garble(after_frames=2), before)
    differing = [index for index, pair in enumerate(zip(result.body, before.body, strict=True)) if len(set(pair)) > 1]
    assert len(differing) == 1
    assert 26 + len("data: ") <= differing[0] < 26 + len(letter("c")) - 2
    assert [*result.frames[:2], *result.frames[3:]] == [*before.frames[:2], *before.frames[3:]]


@pytest.mark.parametrize("answer", [*STREAMS.values(), PLAIN], ids=[*STREAMS, "plain"])
def test_what_is_garbled_is_no_json_whatever_the_seed(answer: wire.Response) -> None:
    for number in range(40):
        result = Garble().apply(answer, Context(seed=Seed.root(number)))
        assert isinstance(result, wire.Response)
        assert len(result.body) == len(answer.body)
        whole = [result.body.decode("utf-8", "replace")] if answer is PLAIN else lines(result)
        assert [text for text in whole if text != "[DONE]" and not is_json(text)]


def test_garble_needs_data() -> None:
    assert not_done(Garble(), stream(b"data:\n\n")) == "the event there has no data"
    assert not_done(Garble(), wire.plain(200, b"hello", content_type="text/plain")) == "the answer is no JSON"


def test_error_event_is_said_as_the_provider_does_and_ends_the_stream() -> None:
    result = done(ErrorEvent(after_frames=2, message="Overloaded"), letters())
    assert result.body == letter("a") + letter("b") + b'data: {"error":{"message":"Overloaded"}}\n\n'
    assert (times(result), result.ending, result.status) == ([1, 2, 2], "complete", 200)


def test_error_event_says_any_kind_at_the_beginning_too() -> None:
    result = done(ErrorEvent(at="start", kind="rate_limit"), letters())
    assert json.loads(data(result)[0]) == {"error": {"message": "rate_limit"}}


def test_error_event_needs_a_stream_and_a_provider() -> None:
    assert not_done(ErrorEvent(), PLAIN) == "the answer is no stream"
    assert "nobody knows" in not_done(ErrorEvent(), CHAT, Context(seed=CONTEXT.seed))


def test_json_lines_are_events_too() -> None:
    assert done(Truncate(after_frames=1), OLLAMA).frames == OLLAMA.frames[:1]
    assert done(Drop(at="start"), OLLAMA).frames == OLLAMA.frames[1:]


def test_an_unfinished_event_and_a_comment_are_no_events() -> None:
    answer = wire.Response(headers=SSE, frames=(Frame(b": hello\n\nid: 3\n\n" + letter("a") + b"data: b\n"),))
    assert data(done(Drop(at="end"), answer)) == []
    assert done(Drop(at="start"), answer).body == b": hello\n\nid: 3\n\ndata: b\n"


def test_a_stream_without_events_can_not_be_damaged_in_its_events() -> None:
    assert not_done(Drop(), stream(b": ping\n\n")) == "the stream has no events"


def lines(response: wire.Response) -> list[str]:
    text = response.body.decode("utf-8", "replace")
    found = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith(("data: ", "{", "\x1a"))]
    return found or [text]


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
