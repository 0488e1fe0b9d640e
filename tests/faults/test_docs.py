"""docs/faults.md: every example can be written, and every fault has one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from fakeai.faults import FAULTS, AnyFault, Fault
from fakeai.faults.contract import NotApplicable
from fakeai.faults.place import Placed
from tests.faults.answers import ANSWERS, CONTEXT

PAGE = Path(__file__).parents[2].joinpath("docs", "faults.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(faults: .*?)` \| (.*?) \|$", PAGE, re.MULTILINE)
ONE: TypeAdapter[Fault] = TypeAdapter(AnyFault)


def read(example: str) -> Fault:
    (written,) = yaml.safe_load(example)["faults"]
    return ONE.validate_python(written)


@pytest.mark.parametrize("example", [example for example, _ in ROWS])
def test_an_example_can_be_written_and_done(example: str) -> None:
    fault = read(example)
    assert not all(isinstance(fault.apply(answer, CONTEXT), NotApplicable) for answer in ANSWERS.values())


def test_every_fault_has_an_example() -> None:
    assert {read(example).fault for example, _ in ROWS} == {fault.name() for fault in FAULTS}


def test_a_star_marks_the_faults_that_strike_at_a_place() -> None:
    marked = {read(example).fault for example, words in ROWS if words.startswith("* ")}
    assert marked == {fault.name() for fault in FAULTS if issubclass(fault, Placed)}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name())
def test_every_key_of_a_fault_is_shown_or_named(fault: type[Fault]) -> None:
    keys = set(fault.model_fields) - set(Placed.model_fields)
    rows = "\n".join(f"{example} {words}" for example, words in ROWS if read(example).fault == fault.name())
    assert not [key for key in keys if not re.search(rf"\b{key}\b", rows)]


@pytest.mark.parametrize("key", sorted(set(Placed.model_fields) - {"fault"}))
def test_every_way_to_say_where_is_shown(key: str) -> None:
    assert f"| `{key}: " in PAGE
