"""What a `$ref` in a JSON Schema points at, within the same schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from fakeai.generation.instances.schema_error import SchemaError

Schema = Any
"""A mapping of keywords, or True (anything) or False (nothing)."""

_DATA = frozenset(("enum", "const", "default", "examples", "example"))


class References:
    """Resolves references into a root schema: `#`, `#/$defs/Node`, `#anchor`, and any `$id` in it."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._found: dict[str, Schema] = {}
        self._anchors: dict[str, Schema] | None = None

    def resolve(self, reference: str) -> Schema:
        """The schema that a reference points at. Raises SchemaError if there is none."""
        if reference not in self._found:
            self._found[reference] = self._look_up(reference)
        return self._found[reference]

    def _look_up(self, reference: str) -> Schema:
        base, _, fragment = reference.partition("#")
        start = self._named(base, reference) if base else self._root
        if fragment and not fragment.startswith("/"):
            return self._named("#" + fragment, reference)
        for token in unquote(fragment).split("/")[1:]:
            start = _step(start, token.replace("~1", "/").replace("~0", "~"), reference)
        if not isinstance(start, Mapping | bool):
            raise _missing(reference)
        return start

    def _named(self, name: str, reference: str) -> Schema:
        if self._anchors is None:
            self._anchors = dict(_anchors(self._root))
        if name not in self._anchors:
            raise _missing(reference)
        return self._anchors[name]


def _step(schema: Schema, token: str, reference: str) -> Schema:
    if isinstance(schema, Mapping) and token in schema:
        return schema[token]
    if isinstance(schema, list) and token.isdecimal() and int(token) < len(schema):
        return schema[int(token)]
    raise _missing(reference)


def _missing(reference: str) -> SchemaError:
    return SchemaError(f"reference to component '{reference}' which was not found in the schema.")


def _anchors(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Every name that a part of a schema gives itself, with that part."""
    if isinstance(schema, Mapping):
        for keyword in ("$id", "id"):
            if isinstance(name := schema.get(keyword), str):
                yield name.removesuffix("#"), schema
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(name := schema.get(keyword), str):
                yield "#" + name, schema
        for keyword, value in schema.items():
            if keyword not in _DATA:
                yield from _anchors(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _anchors(value)
