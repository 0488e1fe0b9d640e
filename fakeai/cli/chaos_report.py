"""What `fakeai chaos` says: a table, every finding with its timeline, and report files."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from rich.table import Table

from fakeai.errors import SettingError
from fakeai.results import Result

_STYLES = {"ok": "green", "remark": "yellow", "BUG": "bold red", "n/a": "dim"}
_COLUMNS = ("case", "result", "requests", "command", "what was found")


def table(results: Iterable[Result]) -> Table:
    """One row a case."""
    made = Table(*_COLUMNS, box=None, padding=(0, 1))
    for result in results:
        made.add_row(*_row(result), style=_STYLES[result.grade])
    return made


def findings(results: Iterable[Result]) -> Iterator[str]:
    """Every finding with its timeline, below the name of its case."""
    for result in results:
        for finding in result.findings:
            yield f"\n{result.case}: {finding}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The results of a command, and all that it takes to have the same go wrong again."""

    results: tuple[Result, ...]
    command: Sequence[str]
    options: Sequence[str]

    @property
    def title(self) -> str:
        """The command as one would type it."""
        return shlex.join(self.command)

    @property
    def again(self) -> str:
        """The command line that does all of it again."""
        return shlex.join(["fakeai", "chaos", *self.options, "--", *self.command])


Form = Callable[[Report], str]
"""What makes the text of a report."""


def form_of(path: Path) -> Form:
    """The form that a file's name asks for. Raises SettingError for one that there is not."""
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        raise SettingError(f"a report is a {', '.join(_FORMS)} file, not {str(path)!r}")
    return form


def write(path: Path, report: Report) -> None:
    """Write a report in the form that the file's name asks for. Raises SettingError for another, or if it can't be."""
    text = form_of(path)(report)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingError(f"the report {path} can't be written: {error.strerror}") from error


def _row(result: Result) -> tuple[str, ...]:
    return (result.case, result.grade, str(result.calls), result.ended, result.said)


def _markdown(report: Report) -> str:
    lines = [f"# fakeai chaos: `{report.title}`", "", f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|"]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in _row(result))} |" for result in report.results]
    lines += [f"\n## {it.case}\n\n```text\n{finding}\n```" for it in report.results for finding in it.findings]
    lines += [f"\nThe same again: `{report.again}`"]
    return "\n".join(lines) + "\n"


def _json(report: Report) -> str:
    cases = [asdict(result) | {"said": result.said} for result in report.results]
    return json.dumps({"command": report.title, "again": report.again, "cases": cases}, indent=2) + "\n"


def _junit(report: Report) -> str:
    bugs = sum(result.grade == "BUG" for result in report.results)
    skipped = sum(result.grade == "n/a" for result in report.results)
    suite = ET.Element(
        "testsuite", name="fakeai chaos", tests=str(len(report.results)), failures=str(bugs), skipped=str(skipped)
    )
    for result in report.results:
        case = ET.SubElement(suite, "testcase", classname=report.title, name=result.case)
        said = "\n".join(map(str, result.findings))
        if result.grade == "BUG":
            ET.SubElement(case, "failure", message=result.said).text = said
        elif result.grade == "n/a":
            ET.SubElement(case, "skipped", message="could not be applied to any answer")
        told = f"{result.grade}, {result.calls} requests, {result.ended}"
        ET.SubElement(case, "system-out").text = "\n".join(filter(None, (told, said)))
    ET.SubElement(suite, "system-out").text = f"the same again: {report.again}"
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


_FORMS: Mapping[str, Form] = {".md": _markdown, ".json": _json, ".xml": _junit}
