"""What `fakeai chaos` says: a table, every finding with its timeline, and report files."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
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


Form = Callable[[Sequence[Result], str], str]
"""What makes the text of a report, of results and the command."""


def form_of(path: Path) -> Form:
    """The form that a file's name asks for. Raises SettingError for one that there is not."""
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        raise SettingError(f"a report is a {', '.join(_FORMS)} file, not {str(path)!r}")
    return form


def write(path: Path, results: Sequence[Result], *, command: Sequence[str]) -> None:
    """Write a report in the form that the file's name asks for. Raises SettingError for another, or if it can't be."""
    text = form_of(path)(results, shlex.join(command))
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingError(f"the report {path} can't be written: {error.strerror}") from error


def _row(result: Result) -> tuple[str, ...]:
    return (result.case, result.grade, str(result.calls), result.ended, result.said)


def _markdown(results: Sequence[Result], command: str) -> str:
    lines = [f"# fakeai chaos: `{command}`", "", f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|"]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in _row(result))} |" for result in results]
    lines += [f"\n## {result.case}\n\n```text\n{finding}\n```" for result in results for finding in result.findings]
    return "\n".join(lines) + "\n"


def _json(results: Sequence[Result], command: str) -> str:
    return json.dumps({"command": command, "cases": [asdict(result) for result in results]}, indent=2) + "\n"


def _junit(results: Sequence[Result], command: str) -> str:
    bugs = sum(result.grade == "BUG" for result in results)
    skipped = sum(result.grade == "n/a" for result in results)
    suite = ET.Element(
        "testsuite", name="fakeai chaos", tests=str(len(results)), failures=str(bugs), skipped=str(skipped)
    )
    for result in results:
        case = ET.SubElement(suite, "testcase", classname=command, name=result.case)
        if result.grade == "BUG":
            failure = ET.SubElement(case, "failure", message=result.said)
            failure.text = "\n".join(map(str, result.findings))
        elif result.grade == "n/a":
            ET.SubElement(case, "skipped", message="could not be applied to any answer")
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


_FORMS: Mapping[str, Form] = {".md": _markdown, ".json": _json, ".xml": _junit}
