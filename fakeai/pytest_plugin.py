"""The pytest plugin: the fixture `fakeai_server`, the markers, and what becomes of a test that uses them.

This module is imported by every test run of every project that has fakeai installed, so it imports nothing but pytest
until a test asks for a server.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fakeai import pytest_cassettes
from fakeai.pytest_marks import OPTIONS, chaos_problem_of, problem_of

if TYPE_CHECKING:
    from fakeai.chaos import Rule
    from fakeai.exchange import Exchange
    from fakeai.fake import FakeAI
    from fakeai.plans import Case
    from fakeai.results import Result

_FIXTURE = "fakeai_server"
_MARKER = "fakeai"
_CHAOS_MARKER = "fakeai_chaos"
_CASE = "_fakeai_case"  # the parameter that a test with that marker gets
_NAMESAKE = "fakeai"
_DISTRIBUTION = "pytest-fakeai"


@dataclass
class _Served:
    """The server of a test, and whether the test itself has passed."""

    fake: FakeAI
    passed: bool = False


@dataclass
class _Settings:
    """What the markers of a test ask for."""

    paths: list[str | Path] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)


_SERVED = pytest.StashKey[_Served]()
_WARNED = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, which begin with --fakeai- because a name that another plugin has too ends pytest at once."""
    group = parser.getgroup("fakeai", "fake LLM provider")
    group.addoption(
        "--fakeai-seed",
        metavar="SEED",
        help="What everything generated follows from, for tests whose marker names no seed (default: 0).",
    )
    group.addoption(
        "--fakeai-strict",
        action="store_true",
        default=None,
        help="Never generate an answer, not even where nothing is scripted, for tests whose marker doesn't say.",
    )
    pytest_cassettes.add_options(parser, group)
    parser.addini(
        "fakeai_fixtures",
        "Folders in which @pytest.mark.fakeai looks for files that are not beside the test (default: fixtures).",
        type="paths",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, for --strict-markers and --markers."""
    options = ", ".join(f"{name}=…" for name in OPTIONS)
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(*paths, {options}): give the test a fake LLM provider that answers from these fixture files.",
    )
    config.addinivalue_line(
        "markers",
        f"{_CHAOS_MARKER}(plan='standard', patience=10): run the test once for each failure and fault of a plan "
        "(quick, standard, all, or names such as 'reset,stall'), and fail it where the code under test does not cope.",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Turn a test with the chaos marker into one case a failure or fault."""
    marker = metafunc.definition.get_closest_marker(_CHAOS_MARKER)
    if marker is None:
        return
    from fakeai.errors import SettingError

    try:
        problem = chaos_problem_of(marker)
        names = [] if problem else [case.name for case in _plan(*marker.args, **marker.kwargs)]
    except SettingError as error:
        problem = str(error)
    if problem is not None:
        pytest.fail(f"{metafunc.definition.nodeid}: @pytest.mark.{_CHAOS_MARKER}: {problem}", pytrace=False)
    metafunc.fixturenames.append(_CASE)
    metafunc.parametrize(_CASE, names, ids=names)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """See to it that a test with the marker has a server, and has it before any other fixture can make a client."""
    is_worker = hasattr(config, "workerinput")
    if not is_worker:  # xdist would take the error for its own, and print its traceback: there the test says it
        _look_at_markers(items)
    for item in items:
        names = getattr(item, "fixturenames", None)
        if names is None:
            continue
        marked = any(item.get_closest_marker(marker) is not None for marker in (_MARKER, _CHAOS_MARKER))
        if _FIXTURE in names:
            names.remove(_FIXTURE)
        elif not marked:
            continue
        names.insert(0, _FIXTURE)


def _look_at_markers(items: list[pytest.Item]) -> None:
    """Raise UsageError with every marker whose arguments are wrong."""
    problems: dict[str, None] = {}  # by test: the cases of one test have the same marker
    for item in items:
        try:
            _settings(item)
        except pytest.UsageError as error:
            problems[str(error).replace(item.name, getattr(item, "originalname", item.name))] = None
    if problems:
        raise pytest.UsageError(*problems)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """List the exchanges below a test that failed."""
    report = yield
    served = item.stash.get(_SERVED, None)
    if served is not None:
        if report.when == "call":
            served.passed = report.passed
        if report.failed:
            report.sections.append(("fakeai", _exchanges(served.fake)))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Pass the verdict on a chaos case that is over; its bugs fail the test."""
    case = _case(item)
    if case is None:
        return (yield)
    try:
        outcome = yield
    except (Exception, pytest.fail.Exception) as error:  # whatever failed the test is graded, and raised again
        findings = _grade(item, case, ended=type(error).__name__, failed=True).findings
        if findings:
            item.add_report_section("call", "fakeai verdict", "\n".join(map(str, findings)))
        raise
    result = _grade(item, case, ended="passed", failed=False)
    if result.grade == "BUG":
        pytest.fail("\n".join(map(str, result.findings)), pytrace=False)
    if result.grade == "n/a":
        pytest.skip(f"{case} could not be applied to any answer")
    return outcome


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of all chaos cases, by test."""
    reports = [report for several in terminalreporter.stats.values() for report in several]
    graded = sorted(
        tuple(value)
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == _CHAOS_MARKER
    )
    for number, (test, _, line) in enumerate(graded):
        if number == 0:
            terminalreporter.section("fakeai chaos")
        if number == 0 or graded[number - 1][0] != test:
            terminalreporter.line(test, bold=True)
        terminalreporter.line(f"  {line}", red=" BUG " in line, yellow=" remark " in line)


def _plan(plan: str = "standard", *, patience: float | None = None) -> tuple[Case, ...]:
    """The cases that the arguments of the chaos marker mean."""
    from fakeai.plans import PATIENCE
    from fakeai.plans import plan as cases

    return cases(plan, patience=PATIENCE if patience is None else patience)


def _case(item: pytest.Item) -> str | None:
    """The name of a test's chaos case."""
    callspec = getattr(item, "callspec", None)
    return None if callspec is None else callspec.params.get(_CASE)


def _case_rules(item: pytest.Item) -> dict[str, tuple[Rule, ...]]:
    """What goes wrong in each case of the test, by name and in order; nothing if it has no chaos marker."""
    marker = item.get_closest_marker(_CHAOS_MARKER)
    return {} if marker is None else {case.name: case.rules for case in _plan(*marker.args, **marker.kwargs)}


def _grade(item: pytest.Item, case: str, *, ended: str, failed: bool) -> Result:
    from fakeai.results import result

    fake = item.stash[_SERVED].fake
    verdict, calls = fake.verdict(), len(fake.exchanges)
    came = result(case, verdict, fake.chaos_counts, calls=calls, ended=ended, failed=failed)
    line = f"{case:24} {came.grade:6} {came.calls:3} requests  {ended:20} {came.said}".rstrip()
    place = list(_case_rules(item)).index(case)
    item.user_properties.append((_CHAOS_MARKER, [_without_case(item, case), place, line]))
    return came


def _without_case(item: pytest.Item, case: str) -> str:
    """The test's name with its other parameters, but not the case."""
    test, _, parameters = item.nodeid.partition("[")
    others = re.sub(rf"(^|-){re.escape(case)}(?=-|$)", "", parameters.removesuffix("]"), count=1).strip("-")
    return f"{test}[{others}]" if others else test


@pytest.fixture
def fakeai_server(request: pytest.FixtureRequest) -> Iterator[FakeAI]:
    """A fake LLM provider of the test's own, which the environment variables of SDKs point at while it runs.

    @pytest.mark.fakeai("weather.yaml", strict=True) gives it fixture files and options. The test fails at teardown if a
    call came that no fixture fits, or a scripted callable raised, even if the code under test hid that.
    """
    _warn_of_namesake(request.config)
    served = request.node.stash[_SERVED] = _Served(_make(request.node))
    with pytest_cassettes.saving(served.fake), pytest.MonkeyPatch.context() as environment:
        for name, value in served.fake.environment().items():
            environment.setenv(name, value)
        yield served.fake
        if not served.passed:
            pytest_cassettes.forget(served.fake)
    if served.passed:  # a test that failed says so itself, and its report lists what no fixture fits
        _check(served.fake)
        pytest_cassettes.check_played(request.node, served.fake)


def _make(item: pytest.Item) -> FakeAI:
    from fakeai.errors import FakeAIError
    from fakeai.fake import FakeAI

    try:
        settings = _settings(item)
        paths = [_find(path, item) for path in settings.paths]
        options = {
            "strict": item.config.getoption("--fakeai-strict"),
            "seed": item.config.getoption("--fakeai-seed") or 0,
        }
        case = _case(item)
        chaos = {} if case is None else {"chaos": _case_rules(item)[case]}
        made = pytest_cassettes.with_tape(item, {**options, **settings.options, **chaos})
        return FakeAI(*dict.fromkeys(paths), **made)
    except (FakeAIError, pytest.UsageError) as error:
        problem = str(error)
    pytest.fail(problem, pytrace=False)  # out here: pytest prints the exception that another one comes from, too


def _check(fake: FakeAI) -> None:
    from fakeai.errors import FixtureError, UnmatchedCall

    try:
        fake.check()
    except (UnmatchedCall, FixtureError) as error:  # its text says all; a callable's error keeps its traceback
        problem = str(error)
    else:
        return
    pytest.fail(problem, pytrace=False)


def _settings(item: pytest.Item) -> _Settings:
    """What all markers of a test say: their paths added up, outermost first; of options, the closest wins.

    Raises UsageError for arguments that the marker doesn't take, or that another marker leaves no room for.
    """
    settings = _Settings()
    for marker in reversed(list(item.iter_markers(_MARKER))):
        problem = problem_of(marker)
        if problem:
            raise pytest.UsageError(f"{item.nodeid}: @pytest.mark.{_MARKER}: {problem}")
        settings.paths += marker.args
        settings.options |= marker.kwargs
    if "chaos" in settings.options and item.get_closest_marker(_CHAOS_MARKER) is not None:
        problem = f"`chaos` can't stand beside @pytest.mark.{_CHAOS_MARKER}, whose cases say what goes wrong"
        raise pytest.UsageError(f"{item.nodeid}: @pytest.mark.{_MARKER}: {problem}")
    return settings


def _find(path: str | Path, item: pytest.Item) -> Path:
    """Where a file or folder is: beside the test, or else in a folder of the ini option."""
    folders: list[Path] = item.config.getini("fakeai_fixtures") or [item.config.rootpath / "fixtures"]
    places = [folder / path for folder in (item.path.parent, *folders)]
    for place in places:
        if place.exists():
            return place
    looked = "".join(f"\n  {place}" for place in dict.fromkeys(places))
    pytest.fail(f"@pytest.mark.{_MARKER}: there is no {str(path)!r}; looked for{looked}", pytrace=False)


def _exchanges(fake: FakeAI) -> str:
    """One line an exchange: what was asked, what it was answered with, from where, and what went wrong by chaos."""
    lines = []
    for exchange in fake.exchanges:
        request, call = exchange.request, exchange.call
        asked = f"{request.method} {request.path}{f' {call.model}' if call and call.model else ''}"
        came = exchange.fixture or exchange.outcome
        left = ", the client left" if exchange.delivery and exchange.delivery.client_left else ""
        troubles = "".join(f", {trouble}" for trouble in _troubles(exchange))
        line = f"#{exchange.number} {asked} -> {exchange.response.status} {came}{troubles}{left}"
        lines.append(fake.filter.text(line, request))
    if any(exchange.strike for exchange in fake.exchanges):
        lines.append(f"the same goes wrong again with --fakeai-seed={fake.seed}, or seed={fake.seed!r} in the marker")
    return "\n".join(lines) or "no request came"


def _troubles(exchange: Exchange) -> Iterator[str]:
    if exchange.strike:
        yield f"chaos: {exchange.strike}"
    if exchange.faults:
        yield f"faults: {', '.join(exchange.faults)}"
    if exchange.outcome == "refused" and exchange.note:
        yield exchange.note
    yield from (f"not done: {reason}" for reason in exchange.not_applicable)


def _warn_of_namesake(config: pytest.Config) -> None:
    """Say so if the other distribution that owns the package `fakeai` is installed too; once a run."""
    if config.stash.get(_WARNED, False):
        return
    from importlib import metadata

    config.stash[_WARNED] = True
    try:
        version = metadata.version(_NAMESAKE)
    except metadata.PackageNotFoundError:
        return
    warnings.warn(
        f"the unrelated distribution `{_NAMESAKE}` {version} is installed beside `{_DISTRIBUTION}`: both own the "
        f"package `fakeai`, so neither can be relied on. Uninstall both, then install this one again: "
        f"pip uninstall {_NAMESAKE} {_DISTRIBUTION} && pip install {_DISTRIBUTION}",
        pytest.PytestWarning,
        stacklevel=2,
    )
