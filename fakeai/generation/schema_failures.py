"""What is said about schemas and grammars that can't be used; of schemas OpenAI's own texts, as users quote them."""

from __future__ import annotations

from fakeai.call import Call, Tool
from fakeai.reply import Failure


def format_failure(call: Call, problem: str) -> Failure:
    """What is said about the schema of an answer."""
    return Failure(
        kind="invalid_request",
        status=400,
        message=f"Invalid schema for response_format '{call.response_format.name}': {problem}",
        param="response_format",
    )


def function_failure(call: Call, tool: Tool, index: int, problem: str) -> Failure:
    """What is said about the parameters of a tool. `index` is its place among those on offer."""
    legacy = _legacy(call)
    param = f"functions[{index}].parameters" if index < legacy else f"tools[{index - legacy}].function.parameters"
    return Failure(
        kind="invalid_request",
        status=400,
        message=f"Invalid schema for function '{tool.name}': {problem}",
        param=param,
        code="invalid_function_parameters",
    )


def grammar_failure(call: Call, tool: Tool, index: int, problem: str) -> Failure:
    """What fakeai says about a grammar that it can't follow, be that the grammar's fault or its own."""
    return Failure(
        kind="invalid_request",
        status=400,
        message=f"fakeai can't follow the grammar of the tool '{tool.name}': {problem}. Script it with a fixture.",
        param=f"tools[{index - _legacy(call)}].custom.format.grammar.definition",
    )


def _legacy(call: Call) -> int:
    """How many of the tools on offer are legacy functions."""
    return len(call.body.get("functions") or ())
