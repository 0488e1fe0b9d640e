"""What the recorder does with HTTP itself: framing, endings, targets, connections, methods, sizes, TLS."""

from __future__ import annotations

import base64
import gzip
import os
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fakeai import FakeAI, open_cassette, wire
from tests.recording.making import make_request
from tests.recording.upstream.client import Seen, see
from tests.recording.upstream.provider import Provider, Said, said_events, said_json
from tests.recording.upstream.streams import anthropic_text, gemini_text, interrupted

EVENTS = tuple(b'data: {"at": %d}\n\n' % number for number in range(4))
STREAM = (("content-type", "text/event-stream"),)
WORDS = ("One", " two", " three")

ANSWERS = {
    "chunked": said_events(*EVENTS),
    "until the connection closes": Said(EVENTS, headers=STREAM, framing="none", gap=0.03, ending="close"),
    "of a length, in pieces": Said((b'{"a": ', b'"b"}'), gap=0.02),
    "shorter than announced": Said((b'{"a": ',), announced=12, ending="close"),
    "cut inside a stream": said_events(*EVENTS[:2], ending="close"),
    "reset inside a stream": said_events(*EVENTS[:2], ending="reset"),
    "ended by an error event": interrupted(WORDS),
    "of Anthropic": anthropic_text(WORDS),
    "of Gemini": gemini_text(WORDS),
    "gzip though identity was asked for": Said(
        (gzip.compress(b"{}", mtime=0),), headers=(("content-type", "application/json"), ("content-encoding", "gzip"))
    ),
    "a redirect": Said(status=308, headers=(("location", "https://elsewhere.example.com/v1"),)),
    "nothing": Said(status=204, headers=(), framing="none", ending="close"),
    "with odd headers": said_json({}, 200, x_ratelimit_remaining_requests="0", retry_after_ms="20"),
}  # fmt: skip


@contextmanager
def recording(folder: Path, upstream: str, **options: Any) -> Iterator[FakeAI]:
    """A recorder, whose cassette is saved at the end."""
    tape = open_cassette(folder / "x.yaml", **{"record": "new_episodes", "record_errors": True, **options})
    with FakeAI(cassette=tape, upstream=upstream) as fake:
        yield fake


def played(folder: Path, *requests: wire.Request, **options: Any) -> list[Seen]:
    with FakeAI(cassette=folder / "x.yaml", **options) as fake:
        return [see(fake.url, request) for request in requests]


@pytest.mark.parametrize("said", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_the_same_directly_recording_and_replayed(said: Said, tmp_path: Path) -> None:
    request = make_request(path="/v1/whatever")
    with Provider(lambda _: said) as real:
        directly = see(real.url, request)
        with recording(tmp_path, real.url) as fake:
            relayed = see(fake.url, request)
    [replayed] = played(tmp_path, request)
    for seen in (relayed, replayed):
        assert (seen.status, seen.body, seen.ending) == (directly.status, directly.body, _framed(directly, said))
        assert set(directly.headers) <= set(seen.headers)
    if said.framing == "chunked":
        assert replayed.chunks == relayed.chunks == directly.chunks == said.chunks


def _framed(directly: Seen, said: Said) -> str:
    """How the ending looks: a body until the connection closes is relayed in chunks, and so has an end."""
    return "complete" if said.framing == "none" else directly.ending


def test_a_body_without_a_length_keeps_the_times_of_its_pieces(tmp_path: Path) -> None:
    with (
        Provider(lambda _: ANSWERS["until the connection closes"]) as real,
        recording(tmp_path, real.url) as fake,
    ):
        see(fake.url, make_request())
        fake.wait_idle()
        [recorded] = fake.cassette.new if fake.cassette else ()
    assert [frame.data for frame in recorded.response.frames] == list(EVENTS)
    assert all(later.at - earlier.at > 0.01 for earlier, later in pairwise(recorded.response.frames))


@pytest.mark.parametrize(
    ("upstream", "asked", "reaches"),
    [
        ("", "/v1/models/a%2Fb", "/v1/models/a%2Fb"),
        ("/", "/v1/x?b=1&a=%20+&a=&c", "/v1/x?b=1&a=%20+&a=&c"),
        ("/v1", "/v1/chat/completions", "/v1/chat/completions"),
        ("/v1/", "/v1/chat/completions", "/v1/chat/completions"),
        ("/gate/way", "/v1/messages?beta=true", "/gate/way/v1/messages?beta=true"),
        ("/openai/v1", "/v1/responses", "/openai/v1/responses"),
        ("?api-version=2", "/v1/x?a=1", "/v1/x?api-version=2&a=1"),
        ("?api-version=2", "/v1/x", "/v1/x?api-version=2"),
        ("", "/openai/v1/models/a%2Fb?x=%41", "/v1/models/a%2Fb?x=%41"),
        ("", "/v1/files/%C3%A9%20x", "/v1/files/%C3%A9%20x"),
        ("", "/v1beta/models/gemini:generate?alt=sse", "/v1beta/models/gemini:generate?alt=sse"),
        ("", "/api/v3/chat/completions", "/api/v3/chat/completions"),
    ],
)  # fmt: skip
def test_the_target_is_the_client_s_below_the_upstream_s_url(
    upstream: str, asked: str, reaches: str, tmp_path: Path
) -> None:
    with Provider(lambda _: said_json({})) as real, recording(tmp_path, real.url + upstream) as fake:
        see(fake.url, make_request(), target=asked)
    assert real.targets == [reaches]


def test_a_user_in_the_url_is_sent_unless_the_client_says_who_it_is(tmp_path: Path) -> None:
    with (
        Provider(lambda _: said_json({})) as real,
        recording(tmp_path, real.url.replace("//", "//me:p%40ss@")) as fake,
    ):
        see(fake.url, make_request())
        see(fake.url, make_request(headers=(("Authorization", "Bearer mine"),)))
    who = [request.header("authorization") for request in real.asked]
    assert who == [f"Basic {base64.b64encode(b'me:p@ss').decode()}", "Bearer mine"]
    assert "p%40ss" not in (tmp_path / "x.yaml").read_text(encoding="utf-8")


def test_one_connection_serves_request_after_request(tmp_path: Path) -> None:
    with Provider(lambda _: said_events(*EVENTS)) as real, recording(tmp_path, real.url) as fake:
        for number in range(5):
            see(fake.url, make_request(f"Question {number}"))
    assert real.connections == 1


def test_what_describes_a_connection_stays_there(tmp_path: Path) -> None:
    headers = (("TE", "trailers"), ("Proxy-Authorization", "Basic eA=="), ("X-Own", "kept"), ("Accept-Encoding", "br"))
    with Provider(lambda _: said_json({})) as real, recording(tmp_path, real.url) as fake:
        see(fake.url, make_request(headers=headers))
    [asked] = real.asked
    assert (asked.header("te"), asked.header("proxy-authorization")) == (None, None)
    assert (asked.header("x-own"), asked.header("accept-encoding")) == ("kept", "identity")


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "PUT", "PATCH", "OPTIONS", "POST"])
def test_every_method_is_relayed_and_kept(method: str, tmp_path: Path) -> None:
    request = wire.Request(method=method, path="/v1/files/file-1", body=b"x" if method in {"PUT", "PATCH"} else b"")
    with Provider(lambda it: said_json({"method": it.method})) as real, recording(tmp_path, real.url) as fake:
        relayed = see(fake.url, request)
    assert [it.method for it in real.asked] == [method]
    [replayed] = played(tmp_path, request)
    assert replayed == relayed
    assert replayed.body == (b"" if method == "HEAD" else wire.json_bytes({"method": method}))


