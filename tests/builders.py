"""What tests are built from: calls and matches with everything that does not matter filled in."""

from __future__ import annotations

from typing import Any

from fakeai.call import Call, Message, Tool, ToolUse
from fakeai.fixtures.fixture import Fixture
from fakeai.matching import Match
from fakeai.reply import Reply, Text
from fakeai.scripts import Script, Turn


def make_call(
    user: str | None = "Hello", *, system: str | None = None, tools: tuple[str, ...] = (), **fields: Any
) -> Call:
    """A chat call with one user message, unless `messages` or `inputs` are given."""
    messages = [Message(role="system", text=system)] if system is not None else []
    if user is not None and "inputs" not in fields:
        messages.append(Message(role="user", text=user))
    defaults: dict[str, Any] = {
        "provider": "openai",
        "endpoint": "chat",
        "model": "gpt-4o",
        "messages": tuple(messages),
        "tools": tuple(Tool(name=name) for name in tools),
    }
    return Call(**(defaults | fields))


def make_tool_call(result: str = "18 degrees", *, tool: str = "get_weather", user: str = "Weather?") -> Call:
    """A chat call that ends with the result of a tool."""
    return make_call(
        messages=(
            Message(role="user", text=user),
            Message(role="assistant", tool_uses=(ToolUse(tool, "{}", "call_1"),)),
            Message(role="tool", text=result, tool_call_id="call_1"),
        )
    )


def make_match(**clauses: Any) -> Match:
    """A match of these clauses, as they would be written in a file."""
    return Match.model_validate(clauses)


def make_reply(text: str = "Hi.") -> Reply:
    """A reply of one text."""
    return Reply.of(Text(text))


def make_fixture(name: str = "fixture", *turns: Turn, priority: int = 0, **clauses: Any) -> Fixture:
    """A fixture that gives these turns for ever, or one reply."""
    script = Script(turns or (make_reply(),), "repeat_last")
    return Fixture(name=name, match=make_match(**clauses), script=script, priority=priority)
