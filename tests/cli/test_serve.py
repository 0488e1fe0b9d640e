from __future__ import annotations

import contextlib
import json
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

from fakeai import FakeAI
from tests.cli.served import WEATHER, Fakeai, Served, ask, serving

pytestmark = pytest.mark.slow  # each test starts a process


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for the tests that need nothing special; `weather.yaml` is relative, as people write it."""
    folder = tmp_path_factory.mktemp("shared")
    folder.joinpath("weather.yaml").write_text(WEATHER, encoding="utf-8")
    with serving("weather.yaml", folder=folder, COLUMNS="40") as served:
        yield served


def test_it_says_what_it_serves(shared: Served) -> None:
    assert shared.line("fakeai answers as") == f"fakeai answers as OpenAI at {shared.url}"
    shared.line(r"^  weather\.yaml: 1 fixture$")
    shared.line(r"^  models: gpt-3.5-turbo, .* and \d+ more$")
    shared.line(r"^  a call that no fixture fits is refused")
    shared.line(rf"^  export OPENAI_BASE_URL={shared.url}/v1$")


def test_a_scripted_call_is_answered_and_shown(shared: Served) -> None:
    status, body = shared.ask("How is the weather?", model="gpt-scripted")
    assert (status, body["choices"][0]["message"]["content"]) == (200, "It is 18 °C in Paris.")
    line = r"\d\d:\d\d:\d\d  200  POST /v1/chat/completions  gpt-scripted  weather  \d+(\.\d)? m?s"
    assert re.fullmatch(line, shared.line("gpt-scripted"))


def test_a_miss_is_shown_with_its_reason(shared: Served) -> None:
    status, body = shared.ask("How tall is the tower?", model="gpt-missed")
    assert status == 404
    assert "weather" in body["error"]["message"]
    line = shared.line("gpt-missed  unmatched")
    assert "  404  POST /v1/chat/completions  " in line
    assert re.match(r" {10}\S", shared.lines[shared.lines.index(line) + 1])


def test_the_curl_line_works_as_it_is(shared: Served) -> None:
    words = shlex.split(shared.line("curl "))
    output = subprocess.run([*words, "--silent"], capture_output=True, check=True).stdout
    assert json.loads(output)["choices"][0]["message"]["content"] == "It is 18 °C in Paris."


def test_the_python_line_works_as_it_is(shared: Served) -> None:
    _, *words = shlex.split(shared.line("python -c"))
    output = subprocess.run([sys.executable, *words], capture_output=True, check=True, text=True).stdout
    assert output == "It is 18 °C in Paris.\n"


def test_the_openai_sdk_streams(shared: Served) -> None:
    with openai.OpenAI(base_url=shared.url + "/v1", api_key="sk-test") as client:
        chunks = client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "weather"}], stream=True
        )
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "It is 18 °C in Paris."


def test_output_to_a_pipe_has_no_colours_and_no_wrapped_lines(shared: Served) -> None:
    shared.line("Ctrl-C ends it")
    assert "\x1b" not in "\n".join(shared.lines)
    assert any(len(line) > 80 for line in shared.lines)


def test_a_path_with_control_characters_cannot_touch_the_terminal(shared: Served) -> None:
    shared.ask("Hi", path="/v1/%1b%5b31m%0aevil")
    assert r"POST /v1/\x1b[31m\nevil" in shared.line("evil")


def test_without_paths_every_call_gets_generated_text() -> None:
    with serving() as served:
        status, body = served.ask("Anything")
        assert (status, bool(body["choices"][0]["message"]["content"])) == (200, True)
        served.line("gpt-4o  generated")
        served.line("every call gets generated text")


def test_strict_refuses_without_fixtures() -> None:
    with serving("--strict") as served:
        served.line("no fixtures: every call is refused")
        assert served.ask("Anything")[0] == 404


def test_no_strict_generates_beside_fixtures_and_quiet_prints_no_request_lines(weather: Path) -> None:
    with serving("--no-strict", "--quiet", weather) as served:
        served.line("a call that no fixture fits gets generated text")
        assert served.ask("Anything else")[0] == 200
        assert served.stop() == 0
        assert "POST" not in served.output()


def test_seed_keys_and_models_are_as_the_options_say() -> None:
    """The seed by comparison with an engine of this process that has the same one."""
    options = [
        "--seed",
        "seven",
        "--api-key",
        "sk-one",
        "--api-key",
        "sk-two",
        "--model",
        "mine",
        "--models",
        "yours, theirs",
    ]
    with serving(*options) as served:
        answers = [served.ask("Hi", key=key) for key in ("sk-one", "sk-two", "sk-three")]
        assert [status for status, _ in answers] == [200, 200, 401]
        served.line("export OPENAI_API_KEY=sk-one$")
        with openai.OpenAI(base_url=served.url + "/v1", api_key="sk-one") as client:
            assert [model.id for model in client.models.list()] == ["mine", "yours", "theirs"]
        served.line("models: mine, yours, theirs$")
    with FakeAI(seed="seven", models=["mine", "yours", "theirs"]) as fake:
        assert ask(fake.url, "Hi") == answers[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_a_signal_ends_it_quietly(number: int) -> None:
    with serving() as served:
        served.line("Ctrl-C ends it")
        assert served.stop(number) == 0
        assert "Traceback" not in served.output()


@contextlib.contextmanager
def open_stream(served: Served) -> Iterator[None]:
    """A stream far too long for the socket's buffers, whose client has read its beginning and then no more."""
    host, _, port = served.url.removeprefix("http://").partition(":")
    body = b'{"model": "gpt-4o", "stream": true, "n": 8, "messages": [{"role": "user", "content": "long"}]}'
    head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk-test\r\n"
    head += b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
    with socket.create_connection((host, int(port))) as client:
        client.sendall(head + body)
        assert client.recv(12) == b"HTTP/1.1 200"
        yield


