"""Makes instances of a JSON Schema: likely ones at first, and if they don't fit, ever less likely ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from itertools import islice
from typing import Any

from fakeai.generation.instances import numbers, strings
from fakeai.generation.instances.arrays import array
from fakeai.generation.instances.guesses import Guesses
from fakeai.generation.instances.harmony import in_harmony
from fakeai.generation.instances.merging import Flat, both_schemas, merged, type_names
from fakeai.generation.instances.objects import instance_object
from fakeai.generation.instances.place import Place
from fakeai.generation.instances.references import References, Schema
from fakeai.generation.instances.schema_error import SchemaError, Unsatisfiable
from fakeai.generation.instances.validation import Validator
from fakeai.generation.naming import words_of

_STEPS = 20_000  # values tried for one instance before it is given up
_MOST_DEPTH = 60
_ATTEMPTS = 60
_MOST_ALTERNATIVES = 40

# With one of these a schema is taken apart first, and what comes of it is checked.
_APPLICATORS = ("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas")
_DEMANDING = frozenset((
    *_APPLICATORS, "not", "contains", "dependencies", "dependentRequired", "patternProperties", "propertyNames",
))  # fmt: skip
_ANNOTATIONS = frozenset(
    (
        "title",
        "description",
        "default",
        "examples",
        "$comment",
        "deprecated",
        "readOnly",
        "nullable",
        "$defs",
        "definitions",
        "$schema",
        "$id",
    )
)
_TYPE_OF_KEYWORD = {
    "properties": "object", "required": "object", "additionalProperties": "object", "minProperties": "object",
    "maxProperties": "object", "patternProperties": "object", "propertyNames": "object",
    "items": "array", "prefixItems": "array", "minItems": "array", "maxItems": "array", "uniqueItems": "array",
    "contains": "array", "minLength": "string", "maxLength": "string", "pattern": "string", "format": "string",
    "minimum": "number", "maximum": "number", "exclusiveMinimum": "number", "exclusiveMaximum": "number",
    "multipleOf": "number",
}  # fmt: skip
_WEIGHT = {"null": 0, "boolean": 1, "integer": 1, "number": 1, "string": 1, "array": 3, "object": 4}


class Maker:
    """Makes one instance of a root schema.

    gives: whether an optional property is given, by its name and schema. Where it says nothing, all are.
    """

    def __init__(self, root: Schema, guesses: Guesses, *, gives: Callable[[str, Schema], bool] | None = None) -> None:
        self.guesses = guesses
        self.chance = guesses.chance
        self.wild = False
        self.gives: Callable[[str, Schema], bool] = gives or (lambda _name, _schema: True)
        self._root = root
        self._references = References(root)
        self._validator = Validator(self._references)
        self._steps = _STEPS

    def instance(self, name: str = "") -> Any:
        """An instance of the root. Raises SchemaError if none was found."""
        return self.value(self._root, Place(name))

    def value(self, schema: Schema, place: Place, *, wild: bool = False) -> Any:
        """An instance of a schema. Raises Unsatisfiable if none was found."""
        self._steps -= 1
        if self._steps < 0:
            raise SchemaError("the schema can't be satisfied within reasonable effort")
        if schema is False or place.depth > _MOST_DEPTH:
            raise Unsatisfiable("the schema can't be satisfied")
        was_wild, self.wild = self.wild, self.wild or wild
        try:
            return self._value({} if schema is True else schema, place)
        finally:
            self.wild = was_wild

    def _value(self, schema: Flat, place: Place) -> Any:
        if _DEMANDING.isdisjoint(schema):
            return self._plain(schema, _described(place, schema))
        reference = schema.get("$ref")
        if reference is not None and len(schema) == 1 and place.trail.count(reference) < _MOST_DEPTH:
            return self.value(self._references.resolve(reference), place.through(reference))
        return self._checked(schema, _described(place, schema))

    def _checked(self, schema: Flat, place: Place) -> Any:
        """An instance of a schema whose parts say more than one flat schema can: made, then tried against it."""
        was_wild = self.wild
        if schema.get("not") in (True, {}):
            raise Unsatisfiable("the schema can't be satisfied")
        try:
            for attempt in range(_ATTEMPTS):
                self.wild = was_wild or attempt > 0
                for flat, through in islice(self._alternatives(schema, place, ()), _MOST_ALTERNATIVES):
                    value = self._attempt(flat, through)
                    if value is not _NOTHING and self._validator.fits(value, schema):
                        return value
        finally:
            self.wild = was_wild
        for constant in _constants(schema):  # a last resort: a `not` or `if` may single one out
            if self._validator.fits(constant, schema):
                return deepcopy(constant)
        raise Unsatisfiable("the schema can't be satisfied")

    def _attempt(self, flat: Flat, place: Place) -> Any:
        try:
            return self._plain(flat, place)
        except Unsatisfiable:
            return _NOTHING

    def _alternatives(self, schema: Schema, place: Place, seen: tuple[int, ...]) -> Iterator[tuple[Flat, Place]]:
        """Flat schemas whose instances, together, are those of the schema; the likeliest first.

        `seen` holds the schemas that led here for the same value: one that leads to itself is a circle.
        """
        self._steps -= 1
        if isinstance(schema, bool) or id(schema) in seen or self._steps < 0:
            if schema is True:
                yield {}, place
            return
        seen = (*seen, id(schema))
        own = {
            keyword: value
            for keyword, value in schema.items()
            if keyword not in _APPLICATORS and keyword not in _BRANCHES
        }
        yield from self._joined([(own, place)], self._factors(schema, place), seen)

    def _joined(
        self, started: list[tuple[Flat, Place]], factors: list[list[tuple[Schema, Place]]], seen: tuple[int, ...]
    ) -> Iterator[tuple[Flat, Place]]:
        """Each way to choose one schema of every factor, merged."""
        if not factors:
            yield from started
            return
        for flat, place in started:
            for schema, through in factors[0]:
                for other, reached in self._alternatives(schema, through, seen):
                    try:
                        both = merged(flat, other)
                    except Unsatisfiable:
                        continue
                    further = reached if len(reached.trail) >= len(place.trail) else place
                    yield from self._joined([(both, further)], factors[1:], seen)

    def _factors(self, schema: Flat, place: Place) -> list[list[tuple[Schema, Place]]]:
        """What has to hold beside a schema's own keywords: of every list, one."""
        factors = [
            [(self._references.resolve(schema[keyword]), place.through(schema[keyword]))]
            for keyword in ("$ref", "$dynamicRef")
            if keyword in schema
        ]
        factors += [[(part, place)] for part in schema.get("allOf", ())]
        factors += [
            [(part, place) for part in self._ordered(schema[key], place)] for key in ("anyOf", "oneOf") if key in schema
        ]
        if "if" in schema:
            ways = [both_schemas(schema["if"], schema.get("then", True)), schema.get("else", True)]
            if self.wild and self.chance.random() < 0.5:
                ways.reverse()
            factors.append([(way, place) for way in ways])
        factors += [
            [(both_schemas({"required": [name]}, part), place), (True, place)]
            for name, part in schema.get("dependentSchemas", {}).items()
        ]
        return factors

    def _ordered(self, branches: list[Schema], place: Place) -> list[Schema]:
        """The branches of a choice, the likeliest first; where an end has to be found, the simplest first."""
        ordered = list(branches)
        if self.wild:
            self.chance.shuffle(ordered)
            return ordered
        if place.lean:
            return sorted(ordered, key=self._weight)
        words = self.guesses.facts.words
        start = int(self.chance.random() * len(ordered))
        turned = ordered[start:] + ordered[:start]
        return sorted(turned, key=lambda branch: (_is_null(branch), -len(words & _words_of_branch(branch))))

    def _weight(self, schema: Schema) -> int:
        for _ in range(8):
            if isinstance(schema, Mapping) and "$ref" in schema:
                schema = self._references.resolve(schema["$ref"])
        if isinstance(schema, bool):
            return 1
        if "const" in schema or "enum" in schema:
            return 1
        return min((_WEIGHT.get(name, 2) for name in type_names(schema.get("type", ()))), default=2)

    def _plain(self, schema: Flat, place: Place) -> Any:
        """An instance of a flat schema."""
        if "enum" in schema or "const" in schema:
            return self._of_listed(schema)
        if not self.wild:
            value = self._suggested(schema, place)
            if value is not _NOTHING:
                return value
        problem: Unsatisfiable | None = None
        for name in self._types(schema, place):
            try:
                return self._of_type(name, schema, place)
            except Unsatisfiable as error:
                problem = error
        if schema.get("nullable") is True:
            return None
        raise problem or Unsatisfiable("the schema can't be satisfied")

    def _of_listed(self, schema: Flat) -> Any:
        values = [schema["const"]] if "const" in schema else list(schema["enum"])
        if len(schema) > 1:
            values = [value for value in values if self._validator.fits(value, schema)]
        if not values:
            raise Unsatisfiable("no value that is listed fits")
        given = [value for value in values if value is not None] or values
        return deepcopy(self.chance.choice(values) if self.wild else self.guesses.choice(given))

    def _suggested(self, schema: Flat, place: Place) -> Any:
        """What the conversation or the schema itself offers as a value."""
        for value in self.guesses.known(place):
            if self._validator.fits(value, schema):
                return deepcopy(value)
        if "examples" not in schema and schema.get("default") is None:
            return _NOTHING
        if place.name and self._is_mentioned(schema, place):
            return _NOTHING
        offered = [*schema.get("examples", ()), schema.get("default")]
        fitting = [value for value in offered if value is not None and self._validator.fits(value, schema)]
        return deepcopy(self.chance.choice(fitting)) if fitting else _NOTHING

    def _is_mentioned(self, schema: Flat, place: Place) -> bool:
        """Whether the prompt names something for a text or number, which then goes before examples."""
        names = type_names(schema.get("type", "string"))
        if "string" in names:
            return self.guesses.names(place, schema.get("format"))
        return bool({"integer", "number"}.intersection(names)) and self.guesses.counts(place)

    def _types(self, schema: Flat, place: Place) -> list[str]:
        """The types that come into question, the likeliest first."""
        names = type_names(schema["type"]) if "type" in schema else self._inferred(schema)
        if "not" in schema:
            excluded = _excluded_types(schema["not"])
            names = [name for name in names if name not in excluded]
        if self.wild:
            self.chance.shuffle(names)
        elif len(names) > 1:
            names.sort(key=lambda name: _WEIGHT.get(name, 2) if place.lean else name == "null")
        return names

    def _inferred(self, schema: Flat) -> list[str]:
        """The types that the keywords of an untyped schema are about; text, if about none."""
        about = list(dict.fromkeys(_TYPE_OF_KEYWORD[keyword] for keyword in schema if keyword in _TYPE_OF_KEYWORD))
        return [
            *about,
            *(name for name in ("string", "integer", "boolean", "null", "array", "object") if name not in about),
        ]

    def _of_type(self, name: str, schema: Flat, place: Place) -> Any:
        match name:
            case "string":
                return strings.text(schema, place, self.guesses, wild=self.wild)
            case "integer" | "number":
                return self._number(name, schema, place)
            case "boolean":
                return self.chance.random() < 0.5 if self.wild else self.guesses.truth(place)
            case "null":
                return None
            case "array":
                return array(schema, place, self)
            case "object":
                return self._agreed(instance_object(schema, place, self), schema)
            case _:
                raise SchemaError(f"{name!r} is not valid under any of the given schemas")

    def _agreed(self, made: dict[str, Any], schema: Flat) -> dict[str, Any]:
        """The object with values that agree with each other, if the schema has no objection."""
        agreed = made if self.wild else in_harmony(made, self.guesses.named_numbers)
        return agreed if agreed is made or self._validator.fits(agreed, schema) else made

    def _number(self, name: str, schema: Flat, place: Place) -> float:
        usual, places = self.guesses.range(place)
        if self.wild:
            usual = (-1000, 1000)
        else:
            for value in self.guesses.number(place):
                if self._validator.fits(value, {**schema, "type": name}):
                    return value
        if name == "integer":
            return numbers.integer(schema, self.chance, usual)
        return numbers.number(schema, self.chance, usual, places=places)


