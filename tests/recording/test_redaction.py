"""Nothing secret reaches a file: every kind of secret, in every place where one can be."""

from __future__ import annotations

import base64
import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.errors import SecretFound, SettingError
from fakeai.recording.cassette import Recorded
from fakeai.recording.scrubbing import scrubbed
from fakeai.recording.store import Store
from fakeai.recording.tape import Tape
from fakeai.redaction import PLACEHOLDER, Redactor, environment_secrets
from tests.recording.making import make_recorded, make_request, make_response, write
from tests.recording.places import PLACES, Exchange, split_across_events, sse, streamed
from tests.recording.secrets import CORPUS, ENVIRONMENT, OWN_KEY, PATTERNS, core

REDACTOR = Redactor(values=ENVIRONMENT, patterns=PATTERNS)
KINDS = pytest.mark.parametrize("secret", CORPUS.values(), ids=CORPUS)


def record(exchange: Exchange, path: Path, *, redact: bool = False) -> Tape:
    tape = Tape(Store(path), mode="all", redact=redact, record_errors=True, redactor=REDACTOR)
    request, response = exchange
    own = replace(request, headers=(*request.headers, ("authorization", f"Bearer {OWN_KEY}")))
    tape.take("openai", own, response, at="2026-11-21T15:57:29Z", upstream="https://api.openai.com")
    return tape


def everything(recorded: Recorded) -> str:
    """All that is in an exchange, whatever the file makes of it; and its tokens one after the other."""
    bodies = (recorded.request.body + recorded.response.body).decode("utf-8", "replace")
    tokens = "".join(re.findall(r'"token":"([^"]*)"', bodies))
    numbers = "".join(chr(int(it)) for found in re.findall(r'"bytes":\[([\d,]+)\]', bodies) for it in found.split(","))
    return f"{recorded.request.path} {recorded.request.query} {recorded.response.headers} {bodies} {tokens} {numbers}"


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
        text = written(path) + everything(recorded)
        assert core(secret) not in text
        assert PLACEHOLDER in text
        assert not list(scrubbed(recorded, REDACTOR)[1])
    else:
        assert tape.refused


@pytest.mark.parametrize("kind", ["OpenAI key", "Anthropic key", "AWS key", "Google key", "GitHub token", "JWT"])
@pytest.mark.parametrize("before", ["", "a:", "{'x': "])
def test_what_base64_hides_is_found(kind: str, before: str) -> None:
    hidden = base64.b64encode(f"{before}{CORPUS[kind]}".encode()).decode()
    assert [it.kind for it in REDACTOR.secrets(f"data: {hidden}")] == [f"{kind} in base64"]


@pytest.mark.parametrize("secret", [OWN_KEY, CORPUS["an environment variable"]])
def test_known_values_are_found_in_base64_and_in_urls_too(secret: str) -> None:
    redactor = REDACTOR.knowing({"own": OWN_KEY, "odd": "a/b+c=d e/f1"})
    for offset in range(3):
        assert redactor.replace(base64.b64encode(b"x" * offset + secret.encode() + b"yz").decode()).count(PLACEHOLDER)
    assert redactor.replace("?k=a%2Fb%2Bc%3Dd%20e%2Ff1") == f"?k={PLACEHOLDER}"


@pytest.mark.parametrize(
    "echo",
    [
        "Incorrect API key provided: sk-proj-********************3x9Q.", "Incorrect API key provided: sk-te**est",
        "key sk-proj-...3x9Q is not allowed", "starts with sk-proj-k7Qp2Wn8", "ends in Rt5u3x9Q",
    ],
)  # fmt: skip
def test_what_an_error_repeats_of_a_key_is_found(echo: str) -> None:
    own = {"own": "sk-proj-k7Qp2Wn8aaaaaaaaaaaaRt5u3x9Q"}
    cleaned = Redactor().knowing(own).replace(echo)
    assert PLACEHOLDER in cleaned
    assert "3x9Q" not in cleaned
    assert "k7Qp" not in cleaned


