"""A match: the clauses a person writes, and where a call differs from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property, partial
from operator import attrgetter
from typing import Annotated, ClassVar, NamedTuple, get_args

from pydantic import AfterValidator, Field

from fakeai.call import Call, Endpoint
from fakeai.matching.conditions import Condition, JsonCondition, NameCondition, NumberCondition, TextCondition
from fakeai.matching.hiding import SECRET_HEADERS, hidden, hidden_condition
from fakeai.matching.operators import Test, Values, compiled, said, shown
from fakeai.written import Written, did_you_mean, wrong

_SHOWN_VALUES = 3


class Difference(NamedTuple):
    """Where a call differs from a clause: the clause's field, what it asks for, and what the call holds, in words."""

    field: str
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.field}: wanted {self.wanted}, got {self.got}"


class Clause(NamedTuple):
    """A clause made ready: where its values come from, and whether they fit."""

    field: str
    values: Callable[[Call], Values]
    test: Test
    wanted: str
    condition: Condition | None = None

    def difference(self, call: Call, shown: Call | None = None) -> Difference | None:
        """Where the call differs, or None if it fits. `shown` is the same call as it may be shown."""
        values = self.values(call)
        if self.test(values):
            return None
        return Difference(self.field, self.wanted, _got(self.field, values if shown is None else self.values(shown)))


def _known(words: tuple[str, ...], condition: NameCondition) -> NameCondition:
    """A glob that fits none of the words that there are would never match, silently."""
    if condition.glob is not None and not any(fnmatchcase(word, condition.glob) for word in words):
        hint = did_you_mean(condition.glob, words) or f"; there are: {', '.join(words)}"
        raise wrong(f'nothing is called "{condition.glob}"{hint}')
    for inner in (condition.not_, *(condition.all_ or ()), *(condition.any_ or ())):
        if inner is not None:
            _known(words, inner)
    return condition


def _checked_path(path: str) -> str:
    from jsonpath import JSONPathError, compile  # noqa: A004 -- 50 ms, so only where a `json` clause is written

    try:
        compile(path)
    except JSONPathError as error:
        raise wrong(f"not a JSONPath: {str(error).splitlines()[0]}") from error
    return path


Path = Annotated[str, AfterValidator(_checked_path)]
_ENDPOINTS = get_args(Endpoint)
_FORMATS = ("text", "json_object", "json_schema")


class Match(Written):
    """What a call has to be like. All clauses have to fit; without any, every call fits."""

    forms: ClassVar[str] = "a mapping of clauses, such as {user: weather}"

    provider: NameCondition | None = Field(None, description="The provider that is asked, such as openai.")
    endpoint: Annotated[NameCondition, AfterValidator(partial(_known, _ENDPOINTS))] | None = Field(
        None, description=f"What is asked for: {', '.join(_ENDPOINTS)}."
    )
    model: NameCondition | None = Field(None, description="The model that is asked for.")
    key: NameCondition | None = Field(
        None, description="The API key that came, from wherever the provider takes it; messages never show all of it."
    )
    user: TextCondition | None = Field(
        None, description="The text of the last user message; of completions and embeddings, the inputs."
    )
    system: TextCondition | None = Field(None, description="All system and developer messages.")
    any_message: TextCondition | None = Field(None, description="The text of one of the messages, whoever said it.")
    input: TextCondition | None = Field(None, description="One of the inputs of completions and embeddings.")
    after_tool: NameCondition | None = Field(None, description="A tool whose result ends the conversation.")
    tool_result: TextCondition | None = Field(None, description="A tool result that ends the conversation.")
    tools: NameCondition | None = Field(None, description="A tool on offer, by its name.")
    turn: NumberCondition | None = Field(
        None, description="The turn of the conversation, from 1: one more than its assistant messages."
    )
    response_format: Annotated[NameCondition, AfterValidator(partial(_known, _FORMATS))] | None = Field(
        None, description="The shape that is asked for: text, json_object or json_schema."
    )
    stream: bool | None = Field(None, description="Whether the answer is to be streamed.")
    header: Mapping[str, NameCondition] | None = Field(None, description="Request headers, by their names.")
    json_: Mapping[Path, JsonCondition] | None = Field(
        None, alias="json", description="Values of the request's body, by JSONPath, such as $.temperature."
    )

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses, compiled."""
        return tuple(_clauses(self))


def fits(match: Match, call: Call) -> bool:
    """Whether there are no differences; quicker than listing them."""
    for clause in match.clauses:  # noqa: SIM110 -- all() takes three times as long, and this is the hot path
        if not clause.test(clause.values(call)):
            return False
    return True


def differences(match: Match, call: Call, shown: Call | None = None) -> tuple[Difference, ...]:
    """Where the call differs from what the match asks for. None at all: it fits. They are told in words of `shown`."""
    found = (clause.difference(call, shown) for clause in match.clauses)
    return tuple(difference for difference in found if difference is not None)


def _clauses(match: Match) -> Iterator[Clause]:
    for field, values in _VALUES.items():
        condition: Condition | None = getattr(match, field)
        if condition is not None:
            yield Clause(field, values, compiled(condition), _wanted(field, condition), condition)
    if match.stream is not None:
        wanted = match.stream
        yield Clause("stream", lambda call: (call.stream,), lambda values: values[0] is wanted, shown(wanted))
    for name, condition in (match.header or {}).items():
        yield Clause(f"header {name}", _header(name), compiled(condition), _wanted(name, condition), condition)
    for path, condition in (match.json_ or {}).items():
        yield Clause(f"json {path}", _json(path), compiled(condition), said(condition), condition)


def _some(attribute: str) -> Callable[[Call], Values]:
    """The one value of an attribute, or none if it is None or empty."""
    get = attrgetter(attribute)

    def values(call: Call) -> Values:
        value = get(call)
        return () if value is None else (value,)

    return values


def _header(name: str) -> Callable[[Call], Values]:
    wanted = name.lower()
    return lambda call: [value for key, value in call.headers if key.lower() == wanted]


def _json(path: str) -> Callable[[Call], Values]:
    from jsonpath import compile  # noqa: A004 -- 50 ms, so only where a `json` clause is written

    found = compile(path).findall
    return lambda call: found(call.body)


_VALUES: Mapping[str, Callable[[Call], Values]] = {
    "provider": _some("provider"),
    "endpoint": _some("endpoint"),
    "model": lambda call: (call.model,) if call.model else (),
    "key": lambda call: (call.key,) if call.key else (),
    "user": _some("user"),
    "system": _some("system"),
    "any_message": lambda call: [message.text for message in call.messages],
    "input": attrgetter("inputs"),
    "after_tool": attrgetter("after_tool"),
    "tool_result": lambda call: [message.text for message in call.tool_results],
    "tools": lambda call: [tool.name for tool in call.tools],
    "turn": _some("turn"),
    "response_format": _some("response_format.kind"),
}


def _is_secret(field: str) -> bool:
    """Whether what a clause compares is a key: of a clause on headers the field is the header's name."""
    return field == "key" or field.lower() in SECRET_HEADERS


def _wanted(field: str, condition: Condition) -> str:
    """What a clause asks for, in words; keys are hidden."""
    return said(hidden_condition(condition) if _is_secret(field) else condition)


def _got(field: str, values: Values) -> str:
    if not values:
        return "nothing"
    if _is_secret(field.removeprefix("header ")):
        values = [hidden(str(value)) for value in values]
    listed = ", ".join(shown(value) for value in values[-_SHOWN_VALUES:])
    more = len(values) - _SHOWN_VALUES
    return f"{listed} and {more} more" if more > 0 else listed
