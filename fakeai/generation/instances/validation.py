"""Whether a value is an instance of a JSON Schema, for what is generated here: drafts 4 to 2020-12, without formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from fakeai.generation.instances.equality import among, same, unique
from fakeai.generation.instances.patterns import expression
from fakeai.generation.instances.references import References, Schema

_MOST_DEPTH = 120

# With these beside it, what is "unevaluated" is for other schemas to say; generated values hold none of it.
_APPLIES = frozenset(("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"))

Keywords = Mapping[str, Any]


def is_type(value: Any, name: str) -> bool:
    """Whether a value is of the type that JSON Schema calls by this name. 1.0 is an integer, True is no number."""
    match name:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":
            whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            return whole and not isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case _:
            return name == "object" and isinstance(value, dict)


def is_multiple(value: float, of: float) -> bool:
    """Whether a number is a multiple of another, as the usual validators reckon it with floating point."""
    if not isinstance(of, int):
        try:
            quotient = value / of
            return quotient == int(quotient)
        except OverflowError:  # beyond floating point
            return (Fraction(value) / Fraction(of)).denominator == 1
    return value % of == 0


class Validator:
    """Says whether values fit schemas that refer into one root."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._depth = 0

    def fits(self, value: Any, schema: Schema) -> bool:
        """Whether the value is an instance of the schema."""
        if isinstance(schema, bool):
            return schema
        self._depth += 1
        try:
            return self._depth < _MOST_DEPTH and self._fits(value, schema)
        finally:
            self._depth -= 1

    def _fits(self, value: Any, schema: Keywords) -> bool:
        if not (_of_type(value, schema) and self._named(value, schema) and self._combined(value, schema)):
            return False
        if isinstance(value, str):
            return fits_text(value, schema)
        if isinstance(value, dict):
            return self._object(value, schema)
        if isinstance(value, list):
            return self._array(value, schema)
        return not is_type(value, "number") or fits_number(value, schema)

    def _named(self, value: Any, schema: Keywords) -> bool:
        """Values and references that are named outright."""
        if "const" in schema and not same(value, schema["const"]):
            return False
        if "enum" in schema and not among(value, schema["enum"]):
            return False
        return all(
            self.fits(value, self._references.resolve(schema[keyword]))
            for keyword in ("$ref", "$dynamicRef")
            if keyword in schema
        )

    def _combined(self, value: Any, schema: Keywords) -> bool:
        if "allOf" in schema and not all(self.fits(value, part) for part in schema["allOf"]):
            return False
        if "anyOf" in schema and not any(self.fits(value, part) for part in schema["anyOf"]):
            return False
        if "oneOf" in schema and sum(self.fits(value, part) for part in schema["oneOf"]) != 1:
            return False
        if "not" in schema and self.fits(value, schema["not"]):
            return False
        if "if" in schema:
            return self.fits(value, schema.get("then" if self.fits(value, schema["if"]) else "else", True))
        return True

    def _array(self, value: list[Any], schema: Keywords) -> bool:
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            return False
        if schema.get("uniqueItems") and not unique(value):
            return False
        first, rest = item_schemas(schema)
        placed = zip(value, first, strict=False)
        if not all(self.fits(item, part) for item, part in placed):
            return False
        if rest is not True and not all(self.fits(item, rest) for item in value[len(first) :]):
            return False
        if "contains" not in schema:
            return True
        found = sum(self.fits(item, schema["contains"]) for item in value)
        return bool(schema.get("minContains", 1) <= found <= schema.get("maxContains", found))

    def _object(self, value: dict[str, Any], schema: Keywords) -> bool:
        if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value)):
            return False
        if not all(name in value for name in schema.get("required", ())):
            return False
        if "propertyNames" in schema and not all(self.fits(name, schema["propertyNames"]) for name in value):
            return False
        if not all(self.fits(item, part) for name, item in value.items() for part in property_schemas(schema, name)):
            return False
        return all(self._dependent(value, needs) for name, needs in dependencies(schema) if name in value)

    def _dependent(self, value: dict[str, Any], needs: Any) -> bool:
        if isinstance(needs, list | tuple):
            return all(need in value for need in needs)
        return self.fits(value, needs)


def property_schemas(schema: Keywords, name: str) -> list[Schema]:
    """Every schema that the value of a property has to fit."""
    parts = []
    properties = schema.get("properties", {})
    if name in properties:
        parts.append(properties[name])
    parts += [part for pattern, part in schema.get("patternProperties", {}).items() if expression(pattern).search(name)]
    if parts:
        return parts
    if "additionalProperties" in schema:
        return [schema["additionalProperties"]]
    return (
        [schema["unevaluatedProperties"]]
        if "unevaluatedProperties" in schema and not _APPLIES.intersection(schema)
        else []
    )


def item_schemas(schema: Keywords) -> tuple[list[Schema], Schema]:
    """The schemas of the first items, place by place, and that of all further ones."""
    items = schema.get("items", True)
    if isinstance(items, list):
        return items, schema.get("additionalItems", True)
    if "items" not in schema and not _APPLIES.intersection(schema):
        items = schema.get("unevaluatedItems", True)
    return schema.get("prefixItems", []), items


def dependencies(schema: Keywords) -> list[tuple[str, Any]]:
    """What each property brings with it: names that are required then, or a schema that the object must fit."""
    keywords = ("dependentRequired", "dependentSchemas", "dependencies")
    return [pair for keyword in keywords for pair in schema.get(keyword, {}).items()]


def _of_type(value: Any, schema: Keywords) -> bool:
    names = schema.get("type")
    if names is None or (value is None and schema.get("nullable") is True):
        return True
    return is_type(value, names) if isinstance(names, str) else any(is_type(value, name) for name in names)


def fits_text(value: str, schema: Keywords) -> bool:
    """Whether a text has the length and matches the pattern that a schema asks for."""
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return False
    return "pattern" not in schema or expression(schema["pattern"]).search(value) is not None


_BOUNDS: tuple[tuple[str, Callable[[float, float], bool]], ...] = (
    ("minimum", lambda value, bound: value >= bound),
    ("maximum", lambda value, bound: value <= bound),
    ("exclusiveMinimum", lambda value, bound: value > bound),
    ("exclusiveMaximum", lambda value, bound: value < bound),
)


def fits_number(value: float, schema: Keywords) -> bool:
    """Whether a number is within a schema's bounds and a multiple of what it asks for."""
    for keyword, holds in _BOUNDS:
        bound = schema.get(keyword)
        if isinstance(bound, bool):  # draft 4: says of the other bound that it is excluded
            if bound and value == schema.get("minimum" if keyword == "exclusiveMinimum" else "maximum"):
                return False
        elif bound is not None and not holds(value, bound):
            return False
    return "multipleOf" not in schema or is_multiple(value, schema["multipleOf"])
