"""What a chat request asks, in neutral words."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from fakeai.call import Call, Message, ResponseFormat, Tool, ToolChoice, ToolUse
from fakeai.dialects.openai.chat import Chat

from .making import chat_body, make_call

USER = {"role": "user", "content": "Hi"}
ASKED = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
}
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}}


def call(**fields: Any) -> Call:
    return make_call(Chat(), chat_body(**fields))


def test_a_bare_request_has_neutral_defaults() -> None:
    understood = call()
    assert understood.endpoint == "chat"
    assert understood.provider == "openai"
    assert understood.model == "gpt-4o"
    assert understood.messages == (Message(role="user", text="Say hello."),)
    assert (understood.n, understood.stream, understood.max_tokens, understood.seed) == (1, False, None, None)
    assert (understood.stop, understood.logprobs, understood.parallel_tool_calls) == ((), False, True)
    assert understood.body == chat_body()


@pytest.mark.parametrize(("field", "value", "name", "expected"), [
    ("stream", True, "stream", True),
    ("stream", None, "stream", False),
    ("n", 3, "n", 3),
    ("n", None, "n", 1),
    ("stop", "END", "stop", ("END",)),
    ("stop", ["a", "b"], "stop", ("a", "b")),
    ("stop", None, "stop", ()),
    ("max_tokens", 5, "max_tokens", 5),
    ("max_completion_tokens", 6, "max_tokens", 6),
    ("seed", 0, "seed", 0),
    ("parallel_tool_calls", False, "parallel_tool_calls", False),
])  # fmt: skip
def test_a_parameter_is_understood(field: str, value: Any, name: str, expected: Any) -> None:
    assert getattr(call(**{field: value}), name) == expected


def test_max_completion_tokens_wins_over_max_tokens() -> None:
    assert call(max_tokens=5, max_completion_tokens=6).max_tokens == 6


@pytest.mark.parametrize(("content", "text", "images"), [
    ("Hi", "Hi", 0),
    ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab", 0),
    ([{"type": "image_url", "image_url": {"url": "https://a.example"}}, {"type": "text", "text": "b"}], "b", 1),
    ([{"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}], "", 0),
    ([], "", 0),
])  # fmt: skip
def test_content_is_text_or_parts(content: Any, text: str, images: int) -> None:
    message = call(messages=[{"role": "user", "content": content}]).messages[0]
    assert (message.text, message.images) == (text, images)


def test_a_conversation_with_tools_knows_whose_results_came_back() -> None:
    result = {"role": "tool", "tool_call_id": "call_1", "content": "18 °C"}
    understood = call(messages=[USER, ASKED, result])
    assert understood.messages[1].tool_uses == (ToolUse("f", "{}", "call_1"),)
    assert understood.after_tool == ("f",)
    assert understood.turn == 2


def test_a_legacy_function_result_reads_as_a_tool_message() -> None:
    asked = {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}}
    understood = call(messages=[USER, asked, {"role": "function", "name": "f", "content": "1"}])
    assert understood.messages[1].tool_uses == (ToolUse("f", "{}"),)
    assert understood.messages[2].role == "tool"
    assert understood.after_tool == ("f",)


def test_tools_are_understood_whatever_their_kind() -> None:
    function = {"name": "f", "description": "d", "parameters": SCHEMA, "strict": True}
    assert call(tools=[{"type": "function", "function": function}]).tools == (
        Tool(name="f", description="d", parameters=SCHEMA, strict=True),
    )
    assert call(tools=[{"type": "custom", "custom": {"name": "c"}}]).tools == (Tool(name="c", custom=True),)
    assert call(functions=[{"name": "f"}]).tools == (Tool(name="f"),)


TOOLS = [{"type": "function", "function": {"name": "f"}}, {"type": "custom", "custom": {"name": "c"}}]


@pytest.mark.parametrize(("chosen", "expected"), [
    ("auto", ToolChoice()),
    ("none", ToolChoice(mode="none")),
    ("required", ToolChoice(mode="required")),
    ({"type": "function", "function": {"name": "f"}}, ToolChoice(mode="named", names=("f",))),
    ({"type": "custom", "custom": {"name": "c"}}, ToolChoice(mode="named", names=("c",))),
    (
        {"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": TOOLS[:1]}},
        ToolChoice(mode="required", names=("f",)),
    ),
    (
        {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": TOOLS[:1]}},
        ToolChoice(mode="auto", names=("f",)),
    ),
])  # fmt: skip
def test_tool_choice_is_understood(chosen: Any, expected: ToolChoice) -> None:
    assert call(tools=TOOLS, tool_choice=chosen).tool_choice == expected


@pytest.mark.parametrize(("chosen", "expected"), [
    ("none", ToolChoice(mode="none")),
    ({"name": "f"}, ToolChoice(mode="named", names=("f",))),
])  # fmt: skip
def test_legacy_function_call_is_a_tool_choice(chosen: Any, expected: ToolChoice) -> None:
    assert call(functions=[{"name": "f"}], function_call=chosen).tool_choice == expected


@pytest.mark.parametrize(("wanted", "expected"), [
    ({"type": "text"}, ResponseFormat()),
    ({"type": "json_object"}, ResponseFormat(kind="json_object")),
    (
        {"type": "json_schema", "json_schema": {"name": "s", "schema": SCHEMA, "strict": True}},
        ResponseFormat(kind="json_schema", name="s", schema=SCHEMA, strict=True),
    ),
])  # fmt: skip
def test_response_format_is_understood(wanted: Any, expected: ResponseFormat) -> None:
    assert call(response_format=wanted).response_format == expected


def test_unknown_fields_are_accepted_and_kept() -> None:
    understood = call(top_k=40, messages=[{**USER, "prefix": True}])
    assert understood.body["top_k"] == 40
    assert understood.options["top_k"] == 40


class Lenient(BaseModel):
    """A provider's request that converts what it gets."""

    model_config = ConfigDict(extra="allow")

    model: str
    messages: list[dict[str, Any]]
    n: int = 1


def test_a_request_model_that_converts_has_its_fields_used() -> None:
    body = chat_body(n="2")
    assert make_call(Chat(Lenient, exact=False), body).n == 2