def test_an_upload_is_the_same_whatever_its_boundary(tmp_path: Path) -> None:
    def upload(boundary: str, content: bytes) -> wire.Request:
        part = f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'.encode()
        return wire.Request(
            method="POST", path="/v1/files", body=part + content + f"\r\n--{boundary}--\r\n".encode(),
            headers=(("content-type", f"multipart/form-data; boundary={boundary}"),),
        )  # fmt: skip

    binary = bytes(range(256)) * 20
    with Provider(lambda _: said_json({"id": "file-1"})) as real, recording(tmp_path, real.url) as fake:
        see(fake.url, upload("aaaa", binary))
    assert real.asked[0].body == upload("aaaa", binary).body
    same, other = played(tmp_path, upload("bbbb", binary), upload("aaaa", binary + b"!"), strict=True)
    assert (same.status, other.status) == (200, 404)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["application/json", "audio/mpeg"])
def test_twenty_megabytes_come_through_and_back(kind: str, tmp_path: Path) -> None:
    noise = os.urandom(15_000_000)  # noqa: TID251 -- what can't be compressed or cut short
    body = (
        wire.json_bytes({"b64_json": base64.b64encode(noise).decode()}) if "json" in kind else noise + noise[:5_000_000]
    )
    pieces = tuple(body[at : at + 100_000] for at in range(0, len(body), 100_000))
    said = Said(pieces, headers=(("content-type", kind),), gap=0)
    with Provider(lambda _: said) as real, recording(tmp_path, real.url) as fake:
        relayed = see(fake.url, make_request())
    [replayed] = played(tmp_path, make_request())
    same = [seen.body == body for seen in (relayed, replayed)]  # pytest would show what differs for ever
    assert same == [True, True]
    assert (tmp_path / "x.yaml").stat().st_size < 10_000


@pytest.mark.slow
def test_a_large_request_goes_through(tmp_path: Path) -> None:
    body = wire.json_bytes({"image": base64.b64encode(bytes(3_000_000)).decode()})
    request = wire.Request(method="POST", path="/v1/images", headers=(("content-type", "application/json"),), body=body)
    with Provider(lambda it: said_json({"size": len(it.body)})) as real, recording(tmp_path, real.url) as fake:
        assert see(fake.url, request).body == wire.json_bytes({"size": len(body)})


