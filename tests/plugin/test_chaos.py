"""The marker that turns one test into one case a failure or fault, and passes a verdict on each."""

from __future__ import annotations

from textwrap import dedent

import pytest

from fakeai.pytest_marks import chaos_problem_of
from tests.plugin.conftest import Run

CARELESS = """
@pytest.mark.fakeai_chaos("overloaded, truncate, slice")
def test_it():
    with openai.OpenAI() as client:
        chunks = client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "x"}], stream=True
        )
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
"""

CAREFUL = """
@pytest.mark.fakeai_chaos("truncate")
def test_it():
    with openai.OpenAI() as client:
        for attempt in range(3):
            chunks = list(client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "x"}], stream=True
            ))
            if chunks[-1].choices[0].finish_reason:
                break
        else:
            raise RuntimeError("never whole")
"""


@pytest.mark.slow
def test_one_test_becomes_one_case_a_fault_and_bugs_fail_theirs(run: Run) -> None:
    result = run(CARELESS)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        [
            "bug: an answer that was not whole (truncate) was taken as if it were [[]unnoticed]",
            "    +0.000 s  #1 /v1/chat/completions -> 200, truncate*",
            "*fakeai chaos*",
            "test_one_test_becomes_one_case_a_fault_and_bugs_fail_theirs.py::test_it",
            "  calm * ok * 1 requests  passed",
            "  overloaded * ok * 3 requests  passed",
            "  truncate * BUG * 1 requests  passed * bug: an answer that was not whole*",
            "  slice * ok * 1 requests  passed",
        ]
    )


def test_who_tries_again_passes(run: Run) -> None:
    result = run(CAREFUL)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["  truncate * ok * 2 requests  passed"])


def test_what_can_not_be_applied_is_skipped(run: Run) -> None:
    result = run('@pytest.mark.fakeai_chaos("truncate")\ndef test_it():\n    assert ask()\n')
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["  truncate * n/a * 1 requests  passed"])


def test_a_test_that_fails_is_told_as_it_is(run: Run) -> None:
    result = run('@pytest.mark.fakeai_chaos("invalid_api_key")\ndef test_it():\n    assert ask()\n')
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["  invalid_api_key * ok * 1 requests  AuthenticationError"])


FAILING = """
@pytest.mark.fakeai_chaos("truncate")
def test_it(fakeai_server):
    with openai.OpenAI() as client:
        chunks = client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "x"}], stream=True
        )
        list(chunks)
    if fakeai_server.exchanges[-1].faults:
        %s
"""


@pytest.mark.parametrize(
    "failing", ['pytest.fail("not whole")', "pytest.raises(ValueError).__exit__(None, None, None)"]
)
def test_a_case_that_pytest_itself_fails_is_in_the_table(run: Run, failing: str) -> None:
    """`pytest.fail` and a `pytest.raises` in which nothing is raised end a test with no Exception."""
    result = run(FAILING % failing)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["  truncate * ok * 1 requests  Failed"])


def test_a_case_that_is_skipped_is_not_graded(run: Run) -> None:
    result = run(FAILING % 'pytest.skip("some other day")')
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.no_fnmatch_line("  truncate *")


def test_chaos_of_both_markers_is_a_mistake(run: Run) -> None:
    """The cases of the one would take the place of what the other says."""
    source = """
    @pytest.mark.fakeai(chaos="rate_limit")
    @pytest.mark.fakeai_chaos("slice")
    def test_it():
        assert ask()
    """
    result = run(dedent(source))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*@pytest.mark.fakeai: `chaos` can't stand beside @pytest.mark.fakeai_chaos*"])


def test_a_test_can_say_that_it_expects_errors(run: Run) -> None:
    source = """
    @pytest.mark.fakeai_chaos("invalid_api_key, overloaded")
    def test_it(fakeai_server):
        with fakeai_server.expect_error(openai.APIError), openai.OpenAI(max_retries=0) as client:
            client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}])
    """
    run(dedent(source)).assert_outcomes(passed=3)


def test_other_parameters_have_tables_of_their_own(run: Run) -> None:
    source = """
    @pytest.mark.fakeai_chaos("slice")
    @pytest.mark.parametrize("text", ["one", "two-slice"])
    def test_it(text):
        assert ask(text)
    """
    result = run(dedent(source))
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(
        ["*::test_it[[]one]", "  calm * ok *", "  slice * ok *", "*::test_it[[]two-slice]", "  calm * ok *"]
    )


def test_the_findings_on_a_test_that_fails_by_itself_are_shown_with_their_timeline(run: Run) -> None:
    source = """
    @pytest.mark.fakeai_chaos("server_error")
    def test_it():
        with openai.OpenAI(max_retries=0) as client:
            client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}])
    """
    result = run(dedent(source))
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*fakeai verdict*", "bug: a 500 was not tried again*", "    +0.000 s  #1 /v1/chat/completions -> 500*"]
    )


def test_an_asynchronous_test_is_put_through_it_too(run: Run) -> None:
    source = """
    @pytest.mark.asyncio
    @pytest.mark.fakeai_chaos("overloaded, invalid_api_key")
    async def test_it(fakeai_server):
        with fakeai_server.expect_error(openai.AuthenticationError):
            async with openai.AsyncOpenAI(max_retries=0) as client:
                await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}])
    """
    result = run(dedent(source), "-o", "asyncio_default_fixture_loop_scope=function", plugins=("asyncio",))
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["  overloaded * BUG * 1 requests  InternalServerError *", "  invalid_api_key * ok *"])


def test_an_unknown_plan_is_told(run: Run) -> None:
    result = run('@pytest.mark.fakeai_chaos("standart")\ndef test_it(): pass\n')
    assert result.ret != 0
    result.stdout.fnmatch_lines(['*::test_it: @pytest.mark.fakeai_chaos: plan: there is no "standart"; did you mean*'])
    result.stdout.no_fnmatch_line("During handling of*")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("'quick', patence=3", "unknown argument `patence`; did you mean `patience`?"),
        ("'reset', 'stall'", "it takes one plan; names of failures and faults go in one text: 'reset,stall'"),
        ("'reset', plan='stall'", "it takes one plan; names of failures and faults go in one text: 'reset,stall'"),
        ("3", "`plan` is quick, standard, all, or names such as 'reset,stall', not 3"),
        ("patience='long'", "`patience` is a number of seconds above 0, not 'long'"),
        ("patience=0", "`patience` is a number of seconds above 0, not 0"),
    ],
)
def test_wrong_arguments_are_told(arguments: str, message: str) -> None:
    marker = eval(f"pytest.mark.fakeai_chaos({arguments})").mark  # noqa: S307 -- as it is written
    assert chaos_problem_of(marker) == message


@pytest.mark.parametrize("marker", [pytest.mark.fakeai_chaos, pytest.mark.fakeai_chaos("quick", patience=0.5)])
def test_right_arguments_are_no_problem(marker: pytest.MarkDecorator) -> None:
    assert chaos_problem_of(marker.mark) is None


def test_without_the_marker_nothing_is_said_of_chaos(run: Run) -> None:
    result = run("def test_it(fakeai_server):\n    assert ask()\n")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*fakeai chaos*")


@pytest.mark.slow
def test_the_summary_is_whole_with_xdist_too(run: Run) -> None:
    result = run(CAREFUL, "-n", "2", plugins=("xdist",))
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["  calm * ok *", "  truncate * ok * 2 requests  passed"])
