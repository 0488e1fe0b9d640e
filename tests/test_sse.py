"""Server-sent events: what is written is read again, and reading follows the WHATWG standard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai import sse
from fakeai.sse import Event

lines = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))


def test_an_event_is_one_data_line_with_its_name_before_it() -> None:
    assert sse.event(b"{}") == b"data: {}\n\n"
    assert sse.event(b"{}", name="ping") == b"event: ping\ndata: {}\n\n"
    assert sse.DONE == b"data: [DONE]\n\n"


@given(st.lists(st.tuples(lines, st.none() | lines.filter(bool))))
def test_what_is_written_is_read_again(events: list[tuple[str, str | None]]) -> None:
    body = b"".join(sse.event(data.encode(), name=name) for data, name in events)
    assert list(sse.events(body)) == [Event(data, name) for data, name in events]


@pytest.mark.parametrize(("body", "events"), [
    (b"", []),
    (b"data: a\n\n", [Event("a")]),
    (b"data:a\n\n", [Event("a")]),
    (b"data:  a\n\n", [Event(" a")]),
    (b"data: a\r\n\r\ndata: b\r\r", [Event("a"), Event("b")]),
    (b"data: a\ndata: b\n\n", [Event("a\nb")]),
    (b"data\n\n", [Event("")]),
    (b": comment\n\ndata: a\n\n", [Event("a")]),
    (b"id: 1\nretry: 5\ndata: a\n\n", [Event("a")]),
    (b"event: x\n\ndata: a\n\n", [Event("a")]),
    (b"event: x\ndata: a\n\ndata: b\n\n", [Event("a", "x"), Event("b")]),
    (b"data: a\n\ndata: unfinished", [Event("a")]),
    (b"data: a\n\ndata: unfinished\n", [Event("a")]),
    (b"\xef\xbb\xbfdata: a\n\n", [Event("a")]),
    ("data: \u2028é\x85\n\n".encode(), [Event("\u2028é\x85")]),
    (b"data: a:b\n\n", [Event("a:b")]),
])  # fmt: skip
def test_events_are_read_as_the_standard_says(body: bytes, events: list[Event]) -> None:
    assert list(sse.events(body)) == events
