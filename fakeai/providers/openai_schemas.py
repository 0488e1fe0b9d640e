"""What api.openai.com says about the schemas in a request: those of the answer's format and of functions."""

from __future__ import annotations

from collections.abc import Callable

from fakeai.call import Call, Tool
from fakeai.generation.instances.strict import check_function, check_strict
from fakeai.generation.instances.wellformed import Check, check_whole, problem_of
from fakeai.generation.schema_failures import format_failure, function_failure
from fakeai.reply import Failure


def schema_rules(call: Call) -> Failure | None:
    """What is said about a schema that is none, or that `strict: true` doesn't take; None if nothing is wrong."""
    form = call.response_format
    if form.schema is not None:
        problem = problem_of(form.schema, check_whole, *([check_strict] if form.strict else []))
        if problem is not None:
            return format_failure(call, problem)
    return _first_wrong(call, lambda tool: (check_strict,) if tool.strict else ())


def function_rules(call: Call) -> Failure | None:
    """What is said about the parameters of functions that are not strict, such as that they need a `type`."""
    return _first_wrong(call, lambda tool: () if tool.strict else (check_function,))


def _first_wrong(call: Call, checks_of: Callable[[Tool], tuple[Check, ...]]) -> Failure | None:
    """The first function whose parameters are no schema, or don't pass the checks that are made of them."""
    for index, tool in enumerate(call.tools):
        if tool.parameters:
            problem = problem_of(tool.parameters, check_whole, *checks_of(tool))
            if problem is not None:
                return function_failure(call, tool, index, problem)
    return None