@pytest.fixture
def long_story(tmp_path: Path) -> Path:
    """A file with an answer of several megabytes, once it is streamed eight times over."""
    path = tmp_path / "long.json"
    path.write_text(json.dumps({"fixtures": [{"reply": "word " * 8000}]}), encoding="utf-8")
    return path


def test_ctrl_c_ends_it_at_once_with_an_open_stream(long_story: Path) -> None:
    with serving(long_story) as served, open_stream(served):
        assert served.stop() == 0
    assert "Traceback" not in served.output()


def test_a_client_that_leaves_is_noted_quietly(long_story: Path) -> None:
    with serving(long_story) as served:
        with open_stream(served):
            pass
        assert served.line("POST").endswith("  client left")
        served.stop()
    assert "Traceback" not in served.output()


def test_a_port_in_use_is_told_plainly(fakeai: Fakeai) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = fakeai("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 2
    assert "is already in use" in result.stderr


def test_a_reader_of_its_output_that_goes_away_is_no_traceback() -> None:
    """As in `fakeai serve | head -1`."""
    command = [sys.executable, "-m", "fakeai", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().split()[-1]
        process.stdout.close()
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/v1/nothing", timeout=20):
            pass
        assert process.wait(timeout=20) == 1
        assert process.stderr.read() == ""


def test_models_can_be_named_in_a_fixture_file(tmp_path: Path) -> None:
    path = tmp_path / "models.yaml"
    path.write_text("fixtures: [{reply: Hello}]\nmodels: [first, second]\n", encoding="utf-8")
    with serving(path) as served:
        served.line("models: first, second$")


def test_chaos_pace_style_and_switches_have_their_effect(tmp_path: Path) -> None:
    options = ("--chaos", "overloaded=1", "--pace", "groq", "--style", "echo", "--switch", "radis.unknown_path_200=on")
    with serving(*options, folder=tmp_path) as served:
        assert served.ask("Hi", model="gpt-4o")[0] == 503
        assert "struck  overloaded (rule 1, draw " in served.line("gpt-4o  struck")
        with urllib.request.urlopen(f"{served.url}/radis/nowhere") as response:
            assert response.status == 200


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--chaos", "rate_limt"), "did you mean"),
        (("--pace", "opnai"), "did you mean"),
        (("--pace", "tfft=1s"), "did you mean `ttft`"),
        (("--style", "shout"), "unknown style"),
        (("--switch", "radis.loaded"), "takes NAME.SWITCH=VALUE"),
        (("--switch", "radis.loadd=x"), "did you mean"),
    ],
)
def test_what_can_not_be_chosen_is_told(fakeai: Fakeai, options: tuple[str, str], said: str) -> None:
    result = fakeai("serve", *options)
    assert (result.exit_code, said in result.output) == (2, True)


def test_limits_are_real_and_each_key_has_its_own() -> None:
    with serving("--limits", "rpm=2,tpm=100000") as served:
        asked = [served.ask("Hi", key=key) for key in ("sk-a", "sk-a", "sk-b", "sk-a")]
    assert [status for status, _ in asked] == [200, 200, 200, 429]
    assert "Limit 2, Used 2, Requested 1" in asked[3][1]["error"]["message"]


def test_chaos_may_be_a_mapping_as_in_files() -> None:
    with serving("--chaos", "{fail: overloaded, times: 1, match: {key: sk-b*}}") as served:
        asked = [served.ask("Hi", key=key)[0] for key in ("sk-a", "sk-b1", "sk-b2")]
    assert asked == [200, 503, 200]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--limits", "rmp=60"), "limits: unknown key `rmp`; did you mean `rpm`?"),
        (("--chaos", "{fail: overloaded, tims: 1}"), "chaos: unknown key `tims`; did you mean `times`?"),
    ],
)
def test_weather_that_can_not_be_is_told(fakeai: Fakeai, arguments: tuple[str, ...], said: str) -> None:
    result = fakeai("serve", *arguments)
    assert (result.exit_code, said in result.output) == (2, True)
