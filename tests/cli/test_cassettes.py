"""`fakeai cassettes`: what it says of recordings, and what it makes of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fakeai import FakeAI, wire
from fakeai.fixtures.loader import load
from fakeai.recording.store import Store
from tests.cli.served import Fakeai
from tests.recording.making import make_body, make_recorded, make_stream, write
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


def test_ls_counts_and_names_orphans(fakeai: Fakeai, tmp_path: Path) -> None:
    folder = tmp_path / "cassettes" / "test_a"
    folder.mkdir(parents=True)
    (tmp_path / "test_a.py").write_text("def test_one(): ...\n")
    for name in ("test_one[x]", "test_two"):
        write(folder / f"{name}.yaml", [make_recorded()])
    one, two = fakeai("cassettes", "ls", tmp_path).output.splitlines()
    assert "1 exchange" in one
    assert "2026-11-21" in one
    assert "test is gone" not in one
    assert "test is gone" in two


def test_show_reads_like_a_conversation(fakeai: Fakeai, tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("How are you?", make_stream(["Fine", "."])), make_recorded("Bye")])
    text = fakeai("cassettes", "show", path).output
    assert "#1 POST /v1/chat/completions gpt-4o -> 200" in text
    assert "user:      How are you?" in text
    assert "#2" not in fakeai("cassettes", "show", path, "1").output


def test_verify_finds_secrets_and_broken_files(fakeai: Fakeai, tmp_path: Path) -> None:
    write(tmp_path / "good.yaml", [make_recorded()])
    assert fakeai("cassettes", "verify", tmp_path).exit_code == 0
    write(tmp_path / "leaky.yaml", [make_recorded(f"my key is {SECRET}")])
    (tmp_path / "broken.yaml").write_text("fakeai: cassette\nversion: 1\n")
    result = fakeai("cassettes", "verify", tmp_path)
    assert result.exit_code == 1
    assert "leaky.yaml:5: the request body, messages[0].content: OpenAI key" in result.output
    assert "broken.yaml:2: the file ends without" in result.output
    assert SECRET not in result.output


def test_redact_puts_placeholders(fakeai: Fakeai, tmp_path: Path) -> None:
    path = write(tmp_path / "leaky.yaml", [make_recorded(f"my key is {SECRET}"), make_recorded()])
    assert "1 exchange changed" in fakeai("cassettes", "redact", path).output
    assert SECRET not in path.read_text(encoding="utf-8")
    assert fakeai("cassettes", "verify", path).exit_code == 0


def test_prune_takes_out_only_if_told_so(fakeai: Fakeai, tmp_path: Path) -> None:
    path = write(tmp_path / "x.yaml", [make_recorded("A"), make_recorded("x" * 70_000), make_recorded("C")])
    fakeai("cassettes", "prune", path, "2")
    assert len(Store(path).load().exchanges) == 3
    fakeai("cassettes", "prune", path, "2", "--yes")
    assert len(Store(path).load().exchanges) == 2
    assert not list(tmp_path.glob("x.files/*"))


def test_fixtures_of_a_recording_say_the_same(fakeai: Fakeai, tmp_path: Path) -> None:
    import openai

    def ask(fake: FakeAI, **options: object) -> str:
        with openai.OpenAI(base_url=fake.openai_base_url, api_key="k") as client:
            messages = [{"role": "user", "content": "Tell me"}]
            made = client.chat.completions.create(model="gpt-4o", messages=messages, **options)  # type: ignore[call-overload]
            return made.choices[0].message.model_dump_json() if not options.get("stream") else str(len(list(made)))

    path, target = tmp_path / "x.yaml", tmp_path / "fixtures.yaml"
    with FakeAI() as real, FakeAI(cassette=path, record="once", upstream=real.url) as fake:
        said = [ask(fake), ask(fake, temperature=0.1), ask(fake, n=2)]
    assert fakeai("cassettes", "convert", path, target, "--to", "fixtures").exit_code == 0
    assert load([target]).fixtures
    with FakeAI(target) as fake:
        assert ask(fake) == said[0]


@pytest.mark.parametrize(("name", "text"), [("vcr.yaml", VCR), ("x.har", HAR), ("aimock.json", AIMOCK)])
def test_recordings_of_others_become_cassettes_without_their_secrets(
    fakeai: Fakeai, tmp_path: Path, name: str, text: str
) -> None:
    source, target = tmp_path / name, tmp_path / "made.yaml"
    source.write_text(text, encoding="utf-8")
    result = fakeai("cassettes", "convert", source, target)
    assert result.exit_code == 0, result.output
    [recorded] = Store(target).load().exchanges
    assert recorded.request.body in {wire.json_bytes(make_body("Hi")), json.dumps(make_body("Hi")).encode()}
    assert recorded.response.status == 200
    assert SECRET not in target.read_text(encoding="utf-8")


def test_convert_neither_overwrites_nor_guesses(fakeai: Fakeai, tmp_path: Path) -> None:
    source, target = tmp_path / "x.json", tmp_path / "y.yaml"
    source.write_text("{}")
    assert "no recording of" in fakeai("cassettes", "convert", source, target).output
    target.write_text("mine")
    assert "not overwritten" in fakeai("cassettes", "convert", source, target).output
    assert target.read_text() == "mine"
