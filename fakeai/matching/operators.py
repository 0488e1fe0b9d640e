"""What the operators of a condition do: each compiled to a small function, and said in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from fnmatch import translate
from typing import Any

from fakeai.matching.conditions import Condition

Values = Sequence[Any]
"""What a call holds under the name of a clause: nothing, one value or several."""

Test = Callable[[Values], bool]
"""Whether a condition holds of the values."""

_Single = Callable[[Any], bool]
_LONGEST = 80


def compiled(condition: Condition) -> Test:
    """One function for a condition.

    The operators on a single value have to hold of one and the same value; `not` says that its condition holds of none.
    """
    written = _written(condition)
    singles = [_SINGLES[name](wanted) for name, wanted in written.items() if name in _SINGLES]
    tests = [_GROUPS[name](wanted) for name, wanted in written.items() if name in _GROUPS]
    if singles:
        tests.insert(0, _some(_together(singles)))
    return tests[0] if len(tests) == 1 else lambda values: all(test(values) for test in tests)


def said(condition: Condition) -> str:
    """The condition in words that follow "wanted"."""
    return " and ".join(_WORDS[name](wanted) for name, wanted in _written(condition).items())


def shown(value: object) -> str:
    """A value as compact JSON, shortened."""
    text = json.dumps(value[: _LONGEST * 2] if isinstance(value, str) else value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2]}…{text[-1] if isinstance(value, str) else ''}"


def equal(got: object, wanted: object) -> bool:
    """Whether two JSON values are the same. Unlike in Python, true is not 1."""
    if isinstance(got, bool) or isinstance(wanted, bool):
        return got is wanted
    if isinstance(got, Mapping) and isinstance(wanted, Mapping):
        return got.keys() == wanted.keys() and all(equal(got[key], wanted[key]) for key in wanted)
    if isinstance(got, list | tuple) and isinstance(wanted, list | tuple):
        return len(got) == len(wanted) and all(map(equal, got, wanted))
    return got == wanted


def _written(condition: Condition) -> dict[str, Any]:
    """The operators that are there, in the order of the model."""
    fields = type(condition).model_fields
    return {
        field.alias or name: getattr(condition, name)
        for name, field in fields.items()
        if name in condition.model_fields_set
    }


def _together(singles: list[_Single]) -> _Single:
    if len(singles) == 1:
        return singles[0]
    return lambda value: all(single(value) for single in singles)


def _some(single: _Single) -> Test:
    def some(values: Values) -> bool:
        for value in values:  # noqa: SIM110 -- any() with a generator takes three times as long
            if single(value):
                return True
        return False

    return some


def _equals(wanted: object) -> _Single:
    return lambda got: equal(got, wanted)


def _one_of(wanted: Sequence[object]) -> _Single:
    return lambda got: any(equal(got, each) for each in wanted)


def _contains(wanted: str) -> _Single:
    needle = wanted.casefold()
    return lambda got: isinstance(got, str) and needle in got.casefold()


def _starts_with(wanted: str) -> _Single:
    return lambda got: isinstance(got, str) and got.startswith(wanted)


def _regex(wanted: str) -> _Single:
    search = re.compile(wanted).search
    return lambda got: isinstance(got, str) and search(got) is not None


def _glob(wanted: str) -> _Single:
    if not _is_pattern(wanted):
        return lambda got: bool(got == wanted)
    fits = re.compile(translate(wanted)).match
    return lambda got: isinstance(got, str) and fits(got) is not None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_pattern(text: str) -> bool:
    return any(char in text for char in "*?[")


def _not(wanted: Condition) -> Test:
    inner = compiled(wanted)
    return lambda values: not inner(values)


def _all(wanted: Sequence[Condition]) -> Test:
    inner = [compiled(each) for each in wanted]
    return lambda values: all(test(values) for test in inner)


def _any(wanted: Sequence[Condition]) -> Test:
    inner = [compiled(each) for each in wanted]
    return lambda values: any(test(values) for test in inner)


_SINGLES: Mapping[str, Callable[[Any], _Single]] = {
    "equals": _equals,
    "contains": _contains,
    "regex": _regex,
    "glob": _glob,
    "starts_with": _starts_with,
    "one_of": _one_of,
    "gt": lambda wanted: lambda got: _is_number(got) and bool(got > wanted),
    "gte": lambda wanted: lambda got: _is_number(got) and bool(got >= wanted),
    "lt": lambda wanted: lambda got: _is_number(got) and bool(got < wanted),
    "lte": lambda wanted: lambda got: _is_number(got) and bool(got <= wanted),
}

_GROUPS: Mapping[str, Callable[[Any], Test]] = {
    "exists": lambda wanted: lambda values: bool(values) is wanted,
    "not": _not,
    "all": _all,
    "any": _any,
}

_WORDS: Mapping[str, Callable[[Any], str]] = {
    "equals": shown,
    "contains": lambda wanted: f"text containing {shown(wanted)}",
    "regex": lambda wanted: f"text matching /{wanted}/",
    "glob": lambda wanted: f"{'something like ' if _is_pattern(wanted) else ''}{shown(wanted)}",
    "starts_with": lambda wanted: f"text starting with {shown(wanted)}",
    "one_of": lambda wanted: f"one of {', '.join(map(shown, wanted))}",
    "gt": lambda wanted: f"more than {wanted:g}",
    "gte": lambda wanted: f"at least {wanted:g}",
    "lt": lambda wanted: f"less than {wanted:g}",
    "lte": lambda wanted: f"at most {wanted:g}",
    "exists": lambda wanted: "anything" if wanted else "nothing",
    "not": lambda wanted: f"not {said(wanted)}",
    "all": lambda wanted: " and ".join(map(said, wanted)),
    "any": lambda wanted: " or ".join(map(said, wanted)),
}
