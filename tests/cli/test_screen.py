from __future__ import annotations

import pytest

from fakeai import wire
from fakeai.call import Call
from fakeai.cli.screen import duration, exchange_line
from fakeai.exchange import Delivery, Exchange, Outcome

CHAT = Call(provider="openai", endpoint="chat", model="gpt-4o")


def line(
    outcome: Outcome = "generated",
    *,
    call: Call | None = CHAT,
    path: str = "/v1/chat/completions",
    status: int = 200,
    fixture: str | None = None,
    note: str | None = None,
    left: bool = False,
    body: bytes = b"",
) -> str:
    exchange = Exchange(
        number=1,
        request=wire.Request(method="POST", path=path),
        response=wire.Response(status=status, frames=(wire.Frame(body),)),
        outcome=outcome,
        provider="openai",
        call=call,
        fixture=fixture,
        note=note,
        delivery=Delivery(frames=1, size=10, seconds=0.012, client_left=left),
    )
    return exchange_line(exchange, at="12:00:00", show=lambda text: text).plain


def test_a_scripted_answer_names_its_fixture() -> None:
    assert line("scripted", fixture="weather") == "12:00:00  200  POST /v1/chat/completions  gpt-4o  weather  12 ms"


def test_a_generated_answer_says_so() -> None:
    assert line("generated") == "12:00:00  200  POST /v1/chat/completions  gpt-4o  generated  12 ms"


def test_a_refused_request_has_no_model_and_says_what_the_client_was_told() -> None:
    shown = line("refused", call=None, status=401, body=b'{"error": "no key,\\n no answer"}')
    assert shown.splitlines() == [
        "12:00:00  401  POST /v1/chat/completions  refused  12 ms",
        r'          {"error": "no key,\n no answer"}',
    ]


def test_a_long_refusal_is_cut() -> None:
    assert line("refused", body=b"word " * 1000).endswith("word …")
    assert line("refused", body=b"word", note="elsewhere").splitlines()[1:] == ["          word", "          elsewhere"]
    assert len(line("refused", body=b"word " * 1000)) < 300


def test_a_miss_is_explained_below_its_line() -> None:
    lines = line("unmatched", status=404, note="no fixture fits\nnearest: weather").splitlines()
    assert lines[0].endswith("  unmatched  12 ms")
    assert lines[1:] == ["          no fixture fits", "          nearest: weather"]


def test_a_client_that_left_is_told() -> None:
    assert line(left=True).endswith("  12 ms  client left")


@pytest.mark.parametrize(
    ("path", "shown"),
    [("/v1/\x1b[31mred", r"/v1/\x1b[31mred"), ("/v1/a\nb", r"/v1/a\nb"), ("/v1/ü", "/v1/ü")],
    ids=["escape", "newline", "unicode"],
)
def test_what_could_move_the_cursor_is_spelt_out(path: str, shown: str) -> None:
    assert f"POST {shown}  " in line(path=path)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.00042, "0.4 ms"), (0.0099, "9.9 ms"), (0.012, "12 ms"), (0.9994, "999 ms"), (1, "1.0 s"), (61.2, "61.2 s")],
)
def test_durations_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words
