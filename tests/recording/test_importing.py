"""Recordings of others become exchanges of ours; what can't is told with its place."""

from __future__ import annotations

import base64
import gzip
import json
import textwrap
import zlib
from typing import Any

import pytest

from fakeai.errors import CassetteError
from fakeai.recording.cassette import Recorded
from fakeai.recording.importing import Imported, imported

ASKED = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}
SAID = {"model": "gpt-4o-2024-08-06", "choices": [{"message": {"role": "assistant", "content": "Hello."}}]}
BODY = json.dumps(SAID).encode()
URL = "https://api.openai.com/v1/chat/completions"
EVENTS = ['data: {"model":"gpt-4o","n":1}\n\n', 'data: {"n":2}\n\n', "data: [DONE]\n\n"]


def vcr(body: str, headers: str = "Content-Type: [application/json]", *, uri: str = URL) -> bytes:
    """A cassette of vcrpy whose answer has this body, as YAML."""
    return f"""\
interactions:
- request:
    body: '{json.dumps(ASKED)}'
    headers:
      Content-Type: [application/json]
      Authorization: [Bearer sk-test]
    method: POST
    uri: {uri}
  response:
    body: {body}
    headers: {{{headers}}}
    status: {{code: 200, message: OK}}
version: 1
""".encode()


def binary(data: bytes) -> str:
    return "!!binary " + base64.b64encode(data).decode()


def read(data: bytes) -> Imported:
    return imported(data, file="x")


def one(data: bytes) -> Recorded:
    found = read(data)
    assert found.notes == ()
    [exchange] = found.exchanges
    return exchange


GZIP = "Content-Type: [application/json], content-encoding: [gzip]"
raw_deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
VCR = {
    "text": vcr(f"{{string: '{BODY.decode()}'}}"),
    "!!binary": vcr(f"{{string: {binary(BODY)}}}"),
    "gzip": vcr(f"{{string: {binary(gzip.compress(BODY))}}}", GZIP),
    "gzip, decompressed already": vcr(f"{{string: '{BODY.decode()}'}}", GZIP),
    "deflate": vcr(f"{{string: {binary(zlib.compress(BODY))}}}", GZIP.replace("gzip", "deflate")),
    "raw deflate": vcr(
        f"{{string: {binary(raw_deflate.compress(BODY) + raw_deflate.flush())}}}", GZIP.replace("gzip", "deflate")
    ),
    "brotli, decompressed already": vcr(f"{{string: '{BODY.decode()}'}}", GZIP.replace("gzip", "br")),
    "base64_string": vcr(f"{{base64_string: {base64.b64encode(BODY).decode()}}}"),
    "encoding": vcr(f"{{encoding: utf-8, string: '{BODY.decode()}'}}"),
    "body without a mapping": vcr(f"'{BODY.decode()}'"),
    "headers without lists": vcr(f"{{string: '{BODY.decode()}'}}", "Content-Type: application/json"),
    "JSON": json.dumps(
        {
            "version": 1,
            "interactions": [
                {
                    "request": {"method": "POST", "uri": URL, "body": json.dumps(ASKED), "headers": {}},
                    "response": {
                        "status": {"code": 200, "message": "OK"},
                        "headers": {"Content-Type": ["application/json"]},
                        "body": {"string": BODY.decode()},
                    },
                }
            ],
        },
        indent="\t",
    ).encode(),
    "with a BOM": b"\xef\xbb\xbf" + vcr(f"{{string: '{BODY.decode()}'}}"),
    "CRLF": vcr(f"{{string: '{BODY.decode()}'}}").replace(b"\n", b"\r\n"),
    "Ruby's VCR": f"""\
---
http_interactions:
- request:
    method: post
    uri: {URL}
    body:
      encoding: UTF-8
      string: '{json.dumps(ASKED)}'
    headers:
      Content-Type: [application/json]
  response:
    status:
      code: 200
      message: OK
    headers:
      Content-Type: [application/json]
    body:
      encoding: ASCII-8BIT
      base64_string: {base64.b64encode(BODY).decode()}
  recorded_at: Fri, 21 Nov 2026 10:00:00 GMT
recorded_with: VCR 6.2.0
""".encode(),
}


