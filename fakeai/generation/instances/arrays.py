"""Lists that a JSON Schema allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fakeai.generation.instances.equality import among
from fakeai.generation.instances.merging import Flat, both_schemas
from fakeai.generation.instances.place import Place
from fakeai.generation.instances.references import Schema
from fakeai.generation.instances.schema_error import Unsatisfiable
from fakeai.generation.instances.validation import item_schemas

if TYPE_CHECKING:
    from fakeai.generation.instances.maker import Maker

_TRIES = 30
_MOST = 2000


def array(schema: Flat, place: Place, maker: Maker) -> list[Any]:
    """A list: as long as the prompt has things to put in, else of two or three items. Raises Unsatisfiable."""
    first, rest = item_schemas(schema)
    wanted = _size(schema, place, maker, first, rest)
    items: list[Any] = []
    maker.guesses.start_again(place)
    for index in range(wanted):
        part = first[index] if index < len(first) else rest
        if _is_contained(index, wanted, schema, maker):
            part = both_schemas(part, schema["contains"])
        try:
            items.append(_item(part, place, maker, items if schema.get("uniqueItems") else ()))
        except Unsatisfiable:
            break
    if len(items) < schema.get("minItems", 0):
        raise Unsatisfiable(f"no list of {schema.get('minItems')} items was found")
    return items


def _item(part: Schema, place: Place, maker: Maker, others: Sequence[Any]) -> Any:
    """One item, other than the `others`."""
    value = maker.value(part, place.below(place.name))
    for _ in range(_TRIES if others else 0):
        if not among(value, others):
            return value
        value = maker.value(part, place.below(place.name), wild=True)
    if others and among(value, others):
        raise Unsatisfiable("no further item is different from the others")
    return value


def _size(schema: Flat, place: Place, maker: Maker, first: list[Schema], rest: Schema) -> int:
    least = max(schema.get("minItems", 0), _containing(schema))
    most = schema.get("maxItems", max(least, _MOST))
    if least > most or least > _MOST:
        raise Unsatisfiable(f"no list has at least {least} and at most {most} items")
    if rest is False:
        most = min(most, len(first))
    if place.lean:
        return int(least)
    if maker.wild:
        return int(min(most, least + maker.chance.randint(0, 5)))
    usual = len(first) + _containing(schema) or maker.guesses.how_many(place) or maker.chance.choice((2, 2, 3))
    return int(max(least, min(most, usual)))


def _is_contained(index: int, size: int, schema: Flat, maker: Maker) -> bool:
    """Whether the item here is one of those that `contains` asks for: the last ones, which have the least to fit."""
    needed = _containing(schema)
    if maker.wild and maker.chance.random() < 0.5:
        return index < needed
    return index >= size - needed


def _containing(schema: Flat) -> int:
    """How many items have to fit `contains`."""
    return int(schema.get("minContains", 1)) if "contains" in schema else 0
