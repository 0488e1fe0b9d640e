"""JSON that a prompt asks for: by a schema sent along, by a schema written into the prompt, or in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fakeai.generation.facts import Facts
from fakeai.generation.instances.guesses import Guesses
from fakeai.generation.instances.maker import Maker
from fakeai.generation.instances.references import Schema
from fakeai.generation.instances.wellformed import check
from fakeai.generation.naming import words_of
from fakeai.generation.pools import Pools
from fakeai.seeds import Seed

_SCHEMA_KEYS = ("properties", "$ref", "anyOf", "$defs", "enum")
_MOST_OBJECTS = 40
_LISTED_KEYS = re.compile(
    r"\b(?:keys?|fields?|propert(?:y|ies)|attributes?)\b(?: (?:named|called|are|of|should be))?[:\s]+"
    r"((?:[\"'`]?[A-Za-z_]\w*[\"'`]?(?: \([^)]*\))?(?:,\s*(?:and\s+)?|\s+and\s+|$|(?=[\s.;:)])))+)",
    re.IGNORECASE,
)
_AND = r"(?:,\s*(?:and\s+)?(?:an? |the )?|\s+and\s+(?:an? |the )?)"
_JSON_WITH = re.compile(
    rf"\bJSON\b(?: \w+){{0,3}}? (?:with|containing|of) (?:an? |the )?((?:[A-Za-z_]\w*{_AND})+[A-Za-z_]\w*)"
    r"(?=\s+(?:for|of|from|about|to)\b|[.;:!?\n]|$)",
    re.IGNORECASE,
)
_KEY = re.compile(r"[\"'`]?([A-Za-z_]\w*)[\"'`]?(?: \([^)]*\))?")
_NUMBER_WORDS = frozenset(
    ("age", "count", "price", "amount", "quantity", "year", "rating", "score", "number", "total", "population")
)


_USUAL_OBJECT: Schema = {
    "type": "object",
    "properties": {
        "topic": {"type": "string"},
        "summary": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        "confidence": {"type": "number"},
    },
    "required": ["topic", "summary", "tags", "confidence"],
}


class Instances:
    """Makes instances of schemas for a prompt. It holds the names to draw from."""

    def __init__(self, pools: Pools) -> None:
        self._pools = pools

    def instance(
        self,
        schema: Schema,
        facts: Facts,
        seed: Seed,
        *,
        gives: Callable[[str, Schema], bool] | None = None,
        name: str = "",
    ) -> Any:
        """A value that fits the schema. Raises SchemaError if it is none, or if nothing fits it."""
        check(schema)
        return self._made(schema, facts, seed, gives=gives, name=name)

    def instance_object(
        self, schema: Schema, facts: Facts, seed: Seed, *, gives: Callable[[str, Schema], bool] | None = None
    ) -> dict[str, Any]:
        """An object that fits the schema, which `check_whole` has let pass. Raises SchemaError if nothing fits it."""
        if isinstance(schema, Mapping) and "type" not in schema:
            schema = {**schema, "type": "object"}
        return dict(self._made(schema, facts, seed, gives=gives, name=""))

    def described_in(self, text: str, facts: Facts, seed: Seed) -> Any:
        """A value as a prompt describes it: by a schema or an example in it, or by naming keys. None if it doesn't."""
        best: Any = None
        for found in json_values(text):
            if isinstance(found, dict) and any(key in found for key in _SCHEMA_KEYS) and _is_schema(found):
                best = found
        if best is not None:
            return self._made(best, facts, seed, gives=None, name="")
        for found in json_values(text):
            if isinstance(found, dict) and found:
                return self._made(schema_like(found), facts, seed, gives=None, name="")
        names = listed_keys(text)
        return self._made(schema_of_names(names), facts, seed, gives=None, name="") if names else None

    def any_object(self, text: str, facts: Facts, seed: Seed) -> dict[str, Any]:
        """An object for a prompt: as it describes one, else with a few fields of the kind that such answers have."""
        described = self.described_in(text, facts, seed)
        if isinstance(described, dict):
            return described
        return dict(self._made(_USUAL_OBJECT, facts, seed, gives=None, name=""))

    def _made(
        self, schema: Schema, facts: Facts, seed: Seed, *, gives: Callable[[str, Schema], bool] | None, name: str
    ) -> Any:
        guesses = Guesses(facts, self._pools, seed.random())
        return Maker(schema, guesses, gives=gives).instance(name)


def json_values(text: str) -> Iterator[Any]:
    """The JSON objects that stand in a text."""
    decode = json.JSONDecoder().raw_decode
    at = text.find("{")
    for _ in range(_MOST_OBJECTS):
        if at < 0:
            return
        try:
            value, end = decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield value
        at = text.find("{", end)


def listed_keys(text: str) -> list[str]:
    """The keys that a text wants an object to have: "with keys name and age"."""
    found = _LISTED_KEYS.search(text) or _JSON_WITH.search(text)
    if found is None:
        return []
    return [
        name
        for name in dict.fromkeys(_KEY.findall(found[1]))
        if name.lower() not in ("and", "the", "as", "or", "a", "an")
    ]


def schema_of_names(names: list[str]) -> Schema:
    """A schema of an object with these keys."""
    properties = {
        name: {"type": "integer" if _NUMBER_WORDS.intersection(words_of(name)) else "string"} for name in names
    }
    return {"type": "object", "properties": properties, "required": names}


def schema_like(example: Any) -> Schema:
    """A schema of values that look like an example."""
    if isinstance(example, dict):
        return {
            "type": "object",
            "properties": {name: schema_like(value) for name, value in example.items()},
            "required": list(example),
        }
    if isinstance(example, list):
        return {"type": "array", "items": schema_like(example[0]) if example else {"type": "string"}}
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number")):
        if isinstance(example, kind):
            return {"type": name}
    return {"type": "string", "description": example} if isinstance(example, str) else {}


def _is_schema(found: dict[str, Any]) -> bool:
    """Whether an object in a prompt is a schema, rather than data that has a key of that name."""
    if not isinstance(found.get("properties", {}), dict):
        return False
    try:
        check(found)
    except ValueError:
        return False
    return "type" in found or "properties" in found or "$ref" in found or "anyOf" in found