@pytest.mark.parametrize("data", VCR.values(), ids=VCR)
def test_bodies_of_vcr_in_every_form(data: bytes) -> None:
    exchange = one(data)
    assert json.loads(exchange.request.body) == ASKED
    assert exchange.response.body == BODY
    assert exchange.response.header("content-encoding") is None
    assert exchange.response.header("content-length") == str(len(BODY))
    assert (exchange.provider, exchange.request.method, exchange.request.path) == (
        "openai",
        "POST",
        "/v1/chat/completions",
    )
    assert (exchange.provenance.model, exchange.provenance.served) == ("gpt-4o", "gpt-4o-2024-08-06")


def test_bodies_of_vcr_as_structure() -> None:
    """As pydantic-ai's serializer writes them: `parsed_body`, and headers without secrets."""
    data = textwrap.dedent("""\
        interactions:
        - request:
            headers:
              content-type:
              - application/json
            method: POST
            parsed_body:
              messages:
              - content: Hi
                role: user
              model: gpt-4.1-mini
            uri: https://api.openai.com/v1/chat/completions
          response:
            headers:
              content-type:
              - application/json
              transfer-encoding:
              - chunked
            parsed_body:
              choices:
              - finish_reason: stop
                index: 0
                message: {content: Hello., role: assistant}
              model: gpt-4.1-mini-2025-04-14
            status:
              code: 200
              message: OK
        version: 1
        """)
    exchange = one(data.encode())
    assert json.loads(exchange.request.body)["model"] == "gpt-4.1-mini"
    assert json.loads(exchange.response.body)["choices"][0]["message"]["content"] == "Hello."
    assert exchange.response.header("transfer-encoding") is None


def test_a_stream_of_vcr_has_a_frame_for_each_event() -> None:
    block = "|\n" + textwrap.indent("".join(EVENTS), " " * 8)
    exchange = one(vcr(block, "content-type: [text/event-stream; charset=utf-8]"))
    assert [frame.data.decode() for frame in exchange.response.frames] == [*EVENTS[:2], "data: [DONE]\n"]
    assert exchange.response.header("content-length") is None


def test_crlf_between_events_stays() -> None:
    data = "".join(EVENTS).replace("\n", "\r\n").encode()
    exchange = one(vcr(f"{{string: {binary(data)}}}", "content-type: [text/event-stream]"))
    assert len(exchange.response.frames) == 3
    assert exchange.response.body == data


WHERE = [
    ("https://api.openai.com/v1/embeddings", "openai", "/v1/embeddings"),
    ("https://openrouter.ai/api/v1/chat/completions", "openai", "/v1/chat/completions"),
    ("http://localhost:8000/v1/chat/completions", "openai", "/v1/chat/completions"),
    ("https://x.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=1", "openai",
     "/openai/deployments/gpt-4o/chat/completions"),
    ("https://api.openai.com/v1/audio/speech", "openai", "/v1/audio/speech"),
]  # fmt: skip


@pytest.mark.parametrize(("uri", "provider", "path"), WHERE)
def test_whose_exchange_it_is(uri: str, provider: str, path: str) -> None:
    exchange = one(vcr("{string: '{}'}", uri=uri))
    assert (exchange.provider, exchange.request.path) == (provider, path)
    assert uri.startswith(exchange.provenance.upstream)


LEFT_OUT = [
    (vcr(f"{{string: {binary(BODY[:-5] + bytes([255]))}}}", GZIP.replace("gzip", "zstd")),
     "x:2: interaction 1: left out: its body is compressed (zstd), which can't be undone here"),
    (vcr(f"{{string: {binary(gzip.compress(BODY)[:-9])}}}", GZIP), "interaction 1: left out: its body is broken gzip"),
    (vcr("{base64_string: '*'}"), "interaction 1: left out: its body is no base64"),
    (vcr("{string: x}", uri="chat"), "interaction 1: left out: 'chat' is no URL"),
    (vcr("{string: x}").replace(b"    status:", b"    stats:"), "interaction 1: left out, as it is not what it should"
     " be: `status` is missing"),
    (vcr("{string: x}").replace(b"code: 200", b"code: none"), "invalid literal"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "said"), LEFT_OUT, ids=range(len(LEFT_OUT)))
