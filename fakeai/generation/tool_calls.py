"""Calls of tools: as many as the prompt asks for, each with arguments that its schema allows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from fakeai.call import Call, Tool
from fakeai.generation.facts import Facts
from fakeai.generation.grammars import written_by
from fakeai.generation.instances.references import Schema
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.instances.wellformed import check_whole
from fakeai.generation.naming import kind_of, words_of
from fakeai.generation.structured import Instances
from fakeai.reply import ToolCall
from fakeai.seeds import Seed

_SPLITTING = ("city", "country", "symbol", "email", "url", "name")  # several of one kind: a call for each
_MOST_CALLS = 8


class ToolError(SchemaError):
    """Something is wrong with a tool. `index` is its place among those on offer."""

    def __init__(self, tool: Tool, index: int, problem: SchemaError) -> None:
        self.tool = tool
        self.index = index
        super().__init__(str(problem))


class ArgumentsError(ToolError):
    """The parameters of a tool are no usable schema."""


class GrammarError(ToolError):
    """The grammar of a tool can't be followed."""


def check_tools(call: Call) -> None:
    """Raises ArgumentsError if the parameters of a tool on offer are no schema of an object."""
    for index, tool in enumerate(call.tools):
        if tool.parameters:
            try:
                check_whole(tool.parameters)
            except SchemaError as problem:
                raise ArgumentsError(tool, index, problem) from problem


def calls_of(
    tools: tuple[Tool, ...], call: Call, facts: Facts, seed: Seed, instances: Instances
) -> tuple[ToolCall, ...]:
    """The calls of the chosen tools. Raises ArgumentsError or GrammarError."""
    made: list[ToolCall] = []
    for tool in tools:
        for index, narrowed in enumerate(_occasions(tool, call, facts)):
            made.append(_tool_call(tool, call, narrowed, seed.child(tool.name, index), instances))
    return tuple(made[:_MOST_CALLS])


def _occasions(tool: Tool, call: Call, facts: Facts) -> Iterator[Facts]:
    """What each call is to be about: everything that the prompt names, or one of several cities and the like."""
    kind = _splitting_kind(tool) if call.parallel_tool_calls else None
    found = facts.of_kind(kind) if kind else ()
    if kind is None or len(found) < 2:
        yield facts
        return
    yield from (facts.narrowed(kind, one) for one in found)


def _splitting_kind(tool: Tool) -> str | None:
    """The kind of its only property that takes a single thing of a kind, if it has just one such."""
    properties = (tool.parameters or {}).get("properties")
    if not isinstance(properties, Mapping):
        return None
    kinds = [
        kind_of(name)
        for name, schema in properties.items()
        if isinstance(schema, Mapping) and schema.get("type") == "string" and "enum" not in schema
    ]
    splitting = [kind for kind in kinds if kind in _SPLITTING]
    return splitting[0] if len(splitting) == 1 else None


def _tool_call(tool: Tool, call: Call, facts: Facts, seed: Seed, instances: Instances) -> ToolCall:
    if tool.custom:
        try:
            return ToolCall(tool.name, written_by(tool, facts, seed), custom=True)
        except SchemaError as problem:
            raise GrammarError(tool, call.tools.index(tool), problem) from problem
    try:
        arguments = instances.instance_object(tool.parameters or {}, facts, seed, gives=_Mentioned(tool, facts))
    except SchemaError as problem:
        raise ArgumentsError(tool, call.tools.index(tool), problem) from problem
    return ToolCall(tool.name, json.dumps(arguments, ensure_ascii=False, separators=(",", ":")))


class _Mentioned:
    """Says whether an optional argument is given: if the prompt has something for it, or if nothing is required."""

    def __init__(self, tool: Tool, facts: Facts) -> None:
        parameters = tool.parameters or {}
        properties = parameters.get("properties")
        named = properties if isinstance(properties, Mapping) else {}
        self._facts = facts
        self._before = _counted(parameters.get("required") or (), named)
        self._all = False
        self._all = not parameters.get("required") and not any(self(name, schema) for name, schema in named.items())

    def __call__(self, name: str, schema: Schema) -> bool:
        if self._all or name in self._facts.known:
            return True
        kind = kind_of(name)
        if kind is not None and kind != "query" and len(self._facts.of_kind(kind)) > self._before.get(name, 0):
            return True
        values = schema.get("enum", ()) if isinstance(schema, Mapping) else ()
        said = self._facts.words
        if any(isinstance(value, str) and value.lower() in said for value in values):
            return True
        if kind in _TELLING:
            return False
        return any(word in said and len(word) > 3 for word in words_of(name))


_TELLING = ("date", "date-time", "time", "city", "country", "email", "id", "name", "url", "username", "phone")


def _counted(required: Iterable[str], named: Iterable[str]) -> dict[str, int]:
    """For each property, how many of its kind have to be served before it: those that are required come first."""
    order = [*required, *(name for name in named if name not in required)]
    kinds = [kind_of(name) for name in order]
    return {name: kinds[:index].count(kinds[index]) for index, name in enumerate(order)}
