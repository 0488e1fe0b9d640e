"""What becomes of a test: misses and crashes fail it, and its report tells what came."""

from __future__ import annotations

import re

import pytest

from tests.plugin.conftest import Run

SWALLOWED = """
@pytest.mark.fakeai("weather.yaml")
def test_it():
    try:
        ask("news?")
    except openai.NotFoundError as error:
        print(error.body["message"])
"""


def test_a_miss_that_was_swallowed_fails_the_test_with_the_text_of_the_404(run: Run) -> None:
    result = run(SWALLOWED, "-s")
    result.assert_outcomes(passed=1, errors=1)
    told = result.stdout.str()
    headline = re.search(r"fakeai: (no fixture .*)", told)
    assert headline is not None
    assert told.count(headline[1]) >= 2
    result.stdout.fnmatch_lines([
        "*ERROR at teardown of test_it*",
        "*no fixture*",
        "*weather*",
        "*- fakeai -*",
        "#1 POST /v1/chat/completions gpt-4o -> 404 unmatched",
    ])  # fmt: skip
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")
    result.stdout.no_fnmatch_line("During handling of*")


def test_an_on_without_an_answer_fails_the_test_with_its_place(run: Run) -> None:
    result = run("""
def test_it(fakeai_server):
    fakeai_server.on(user="news")
    assert ask("news?")
""")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_it*", "*.py:*: `on(…)` says no answer; add `.reply`*"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_a_test_that_failed_itself_is_not_failed_twice(run: Run) -> None:
    result = run("""
@pytest.mark.fakeai("weather.yaml")
def test_it():
    ask("news?")
""")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*NotFoundError*no fixture*", "*- fakeai -*", "#1 * -> 404 unmatched"])


def test_a_failing_test_lists_its_exchanges(run: Run) -> None:
    result = run("""
@pytest.mark.fakeai("weather.yaml")
def test_it(fakeai_server):
    ask()
    ask(model="gpt-5")
    assert False

def test_quiet(fakeai_server):
    assert False

def test_without():
    assert False
""")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines([
        "*- fakeai -*",
        "#1 POST /v1/chat/completions gpt-4o -> 200 weather",
        "#2 POST /v1/chat/completions gpt-5 -> 200 weather",
        "*test_quiet*",
        "*- fakeai -*",
        "no request came",
    ])  # fmt: skip
    assert result.stdout.str().count("- fakeai -") == 2


def test_a_failing_test_says_why_a_path_is_not_served(run: Run) -> None:
    result = run("""
def test_it(fakeai_server):
    with openai.OpenAI(base_url=fakeai_server.url) as client:
        client.models.list()
""")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["#1 GET /models -> 404 refused, /v1/models is served; the base URL has to end in /v1"])


def test_a_passing_test_says_nothing(run: Run) -> None:
    result = run("def test_it(fakeai_server): ask()", "-rA")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*- fakeai -*")


def test_a_callable_that_crashed_fails_the_test_with_its_traceback(run: Run) -> None:
    result = run("""
def answer(call):
    raise LookupError("no such city")

def test_it(fakeai_server):
    fakeai_server.on(user="weather").reply(answer)
    with pytest.raises(openai.InternalServerError):
        ask()
""")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(['*raise LookupError("no such city")*', "*CallableFailed*no such city*"])


def test_a_miss_that_a_test_expects_is_forgiven(run: Run) -> None:
    result = run("""
from fakeai import UnmatchedCall

@pytest.mark.fakeai("weather.yaml")
def test_it(fakeai_server):
    with pytest.raises(openai.NotFoundError):
        ask("news?")
    with pytest.raises(UnmatchedCall):
        fakeai_server.check()
""")
    result.assert_outcomes(passed=1)


def test_a_test_that_is_expected_to_fail_may_miss(run: Run) -> None:
    result = run("""
@pytest.mark.xfail(raises=openai.NotFoundError, strict=True)
@pytest.mark.fakeai("weather.yaml")
def test_it():
    ask("news?")
""")
    result.assert_outcomes(xfailed=1)


@pytest.mark.parametrize("installed", [True, False])
def test_the_namesake_distribution_is_told_of_once_a_run(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, *, installed: bool
) -> None:
    if installed:
        metadata = pytester.mkdir("site").joinpath("fakeai-9.9.dist-info")
        metadata.mkdir()
        metadata.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: fakeai\nVersion: 9.9\n")
        monkeypatch.syspath_prepend(pytester.path / "site")
    result = run(
        """
def test_one(fakeai_server): ask()
def test_two(fakeai_server): ask()
""",
        "-Wdefault",
    )
    result.assert_outcomes(passed=2, warnings=int(installed))
    if installed:
        result.stdout.fnmatch_lines(["*unrelated distribution `fakeai` 9.9 is installed beside `pytest-fakeai`*"])


def test_a_failing_test_shows_what_went_wrong_on_purpose_and_how_to_repeat_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import openai, pytest

        @pytest.mark.fakeai(chaos="overloaded=1", seed="storm")
        def test_it(fakeai_server):
            with openai.OpenAI(max_retries=0) as client:
                client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}])
        """
    )
    result = pytester.runpytest_inprocess("-o", "asyncio_default_fixture_loop_scope=function")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["#1 POST /v1/chat/completions m -> 503 struck, chaos: overloaded (rule 1, draw 0.*)", "*seed='storm'*"]
    )


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("pace=3", "`pace` is a profile's name or a mapping, not 3"),
        ("chaos=[3]", "`chaos` is a text such as 'rate_limit=0.1', a mapping, or a list of them, not [[]3]"),
        ("limits='many'", "limits: expected a mapping such as {rpm: 60, tpm: 10000} or text such as rpm=60,tpm=10000"),
        ("limits=3", "`limits` is a text such as 'rpm=60', or a mapping, not 3"),
        ("pace='opnai'", 'pace.profile: there is no "opnai"*'),
    ],
)
def test_a_mistake_in_the_marker_s_weather_is_told(pytester: pytest.Pytester, argument: str, said: str) -> None:
    pytester.makepyfile(f"import pytest\n@pytest.mark.fakeai({argument})\ndef test_it(fakeai_server): pass\n")
    result = pytester.runpytest_inprocess("-o", "asyncio_default_fixture_loop_scope=function")
    assert result.ret != 0
    (result.stdout if "opnai" in argument or "many" in argument else result.stderr).fnmatch_lines([f"*{said}*"])
