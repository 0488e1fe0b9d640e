"""The weather as a person orders it in Python and on the command line: pace, chaos and limits, checked as in files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from fakeai.chaos import Chaos, Rule
from fakeai.document.nodes import Reader
from fakeai.document.parsing import Unreadable, parse
from fakeai.errors import SettingError
from fakeai.faults import FAULTS, AnyFault, Fault
from fakeai.fixtures.failures import KINDS
from fakeai.fixtures.loader import Loaded
from fakeai.fixtures.troubles import WrittenRule
from fakeai.limits import Limits
from fakeai.pacing import Pace, complete
from fakeai.reply import Failure
from fakeai.weather import Weather
from fakeai.written import mistakes, not_among

M = TypeVar("M", bound=BaseModel)

WrittenPace = Pace | str | Mapping[str, Any]
"""A pace, a mapping as in files, or text: a profile's name, `ttft=400ms,tps=60`, or `{…}` as in files."""

WrittenLimits = Limits | str | Mapping[str, Any]
"""Limits, a mapping as in files, or text such as `rpm=60,tpm=10000`."""

OneTrouble = Rule | str | Mapping[str, Any]
"""A rule, a mapping as in files, or text: `rate_limit=0.1, reset=0.02`, or `{…}` as in files."""

WrittenChaos = OneTrouble | Sequence[OneTrouble]
"""What goes wrong: one or several of them."""

_NAMED = re.compile(r"\s*(\w+)\s*(?:=\s*(.*?)\s*)?")
_FAULT: TypeAdapter[Fault] = TypeAdapter(AnyFault)


def pace_of(written: WrittenPace) -> Pace:
    """The whole pace that is meant; text may be `{…}` as in files. Raises SettingError."""
    if isinstance(written, str) and written.lstrip().startswith("{"):
        written = _mapping(written, "pace")
    return complete(_checked(Pace, written, "pace"))


def limits_of(written: WrittenLimits) -> Limits:
    """The limits that are meant. Raises SettingError."""
    return _checked(Limits, written, "limits")


def rules_of(written: WrittenChaos) -> tuple[Rule, ...]:
    """The rules that are meant. Raises SettingError, also if they can't be in force together."""
    several = written if isinstance(written, Sequence) and not isinstance(written, str) else [written]
    return _together(rule for one in several for rule in _rules(one))


def weather_of(
    loaded: Loaded | None = None,
    *,
    pace: WrittenPace | None = None,
    chaos: WrittenChaos = (),
    limits: WrittenLimits | None = None,
) -> Weather:
    """The weather that files and options make: an option comes before what files say, and rules come after theirs."""
    from_files = loaded or Loaded(fixtures=(), models=None, files=())
    return Weather(
        pace=from_files.pace if pace is None else pace_of(pace),
        rules=_together((*from_files.rules, *rules_of(chaos))),
        limits=from_files.limits if limits is None else limits_of(limits),
    )


def trouble(name: str) -> Failure | Fault:
    """The failure kind or the fault of that name, with nothing else said about it. Raises SettingError."""
    if name in KINDS:
        return Failure(kind=name)
    faults = [fault.name() for fault in FAULTS]
    if name in faults:
        return _FAULT.validate_python(name)
    raise SettingError(f"chaos: {not_among(name, (*KINDS, *faults))}")


def _rules(written: OneTrouble) -> Iterator[Rule]:
    if isinstance(written, Rule):
        yield written
    elif isinstance(written, str) and written.lstrip().startswith("{"):
        yield _checked(WrittenRule, _mapping(written, "chaos"), "chaos").rule()
    elif isinstance(written, str):
        yield from (_named(each) for each in written.split(",") if each.strip())
    else:
        yield _checked(WrittenRule, written, "chaos").rule()


def _mapping(text: str, what: str) -> Any:
    """What a mapping says that is written as text, in the language of files. Raises SettingError."""
    try:
        root = parse(text.encode(), file=what)
    except Unreadable as error:
        raise SettingError(str(error)) from None
    reader = Reader(what)
    value = None if root is None else reader.value(root)
    if reader.problems:
        raise SettingError("\n".join(map(str, reader.problems)))
    return value


def _named(text: str) -> Rule:
    """`rate_limit`: always; `rate_limit=0.1`: as likely as that."""
    found = _NAMED.fullmatch(text)
    if found is None:
        wanted = "NAME, NAME=PROBABILITY such as rate_limit=0.1, or a mapping such as {fail: rate_limit, times: 2}"
        raise SettingError(f"chaos: expected {wanted}, got {text.strip()!r}")
    name, probability = found.groups()
    what = trouble(name)
    when: dict[str, Any] = {} if probability is None else {"probability": _number(name, probability)}
    return Rule(name=name, outcome=what if isinstance(what, Failure) else (what,), **when)


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number <= 1:
        raise SettingError(f"chaos: {name} needs a probability above 0 and up to 1, not {text!r}")
    return number


def _together(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    found = tuple(rules)
    try:
        Chaos(found)
    except ValueError as error:
        raise SettingError(f"chaos: {error}") from None
    return found


def _checked(model: type[M], written: object, what: str) -> M:
    try:
        return model.model_validate(written)
    except ValidationError as error:
        said = []
        for mistake in mistakes(error, model):
            location = mistake.location[:-1] if mistake.at_key else mistake.location
            said.append(": ".join((".".join(map(str, (what, *location))), mistake.message)))
    raise SettingError("\n".join(said))
