"""`fakeai cassettes convert`: recordings of others as cassettes, and all of them as fixtures, none of them leaking."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fakeai import wire
from fakeai.fixtures.loader import load
from fakeai.recording.store import Store
from tests.cli.served import Fakeai
from tests.recording.making import make_body, make_recorded, make_response, make_stream, write
from tests.recording.secrets import CORPUS

SECRET = CORPUS["OpenAI key"]
VCR = f"""\
interactions:
- request:
    body: '{json.dumps(make_body("Hi"))}'
    headers: {{authorization: [Bearer {SECRET}], content-type: [application/json]}}
    method: POST
    uri: https://api.openai.com/v1/chat/completions
  response:
    body: {{string: '{{"choices": [{{"message": {{"content": "Hello."}}}}]}}'}}
    headers: {{content-type: [application/json], set-cookie: [a=b]}}
    status: {{code: 200, message: OK}}
version: 1
"""
HAR = json.dumps(
    {
        "log": {
            "entries": [
                {
                    "startedDateTime": "2026-11-21T10:00:00Z",
                    "time": 120,
                    "request": {
                        "method": "POST",
                        "url": "https://api.openai.com/v1/chat/completions",
                        "headers": [{"name": "Authorization", "value": f"Bearer {SECRET}"}],
                        "postData": {"text": json.dumps(make_body("Hi"))},
                    },
                    "response": {
                        "status": 200,
                        "headers": [{"name": "content-type", "value": "text/event-stream"}],
                        "content": {"text": 'data: {"choices":[]}\n\ndata: [DONE]\n\n'},
                    },
                }
            ]
        }
    }
)
AIMOCK = json.dumps({"fixtures": [{"match": {"userMessage": "Hi"}, "response": {"content": "Hello."}}]})


@pytest.mark.parametrize(("name", "text"), [("vcr.yaml", VCR), ("x.har", HAR)])
@pytest.mark.parametrize("to", ["cassette", "fixtures"])
def test_recordings_of_others_come_without_their_secrets(
    fakeai: Fakeai, tmp_path: Path, name: str, text: str, to: str
) -> None:
    source, target = tmp_path / name, tmp_path / "made.yaml"
    source.write_text(text, encoding="utf-8")
    result = fakeai("cassettes", "convert", source, target, "--to", to)
    assert result.exit_code == 0, result.output
    assert result.output == f"1 exchange of {source} in {target}\n"
    if to == "cassette":
        [recorded] = Store(target).load().exchanges
        assert recorded.request.body in {wire.json_bytes(make_body("Hi")), json.dumps(make_body("Hi")).encode()}
        assert recorded.response.status == 200
    else:
        assert len(load([target]).fixtures) == 1
    assert SECRET not in target.read_text(encoding="utf-8")


def test_aimock_becomes_fixtures_and_no_cassette(fakeai: Fakeai, tmp_path: Path) -> None:
    source, target = tmp_path / "aimock.json", tmp_path / "made.yaml"
    source.write_text(AIMOCK, encoding="utf-8")
    assert "aimock keeps no requests" in fakeai("cassettes", "convert", source, target).output
    assert not target.exists()
    result = fakeai("cassettes", "convert", source, target, "--to", "fixtures")
    assert result.output == f"1 fixture of {source} in {target}\n"
    assert len(load([target]).fixtures) == 1


LEAKS = {
    "aimock.json": AIMOCK.replace("Hello.", f"Hello {SECRET}."),
    "vcr.yaml": VCR.replace("Hello.", f"Hello {SECRET}."),
    # what proved the client's right is secret wherever it stands, whatever it looks like
    "own.yaml": VCR.replace(f"Bearer {SECRET}", "Bearer open-sesame-42").replace("Hello.", "Hello open-sesame-42."),
    "x.har": HAR.replace("[DONE]", f"[DONE] {SECRET}"),
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_secret_is_refused_or_redacted(fakeai: Fakeai, tmp_path: Path, name: str) -> None:
    source, target = tmp_path / name, tmp_path / "made.yaml"
    source.write_text(LEAKS[name], encoding="utf-8")
    result = fakeai("cassettes", "convert", source, target, "--to", "fixtures")
    assert result.exit_code == 1, result.output
    assert "is not written, because" in result.output
    assert "to put a placeholder in their place: --redact" in result.output
    assert not target.exists()
    assert fakeai("cassettes", "convert", source, target, "--to", "fixtures", "--redact").exit_code == 0
    text = target.read_text(encoding="utf-8") + result.output
    assert SECRET not in text
    assert "open-sesame-42" not in text
    assert "<redacted>" in text


def test_what_could_not_be_converted_is_listed_with_its_place(fakeai: Fakeai, tmp_path: Path) -> None:
    source, target = tmp_path / "vcr.yaml", tmp_path / "made.yaml"
    broken = VCR.partition("\n")[2].replace("    status:", "    stats:").replace("version: 1\n", "")
    source.write_text(VCR.replace("version: 1\n", "") + broken, encoding="utf-8")
    result = fakeai("cassettes", "convert", source, target)
    assert result.exit_code == 0
    lines = VCR.count("\n")
    assert f"vcr.yaml:{lines}: interaction 2: left out, as it is not what it should be: `status` is missing" in (
        result.output
    )


def test_what_is_nothing_is_not_written(fakeai: Fakeai, tmp_path: Path) -> None:
    source, target = tmp_path / "x.har", tmp_path / "made.yaml"
    source.write_text(HAR.replace("api.openai.com/v1/chat/completions", "example.com"), encoding="utf-8")
    result = fakeai("cassettes", "convert", source, target)
    assert result.exit_code == 2
    assert "could be converted, so nothing is written" in result.output
    assert not target.exists()


def test_what_fixtures_can_not_say_is_played_from_the_cassette(fakeai: Fakeai, tmp_path: Path) -> None:
    """A stream that broke off, and a body that is no text."""
    binary = wire.plain(200, b"\xff\x00", content_type="application/octet-stream")
    cassette = write(
        tmp_path / "recordings" / "x.yaml",
        [make_recorded("Broken", make_stream(ending="reset"), stream=True), make_recorded("Binary", binary)],
    )
    target = tmp_path / "fixtures.yaml"
    assert fakeai("cassettes", "convert", cassette, target, "--to", "fixtures").exit_code == 0
    text = target.read_text(encoding="utf-8")
    assert 'recorded: {cassette: "recordings/x.yaml", exchange: 1}' in text
    assert "exchange: 2}" in text
    assert len(load([target]).fixtures) == 2


def test_a_pace_is_derived_from_the_times_if_it_is_asked_for(fakeai: Fakeai, tmp_path: Path) -> None:
    frames = [b'{"model": "gpt-4o", "choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": null}]}'] * 10
    frames.append(b'{"model": "gpt-4o", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}')
    stream = make_stream()
    told = tuple(wire.Frame(b"data: " + data + b"\n\n", 0.4 + 0.02 * n) for n, data in enumerate(frames))
    response = wire.Response(headers=stream.headers, head_at=0.3, frames=told)
    cassette = write(tmp_path / "x.yaml", [make_recorded("Hi", response, stream=True), make_recorded("Bye")])
    for target, flags in ((tmp_path / "a.yaml", ()), (tmp_path / "b.yaml", ("--pace",))):
        assert fakeai("cassettes", "convert", cassette, target, "--to", "fixtures", *flags).exit_code == 0
    assert "pace:" not in (tmp_path / "a.yaml").read_text()
    assert (tmp_path / "b.yaml").read_text().count('pace: {ttft: "400ms", tps: 50.0}') == 1


def test_what_a_cassette_ignores_and_normalises_is_in_no_match(fakeai: Fakeai, tmp_path: Path) -> None:
    said = "Today, 2026-11-21, it rains (a+b)."
    exchanges = [make_recorded(said, user="a", seed=1), make_recorded(said, user="b", seed=2)]
    cassette = write(tmp_path / "x.yaml", exchanges)
    text = cassette.read_text().replace("exchanges:", "ignore: [user]\nnormalize: [date]\nexchanges:", 1)
    cassette.write_text(text)
    target = tmp_path / "fixtures.yaml"
    assert fakeai("cassettes", "convert", cassette, target, "--to", "fixtures").exit_code == 0
    made = target.read_text()
    assert "$.user" not in made
    assert made.count("$.seed") == 2
    assert "2026-11-21, it" not in made
    [first, _] = load([target]).fixtures
    assert first.match.user is not None
    assert first.match.user.regex is not None


def test_requests_that_no_clause_tells_apart_and_unknown_ones_are_told(fakeai: Fakeai, tmp_path: Path) -> None:
    unknown = make_recorded("Hi", make_response("x"), path="/v1/audio/speech")
    refused = make_recorded("Hi", make_response("No.", status=400), temperature="hot")
    cassette = write(tmp_path / "x.yaml", [unknown, refused, make_recorded("Hi")])
    result = fakeai("cassettes", "convert", cassette, tmp_path / "f.yaml", "--to", "fixtures")
    assert result.exit_code == 0, result.output
    assert "#1 POST /v1/audio/speech gpt-4o: left out: fakeai knows no POST /v1/audio/speech of openai" in result.output
    assert "#2 POST /v1/chat/completions gpt-4o: left out: its request is turned down before any" in result.output
    assert f"1 exchange of {cassette}" in result.output


def test_convert_neither_overwrites_nor_guesses(fakeai: Fakeai, tmp_path: Path) -> None:
    source, target = tmp_path / "x.json", tmp_path / "y.yaml"
    source.write_text("{}")
    assert "no recording of" in fakeai("cassettes", "convert", source, target).output
    assert "a cassette is a file such as" in fakeai("cassettes", "convert", source, tmp_path / "y.txt").output
    target.write_text("mine")
    assert "not overwritten" in fakeai("cassettes", "convert", source, target).output
    assert target.read_text() == "mine"
