"""What is wrong with a JSON Schema: it is none, or nothing satisfies it."""

from __future__ import annotations


class SchemaError(ValueError):
    """A JSON Schema can't be used. The text is what OpenAI says after "Invalid schema for ...: "."""


class Unsatisfiable(SchemaError):
    """No value was found that a schema allows."""
