"""Faults of lines and of what the standard allows between events: line_endings, bom, comments, meta_events."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from fakeai import wire
from fakeai.faults.bom import Bom
from fakeai.faults.comments import Comments
from fakeai.faults.line_endings import LineEndings
from fakeai.faults.meta_events import MetaEvents
from fakeai.wire import Frame
from tests.faults.answers import (
    ANTHROPIC,
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


@pytest.mark.parametrize(("style", "end"), [("crlf", b"\r\n"), ("cr", b"\r"), ("lf", b"\n")])
@pytest.mark.parametrize("answer", [CHAT, ANTHROPIC, STREAMS["gemini"]], ids=["chat", "anthropic", "gemini"])
def test_line_endings_change_nothing_but_the_ends_of_lines(answer: wire.Response, style: str, end: bytes) -> None:
    result = LineEndings.model_validate({"style": style}).damage(answer, CONTEXT)
    assert result.body == answer.body.replace(b"\r\n", b"\n").replace(b"\n", end)
    assert data(result) == data(answer)
    assert times(result) == times(answer)


def test_a_line_end_cut_in_two_is_still_one() -> None:
    answer = stream(b"data: a\r", b"\n\r\n", b"data: b\r", b"", b"\n\r", b"\n")
    assert done(LineEndings(style="lf"), answer).body == b"data: a\n\ndata: b\n\n"
    assert LineEndings(style="crlf").damage(answer, CONTEXT).body == answer.body


def test_bom_comes_first() -> None:
    result = done(Bom(), letters("a"))
    assert result.frames == (Frame(b"\xef\xbb\xbf", 1.0), *letters("a").frames)
    assert done(Bom(), PLAIN).header("content-length") == str(len(PLAIN.body) + 3)


def test_one_bom_is_enough() -> None:
    assert not_done(Bom(), done(Bom(), letters())) == "the answer already has one"
    assert not_done(Bom(), wire.Response()) == "the answer has no body"


def test_comments_come_before_every_event_when_it_is_due() -> None:
    result = done(Comments(text="wait"), letters("ab"))
    assert result.body == b": wait\n\n" + letter("a") + b": wait\n\n" + letter("b")
    assert times(result) == [1, 1, 2, 2]
    assert data(result) == data(letters("ab"))


def test_comments_come_before_every_nth_event() -> None:
    result = done(Comments(every=2), letters())
    said = b": OPENROUTER PROCESSING\n\n"
    assert result.body == said + letter("a") + letter("b") + said + letter("c") + letter("d")


def test_a_comment_is_one_line() -> None:
    with pytest.raises(ValidationError):
        Comments(text="a\ndata: b")


def test_meta_events_come_first_with_retry() -> None:
    assert done(MetaEvents(), letters("a")).frames == (Frame(b"retry: 3000\n\n", 1.0), *letters("a").frames)


def test_meta_events_say_what_they_are_told_where_they_are_told() -> None:
    assert done(MetaEvents(id="7", after_frames=1), letters("ab")).body == letter("a") + b"id: 7\n\n" + letter("b")
    assert done(MetaEvents(id="7", retry=0), letters("a")).body == b"id: 7\nretry: 0\n\n" + letter("a")
    assert done(MetaEvents(at="end"), letters("a")).body == letter("a") + b"retry: 3000\n\n"


def test_meta_events_are_never_inside_an_event() -> None:
    assert done(MetaEvents(after_bytes=20), letters("ab")).body == letter("a") + b"retry: 3000\n\n" + letter("b")


@pytest.mark.parametrize("fault", [LineEndings(), Comments(), MetaEvents()], ids=lambda fault: fault.name())
def test_json_lines_have_none_of_these(fault: LineEndings | Comments | MetaEvents) -> None:
    assert not_done(fault, OLLAMA) == "the stream is no server-sent events"
    assert not_done(fault, wire.Response(headers=SSE)) == "the stream has no events"
