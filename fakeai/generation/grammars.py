"""Free text for custom tools, and text that a grammar (OpenAI's `regex` or `lark`) allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakeai.call import Call, Tool
from fakeai.generation.facts import Facts
from fakeai.generation.instances.patterns import matching
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.lark import write
from fakeai.generation.topics import topic_of
from fakeai.generation.writing.sentences import short_sentence
from fakeai.seeds import Seed

_CODE = ("code", "python", "exec", "script", "javascript")
_QUERY = ("sql", "query")


def written_by(tool: Tool, call: Call, facts: Facts, seed: Seed) -> str:
    """What a model writes to a custom tool. Raises SchemaError for a grammar that can't be followed."""
    grammar = grammar_of(tool, call.body)
    chance = seed.random()
    if grammar is not None:
        syntax, definition = grammar
        return matching(definition, chance) if syntax == "regex" else write(definition, chance)
    if facts.quoted:
        return facts.quoted[0]
    about = f"{tool.name} {tool.description}".lower()
    topic = topic_of(facts.text)
    if any(word in about for word in _QUERY):
        return "SELECT * FROM items ORDER BY created_at DESC LIMIT 10;"
    if any(word in about for word in _CODE):
        return f"# {topic}\nprint({(facts.calculations or (repr(topic),))[0]})"
    return short_sentence(topic, chance)


def grammar_of(tool: Tool, body: Mapping[str, Any]) -> tuple[str, str] | None:
    """The syntax and definition of a custom tool's grammar, as the request has it; None if it takes any text."""
    for offered in body.get("tools") or ():
        custom = offered.get("custom") or offered  # the Responses API has it without the envelope
        form = custom.get("format") or {}
        if custom.get("name") == tool.name and form.get("type") == "grammar":
            grammar = form.get("grammar") or form
            if not isinstance(grammar.get("definition"), str):
                raise SchemaError("the grammar has no definition")
            return str(grammar.get("syntax", "lark")), grammar["definition"]
    return None
