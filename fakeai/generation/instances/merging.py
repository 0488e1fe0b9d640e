"""Two JSON Schemas as one that allows what both allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from fakeai.generation.instances.equality import among, same
from fakeai.generation.instances.patterns import expression
from fakeai.generation.instances.references import Schema
from fakeai.generation.instances.schema_error import Unsatisfiable
from fakeai.generation.instances.validation import item_schemas

Flat = dict[str, Any]
"""A schema as a plain dictionary, without references and combinations at its top."""


def merged(one: Flat, other: Flat) -> Flat:
    """What both schemas allow, as far as one can say it: whoever uses it checks the result against both.

    Raises Unsatisfiable where they contradict each other outright.
    """
    if not one or not other:
        return one or other
    both = {**other, **one}
    for keyword in one.keys() & other.keys():
        combine = _COMBINE.get(keyword)
        if combine is not None:
            both[keyword] = combine(one[keyword], other[keyword])
    if "properties" in both or "additionalProperties" in both:
        both["properties"] = _properties(one, other)
    if "prefixItems" in both or isinstance(both.get("items"), list):
        _place_items(both, one, other)
    return both


def both_schemas(one: Schema, other: Schema) -> Schema:
    """A schema that asks for both."""
    if one is True or same(one, other):
        return other
    if other is True:
        return one
    return False if one is False or other is False else {"allOf": [one, other]}


def type_names(names: Any) -> list[str]:
    """The types that a `type` keyword names."""
    return [names] if isinstance(names, str) else list(names)


def _types(one: Any, other: Any) -> list[str]:
    mine, theirs = type_names(one), type_names(other)
    shared = [name for name in mine if name in theirs or (name == "integer" and "number" in theirs)]
    shared += [name for name in theirs if name == "integer" and "number" in mine and name not in shared]
    if not shared:
        raise Unsatisfiable(f"nothing is both {one!r} and {other!r}")
    return shared


def _enums(one: list[Any], other: list[Any]) -> list[Any]:
    return [value for value in one if among(value, other)]


def _consts(one: Any, other: Any) -> Any:
    if not same(one, other):
        raise Unsatisfiable(f"nothing is both {one!r} and {other!r}")
    return one


def _names(one: list[str], other: list[str]) -> list[str]:
    return [*one, *(name for name in other if name not in one)]


def _multiples(one: float, other: float) -> float:
    first, second = Fraction(str(one)), Fraction(str(other))
    whole = lcm(first.numerator * second.denominator, second.numerator * first.denominator)
    both = Fraction(whole, first.denominator * second.denominator)
    return both.numerator if both.denominator == 1 else float(both)


def _patterns(one: str, other: str) -> str:
    """The stricter of the two, by the look of it: an anchored one, then the longer one."""
    return max(one, other, key=lambda pattern: (pattern.startswith("^"), len(pattern)))


def _either(one: Schema, other: Schema) -> Schema:
    return {"anyOf": [one, other]}


def _by_key(one: Mapping[str, Schema], other: Mapping[str, Schema]) -> dict[str, Schema]:
    return {**one, **{key: both_schemas(one[key], part) if key in one else part for key, part in other.items()}}


def _stronger(one: Any, other: Any) -> Any:
    return one or other


_COMBINE: dict[str, Callable[[Any, Any], Any]] = {
    "type": _types,
    "enum": _enums,
    "const": _consts,
    "required": _names,
    "multipleOf": _multiples,
    "pattern": _patterns,
    "not": _either,
    "uniqueItems": _stronger,
    "patternProperties": _by_key,
    "additionalProperties": both_schemas,
    "unevaluatedProperties": both_schemas,
    "propertyNames": both_schemas,
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"), min),
}


def _properties(one: Flat, other: Flat) -> dict[str, Schema]:
    """Properties of both. What only one names is, for the other, a further property."""
    mine, theirs = one.get("properties", {}), other.get("properties", {})
    return {
        name: both_schemas(_property(one, name), _property(other, name))
        for name in [*mine, *(name for name in theirs if name not in mine)]
    }


def _property(schema: Flat, name: str) -> Schema:
    if name in schema.get("properties", {}):
        return schema["properties"][name]
    if any(expression(pattern).search(name) for pattern in schema.get("patternProperties", {})):
        return True  # the merged patternProperties say what it has to be
    return schema.get("additionalProperties", True)


def _place_items(both: Flat, one: Flat, other: Flat) -> None:
    """Put the items of two arrays together, place by place."""
    (mine, mine_after), (theirs, theirs_after) = item_schemas(one), item_schemas(other)
    both["prefixItems"] = [
        both_schemas(
            mine[place] if place < len(mine) else mine_after,
            theirs[place] if place < len(theirs) else theirs_after,
        )
        for place in range(max(len(mine), len(theirs)))
    ]
    both["items"] = both_schemas(mine_after, theirs_after)
    both.pop("additionalItems", None)
