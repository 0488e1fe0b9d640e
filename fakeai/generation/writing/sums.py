"""Small sums: calculations in signs, percentages, roots, equations with one unknown, units, and things that come and go."""

# ruff: noqa: E501 -- a pattern a line reads as a table

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

_MOST = 200
_N = r"(-?\d+(?:\.\d+)?)"
_PERCENT = re.compile(rf"{_N}\s*(?:%|percent) of \$?{_N}", re.IGNORECASE)
_ROOT = re.compile(rf"square root of {_N}|√\s*{_N}", re.IGNORECASE)
_SQUARED = re.compile(rf"{_N} (squared|cubed)\b", re.IGNORECASE)
_SPOKEN = re.compile(rf"{_N} (plus|minus|times|multiplied by|divided by|over) {_N}", re.IGNORECASE)
_EQUATION = re.compile(rf"(?<![\w.])(-?\d*(?:\.\d+)?)\s*\*?\s*([a-z])\s*([+-])\s*(\d+(?:\.\d+)?)\s*=\s*{_N}(?![\w.])")
_UNITS = re.compile(
    rf"{_N}\s*(?:°\s*|degrees )?([a-z]+)\s+(?:to|in|into|as)\s+(?:°\s*|degrees )?([a-z]+)\b", re.IGNORECASE
)
_STORY = re.compile(
    rf"\b(?:have|has|had) {_N} ([a-z]+)\b.{{0,80}}?\b(buy|bought|get|got|find|found|add|receive|pick|give|gave|eat|ate|lose|lost"
    rf"|sell|sold|use|used|spend|spent)s? (?:away )?{_N}",
    re.IGNORECASE,
)  # fmt: skip
_TAKING = frozenset("give gave eat ate lose lost sell sold use used spend spent".split())

# Each unit: what it measures, how many of the base unit it is, and what it is called.
_LENGTHS, _WEIGHTS, _VOLUMES, _TIMES = "length", "weight", "volume", "time"
_MEASURES: Mapping[str, tuple[str, float, str]] = MappingProxyType({
    name: (what, size, names.split()[0])
    for what, size, names in (
        (_LENGTHS, 1.0, "meters meter m metres metre"), (_LENGTHS, 1000.0, "kilometers kilometer km kilometres kms"),
        (_LENGTHS, 0.01, "centimeters centimeter cm centimetres"), (_LENGTHS, 1609.344, "miles mile mi"),
        (_LENGTHS, 0.3048, "feet foot ft"), (_LENGTHS, 0.0254, "inches inch"), (_LENGTHS, 0.9144, "yards yard"),
        (_WEIGHTS, 1.0, "kilograms kilogram kg kilos kilo"), (_WEIGHTS, 0.001, "grams gram g"),
        (_WEIGHTS, 0.45359237, "pounds pound lbs lb"), (_WEIGHTS, 0.028349523, "ounces ounce oz"),
        (_VOLUMES, 1.0, "liters liter l litres litre"), (_VOLUMES, 3.785411784, "gallons gallon"),
        (_VOLUMES, 0.001, "milliliters milliliter ml"), (_VOLUMES, 0.2365882365, "cups cup"),
        (_TIMES, 1.0, "seconds second"), (_TIMES, 60.0, "minutes minute"), (_TIMES, 3600.0, "hours hour"),
        (_TIMES, 86400.0, "days day"), (_TIMES, 604800.0, "weeks week"),
    )
    for name in names.split()
})  # fmt: skip
_OPERATORS: Mapping[type[ast.AST], Callable[[float, float], float]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.Mod: operator.mod,
    }
)
_LARGEST = 1e15


def worked_out(text: str) -> str | None:
    """The answer to a small sum, as a sentence; None if the text holds none."""
    if len(text) > _MOST or not any(char.isdigit() for char in text):
        return None
    for pattern, answer in _ANSWERS:
        if (found := pattern.search(text)) and (said := answer(found)) is not None:
            return said
    return None


def value_of(calculation: str) -> float | None:
    """What a calculation in numbers and signs comes to; None if it can't be told."""
    text = calculation.replace("×", "*").replace("x", "*").replace("÷", "/").replace("^", "**").replace(",", "")  # noqa: RUF001 -- people type these signs
    try:
        return _value(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError, RecursionError):
        return None


def _value(node: ast.expr) -> float:
    """The value of a parsed calculation. Raises ValueError for anything that is none, or too large."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            base, exponent = _value(left), _value(right)
            if abs(base) > 1000 or not 0 <= exponent <= 12:
                raise ValueError("too large")
            return float(base**exponent)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            value = _OPERATORS[type(op)](_value(left), _value(right))
            if abs(value) > _LARGEST:
                raise ValueError("too large")
            return value
    raise ValueError("not a calculation")


def shown(value: float) -> str:
    """A number as people write it."""
    return f"{round(value, 4):,.10g}"


def _percent(found: re.Match[str]) -> str:
    return f"{found[1]}% of {found[2]} is {shown(float(found[1]) * float(found[2]) / 100)}."


def _root(found: re.Match[str]) -> str | None:
    number = float(found[1] or found[2])
    return f"The square root of {shown(number)} is {shown(number**0.5)}." if number >= 0 else None


def _squared(found: re.Match[str]) -> str:
    power = 2 if found[2].lower() == "squared" else 3
    return f"{found[1]} {found[2].lower()} is {shown(float(found[1]) ** power)}."


def _spoken(found: re.Match[str]) -> str | None:
    left, right, word = float(found[1]), float(found[3]), found[2].lower()
    if word in ("divided by", "over"):
        return None if not right else f"{found[0]} is {shown(left / right)}."
    value = {"plus": left + right, "minus": left - right}.get(word, left * right)
    return f"{found[0]} is {shown(value)}."


def _equation(found: re.Match[str]) -> str | None:
    factor = float(found[1] + "1" if found[1] in ("", "-") else found[1])
    added, total = float(found[4]) * (1 if found[3] == "+" else -1), float(found[5])
    if not factor:
        return None
    turned = "Subtract" if added >= 0 else "Add"
    return (
        f"{turned} {shown(abs(added))} on both sides: {shown(factor)}{found[2]} = {shown(total - added)}. "
        f"Divide by {shown(factor)}: {found[2]} = {shown((total - added) / factor)}."
    )


def _units(found: re.Match[str]) -> str | None:
    value, source, target = float(found[1]), found[2].lower(), found[3].lower()
    if {source[:1], target[:1]} == {"c", "f"} and max(len(source), len(target)) in (1, 7, 10):
        converted = value * 9 / 5 + 32 if source[0] == "c" else (value - 32) * 5 / 9
        return f"{found[1]} °{source[0].upper()} is {shown(round(converted, 1))} °{target[0].upper()}."
    if source not in _MEASURES or target not in _MEASURES or _MEASURES[source][0] != _MEASURES[target][0]:
        return None
    (_, size, name), (_, other, wanted) = _MEASURES[source], _MEASURES[target]
    return f"{found[1]} {name} is about {shown(round(value * size / other, 2))} {wanted}."


def _story(found: re.Match[str]) -> str:
    first, second = float(found[1]), float(found[4])
    total = first - second if found[3].lower() in _TAKING else first + second
    sign = "-" if found[3].lower() in _TAKING else "+"
    return f"{found[1]} {sign} {found[4]} = {shown(total)}, so that makes {shown(total)} {found[2]}."


_ANSWERS = (
    (_PERCENT, _percent), (_ROOT, _root), (_SQUARED, _squared), (_SPOKEN, _spoken), (_EQUATION, _equation),
    (_UNITS, _units), (_STORY, _story),
)  # fmt: skip
