"""What api.openai.com refuses of a chat is refused in its own words: one problem, with message, param and code."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai.dialects.openai.chat import Chat

from .making import chat_body, make_request
from .refusing import EMPTY, VALUE, above, below, check, missing, refusal, wrong_type

USER = {"role": "user", "content": "Hi"}
TOOL = {"type": "function", "function": {"name": "f"}}
ROLES = "'system', 'assistant', 'user', 'function', 'tool', and 'developer'"
NULL_CONTENT = "Invalid value for 'content': expected a string, got null."


@pytest.mark.parametrize("value", [[], None, "text", 5, True], ids=repr)
def test_a_body_that_is_no_object_is_refused(value: Any) -> None:
    said = refusal(Chat(), value)
    assert said.message is not None
    assert said.message.startswith("Invalid type: expected an object, but got ")


# From recordings, users' issues and other projects' measurements of the real API.
WHOLE_BODIES: list[tuple[Any, str, str | None, str | None]] = [
    ({}, "you must provide a model parameter", None, None),
    ({"messages": [USER]}, "you must provide a model parameter", None, None),
    ({"model": "m"}, *missing("messages")),
    ({"model": "m", "messages": "ping"}, *wrong_type("messages", "an array of objects", "a string")),
    ({"model": "m", "messages": None}, *wrong_type("messages", "an array of objects", "null")),
    ({"model": "m", "messages": []}, f"Invalid 'messages': {EMPTY}", "messages", "empty_array"),
    ({"model": "m", "messages": ["ping"]}, *wrong_type("messages[0]", "an object", "a string")),
    ({"model": 5, "messages": [USER]}, *wrong_type("model", "a string", "an integer")),
]


@pytest.mark.parametrize(("body", "message", "param", "code"), WHOLE_BODIES)
def test_model_and_messages_are_required(body: Any, message: str, param: str | None, code: str | None) -> None:
    check(Chat(), body, message, param, code)


CONTENT = "one of a string or array of objects"
SECOND_MESSAGES: list[tuple[Any, str, str | None, str | None]] = [
    ({"content": "x"}, *missing("messages[1].role")),
    (
        {"role": "boss", "content": "x"},
        f"Invalid value: 'boss'. Supported values are: {ROLES}.",
        "messages[1].role",
        VALUE,
    ),
    ({"role": "user", "content": 7}, *wrong_type("messages[1].content", CONTENT, "an integer")),
    ({"role": "user", "content": {}}, *wrong_type("messages[1].content", CONTENT, "an object")),
    ({"role": "user", "content": {"text": "x"}}, *wrong_type("messages[1].content", CONTENT, "an object")),
    ({"role": "user", "content": ["x"]}, *wrong_type("messages[1].content[0]", "an object", "a string")),
    ({"role": "user", "content": [{"text": "x"}]}, *missing("messages[1].content[0].type")),
    (
        {"role": "user", "content": [{"type": "input_text", "text": "x"}]},
        "Invalid value: 'input_text'. Supported values are: "
        "'text', 'image_url', 'input_audio', 'refusal', 'audio', and 'file'.",
        "messages[1].content[0].type",
        VALUE,
    ),
    ({"role": "user"}, NULL_CONTENT, "messages.[1].content", None),
    ({"role": "user", "content": None}, NULL_CONTENT, "messages.[1].content", None),
    ({"role": "assistant"}, NULL_CONTENT, "messages.[1].content", None),
    ({"role": "assistant", "tool_calls": None}, NULL_CONTENT, "messages.[1].content", None),
    ({"role": "system", "refusal": "no"}, NULL_CONTENT, "messages.[1].content", None),
    ({"role": "function", "name": "f", "content": None}, NULL_CONTENT, "messages.[1].content", None),
    ({"role": "developer"}, *missing("messages[1].content")),
    ({"role": "developer", "content": None}, *wrong_type("messages[1].content", CONTENT, "null")),
    ({"role": "tool", "content": "x"}, *missing("messages[1].tool_call_id")),
    ({"role": "function", "content": "x"}, *missing("messages[1].name")),
    (
        {"role": "assistant", "content": "x", "tool_calls": []},
        f"Invalid 'messages[1].tool_calls': {EMPTY}",
        "messages[1].tool_calls",
        "empty_array",
    ),
    (
        {"role": "assistant", "content": "x", "tool_calls": "x"},
        *wrong_type("messages[1].tool_calls", "an array of objects", "a string"),
    ),
    (
        {
            "role": "assistant",
            "tool_calls": [{"id": "a", "type": "function", "function": {"name": "f", "arguments": {}}}],
        },
        *wrong_type("messages[1].tool_calls[0].function.arguments", "a string", "an object"),
    ),
]


@pytest.mark.parametrize(("second", "message", "param", "code"), SECOND_MESSAGES)
def test_each_message_is_checked_and_named_by_its_path(
    second: Any, message: str, param: str | None, code: str | None
) -> None:
    check(Chat(), chat_body(messages=[USER, second]), message, param, code)


@pytest.mark.parametrize("substitute", [
    {"function_call": {"name": "f", "arguments": "{}"}},
    {"refusal": "no"},
    {"audio": {"id": "a"}},
    {"content": ""},
    {"content": []},
], ids=str)  # fmt: skip
def test_what_an_assistant_says_otherwise_stands_in_for_content(substitute: dict[str, Any]) -> None:
    Chat().parse(
        make_request(), chat_body(messages=[USER, {"role": "assistant", **substitute}]), provider="p", params={}
    )


FIELDS: list[tuple[dict[str, Any], str, str | None, str | None]] = [
    ({"temperature": -1}, *below("temperature", "decimal", "0", -1)),
    ({"temperature": 200}, *above("temperature", "decimal", "2", 200)),
    ({"temperature": 2.5}, *above("temperature", "decimal", "2", 2.5)),
    ({"temperature": "hot"}, *wrong_type("temperature", "a decimal", "a string")),
    ({"temperature": True}, *wrong_type("temperature", "a decimal", "a boolean")),
    ({"top_p": 2}, *above("top_p", "decimal", "1", 2)),
    ({"top_p": "wide"}, *wrong_type("top_p", "a decimal", "a string")),
    ({"frequency_penalty": 3}, *above("frequency_penalty", "decimal", "2", 3)),
    ({"presence_penalty": -3}, *below("presence_penalty", "decimal", "-2", -3)),
    ({"n": 0}, *below("n", "integer", "1", 0)),
    ({"n": 200}, *above("n", "integer", "128", 200)),
    ({"n": "2"}, *wrong_type("n", "an integer", "a string")),
    ({"n": 1.5}, *wrong_type("n", "an integer", "a decimal number")),
    ({"n": True}, *wrong_type("n", "an integer", "a boolean")),
    ({"n": {}}, *wrong_type("n", "an integer", "an object")),
    ({"max_tokens": 0}, *below("max_tokens", "integer", "1", 0)),
    ({"max_tokens": "5"}, *wrong_type("max_tokens", "an integer", "a string")),
    ({"max_completion_tokens": 0}, *below("max_completion_tokens", "integer", "1", 0)),
    ({"seed": 1.5}, *wrong_type("seed", "an integer", "a decimal number")),
    ({"user": {"a": 1}}, *wrong_type("user", "a string", "an object")),
    ({"store": "yes"}, *wrong_type("store", "a boolean", "a string")),
    ({"stream": 1}, *wrong_type("stream", "a boolean", "an integer")),
    ({"logprobs": 1}, *wrong_type("logprobs", "a boolean", "an integer")),
    ({"logprobs": True, "top_logprobs": 21}, *above("top_logprobs", "integer", "20", 21)),
    ({"logprobs": True, "top_logprobs": -1}, *below("top_logprobs", "integer", "0", -1)),
    (
        {"top_logprobs": 1},
        "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "top_logprobs", None,
    ),
    (
        {"stream_options": {"include_usage": True}},
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", None,
    ),
    (
        {"stream": True, "stream_options": {"include_usage": 1}},
        *wrong_type("stream_options.include_usage", "a boolean", "an integer"),
    ),
    ({"stop": 5}, *wrong_type("stop", "one of a string or array", "an integer")),
    ({"stop": [1]}, *wrong_type("stop[0]", "a string", "an integer")),
    (
        {"stop": ["a"] * 5},
        "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length 5 "
        "instead.", "stop", "array_above_max_length",
    ),
    ({"logit_bias": {"50256": "x"}}, *wrong_type("logit_bias.50256", "a decimal", "a string")),
    ({"tools": "none"}, *wrong_type("tools", "an array of objects", "a string")),
    ({"tools": []}, f"Invalid 'tools': {EMPTY}", "tools", "empty_array"),
    (
        {"tools": [TOOL] * 132},
        "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 132 "
        "instead.", "tools", "array_above_max_length",
    ),
    ({"tools": [{"type": "function"}]}, *missing("tools[0].function")),
    ({"tools": [{"type": "custom"}]}, *missing("tools[0].custom")),
    ({"tools": [{"type": "function", "function": {"parameters": {}}}]}, *missing("tools[0].function.name")),
    (
        {"tools": [{"type": "function", "function": {"name": ""}}]},
        "Invalid 'tools[0].function.name': empty string. Expected a string with minimum length 1, but got an empty "
        "string instead.", "tools[0].function.name", "empty_string",
    ),
    (
        {"tools": [{"type": "function", "function": {"name": "app.search"}}]},
        "Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the pattern "
        "'^[a-zA-Z0-9_-]+$'.", "tools[0].function.name", VALUE,
    ),
    (
        {"tools": [{"type": "function", "function": {"name": "f" * 65}}]},
        "Invalid 'tools[0].function.name': string too long. Expected a string with maximum length 64, but got a string "
        "with length 65 instead.", "tools[0].function.name", "string_above_max_length",
    ),
    (
        {"tool_choice": "auto"},
        "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
        "tool_choice", None,
    ),
    (
        {"tools": [TOOL], "tool_choice": 7},
        *wrong_type("tool_choice", "one of one of 'none', 'auto', or 'required' or object", "an integer"),
    ),
    (
        {"tools": [TOOL], "tool_choice": "bogus"},
        "Invalid value: 'bogus'. Supported values are: 'none', 'auto', and 'required'.", "tool_choice", VALUE,
    ),
    ({"tools": [TOOL], "tool_choice": {"type": "bogus"}}, *missing("tool_choice.function")),
    ({"tools": [TOOL], "tool_choice": {"type": "function", "function": {}}}, *missing("tool_choice.function.name")),
    ({"tools": [TOOL], "tool_choice": {"type": "allowed_tools"}}, *missing("tool_choice.allowed_tools")),
    (
        {"tools": [TOOL], "tool_choice": {"type": "function", "function": {"name": "never"}}},
        "Invalid value for 'function_call': no function named 'never' was specified in the 'functions' parameter.",
        "function_call", None,
    ),
    ({"functions": "x"}, *wrong_type("functions", "an array of function definitions", "a string")),
    ({"functions": [{"parameters": {}}]}, *missing("functions[0].name")),
    ({"functions": [{"name": "f"}], "function_call": {"x": 1}}, *missing("function_call.name")),
    ({"response_format": "json"}, *wrong_type("response_format", "an object", "a string")),
    ({"response_format": {}}, *missing("response_format.type")),
    (
        {"response_format": {"type": "bogus"}},
        "Invalid value: 'bogus'. Supported values are: 'json_object', 'json_schema', and 'text'.",
        "response_format.type", VALUE,
    ),
    ({"response_format": {"type": "json_schema"}}, *missing("response_format.json_schema")),
    (
        {"response_format": {"type": "json_schema", "json_schema": {}}}, *missing("response_format.json_schema.name"),
    ),
    (
        {"verbosity": "bogus"},
        "Invalid value: 'bogus'. Supported values are: 'low', 'medium', and 'high'.", "verbosity", VALUE,
    ),
    (
        {"modalities": ["video"]},
        "Invalid value: 'video'. Supported values are: 'text' and 'audio'.", "modalities[0]", VALUE,
    ),
    ({"verbosity": {}}, *wrong_type("verbosity", "one of 'low', 'medium', or 'high'", "an object")),
    ({"metadata": "x"}, *wrong_type("metadata", "a metadata object", "a string")),
    ({"metadata": {"k": 7}}, *wrong_type("metadata.k", "a string", "an integer")),
    (
        {"metadata": {f"k{index}": "v" for index in range(17)}},
        "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object "
        "with 17 properties instead.", "metadata", "object_above_max_properties",
    ),
    (
        {"metadata": {"k": "x" * 600}},
        "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got a string with "
        "length 600 instead.", "metadata.k", "string_above_max_length",
    ),
    (
        {"metadata": {"k" * 70: "v"}},
        "Invalid property name in 'metadata': 'kkk...kkk' is too long. Expected a string with maximum length 64, but "
        "got a string with length 70 instead.", f"metadata.{'k' * 70}", "property_name_above_max_length",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "message", "param", "code"), FIELDS, ids=[str(row[0])[:60] for row in FIELDS])
def test_each_field_is_checked(fields: dict[str, Any], message: str, param: str | None, code: str | None) -> None:
    check(Chat(), chat_body(**fields), message, param, code)


@pytest.mark.parametrize("fields", [
    {"temperature": 0}, {"temperature": 2}, {"temperature": 1.5}, {"n": 1}, {"n": 128}, {"top_p": 1},
    {"stop": ["a"] * 4}, {"stop": "a"}, {"logprobs": True, "top_logprobs": 20}, {"max_tokens": 1},
    {"frequency_penalty": -2}, {"metadata": {"k" * 64: "v" * 512}}, {"tools": [TOOL] * 128}, {"unheard_of": {"a": 1}},
    {"service_tier": "fast"}, {"tools": [TOOL], "tool_choice": {"type": "function", "function": {"name": "f"}}},
    dict.fromkeys(("temperature", "n", "stop", "tools", "stream_options", "max_tokens", "response_format")),
], ids=str)  # fmt: skip
def test_the_other_side_of_each_limit_is_accepted(fields: dict[str, Any]) -> None:
    Chat().parse(make_request(), chat_body(**fields), provider="openai", params={})


ORDER: list[tuple[dict[str, Any], str]] = [
    ({"n": 0, "messages": [7]}, "messages[0]"),
    ({"tools": "x", "functions": "x"}, "functions"),
    ({"parallel_tool_calls": 1, "tools": "x"}, "tools"),
    ({"n": {}, "max_completion_tokens": {}}, "max_completion_tokens"),
    ({"temperature": {}, "n": {}}, "n"),
    ({"top_p": {}, "temperature": {}}, "temperature"),
    ({"frequency_penalty": {}, "presence_penalty": {}}, "presence_penalty"),
    ({"top_logprobs": {}, "logprobs": {}}, "logprobs"),
    ({"seed": {}, "user": {}}, "user"),
    ({"store": {}, "stream": {}}, "stream"),
    ({"verbosity": "x", "metadata": "x"}, "metadata"),
    ({"messages": [{"role": "user"}, {"role": "boss", "content": "a"}]}, "messages[1].role"),
    ({"messages": [{"role": "user"}], "temperature": 9}, "temperature"),
]


@pytest.mark.parametrize(("fields", "param"), ORDER, ids=str)
def test_of_several_problems_the_one_is_told_that_the_real_api_tells(fields: dict[str, Any], param: str) -> None:
    assert refusal(Chat(), chat_body(**fields)).param == param


def asking(*ids: str) -> dict[str, Any]:
    """An assistant message that calls tools."""
    calls = [{"id": id_, "type": "function", "function": {"name": "f", "arguments": "{}"}} for id_ in ids]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def result(id_: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": id_, "content": "1"}


ORPHAN = "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
UNANSWERED = (
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
    "The following tool_call_ids did not have response messages: "
)


@pytest.mark.parametrize(("messages", "message", "param"), [
    ([USER, result("a")], ORPHAN, "messages.[1].role"),
    ([USER, asking("a"), result("a"), USER, result("a")], ORPHAN, "messages.[4].role"),
    (
        [USER, asking("a"), result("b")],
        "Invalid parameter: 'tool_call_id' of 'b' not found in 'tool_calls' of previous message.",
        "messages.[2].tool_call_id",
    ),
    ([USER, asking("a")], UNANSWERED + "a", "messages"),
    ([USER, asking("a", "b", "c"), result("b")], UNANSWERED + "a, c", "messages"),
    ([USER, asking("a"), USER], UNANSWERED + "a", "messages.[2].role"),
    ([USER, asking("a"), asking("b"), result("b")], UNANSWERED + "a", "messages.[2].role"),
])  # fmt: skip
def test_tool_calls_and_their_results_have_to_pair(messages: list[Any], message: str, param: str) -> None:
    check(Chat(), chat_body(messages=messages), message, param, None)


@pytest.mark.parametrize("messages", [
    [USER, asking("a"), result("a")],
    [USER, asking("a", "b"), result("b"), result("a"), USER],
    [USER, asking("a"), result("a"), asking("a"), result("a")],
    [USER, {"role": "function", "name": "f", "content": "1"}],
])  # fmt: skip
def test_a_conversation_that_pairs_is_accepted(messages: list[Any]) -> None:
    Chat().parse(make_request(), chat_body(messages=messages), provider="openai", params={})