@pytest.mark.parametrize(
    ("name", "value", "is_secret"),
    [
        ("api_key", "hunter2hunter2", True), ("apiKey", "hunter2hunter2", True), ("X-Api-Key", "hunter2-x", True),
        ("client_secret", "abc-12345", True), ("SecretAccessKey", "wJalrXUtnFEMI1", True),
        ("password", "s3cr3t-word", True), ("refresh_token", "r-123456789", True), ("passphrase", "a1-b2-c3-d4", True),
        ("password", "correcthorse", False), ("password", "Enter a password", False), ("password", "short1", False),
        ("max_tokens", "12345678", False), ("prompt_cache_key", "session-12345", False), ("key", "value-12345", False),
        ("token", "some-token-1", False), ("keyword", "abc-12345", False), ("next_page_token", "abc-12345", False),
    ],
)  # fmt: skip
def test_a_value_is_secret_that_json_calls_so(name: str, value: str, is_secret: bool) -> None:
    for made in ({name: value}, {"deep": [{name: value}]}, {"nested": json.dumps({"a": {name: value}})}):
        assert (Redactor().clean(made) is not made) == is_secret
        assert Redactor().finds_nothing(json.dumps(made).encode()) <= (not is_secret)


@pytest.mark.parametrize("name", ["password", "api_key"])
def test_a_schema_of_a_secret_is_none(name: str) -> None:
    schema = {"properties": {name: {"type": "string", "description": "It is-needed-for-1"}}, "required": [name]}
    assert Redactor().clean(schema) is schema


@given(cuts=st.sets(st.integers(1, 60), max_size=8), kind=st.sampled_from(sorted(CORPUS)))
def test_a_stream_that_is_cut_anywhere_hides_nothing(cuts: set[int], kind: str) -> None:
    text = f"It is {CORPUS[kind]} and that is that."
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    redactor = REDACTOR.knowing({"own": OWN_KEY})
    recorded = make_recorded("Hello", streamed(*sse(*(text[a:b] for a, b in pairwise(edges)))))
    clean, found = scrubbed(recorded, redactor)
    said = "".join(json.loads(frame.data[6:])["choices"][0]["delta"]["content"] for frame in clean.response.frames)
    assert found
    assert core(CORPUS[kind]) not in said
    assert scrubbed(clean, redactor)[1] == ()


def test_a_side_file_with_a_secret_goes_when_it_is_redacted(tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("word " * 15_000 + CORPUS["OpenAI key"])])
    store = Store(path)
    cassette = store.load()
    store.save(replace(cassette, exchanges=tuple(scrubbed(it, REDACTOR)[0] for it in cassette.exchanges)))
    assert len(store.side_files()) == 1
    assert CORPUS["OpenAI key"] not in written(path)


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
        "resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b", "msg_01XFDUDYJgAACzvnptvVoYEL", "fp_50cad350e4",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "file-abc123DEF456ghi789JKL012",
        "asst_abc123DEF456ghi789JKL012", "toolu_01A09q90qw90lq917835lq9", "thread_abc123DEF456ghi789JKL012",
        "https://example.com/v1/files?after=file-abc123&limit=100", "max_tokens=4096&top_p=0.95", "a.b.c",
        "embedding: [0.0023064255, -0.009327292, -0.0028842222]", "I asked *** him... twice, with sk-... in mind",
        "The pass is risk-averse-and-well-tested-in-2024", "basic understanding of everythingelse",
        "iVBOR/AIza" + "a1B2" * 20,
        "secretkey", "gpt-4o-mini-2024-07-18", "task-0123456789abcdef0123456789", "v1/chat/completions",
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


@pytest.mark.parametrize("number", range(40))
def test_random_bytes_in_base64_are_no_secret(number: int) -> None:
    """As images and vectors are sent."""
    data = random.Random(number).randbytes(20_000)  # noqa: S311 -- bytes, not a secret
    assert not list(Redactor().secrets(base64.b64encode(data).decode()))
    assert not list(Redactor().secrets(data.hex()))