def test_the_same_asked_ten_times_at_once_is_kept_ten_times(tmp_path: Path) -> None:
    numbers = iter(range(10))
    with (
        Provider(lambda _: said_json({"number": next(numbers)})) as real,
        recording(tmp_path, real.url) as fake,
        ThreadPoolExecutor(10) as pool,
    ):
        bodies = {it.body for it in pool.map(lambda _: see(fake.url, make_request()), range(10))}
    assert len(bodies) == 10
    assert {it.body for it in played(tmp_path, *[make_request()] * 10)} == bodies


@pytest.mark.parametrize(
    ("statuses", "kept"),
    [([429, 429, 200], [429, 200]), ([500, 503, 200], [500, 503, 200]), ([429, 429, 429], [429]), ([200], [200])],
)
def test_a_retry_is_kept_only_if_its_answer_differs(statuses: list[int], kept: list[int], tmp_path: Path) -> None:
    waiting = iter(statuses)
    with Provider(lambda _: said_json({}, next(waiting))) as real, recording(tmp_path, real.url) as fake:
        for number in range(len(statuses)):
            see(fake.url, make_request(headers=(("x-stainless-retry-count", str(number)),)))
    assert [it.status for it in played(tmp_path, *[make_request()] * len(kept))] == kept


def test_without_record_errors_only_what_went_well_is_kept(tmp_path: Path) -> None:
    waiting = iter([429, 500, 200])
    with (
        Provider(lambda _: said_json({}, next(waiting))) as real,
        recording(tmp_path, real.url, record_errors=False) as fake,
    ):
        assert [see(fake.url, make_request()).status for _ in range(3)] == [429, 500, 200]
        fake.wait_idle()
        notes = [exchange.note for exchange in fake.exchanges]
    assert notes == ["error, not recorded", "error, not recorded", "recorded"]


def _hang_up(url: str, after: bytes) -> None:
    import socket

    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as plug:
        plug.sendall(b"POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
        received = b""
        while after not in received:
            received += plug.recv(65536)


@pytest.mark.parametrize(
    ("after", "note"), [(b"content_block_start", "left by its client, not recorded"), (b"message_stop", "recorded")]
)
def test_what_a_client_leaves_is_kept_only_if_all_had_been_said(after: bytes, note: str, tmp_path: Path) -> None:
    stream = anthropic_text(WORDS)
    waits = said_events(*stream.chunks, b": bye\n\n", gap=0.05)
    with Provider(lambda _: waits) as real, recording(tmp_path, real.url) as fake:
        _hang_up(fake.url, after)
        fake.wait_idle()
        [exchange] = fake.exchanges
        assert exchange.note == note
        assert real.left.wait(5) or note == "recorded"  # the provider is left too


@pytest.mark.parametrize(
    "error",
    [
        b'data: {"error": {"message": "boom"}}\n\n',
        b'event: error\ndata: {"error":{"message":"boom"}}\n\n',
        b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"boom"}}\n\n',
        b'data: {"type": "error", "message": "boom"}\n\n',
    ],
)
def test_a_client_that_leaves_at_an_error_in_mid_stream_has_heard_everything(error: bytes, tmp_path: Path) -> None:
    """SDKs raise, and close their connection, before the provider has ended its own."""
    waits = said_events(b'data: {"id": 1}\n\n', error, b": bye\n\n", gap=0.05)
    with Provider(lambda _: waits) as real, recording(tmp_path, real.url) as fake:
        _hang_up(fake.url, b"boom")
        fake.wait_idle()
        assert [exchange.note for exchange in fake.exchanges] == ["recorded"]


def test_a_recorder_that_would_ask_itself_says_so(tmp_path: Path) -> None:
    with FakeAI() as other:
        port = int(other.url.rpartition(":")[2])
    tape = open_cassette(tmp_path / "x.yaml", record="all")
    with FakeAI(cassette=tape, upstream=f"http://localhost:{port}", port=port) as fake:
        seen = see(fake.url, make_request())
    assert seen.status == 502
    assert b"is this server itself" in seen.body


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key, in one file, signed by nobody else."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate")
    path = tmp_path_factory.mktemp("tls") / "self.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", f"{path}.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.fixture
def secure(certificate: Path) -> Callable[..., Provider]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return lambda answer: Provider(answer, tls=context)


def test_an_upstream_with_tls_is_trusted_by_the_authority_of_ssl_cert_file(
    secure: Callable[..., Provider], certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    with secure(lambda _: said_events(*EVENTS)) as real, recording(tmp_path, real.url) as fake:
        relayed = [see(fake.url, make_request(f"Question {number}")) for number in range(3)]
    assert [it.chunks for it in relayed] == [EVENTS] * 3
    assert real.connections == 1
    assert played(tmp_path, make_request("Question 1"))[0].chunks == EVENTS


def test_a_certificate_that_nobody_signed_is_said_and_not_recorded(
    secure: Callable[..., Provider], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with secure(lambda _: said_json({})) as real, recording(tmp_path, real.url) as fake:
        seen = see(fake.url, make_request())
    assert seen.status == 502
    assert b"SSL_CERT_FILE may name a file" in seen.body
    assert not (tmp_path / "x.yaml").exists()
