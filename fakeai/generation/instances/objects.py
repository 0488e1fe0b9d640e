"""Objects that a JSON Schema allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakeai.generation.instances.merging import Flat, both_schemas
from fakeai.generation.instances.patterns import matching
from fakeai.generation.instances.place import Place
from fakeai.generation.instances.references import Schema
from fakeai.generation.instances.schema_error import Unsatisfiable
from fakeai.generation.instances.validation import dependencies, property_schemas

if TYPE_CHECKING:
    from fakeai.generation.instances.maker import Maker

_MOST = 2000
_TRIES = 40
_LONGEST_NAME = 8


def instance_object(schema: Flat, place: Place, maker: Maker) -> dict[str, Any]:
    """An object with what is required and what is optional, in the schema's order. Raises Unsatisfiable."""
    least, most = schema.get("minProperties", 0), schema.get("maxProperties", _MOST)
    required = _required(schema)
    if least > most or least > _MOST or len(required) > most:
        raise Unsatisfiable(f"no object has at least {least} and at most {most} properties")
    names = _chosen(schema, required, place, maker, least, most)
    made: dict[str, Any] = {}
    for name in names:
        _add(made, name, schema, place, maker, required=name in required)
    if "additionalProperties" in schema or len(made) < least:
        _add_further(made, schema, place, maker, least, most)
    return made


def schema_of(schema: Flat, name: str) -> Schema:
    """The schema that a property of this name has to fit."""
    properties = schema.get("properties")
    if properties is not None and name in properties and "patternProperties" not in schema:
        return properties[name]
    whole: Schema = True
    for part in property_schemas(schema, name):
        whole = both_schemas(whole, part)
    return whole


def _required(schema: Flat) -> dict[str, None]:
    """The names that must be there, also for the sake of others that must."""
    names = dict.fromkeys(schema.get("required", ()))
    brought = [(name, needs) for name, needs in dependencies(schema) if isinstance(needs, list)]
    waiting = list(names) if brought else []
    while waiting:
        name = waiting.pop()
        for owner, needs in brought:
            new = [need for need in needs if need not in names] if owner == name else []
            names.update(dict.fromkeys(new))
            waiting += new
    return names


def _chosen(schema: Flat, required: dict[str, None], place: Place, maker: Maker, least: int, most: int) -> list[str]:
    """Which properties are given: all that are named, as long as there is room."""
    named = schema.get("properties", {})
    if len(named) == len(required) or (place.lean and len(required) >= least):
        return [name for name in named if name in required] + [name for name in required if name not in named]
    brought = {
        name
        for name, needs in dependencies(schema)
        if isinstance(needs, list) and any(need not in required and need not in named for need in needs)
    }
    room = most - len(required)
    chosen = []
    for name in named:
        if name in required:
            chosen.append(name)
        elif room > 0 and name not in brought and _wanted(name, schema, maker, len(required) + len(chosen) < least):
            chosen.append(name)
            room -= 1
    return chosen + [name for name in required if name not in named]


def _wanted(name: str, schema: Flat, maker: Maker, short: bool) -> bool:  # noqa: FBT001 -- a private question
    """Whether an optional property is given."""
    if maker.wild:
        return short or maker.chance.random() < 0.5
    return short or maker.gives(name, schema["properties"][name])


def _add(made: dict[str, Any], name: str, schema: Flat, place: Place, maker: Maker, *, required: bool) -> None:
    """Add a property. An optional one for which there is no value is left out."""
    try:
        made[name] = maker.value(schema_of(schema, name), place.below(name, schema.get("title", "")))
    except Unsatisfiable:
        if required:
            raise


def _add_further(made: dict[str, Any], schema: Flat, place: Place, maker: Maker, least: int, most: int) -> None:
    """Add properties that the schema doesn't name: as many as are missing, or a few where it is for such."""
    wanted = least
    if isinstance(schema.get("additionalProperties"), dict) and not schema.get("properties") and not place.lean:
        wanted = max(least, min(most, maker.chance.randint(2, 3)))
    for _ in range(_TRIES + 2 * wanted):
        if len(made) >= wanted:
            return
        name = _further_name(schema, place, maker)
        if name not in made and name not in schema.get("properties", {}):
            _add(made, name, schema, place, maker, required=False)
    if len(made) < least:
        raise Unsatisfiable(f"no object with {least} properties was found")


def _further_name(schema: Flat, place: Place, maker: Maker) -> str:
    """A name for a property that the schema doesn't name."""
    patterns = list(schema.get("patternProperties", ()))
    further = schema.get("additionalProperties", schema.get("unevaluatedProperties", True))
    if patterns and (further is False or maker.chance.random() < 0.5):
        return _name_like(maker.chance.choice(patterns), maker)
    if "propertyNames" in schema:
        named = both_schemas({"type": "string"}, schema["propertyNames"])
        return str(maker.value(named, place.below("key"), wild=True))
    return f"{maker.guesses.word()}_{maker.guesses.word()}" if maker.chance.random() < 0.5 else maker.guesses.word()


def _name_like(pattern: str, maker: Maker) -> str:
    """A name that a pattern matches, of any length that it allows, so that there are several."""
    try:
        return matching(pattern, maker.chance, shortest=maker.chance.randint(0, _LONGEST_NAME))
    except Unsatisfiable:
        return matching(pattern, maker.chance)