def test_what_can_not_be_used_is_told_with_its_place_and_the_rest_is_used(data: bytes, said: str) -> None:
    found = read(data)
    assert found.exchanges == ()
    [note] = found.notes
    assert said in note
    second = vcr(f"{{string: '{BODY.decode()}'}}").partition(b"\n")[2]
    both = read(data.replace(b"version: 1\n", b"") + second)
    assert len(both.exchanges) == 1
    assert both.notes == (note,)


def har(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "pages": [], "entries": entries}}, indent=2).encode()


def entry(
    *, url: str = URL, status: int = 200, content: Any = None, headers: Any = (), **fields: Any
) -> dict[str, Any]:
    """As Chrome writes it."""
    return {
        "startedDateTime": "2026-11-21T10:00:00.000Z",
        "time": 900.0,
        "timings": {"blocked": 5, "dns": -1, "connect": -1, "ssl": -1, "send": 1, "wait": 294, "receive": 600},
        "request": {
            "method": "POST",
            "url": url,
            "httpVersion": "http/2.0",
            "headers": [
                {"name": ":authority", "value": "api.openai.com"},
                {"name": "Authorization", "value": "Bearer x"},
            ],
            "postData": {"mimeType": "application/json", "text": json.dumps(ASKED)},
        },
        "response": {
            "status": status,
            "headers": [{"name": "content-type", "value": "application/json"}, *headers],
            "content": {"size": 3, "mimeType": "application/json", "text": BODY.decode()}
            if content is None
            else content,
        },
        **fields,
    }


def test_an_entry_of_a_browser() -> None:
    """Its body is decoded, whatever its headers say; HTTP/2's own fields are none."""
    exchange = one(
        har(entry(headers=[{"name": "content-encoding", "value": "br"}, {"name": ":status", "value": "200"}]))
    )
    assert json.loads(exchange.request.body) == ASKED
    assert exchange.request.header(":authority") is None
    assert exchange.response.body == BODY
    assert exchange.response.header("content-encoding") is None
    assert exchange.response.head_at == pytest.approx(0.3)
    assert [frame.at for frame in exchange.response.frames] == [0.9]
    assert exchange.provenance.at == "2026-11-21T10:00:00.000Z"


def test_an_entry_of_mitmproxy_in_base64() -> None:
    content = {"size": 9, "mimeType": "application/json", "text": base64.b64encode(BODY).decode(), "encoding": "base64"}
    assert one(har(entry(content=content))).response.body == BODY


def test_the_events_of_a_har_are_spread_over_the_time_that_the_answer_took() -> None:
    content = {"size": 9, "mimeType": "text/event-stream", "text": "".join(EVENTS)}
    stream = entry(content=content)
    stream["response"]["headers"] = [{"name": "Content-Type", "value": "text/event-stream"}]
    frames = one(har(stream)).response.frames
    assert [frame.data.decode() for frame in frames] == EVENTS
    assert [frame.at for frame in frames] == pytest.approx([0.3, 0.6, 0.9])


def test_what_no_provider_is_asked_is_left_out_of_a_har() -> None:
    found = read(har(entry(url="https://example.com/app.js"), entry(), entry(status=0), entry(content={"size": 7})))
    assert len(found.exchanges) == 1
    assert [note.partition(": ")[2] for note in found.notes] == [
        "entry 1: left out: POST example.com/app.js is nothing that a provider is asked",
        "entry 3: left out: no answer came (status 0)",
        "entry 4: left out: its body was not kept; save the HAR with content",
    ]
    lines = [int(note.split(":")[1]) for note in found.notes]
    assert lines[0] == 6
    assert lines == sorted(set(lines))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no recording of a known kind"),
        (b"a: [", "x:2: neither YAML nor JSON"),
        (b'{"log": {"entries": [', "not JSON"),
        (b"\xff\xfe", "x:1: not UTF-8"),
        (b"{}", "no recording of a known kind: there are no interactions (vcrpy)"),
        (b"a: !!python/object:os.system {}", "neither YAML nor JSON"),
        (b"interactions: 5", "no recording of a known kind"),
    ],
)
def test_what_is_no_recording_is_an_error(data: bytes, said: str) -> None:
    with pytest.raises(CassetteError) as raised:
        read(data)
    assert said in str(raised.value)
