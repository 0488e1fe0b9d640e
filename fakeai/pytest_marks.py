"""What the arguments of the markers may be, and what is said of any others.

Like the plugin, it imports nothing but pytest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest


def _is_words(value: object) -> bool:
    return isinstance(value, list | tuple | set | frozenset) and all(isinstance(word, str) for word in value)


def _is_written(value: object) -> bool:
    """Whether it may be a rule, a pace or limits; what is in it is looked at when the server is made."""
    return isinstance(value, str | Mapping) or type(value).__module__.startswith("fakeai.")


def _are_written(value: object) -> bool:
    return _is_written(value) or (isinstance(value, list | tuple) and all(map(_is_written, value)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


OPTIONS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "strict": ("True, False or None", lambda value: value is None or isinstance(value, bool)),
    "seed": ("a number or a text", lambda value: isinstance(value, int | str) and not isinstance(value, bool)),
    "provider": ("a provider's name", lambda value: isinstance(value, str)),
    "models": ("a list of names", _is_words),
    "api_keys": ("a list of keys", _is_words),
    "tokenizer": ("a tokenizer's name", lambda value: isinstance(value, str)),
    "pace": ("a profile's name or a mapping", _is_written),
    "chaos": ("a text such as 'rate_limit=0.1', a mapping, or a list of them", _are_written),
    "limits": ("a text such as 'rpm=60', or a mapping", _is_written),
    "style": ("chat, echo, lorem or static:TEXT", lambda value: isinstance(value, str)),
    "strict_models": ("True or False", lambda value: isinstance(value, bool)),
    "prompt_cache": ("True or False", lambda value: isinstance(value, bool)),
    "switches": ("a mapping such as {'provider.switch': 'value'}", lambda value: isinstance(value, Mapping)),
    "cassette": ("True, or the name of a cassette", lambda value: isinstance(value, bool | str)),
    "record": ("a record mode such as 'once'", lambda value: isinstance(value, str)),
    "upstream": ("the URL of the real provider", lambda value: isinstance(value, str | Mapping)),
    "redact": ("True or False", lambda value: isinstance(value, bool)),
    "record_errors": ("True or False", lambda value: isinstance(value, bool)),
    "secrets": ("a list of regular expressions", _is_words),
    "ignore": ("a list of JSONPaths", _is_words),
    "normalize": ("a list of words such as 'uuid'", _is_words),
    "speed": ("a number", _is_number),
}
"""The keyword arguments of @pytest.mark.fakeai: what each takes, and whether a value is that."""


def problem_of(marker: pytest.Mark) -> str | None:
    """What is wrong with the arguments of @pytest.mark.fakeai: paths, and the options."""
    for path in marker.args:
        if not isinstance(path, str | os.PathLike):
            return f"a path is a text or a Path, not {path!r}"
    for name, value in marker.kwargs.items():
        if name not in OPTIONS:
            return f"unknown argument `{name}`{_hint(name, OPTIONS)}"
        wanted, fits = OPTIONS[name]
        if not fits(value):
            return f"`{name}` is {wanted}, not {value!r}"
    return None


def chaos_problem_of(marker: pytest.Mark) -> str | None:
    """What is wrong with the arguments of @pytest.mark.fakeai_chaos: a plan, and the patience."""
    known = ("plan", "patience")
    unknown = next((name for name in marker.kwargs if name not in known), None)
    if unknown is not None:
        return f"unknown argument `{unknown}`{_hint(unknown, known)}"
    plans = [*marker.args, *(marker.kwargs[name] for name in ("plan",) if name in marker.kwargs)]
    if len(plans) > 1:
        return "it takes one plan; names of failures and faults go in one text: 'reset,stall'"
    if plans and not isinstance(plans[0], str):
        return f"`plan` is quick, standard, all, or names such as 'reset,stall', not {plans[0]!r}"
    patience = marker.kwargs.get("patience", 1)
    if not _is_number(patience) or patience <= 0:
        return f"`patience` is a number of seconds above 0, not {patience!r}"
    return None


def _hint(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    return f"; did you mean `{close[0]}`?" if close else f"; known are: {', '.join(known)}"
