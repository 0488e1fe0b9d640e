"""Replies with something deliberately wrong in them, for tests of how a client copes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, assert_never

from fakeai.call import Call, Tool
from fakeai.errors import FixtureError, Problem
from fakeai.generation.facts import Facts
from fakeai.generation.instances.references import References, Schema
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.instances.validation import Validator
from fakeai.generation.instances.wellformed import check_whole
from fakeai.generation.structured import Instances
from fakeai.reply import Choice, Part, Reply, Text, ToolCall
from fakeai.seeds import Seed

_NONE_WRITTEN = ("", "{}")
_ODD_VALUES: tuple[Any, ...] = (None, "not what was asked for", -1, [], {}, True)


class Breaking:
    """Breaks the parts of a reply that are to be broken, for the request that they answer.

    What isn't written is made up first, as it would be for an answer that nobody wrote.
    """

    def __init__(self, call: Call, facts: Facts, instances: Instances) -> None:
        self._call = call
        self._facts = facts
        self._instances = instances

    def reply(self, reply: Reply, seed: Seed) -> Reply:
        """The reply, broken. Raises FixtureError where the request has nothing to break, or nothing can break it."""
        choices = [self._choice(choice, seed.child(index)) for index, choice in enumerate(reply.choices)]
        return replace(reply, choices=tuple(choices))

    def _choice(self, choice: Choice, seed: Seed) -> Choice:
        parts = [self._part(part, seed.child(index)) for index, part in enumerate(choice.parts)]
        return replace(choice, parts=tuple(parts))

    def _part(self, part: Part, seed: Seed) -> Part:
        if isinstance(part, ToolCall) and part.broken is not None:
            return self._tool_call(part, seed)
        if isinstance(part, Text) and part.broken is not None:
            return self._text(part, seed)
        return part

    def _tool_call(self, part: ToolCall, seed: Seed) -> ToolCall:
        tool = next((tool for tool in self._call.tools if tool.name == part.name), None)
        arguments = part.arguments
        if arguments in _NONE_WRITTEN and tool is not None and not tool.custom:
            arguments = _json(self._made(tool.parameters or {}, seed))
        match part.broken:
            case "invalid_json":
                return replace(part, arguments=cut_short(arguments, seed), broken=None)
            case "breaks_schema":
                schema = self._parameters(part.name, tool)
                return replace(part, arguments=_forbidden(arguments, schema, f"the tool {part.name!r}"), broken=None)
            case "unknown_tool":
                return replace(part, name=self._unknown(part.name), arguments=arguments, broken=None)
            case None:
                return part
            case _:
                assert_never(part.broken)

    def _text(self, part: Text, seed: Seed) -> Text:
        text = part.text or self._formatted(seed)
        if part.broken == "invalid_json":
            return Text(cut_short(text, seed))
        if part.broken != "breaks_schema":
            raise _problem("`broken: unknown_tool` is about a tool, and this is text")
        schema = self._call.response_format.schema
        if schema is None:
            raise _problem("`broken: breaks_schema` without a tool needs a request whose response_format has a schema")
        return Text(_forbidden(text, schema, "the response_format"))

    def _formatted(self, seed: Seed) -> str:
        """JSON as the request's response format wants it."""
        schema = self._call.response_format.schema
        if schema is None:
            return _json(self._instances.any_object(self._call.user or "", self._facts, seed))
        return _json(self._made(schema, seed))

    def _made(self, schema: Schema, seed: Seed) -> dict[str, Any]:
        try:
            check_whole(schema)
            return self._instances.instance_object(schema, self._facts, seed)
        except SchemaError as error:
            raise _problem(f"nothing can be made up for the request's schema to break: {error}") from error

    def _parameters(self, name: str, tool: Tool | None) -> Schema:
        if tool is None or tool.custom:
            offered = ", ".join(each.name for each in self._call.tools) or "none"
            raise _problem(
                f"`broken: breaks_schema` needs a request that offers the function {name!r}, whose schema is to be "
                f"broken; the tools of this one: {offered}"
            )
        return tool.parameters or {}

    def _unknown(self, name: str) -> str:
        """A name like this one that no tool of the request has."""
        offered = {tool.name for tool in self._call.tools}
        unknown, version = name, 2
        while unknown in offered:
            unknown, version = f"{name}_v{version}", version + 1
        return unknown


def cut_short(text: str, seed: Seed) -> str:
    """The text up to a place in its second half, so that it is no JSON."""
    end = seed.child("cut").integer(len(text) // 2, max(0, len(text) - 1))
    cut = text[: max(1, end)]
    return cut + ',"' if _is_json(cut) else cut


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _forbidden(text: str, schema: Schema, whose: str) -> str:
    """The JSON as it is if the schema forbids that, else the first way to spoil it that does."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise _problem(f"`broken: breaks_schema` needs arguments or text that are JSON, got {text!r}") from None
    validator = Validator(References(schema))
    for spoilt in _spoilt(value, schema):
        if not validator.fits(spoilt, schema):
            return _json(spoilt)
    raise _problem(f"the schema of {whose} forbids nothing, so that nothing can break it")


def _spoilt(value: Any, schema: Schema) -> Iterator[Any]:
    yield value
    if not isinstance(value, dict):
        yield from _ODD_VALUES
        return
    for name in value:
        for odd in _ODD_VALUES:
            yield {**value, name: odd}
    for name in schema.get("required", ()) if isinstance(schema, Mapping) else ():
        yield {key: item for key, item in value.items() if key != name}
    yield {**value, "unexpected": True}
    yield {}


def _problem(message: str) -> FixtureError:
    return FixtureError([Problem(message=message)])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
