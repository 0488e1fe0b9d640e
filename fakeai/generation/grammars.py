"""Free text for custom tools, and text that a grammar (OpenAI's `regex` or `lark`) allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fakeai.call import Grammar, Tool
from fakeai.generation.facts import Facts
from fakeai.generation.instances.patterns import expression
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.lark import read
from fakeai.generation.lark_text import exactly, write
from fakeai.generation.topics import topic_of
from fakeai.generation.writing.sentences import short_sentence
from fakeai.seeds import Seed

_CODE = ("code", "python", "exec", "script", "javascript")
_QUERY = ("sql", "query")
_TELLING = (
    "quoted", "email", "url", "uuid", "date-time", "date", "time", "phone", "expression", "id", "symbol", "city",
    "name",
)  # fmt: skip

# Rust's notation, which OpenAI speaks, where Python would read something else without a word.
_POSIX = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "xdigit": "0-9A-Fa-f",
    "word": r"\w", "space": r"\s", "blank": " \t", "punct": r"!-/:-@\[-`{-~",
}  # fmt: skip
_POSIX_CLASS = re.compile(r"\[:(\^?)(\w+):\]")
_SET_OPERATION = re.compile(r"\[[^\]]*(?:&&|--|~~)")
_FLAGS = re.compile(r"\(\?([a-z]+)\)")


def written_by(tool: Tool, facts: Facts, seed: Seed) -> str:
    """What a model writes to a custom tool. Raises SchemaError for a grammar that can't be followed."""
    chance = seed.random()
    if tool.grammar is not None:
        return _grammatical(tool.grammar, facts, seed)
    if facts.quoted:
        return facts.quoted[0]
    about = f"{tool.name} {tool.description}".lower()
    topic = topic_of(facts.text)
    if any(word in about for word in _QUERY):
        return "SELECT * FROM items ORDER BY created_at DESC LIMIT 10;"
    if any(word in about for word in _CODE):
        return f"# {topic}\nprint({(facts.calculations or (repr(topic),))[0]})"
    return short_sentence(topic, chance)


def _grammatical(grammar: Grammar, facts: Facts, seed: Seed) -> str:
    """A text that the grammar allows: what the prompt names, if that is one, or with what the prompt names in it."""
    named = tuple(dict.fromkeys(_named(facts)))
    chance = seed.random()
    if grammar.syntax == "lark":
        try:
            return write(read(grammar.definition), chance, wanted=named)
        except RecursionError:
            raise SchemaError("its rules are nested too deeply") from None
    pattern = _python(grammar.definition)
    compiled = expression(pattern)
    found = next((text for text in named if compiled.fullmatch(text)), None)
    return exactly(pattern, chance) if found is None else found


def _named(facts: Facts) -> Iterator[str]:
    """All that a prompt names, the most telling first."""
    for kind in _TELLING:
        yield from facts.of_kind(kind)
    yield from (str(quantity.value) for quantity in facts.quantities)


def _python(pattern: str) -> str:
    """A regular expression in Rust's notation as Python spells it. Raises SchemaError where there is no such way."""
    if _SET_OPERATION.search(pattern):
        raise SchemaError("operations on character classes (&&, --, ~~) are not supported")
    pattern = _POSIX_CLASS.sub(_posix, pattern).replace(r"\z", r"\Z").replace("(?<", "(?P<")
    pattern = pattern.replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")
    flags = _FLAGS.match(pattern)
    return pattern if flags is None else f"(?{flags[1]}:{pattern[flags.end() :]})"


def _posix(match: re.Match[str]) -> str:
    if match[1] or match[2] not in _POSIX:
        raise SchemaError(f"the character class {match[0]} is not supported")
    return _POSIX[match[2]]
