"""JSON Schemas to try: any that hypothesis can think of, with and without a value that is known to fit."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Schema = Any
Strategy = st.SearchStrategy[Schema]

NAMES = st.sampled_from(["a", "b", "name", "city", "n1"])
PATTERNS = st.sampled_from(["^a+$", "b", "^[a-z]{2,4}$", "\\d", "^(foo|bar)$", "[A-Z]", "^\\w+@\\w+$"])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 20), st.floats(-5, 5).map(lambda number: round(number, 2)),
    st.text("ab1", max_size=4),
)  # fmt: skip
_TYPES = ["string", "integer", "number", "boolean", "null", "array", "object"]


def keywords(kind: str | None = None, **optional: Strategy) -> Strategy:
    """A schema of a type with any of these keywords."""
    fixed = {} if kind is None else {"type": st.just(kind)}
    return st.fixed_dictionaries(fixed, optional=optional)


def _together(*parts: Schema) -> Schema:
    """Keywords side by side."""
    whole: dict[str, Any] = {}
    for part in parts:
        if isinstance(part, dict):
            whole |= part
    return whole


_BOUNDS = {
    "minimum": st.integers(-10, 10) | st.floats(-3, 3),
    "maximum": st.integers(0, 30),
    "exclusiveMinimum": st.integers(-10, 10),
    "exclusiveMaximum": st.integers(5, 30) | st.floats(1, 9),
    "multipleOf": st.sampled_from([1, 2, 3, 0.5, 0.1, 0.01, 7, 1.5]),
}
_TEXT = {
    "minLength": st.integers(0, 12),
    "maxLength": st.integers(3, 14),
    "pattern": PATTERNS,
    "format": st.sampled_from(["email", "date", "uri", "uuid", "unheard-of"]),
}
_SIMPLE = st.one_of(
    keywords(type=st.sampled_from(_TYPES) | st.lists(st.sampled_from(_TYPES), min_size=1, max_size=3, unique=True)),
    keywords("string", **_TEXT),
    keywords("integer", **_BOUNDS),
    keywords("number", **_BOUNDS),
    keywords(enum=st.lists(SCALARS, min_size=1, max_size=4)),
    keywords(const=SCALARS),
    st.booleans(),
)


def _conditional(own: Schema, *ways: Schema) -> Schema:
    return _together(own, dict(zip(("if", "then", "else"), ways, strict=True)))


def _nested(inner: Strategy) -> Strategy:
    choices = st.lists(inner, min_size=1, max_size=3)
    combined = st.sampled_from(["anyOf", "oneOf", "allOf"])
    return st.one_of(
        keywords(
            "array", items=inner, prefixItems=st.lists(inner, max_size=2, min_size=1), minItems=st.integers(0, 3),
            maxItems=st.integers(0, 5), uniqueItems=st.booleans(), contains=inner, minContains=st.integers(0, 2),
            maxContains=st.integers(1, 3),
        ),
        keywords(
            "object", properties=st.dictionaries(NAMES, inner, max_size=3),
            required=st.lists(NAMES, max_size=2, unique=True),
            additionalProperties=inner, patternProperties=st.dictionaries(PATTERNS, inner, max_size=1),
            propertyNames=keywords("string", minLength=st.integers(0, 3), pattern=PATTERNS),
            minProperties=st.integers(0, 3), maxProperties=st.integers(1, 5),
            dependentRequired=st.dictionaries(NAMES, st.lists(NAMES, max_size=2, unique=True), max_size=2),
        ),
        st.builds(lambda own, word, parts: _together(own, {word: parts}), inner | st.just({}), combined, choices),
        st.builds(lambda own, other: _together(own, {"not": other}), inner, inner),
        st.builds(_conditional, inner, inner, inner, inner),
    )  # fmt: skip


def schemas() -> Strategy:
    """Any schema; some of them allow nothing."""
    return st.recursive(_SIMPLE, _nested, max_leaves=6)


@st.composite
def satisfied(draw: st.DrawFn) -> tuple[Schema, Any]:
    """A schema with a value that fits it."""
    value = draw(
        st.recursive(
            SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
        )
    )
    return draw(_around(value)), value


@st.composite
def _around(draw: st.DrawFn, value: Any) -> Schema:
    """A schema that allows the value, and perhaps others."""
    schema = draw(_typed(value))
    match draw(st.integers(0, 7)):
        case 0:
            return {"anyOf": [draw(_SIMPLE), schema]}
        case 1:
            return {"allOf": [schema, draw(_typed(value))]}
        case 2:
            return {"enum": [value, draw(SCALARS)]}
        case 3:
            return {"$ref": "#/$defs/here", "$defs": {"here": schema}} if "$defs" not in str(schema) else schema
        case _:
            return schema


@st.composite
def _typed(draw: st.DrawFn, value: Any) -> Schema:
    match value:
        case None:
            return {"type": ["null", "string"]}
        case bool():
            return {"type": "boolean"}
        case int():
            return draw(
                keywords("integer", minimum=st.integers(value - 3, value), maximum=st.integers(value, value + 3))
            )
        case float():
            return draw(keywords("number", minimum=st.just(value), exclusiveMaximum=st.just(value + 0.01)))
        case str():
            return draw(keywords("string", minLength=st.integers(0, len(value)), maxLength=st.integers(len(value), 9)))
        case list():
            items = [draw(_typed(item)) for item in value]
            return (
                {"type": "array", "prefixItems": items, "minItems": len(value), "items": draw(st.booleans())}
                if items
                else {"type": "array"}
            )
        case _:
            parts = {name: draw(_typed(item)) for name, item in value.items()}
            required = draw(st.lists(st.sampled_from(list(parts)), unique=True)) if parts else []
            return {
                "type": "object",
                "properties": parts,
                "required": required,
                "additionalProperties": draw(st.booleans()),
            }
