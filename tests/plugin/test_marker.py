"""`@pytest.mark.fakeai`: files, where they are found, and options."""

from __future__ import annotations

import pytest

from fakeai.pytest_marks import OPTIONS
from tests.plugin.conftest import Run

SUNNY = "fixtures: [{reply: It is sunny.}]"


def test_files_beside_the_test_are_found(run: Run) -> None:
    result = run("""
@pytest.mark.fakeai("weather.yaml")
def test_it():
    assert ask() == "It is sunny."
""")
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("folder", "ini"),
    [
        pytest.param("fixtures", "", id="fixtures below the root, by default"),
        pytest.param("replies", "fakeai_fixtures = replies", id="the folder of the ini option"),
        pytest.param("b", "fakeai_fixtures = a b", id="the second folder of the ini option"),
    ],
)
def test_then_files_in_a_folder(pytester: pytest.Pytester, run: Run, folder: str, ini: str) -> None:
    pytester.makeini(f"[pytest]\n{ini}")
    pytester.mkdir(folder).joinpath("sunny.yaml").write_text(SUNNY)
    result = run("""
@pytest.mark.fakeai("sunny.yaml")
def test_it():
    assert ask() == "It is sunny."
""")
    result.assert_outcomes(passed=1)


def test_a_whole_folder_and_an_absolute_path_are_taken(pytester: pytest.Pytester, run: Run) -> None:
    pytester.mkdir("stories").joinpath("sunny.yaml").write_text(SUNNY)
    result = run(f"""
@pytest.mark.fakeai("stories")
def test_folder():
    assert ask() == "It is sunny."

@pytest.mark.fakeai({str(pytester.path / "weather.yaml")!r})
def test_absolute():
    assert ask() == "It is sunny."
""")
    result.assert_outcomes(passed=2)


def test_a_missing_file_says_where_it_was_looked_for(pytester: pytest.Pytester, run: Run) -> None:
    result = run("""
@pytest.mark.fakeai("snow.yaml")
def test_it(): ...
""")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([
        "*there is no 'snow.yaml'; looked for",
        f"  {pytester.path}/snow.yaml",
        f"  {pytester.path}/fixtures/snow.yaml",
    ])  # fmt: skip
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_a_bad_file_says_what_is_wrong_and_where(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makefile(".yaml", bad="fixtures:\n  - replly: a\n")
    result = run("""
@pytest.mark.fakeai("bad.yaml")
def test_it(): ...
""")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*bad.yaml:2:*replly*did you mean*"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_paths_of_all_markers_add_up_outermost_first_and_the_closest_option_wins(run: Run) -> None:
    result = run("""
pytestmark = pytest.mark.fakeai("weather.yaml", strict=True, models=["m1"])

@pytest.mark.fakeai("news.yaml", "weather.yaml", strict=False)
class TestIt:
    @pytest.mark.fakeai(models=["m2"])
    def test_it(self, fakeai_server):
        assert (ask("weather"), ask("news")) == ("It is sunny.", "No news.")
        assert ask("something else")
        with openai.OpenAI() as client:
            assert [model.id for model in client.models.list()] == ["m2"]
        fakeai_server.assert_called(3, endpoint="chat")
""")
    result.assert_outcomes(passed=1)


def test_options_reach_the_server(run: Run) -> None:
    result = run("""
@pytest.mark.fakeai(api_keys=["sk-good"], seed="s", provider="openai", tokenizer="regex")
def test_keys():
    assert ask()
    with openai.OpenAI(api_key="sk-bad") as client, pytest.raises(openai.AuthenticationError):
        client.models.list()

@pytest.mark.fakeai(strict=True)
def test_strict(fakeai_server):
    with pytest.raises(openai.NotFoundError):
        ask()
    with pytest.raises(AssertionError):
        fakeai_server.check()
""")
    result.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("stict=True", "unknown argument `stict`; did you mean `strict`?"),
        ("colour=1", "unknown argument `colour`; known are: " + ", ".join(OPTIONS)),
        ("strict='yes'", "`strict` is True, False or None, not 'yes'"),
        ("models='gpt-4o'", "`models` is a list of names, not 'gpt-4o'"),
        ("seed=True", "`seed` is a number or a text, not True"),
        ("3", "a path is a text or a Path, not 3"),
    ],
)
def test_wrong_arguments_are_a_usage_error_without_a_traceback(run: Run, arguments: str, message: str) -> None:
    result = run(f"""
@pytest.mark.fakeai({arguments})
def test_it(): ...
""")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    (told,) = [line for line in result.stderr.lines if line]
    assert told.startswith("ERROR: test_")
    assert told.endswith(f".py::test_it: @pytest.mark.fakeai: {message}")


def test_all_wrong_markers_are_told_at_once(run: Run) -> None:
    result = run("""
@pytest.mark.fakeai(stict=True)
@pytest.mark.parametrize("n", [1, 2])
def test_one(n): ...

@pytest.mark.fakeai(3)
def test_two(): ...
""")
    told = [line.rpartition("::")[2] for line in result.stderr.lines if line]
    assert told == [
        "test_one: @pytest.mark.fakeai: unknown argument `stict`; did you mean `strict`?",
        "test_two: @pytest.mark.fakeai: a path is a text or a Path, not 3",
    ]


@pytest.mark.slow
def test_under_xdist_wrong_arguments_fail_the_test_without_a_traceback(run: Run) -> None:
    source = """
@pytest.mark.fakeai(stict=True)
def test_it(): ...

def test_other(): ...
"""
    result = run(source, "-n1", plugins=("xdist",))
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*test_it: @pytest.mark.fakeai: unknown argument `stict`; did you mean `strict`[?]"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_a_provider_that_there_is_not_is_told_without_a_traceback(run: Run) -> None:
    result = run("""
@pytest.mark.fakeai(provider="opneai")
def test_it(): ...
""")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*unknown provider 'opneai'*"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_the_marker_is_known(run: Run) -> None:
    source = """
@pytest.mark.fakeai
def test_it(): ...
"""
    run(source, "--strict-markers").assert_outcomes(passed=1)
    run(source, "--markers").stdout.fnmatch_lines(["@pytest.mark.fakeai(*paths, strict=*): *"])


class TestOptions:
    SEED = """
import pathlib

def test_it(fakeai_server):
    pathlib.Path("said").write_text(ask())

@pytest.mark.fakeai(seed=0)
def test_marked(fakeai_server):
    pathlib.Path("marked").write_text(ask())
"""

    def test_the_seed_is_for_tests_whose_marker_names_none(self, run: Run, pytester: pytest.Pytester) -> None:
        said = []
        for seed in ("0", "8", "8"):
            run(self.SEED, f"--fakeai-seed={seed}").assert_outcomes(passed=2)
            said.append([pytester.path.joinpath(name).read_text() for name in ("said", "marked")])
        assert said[1] == said[2]
        assert said[0][0] != said[1][0]
        assert said[0][1] == said[1][1]

    def test_strict_is_for_tests_whose_marker_does_not_say(self, run: Run) -> None:
        source = """
def test_it(fakeai_server): ask()

@pytest.mark.fakeai(strict=False)
def test_marked(fakeai_server): ask()
"""
        run(source).assert_outcomes(passed=2)
        run(source, "--fakeai-strict").assert_outcomes(passed=1, failed=1)
