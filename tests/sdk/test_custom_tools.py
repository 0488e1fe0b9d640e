"""Custom tools with grammars, as the official SDK asks for them."""

from __future__ import annotations

import re
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletionMessageCustomToolCall


def stamped(client: openai.OpenAI, form: Any, *, user: str = "Stamp it with March 4, 2025") -> str:
    """The text of the one call of a custom tool."""
    completion = client.chat.completions.create(
        model="gpt-5",
        messages=[{"role": "user", "content": user}],
        tools=[{"type": "custom", "custom": {"name": "stamp", "description": "Stamp a time", "format": form}}],
        tool_choice={"type": "custom", "custom": {"name": "stamp"}},
    )
    calls = completion.choices[0].message.tool_calls
    assert calls is not None
    assert isinstance(calls[0], ChatCompletionMessageCustomToolCall)
    return calls[0].custom.input


def grammar(syntax: str, definition: str) -> Any:
    return {"type": "grammar", "grammar": {"syntax": syntax, "definition": definition}}


def test_a_regex_is_kept(client: openai.OpenAI) -> None:
    assert stamped(client, grammar("regex", r"\d{4}-\d{2}-\d{2}")) == "2025-03-04"
    assert re.fullmatch(r"[A-Z]{2}\d", stamped(client, grammar("regex", r"[A-Z]{2}\d")))


def test_a_lark_grammar_is_kept(client: openai.OpenAI) -> None:
    text = stamped(client, grammar("lark", 'start: "at " NUMBER ":" NUMBER\n%import common.NUMBER\n'))
    assert re.fullmatch(r"at \d+:\d+", text)


def test_without_a_grammar_any_text_is_written(client: openai.OpenAI) -> None:
    assert stamped(client, {"type": "text"}, user='Stamp it "paid"') == "paid"


@pytest.mark.parametrize(
    ("form", "param"),
    [
        ({"type": "grammar"}, "tools[0].custom.format.grammar"),
        (grammar("peg", "x"), "tools[0].custom.format.grammar.syntax"),
        (grammar("lark", 'start: "a'), "tools[0].custom.format.grammar.definition"),
    ],
    ids=["no grammar", "unknown syntax", "no such grammar"],
)
def test_a_grammar_that_is_none_is_refused(client: openai.OpenAI, form: Any, param: str) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        stamped(client, form)
    assert raised.value.param == param