_NOTHING: Any = object()
_BRANCHES = ("then", "else")


def _described(place: Place, schema: Flat) -> Place:
    description = schema.get("description")
    return place._replace(description=description) if isinstance(description, str) else place


def _constants(schema: Any) -> Iterator[Any]:
    """Every value that is named anywhere in a schema."""
    if isinstance(schema, Mapping):
        yield from (schema[keyword] for keyword in ("const", "default") if keyword in schema)
        yield from schema.get("enum", ()) if isinstance(schema.get("enum"), list) else ()
    if isinstance(schema, Mapping | list):
        for part in schema.values() if isinstance(schema, Mapping) else schema:
            yield from _constants(part)


def _is_null(schema: Schema) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "null"


def _words_of_branch(schema: Schema) -> frozenset[str]:
    """The words that tell one branch of a choice from another: its name, its title, its constant values."""
    if not isinstance(schema, Mapping):
        return frozenset()
    names = [schema.get("title", ""), schema.get("$ref", "").rpartition("/")[2], schema.get("const", "")]
    names += [part.get("const", "") for part in schema.get("properties", {}).values() if isinstance(part, Mapping)]
    return frozenset(word for name in names if isinstance(name, str) for word in words_of(name))


def _excluded_types(schema: Schema) -> frozenset[str]:
    """Types that a `not` rules out as a whole."""
    if not isinstance(schema, Mapping):
        return frozenset()
    if schema.keys() <= _ANNOTATIONS | {"type"} and "type" in schema:
        return frozenset(type_names(schema["type"]))
    if schema.keys() <= _ANNOTATIONS | {"anyOf"}:
        return frozenset(name for part in schema.get("anyOf", ()) for name in _excluded_types(part))
    return frozenset()
