"""Faults of the body and its headers: empty_body, half_json, html_200, wrong_content_type, plain_json_for_stream …"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import replace

import pytest

from fakeai import wire
from fakeai.faults.bodies import json_body
from fakeai.faults.contract import Context, NotApplicable
from fakeai.faults.empty_body import EmptyBody
from fakeai.faults.gzip_broken import GzipBroken
from fakeai.faults.half_json import HalfJson
from fakeai.faults.html_200 import Html200
from fakeai.faults.plain_json_for_stream import PlainJsonForStream
from fakeai.faults.wrong_content_type import WrongContentType
from fakeai.wire import Frame
from tests.faults.answers import CHAT, FAILURE, PLAIN, SEED, SSE, STREAMS, done, letters, not_done

HELLO = wire.plain(200, b'{"hello":"world"}')


def test_empty_body_keeps_status_and_headers() -> None:
    assert done(EmptyBody(), HELLO) == wire.Response(
        headers=(("content-type", "application/json"), ("content-length", "0"))
    )
    assert done(EmptyBody(), letters()) == wire.Response(headers=SSE)
    assert done(EmptyBody(), FAILURE).status == 429
    assert not_done(EmptyBody(), wire.Response()) == "the answer has no body"


def test_half_json_ends_cleanly_in_the_middle() -> None:
    result = done(HalfJson(), HELLO)
    assert (result.body, result.header("content-length"), result.ending) == (b'{"hello"', "8", "complete")


@pytest.mark.parametrize(
    ("offset", "body"), [(0, b"{"), (3, b'{"h'), (16, b'{"hello":"world"'), (17, b'{"hello":"world"')]
)
def test_half_json_is_never_nothing_and_never_all(offset: int, body: bytes) -> None:
    assert done(HalfJson(after_bytes=offset), HELLO).body == body


@pytest.mark.parametrize(
    "answer", [*STREAMS.values(), wire.plain(200, b"12", content_type="text/plain"), wire.Response()]
)
def test_half_json_is_for_plain_json(answer: wire.Response) -> None:
    assert not_done(HalfJson(), answer) in {"the answer is a stream", "the answer is no JSON"}


def test_json_that_nests_too_deeply_is_none() -> None:
    with pytest.raises(NotApplicable):
        json_body(wire.plain(200, b"[" * 100_000))


@pytest.mark.parametrize("answer", [CHAT, HELLO, FAILURE, wire.Response(head_at=3.0)])
def test_html_200_says_nothing_of_the_answer(answer: wire.Response) -> None:
    result = done(Html200(), answer)
    assert (result.status, result.head_at, result.ending) == (200, answer.head_at, "complete")
    assert result.headers == (
        ("content-type", "text/html; charset=utf-8"),
        ("content-length", str(len(result.body))),
    )
    assert result.body.startswith(b"<!DOCTYPE html>")
    assert [frame.at for frame in result.frames] == [answer.head_at]


def test_wrong_content_type_changes_that_field_only() -> None:
    result = done(WrongContentType(), CHAT)
    assert result == replace(CHAT, headers=(("content-type", "text/plain; charset=utf-8"), *SSE[1:]))
    assert not_done(WrongContentType(content_type="text/event-stream"), CHAT) == "that is its content type"


def test_wrong_content_type_names_one_where_there_is_none() -> None:
    assert done(WrongContentType(content_type="x/y"), wire.Response()).headers == (("content-type", "x/y"),)


def test_plain_json_for_stream_comes_when_the_stream_would_be_complete() -> None:
    result = done(PlainJsonForStream(), letters())
    assert result == replace(wire.plain(200, b'{"plain":true}'), frames=(Frame(b'{"plain":true}', 4.0),))


def test_what_was_written_as_a_stream_has_no_plain_form() -> None:
    verbatim = Context(seed=SEED, plain=letters)
    assert not_done(PlainJsonForStream(), letters(), verbatim) == "the answer was written as a stream"


def test_plain_json_is_no_fault_of_a_plain_answer() -> None:
    assert not_done(PlainJsonForStream(), PLAIN) == "the answer is no stream"


def test_gzip_broken_calls_gzip_what_is_none() -> None:
    result = done(GzipBroken(), letters())
    assert result == replace(letters(), headers=(*SSE, ("content-encoding", "gzip")))


@pytest.mark.parametrize(
    "answer", [CHAT, PLAIN, wire.plain(200, bytes(range(256)) * 300)], ids=["stream", "plain", "large"]
)
def test_gzip_with_a_wrong_checksum_is_right_up_to_there(answer: wire.Response) -> None:
    result = done(GzipBroken(body="checksum"), answer)
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    assert reader.decompress(result.body[10:]) == answer.body
    assert len(reader.unused_data) == 8
    with pytest.raises(gzip.BadGzipFile, match="CRC"):
        gzip.decompress(result.body)
    assert result.header("content-length") in {None, str(len(result.body))}


def test_gzip_streams_event_by_event() -> None:
    result = done(GzipBroken(body="checksum"), letters("ab"))
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert [reader.decompress(frame.data) for frame in result.frames[:3]] == [
        b"", letters("a").body, letters("b").body,
    ]  # fmt: skip
    assert [frame.at for frame in result.frames] == [1, 1, 2, 2]


def test_gzip_cut_ends_before_the_body_does() -> None:
    result = done(GzipBroken(body="cut"), PLAIN)
    with pytest.raises(EOFError):
        gzip.decompress(result.body)
    unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(result.body)
    assert PLAIN.body.startswith(unpacked)
    assert 0 < len(unpacked) < len(PLAIN.body)


def test_gzip_is_not_put_around_what_is_encoded_already() -> None:
    encoded = replace(PLAIN, headers=(*PLAIN.headers, ("Content-Encoding", "br")))
    assert not_done(GzipBroken(), encoded) == "the answer is encoded already"
    assert not_done(GzipBroken(), wire.Response()) == "the answer has no body"
