"""Nothing secret reaches a file: every kind of secret, in every place where one can be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai import wire
from fakeai.errors import SecretFound, SettingError
from fakeai.recording.redaction import PLACEHOLDER, Redactor, environment_secrets
from fakeai.recording.store import Store
from fakeai.recording.tape import Tape
from tests.recording.making import STREAM, make_request, make_response
from tests.recording.secrets import CORPUS, ENVIRONMENT, OWN_KEY, PATTERNS, core

REDACTOR = Redactor(values=ENVIRONMENT, patterns=PATTERNS)
KINDS = pytest.mark.parametrize("secret", CORPUS.values(), ids=CORPUS)

Exchange = tuple[wire.Request, wire.Response]


def sse(*texts: str) -> tuple[bytes, ...]:
    return tuple(
        b"data: " + wire.json_bytes({"choices": [{"index": 0, "delta": {"content": text}}]}) + b"\n\n" for text in texts
    )


def streamed(*frames: bytes) -> wire.Response:
    return wire.Response(headers=STREAM, frames=tuple(wire.Frame(data, 0.1 * at) for at, data in enumerate(frames)))


def in_header(secret: str) -> Exchange:
    return make_request(headers=(("openai-beta", secret),)), make_response()


def in_query(secret: str) -> Exchange:
    return replace(make_request(), query=(("note", secret),)), make_response()


def in_path(secret: str) -> Exchange:
    return make_request(path=f"/v1/{secret}"), make_response()


def in_prompt(secret: str) -> Exchange:
    return make_request(f"Use {secret} please"), make_response()


def in_key_of_json(secret: str) -> Exchange:
    return make_request(metadata={secret: 1}), make_response()


def in_nested_json(secret: str) -> Exchange:
    arguments = json.dumps({"deep": json.dumps({"token": secret})})
    return make_request(messages=[{"role": "tool", "content": arguments}]), make_response()


def spelt_out(secret: str) -> Exchange:
    """In escapes, which hide it from whoever looks at the bytes."""
    escaped = "".join(f"\\u{ord(char):04x}" for char in secret)
    return replace(make_request(), body=f'{{"model":"m","input":"{escaped}"}}'.encode()), make_response()


def spelt_out_in_nested_json(secret: str) -> Exchange:
    escaped = '{"a":"' + "".join(f"\\u{ord(char):04x}" for char in secret) + '"}'
    return make_request(escaped), make_response()


def in_plain_text(secret: str) -> Exchange:
    return replace(make_request(), body=f"key={secret}".encode(), headers=()), make_response()


def in_answer(secret: str) -> Exchange:
    return make_request(), make_response(f"It is {secret}.")


def in_answer_header(secret: str) -> Exchange:
    return make_request(), make_response(headers=(("x-request-id", secret),))


def in_event(secret: str) -> Exchange:
    return make_request(), streamed(*sse("It is ", secret, "."))


def split_across_events(secret: str) -> Exchange:
    third = len(secret) // 3
    return make_request(), streamed(*sse(f"It is {secret[:third]}", secret[third : 2 * third], secret[2 * third :]))


def split_across_chunks(secret: str) -> Exchange:
    body = b"".join(sse("It is ", secret, "."))
    at = body.index(wire.json_bytes(secret)[1:-1]) + 4
    return make_request(), streamed(body[:at], body[at:])


def in_comment(secret: str) -> Exchange:
    return make_request(), streamed(*sse("Hi"), f": {secret}\n\n".encode())


PLACES = pytest.mark.parametrize(
    "place",
    [
        in_header, in_query, in_path, in_prompt, in_key_of_json, in_nested_json, spelt_out, spelt_out_in_nested_json,
        in_plain_text, in_answer, in_answer_header, in_event, split_across_events, split_across_chunks, in_comment,
    ],
    ids=lambda place: place.__name__,
)  # fmt: skip


def record(exchange: Exchange, path: Path, *, redact: bool = False) -> Tape:
    tape = Tape(Store(path), mode="all", redact=redact, redactor=REDACTOR)
    request, response = exchange
    own = replace(request, headers=(*request.headers, ("authorization", f"Bearer {OWN_KEY}")))
    tape.take("openai", own, response, at="2026-11-21T15:57:29Z", upstream="https://api.openai.com")
    return tape


def written(path: Path) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in path.parent.rglob("*") if file.is_file())


@KINDS
@PLACES
def test_a_secret_keeps_the_cassette_from_being_written(
    place: Callable[[str], Exchange], secret: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.yaml"
    tape = record(place(secret), path)
    with pytest.raises(SecretFound) as caught:
        tape.save()
    assert core(secret) not in str(caught.value)
    assert str(path) in str(caught.value)
    assert not path.exists()


@KINDS
@PLACES
def test_with_redaction_a_placeholder_is_written(place: Callable[[str], Exchange], secret: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    tape = record(place(secret), path, redact=True)
    tape.save(refuse=False)
    if path.exists():  # else it could not be taken out, and was left out
        [recorded] = Store(path).load().exchanges
        text = written(path) + str(recorded)
        assert core(secret) not in text
        assert PLACEHOLDER in text
    else:
        assert tape.refused


def test_what_can_be_taken_out_is(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    assert record(split_across_events(CORPUS["OpenAI key"]), path, redact=True).save()
    [recorded] = Store(path).load().exchanges
    said = [json.loads(frame.data[6:])["choices"][0]["delta"]["content"] for frame in recorded.response.frames]
    assert said == [f"It is {PLACEHOLDER}", "", ""]


@pytest.mark.parametrize(
    "name", ["authorization", "x-api-key", "api-key", "Cookie", "openai-organization", "x-anything"]
)
def test_headers_of_requests_are_kept_by_an_allow_list(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    record((make_request(headers=((name, "plain words"),)), make_response()), path).save()
    assert "plain words" not in written(path)


@pytest.mark.parametrize("name", ["Set-Cookie", "openai-organization", "cf-ray", "x-anything"])
def test_headers_of_answers_are_kept_by_an_allow_list(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    record((make_request(), make_response(headers=((name, "plain words"), ("x-request-id", "req_1")))), path).save()
    assert "plain words" not in written(path)
    assert "req_1" in written(path)


@pytest.mark.parametrize("name", ["key", "api_key", "API-KEY", "access_token"])
def test_secret_query_parameters_are_never_kept(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    record((replace(make_request(), query=((name, "plain words"), ("a", "kept"))), make_response()), path).save()
    assert "plain words" not in written(path)
    assert "kept" in written(path)


@pytest.mark.parametrize(
    "text",
    [
        "The task-list of disk-encryption-everything-else", "sk-learn", "An API key begins with sk-…",
        "the bearer of good news", "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", "call_9pw1qnYScqvGrCH58HWCvFH6",
        "Bearer authentication", "https://example.com/a:b@c", "sk-fakeai", "req_0123456789abcdef0123456789abcdef",
        "6f1c2b34-1111-4222-8333-444455556666", "AKIA", "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA",
    ],
)  # fmt: skip
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert not list(Redactor().secrets(text))


@given(text=st.text())
def test_a_text_without_secrets_stays_the_same_object(text: str) -> None:
    value = {"a": [text, {"b": text}]}
    if not list(REDACTOR.secrets(text)):
        assert REDACTOR.clean(value) is value


@given(before=st.text(st.sampled_from("a .\n{\"'"), max_size=5), after=st.text(st.sampled_from(" .\n}\"'"), max_size=5))
def test_redaction_twice_is_redaction_once(before: str, after: str) -> None:
    for secret in CORPUS.values():
        once = REDACTOR.replace(f"{before} {secret} {after}")
        assert REDACTOR.replace(once) == once


def test_variables_are_secret_by_their_names() -> None:
    environment = {"OPENAI_API_KEY": "abc-12345", "HF_TOKEN": "def-12345", "HOME": "/home/x", "DB_PASSWORD": "password"}
    assert set(environment_secrets(environment)) == {"OPENAI_API_KEY", "HF_TOKEN"}


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(SettingError, match="no regular expression"):
        Redactor(patterns=["("])
