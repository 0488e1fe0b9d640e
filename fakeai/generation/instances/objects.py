"""Objects that a JSON Schema allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

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
    return _Building(schema, place, maker, required, least, most).made()


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


class _Building(NamedTuple):
    """One object in the making, with `least` to `most` properties."""

    schema: Flat
    place: Place
    maker: Maker
    required: dict[str, None]
    least: int
    most: int

    def made(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name in self._chosen():
            self._add(made, name)
        if "additionalProperties" in self.schema or len(made) < self.least:
            self._add_further(made)
        return made

    def _chosen(self) -> list[str]:
        """Which properties are given: all that are named, as long as there is room."""
        named = self.schema.get("properties", {})
        unnamed = [name for name in self.required if name not in named]
        room = self.most - len(self.required)
        if room <= 0 or len(named) + len(unnamed) == len(self.required) or self._must_be_short():
            return [name for name in named if name in self.required] + unnamed
        chosen = []
        for name in named:
            optional = name not in self.required
            if optional and (room <= 0 or not self._given(name)):
                continue
            chosen.append(name)
            room -= optional
        return chosen + unnamed

    def _must_be_short(self) -> bool:
        return self.place.lean and len(self.required) >= self.least

    def _given(self, name: str) -> bool:
        """Whether an optional property is given: not if that would bring another one that nobody named."""
        named = self.schema["properties"]
        brought = [needs for owner, needs in dependencies(self.schema) if owner == name and isinstance(needs, list)]
        if any(need not in named and need not in self.required for needs in brought for need in needs):
            return False
        if self.maker.wild:
            return self.maker.chance.random() < 0.5
        return self.maker.gives(name, named[name])

    def _add(self, made: dict[str, Any], name: str) -> None:
        """Add a property. An optional one for which there is no value is left out."""
        try:
            below = self.place.below(name, self.schema.get("title", ""))
            made[name] = self.maker.value(schema_of(self.schema, name), below)
        except Unsatisfiable:
            if name in self.required:
                raise

    def _add_further(self, made: dict[str, Any]) -> None:
        """Add what the schema doesn't name: as many properties as are missing, or a few where it is for such."""
        wanted = self.least
        named = self.schema.get("properties", {})
        if isinstance(self.schema.get("additionalProperties"), dict) and not named and not self.place.lean:
            wanted = max(self.least, min(self.most, self.maker.chance.randint(2, 3)))
        for name in named:
            if len(made) < self.least and name not in made:
                self._add(made, name)
        for _ in range(_TRIES + 2 * wanted):
            if len(made) >= wanted:
                return
            name = self._further_name()
            if name not in made and name not in named:
                self._add(made, name)
        if len(made) < self.least:
            raise Unsatisfiable(f"no object with {self.least} properties was found")

    def _further_name(self) -> str:
        """A name for a property that the schema doesn't name."""
        schema, maker = self.schema, self.maker
        patterns = list(schema.get("patternProperties", ()))
        further = schema.get("additionalProperties", schema.get("unevaluatedProperties", True))
        if patterns and (further is False or maker.chance.random() < 0.5):
            return self._name_like(maker.chance.choice(patterns))
        if "propertyNames" in schema:
            named = both_schemas({"type": "string"}, schema["propertyNames"])
            return str(maker.value(named, self.place.below("key"), wild=True))
        word = maker.guesses.word()
        return f"{word}_{maker.guesses.word()}" if maker.chance.random() < 0.5 else word

    def _name_like(self, pattern: str) -> str:
        """A name that a pattern matches, of any length that it allows, so that there are several."""
        chance = self.maker.chance
        try:
            return matching(pattern, chance, shortest=chance.randint(0, _LONGEST_NAME))
        except Unsatisfiable:
            return matching(pattern, chance)
