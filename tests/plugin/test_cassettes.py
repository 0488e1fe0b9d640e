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


@pytest.mark.parametrize(
    ("line", "marker", "ini", "status"),
    [
        pytest.param("--fakeai-record=none", "once", "once", "failed", id="the command line wins"),
        pytest.param("", "none", "once", "failed", id="then the marker"),
        pytest.param("", "", "once", "passed", id="then the ini file"),
        pytest.param("", "", "", "failed", id="else nothing is recorded"),
    ],
)
def test_who_says_what_is_recorded(
    run: Run, upstream: FakeAI, pytester: pytest.Pytester, line: str, marker: str, ini: str, status: str
) -> None:
    pytester.makeini(f"[pytest]\nfakeai_record = {ini}\nfakeai_upstream = {upstream.openai_base_url}\n")
    source = TEST.replace("cassette=True", f"cassette=True, record={marker!r}" if marker else "cassette=True")
    run(source, *([line] if line else [])).assert_outcomes(**{status: 1})
