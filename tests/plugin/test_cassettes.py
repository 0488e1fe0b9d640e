"""Cassettes in pytest: recorded once, played ever after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakeai import FakeAI
from tests.plugin.conftest import Run

TEST = """
@pytest.mark.fakeai(cassette=True)
def test_weather(fakeai_server):
    assert ask("The weather?") == "It is raining."
"""


@pytest.fixture
def upstream() -> Iterator[FakeAI]:
    with FakeAI() as real:
        real.on(user="weather").reply("It is raining.")
        yield real


def record(run: Run, upstream: FakeAI, source: str = TEST, *more: str) -> pytest.RunResult:
    return run(source, "--fakeai-record=once", f"--fakeai-upstream={upstream.openai_base_url}", *more)


def cassettes(pytester: pytest.Pytester) -> list[str]:
    return sorted(path.relative_to(pytester.path).as_posix() for path in pytester.path.rglob("cassettes/**/*.yaml"))


def test_what_was_recorded_once_is_played_without_the_upstream(
    run: Run, upstream: FakeAI, pytester: pytest.Pytester
) -> None:
    record(run, upstream).assert_outcomes(passed=1)
    [cassette] = cassettes(pytester)
    assert cassette.endswith("cassettes/test_what_was_recorded_once_is_played_without_the_upstream/test_weather.yaml")
    assert "sk-real" not in Path(pytester.path, cassette).read_text(encoding="utf-8")
    upstream.stop()
    run(TEST).assert_outcomes(passed=1)


def test_by_default_nothing_is_recorded_and_a_miss_fails_the_test(run: Run) -> None:
    result = run(TEST)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*test_weather.yaml (there is no such file) holds no exchange*"])


def test_a_failed_test_writes_nothing(run: Run, upstream: FakeAI, pytester: pytest.Pytester) -> None:
    record(run, upstream, TEST.replace("raining", "snowing")).assert_outcomes(failed=1)
    assert cassettes(pytester) == []


def test_names_of_classes_and_parameters_are_in_the_path(run: Run, upstream: FakeAI, pytester: pytest.Pytester) -> None:
    source = """
class TestSky:
    @pytest.mark.parametrize("place", ["Paris", "a/b:c"])
    @pytest.mark.fakeai(cassette=True)
    def test_weather(self, place):
        assert ask(f"The weather in {place}?")
"""
    record(run, upstream, source).assert_outcomes(passed=2)
    names = [cassette.rpartition("/")[2] for cassette in cassettes(pytester)]
    assert names == ["TestSky.test_weather[Paris].yaml", "TestSky.test_weather[a-b-c].yaml"]


def test_a_cassette_with_a_name_is_shared(run: Run, upstream: FakeAI, pytester: pytest.Pytester) -> None:
    source = """
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.fakeai(cassette="sky", record="new_episodes")
def test_weather(number):
    assert ask(f"The weather on day {number}?")
"""
    run(source, f"--fakeai-upstream={upstream.openai_base_url}").assert_outcomes(passed=2)
    assert cassettes(pytester) == ["cassettes/sky.yaml"]
    run(source, "--fakeai-record=none").assert_outcomes(passed=2)


def test_in_a_strict_test_everything_recorded_has_to_be_asked_for(run: Run, upstream: FakeAI) -> None:
    twice = TEST.replace("assert ask", "ask('more weather'); assert ask")
    record(run, upstream, twice).assert_outcomes(passed=1)
    run(TEST).assert_outcomes(passed=1)
    result = run(TEST, "--fakeai-strict")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*recorded, but not asked for*", "*POST /v1/chat/completions gpt-4o*"])


def test_a_secret_fails_the_test_and_nothing_is_written(run: Run, upstream: FakeAI, pytester: pytest.Pytester) -> None:
    source = TEST.replace('"The weather?"', '"The weather? sk-proj-" + "a1" * 20')
    result = record(run, upstream, source)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*messages?0?.content: OpenAI key*"])
    assert "a1a1a1" not in result.stdout.str()
    assert cassettes(pytester) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("cassette=1", "`cassette` is True, or the name of a cassette"),
        ("record='once'", "`record` needs `cassette`"),
        ("cassette=True, record='onec'", "did you mean `once`"),
    ],
)
def test_arguments_that_make_no_sense_are_named(run: Run, arguments: str, words: str) -> None:
    result = run(TEST.replace("cassette=True", arguments))
    assert words in result.stdout.str() + result.stderr.str()


OPTION = """
def pytest_addoption(parser):
    parser.addoption("--record-mode", default=None)
"""
PYTEST_RECORDING = f"""{OPTION}
def pytest_configure(config):
    config.pluginmanager.register(object(), "recording")
