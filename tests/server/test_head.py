"""The head of a response: what goes out, and what it says about the body and the connection."""

from __future__ import annotations

import pytest

from fakeai import wire
from fakeai.server.head import Head, make_head


def head_of(
    *fields: tuple[str, str],
    status: int = 200,
    body: bytes = b"hello",
    method: str = "POST",
    version: tuple[int, int] = (1, 1),
    keep_alive: bool = True,
) -> Head:
    response = wire.Response(status=status, headers=fields, frames=(wire.Frame(body),))
    return make_head(response, method=method, version=version, keep_alive=keep_alive)


def lines(head: Head) -> list[str]:
    text = head.data.decode()
    assert text.endswith("\r\n\r\n")
    return text.removesuffix("\r\n\r\n").split("\r\n")


def test_fields_keep_order_spelling_and_repeats() -> None:
    fields = (("X-B", "1"), ("x-a", "2"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("content-length", "5"))
    assert lines(head_of(*fields))[1:6] == [
        "X-B: 1",
        "x-a: 2",
        "Set-Cookie: a=1",
        "Set-Cookie: b=2",
        "content-length: 5",
    ]


@pytest.mark.parametrize(("status", "line"), [(200, "HTTP/1.1 200 OK"), (529, "HTTP/1.1 529 ")])
def test_a_status_without_a_phrase_is_sent_without_one(status: int, line: str) -> None:
    assert lines(head_of(status=status))[0] == line


def test_date_and_server_are_added_only_where_missing() -> None:
    added = [line.split(":")[0] for line in lines(head_of(("content-length", "5")))[2:]]
    assert added == ["date", "server"]
    told = head_of(("content-length", "5"), ("Date", "then"), ("Server", "cloudflare"))
    assert lines(told)[1:] == ["content-length: 5", "Date: then", "Server: cloudflare"]


def test_fields_of_a_recorded_connection_do_not_go_out() -> None:
    head = head_of(("Connection", "keep-alive"), ("Keep-Alive", "timeout=5"), ("Transfer-Encoding", "gzip, chunked"))
    assert [line for line in lines(head) if "ive" in line or "encoding" in line.lower()] == [
        "transfer-encoding: chunked"
    ]


@pytest.mark.parametrize(
    ("fields", "changes", "chunked", "bodyless", "reusable"),
    [
        pytest.param((), {}, True, False, True, id="no length: chunked"),
        pytest.param((("content-length", "5"),), {}, False, False, True, id="right length: fixed"),
        pytest.param(
            (("Content-Length", "9"),), {}, False, False, False, id="longer than the body: nothing can follow"
        ),
        pytest.param(
            (("content-length", "2"),), {}, False, False, False, id="shorter than the body: nothing can follow"
        ),
        pytest.param((("content-length", "x"),), {}, False, False, False, id="no number: nothing can follow"),
        pytest.param((("content-length", "5"),), {"method": "HEAD"}, False, True, True, id="HEAD: no body"),
        pytest.param((), {"method": "HEAD"}, False, True, True, id="HEAD without a length: no body"),
        pytest.param((), {"status": 204}, False, True, True, id="204: no body"),
        pytest.param((), {"status": 304}, False, True, True, id="304: no body"),
        pytest.param((), {"version": (1, 0)}, False, False, False, id="HTTP/1.0 knows no chunks"),
        pytest.param((("content-length", "5"),), {"version": (1, 0)}, False, False, True, id="HTTP/1.0 kept alive"),
        pytest.param(
            (("content-length", "5"),), {"keep_alive": False}, False, False, False, id="client wants to close"
        ),
        pytest.param((("Connection", "Close"),), {}, True, False, False, id="response wants to close"),
    ],
)
def test_framing(
    fields: wire.Headers, changes: dict[str, object], chunked: bool, bodyless: bool, reusable: bool
) -> None:
    head = head_of(*fields, **changes)  # type: ignore[arg-type]
    assert (head.chunked, head.bodyless, head.reusable) == (chunked, bodyless, reusable)
    text = "\n".join(lines(head))
    assert ("connection: close" in text) is not reusable
    assert ("transfer-encoding: chunked" in text) is chunked


def test_http_1_0_is_told_that_the_connection_stays() -> None:
    head = head_of(("content-length", "5"), version=(1, 0))
    assert lines(head)[0] == "HTTP/1.0 200 OK"
    assert lines(head)[-1] == "connection: keep-alive"


@pytest.mark.parametrize("value", ["a\r\nx-evil: 1", "a\n", "\ra"])
def test_a_line_break_in_a_field_is_refused_and_named(value: str) -> None:
    with pytest.raises(ValueError, match=r"response header 'x-a: .* holds a line break"):
        head_of(("x-a", value))


def test_bytes_that_are_no_utf8_go_out_as_they_came() -> None:
    assert b"x-a: caf\xe9\r\n" in head_of(("x-a", b"caf\xe9".decode("utf-8", "surrogateescape"))).data