"""


@pytest.mark.parametrize(
    ("line", "theirs", "marker", "ini", "recorded"),
    [
        pytest.param("none", "once", "once", "once", False, id="our option wins"),
        pytest.param("once", "none", "none", "none", True, id="our option wins, the other way round"),
        pytest.param("", "none", "once", "once", False, id="then pytest-recording's"),
        pytest.param("", "rewrite", "none", "none", True, id="then pytest-recording's, the other way round"),
        pytest.param("", "", "none", "once", False, id="then the marker"),
        pytest.param("", "", "once", "none", True, id="then the marker, the other way round"),
        pytest.param("", "", "", "once", True, id="then the ini file"),
        pytest.param("", "", "", "", False, id="else nothing is recorded"),
    ],
)
def test_who_says_what_is_recorded(
    run: Run,
    upstream: FakeAI,
    pytester: pytest.Pytester,
    line: str,
    theirs: str,
    marker: str,
    ini: str,
    recorded: bool,
) -> None:
    pytester.makeini(f"[pytest]\nfakeai_record = {ini}\nfakeai_upstream = {upstream.openai_base_url}\n")
    pytester.makeconftest(PYTEST_RECORDING)
    source = TEST.replace("cassette=True", f"cassette=True, record={marker!r}" if marker else "cassette=True")
    options = [f"--fakeai-record={line}"] if line else []
    options += [f"--record-mode={theirs}"] if theirs else []
    run(source, *options).assert_outcomes(**{"passed" if recorded else "failed": 1})
    assert bool(cassettes(pytester)) == recorded


def test_another_plugin_s_option_of_that_name_is_not_heeded(
    run: Run, upstream: FakeAI, pytester: pytest.Pytester
) -> None:
    pytester.makeini(f"[pytest]\nfakeai_upstream = {upstream.openai_base_url}\n")
    pytester.makeconftest(OPTION)
    run(TEST, "--record-mode=once").assert_outcomes(failed=1)


def test_that_it_is_ci_changes_nothing(
    run: Run, upstream: FakeAI, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with pytest-recording: the default is none everywhere, and who asks for a recording gets one."""
    monkeypatch.setenv("CI", "true")
    run(TEST).assert_outcomes(failed=1)
    record(run, upstream).assert_outcomes(passed=1)


def test_errors_are_recorded_only_where_the_marker_says_so(
    run: Run, upstream: FakeAI, pytester: pytest.Pytester
) -> None:
    upstream.on(user="trouble").fail("server_error")
    source = """
@pytest.mark.fakeai(cassette=True, record_errors=%s)
def test_trouble():
    with openai.OpenAI(max_retries=0) as client, pytest.raises(openai.InternalServerError):
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "trouble"}])
"""
    record(run, upstream, source % False).assert_outcomes(passed=1)
    assert cassettes(pytester) == []
    upstream.on(user="trouble").fail("server_error")
    record(run, upstream, source % True).assert_outcomes(passed=1)
    upstream.stop()
    run(source % True).assert_outcomes(passed=1)


@pytest.mark.parametrize("place", ["marker", "ini"])
def test_secrets_of_one_s_own_are_taken_out_and_count_the_same_when_played(
    run: Run, upstream: FakeAI, pytester: pytest.Pytester, place: str
) -> None:
    if place == "ini":
        pytester.makeini("[pytest]\nfakeai_secrets =\n    EMP-[0-9]{6}\n    x{99}\n")
    own = ", secrets=['EMP-[0-9]{6}']" if place == "marker" else ""
    source = TEST.replace("cassette=True", f"cassette=True, redact=True{own}").replace("The w", "EMP-123456: the w")
    record(run, upstream, source).assert_outcomes(passed=1)
    [cassette] = cassettes(pytester)
    assert "EMP-1" not in Path(pytester.path, cassette).read_text(encoding="utf-8")
    run(source.replace("123456", "654321")).assert_outcomes(passed=1)


def test_a_failing_test_s_report_holds_no_secret(run: Run, upstream: FakeAI, pytester: pytest.Pytester) -> None:
    """Neither the list of exchanges, nor a miss, nor what pytest prints of requests."""
    keys = ["sk-proj-" + "a1b2" * 8, "AKIA" + "ABCDEFGHIJKLMNOP", "ghp_" + "a1B2" * 9]
    pytester.makepyfile(keys=f"KEYS = {keys!r}")
    source = """
import contextlib
from keys import KEYS

@pytest.mark.fakeai("weather.yaml")
@pytest.mark.parametrize("number", range(3))
def test_secrets(fakeai_server, number):
    with openai.OpenAI(api_key=KEYS[0], max_retries=0) as client:
        messages = [{"role": "user", "content": f"{'x' * 60} {KEYS[number]} and weather"}]
        for model in ("gpt-4o", KEYS[number]):
            client.chat.completions.create(model=model, messages=messages)
        with contextlib.suppress(openai.NotFoundError):  # whose text is what the provider would say
            client.get(f"/{KEYS[number]}", cast_to=object, options={"params": {"key": KEYS[number]}})
    assert len(fakeai_server.exchanges) == 99
    assert not fakeai_server.exchanges[0].request.body

@pytest.mark.fakeai("weather.yaml")
@pytest.mark.parametrize("number", range(3))
def test_misses(fakeai_server, number):
    with openai.OpenAI(api_key=KEYS[0], max_retries=0) as client:
        messages = [{"role": "user", "content": f"{'x' * 75}{' '}{KEYS[number]} and news"}]
        client.chat.completions.create(model="gpt-4o", messages=messages)
"""
    pytester.syspathinsert()
    result = run(source, "-vv", "--tb=native")
    result.assert_outcomes(failed=6)
    assert "no fixture fits" in result.stdout.str()
    text = result.stdout.str() + result.stderr.str()
    assert not [key for key in keys if key[:12] in text]
