"""What a clause may ask of a value: the operators, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, ConfigDict, Field, FiniteFloat

from fakeai.written import ITSELF, Mistake, Several, Written, wrong

_INLINE_FLAGS = ((re.IGNORECASE, "i"), (re.MULTILINE, "m"), (re.DOTALL, "s"), (re.VERBOSE, "x"), (re.ASCII, "a"))


def _checked_regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise wrong(f"not a regular expression: {error}") from error
    return pattern


Regex = Annotated[str, AfterValidator(_checked_regex)]


_ALTERNATIVES = {"type": "array", "items": ITSELF, "minItems": 1, "description": "Any of these."}


class Condition(Written):
    """A mapping of operators; all of them have to hold. `plain` is the operator that a plain value stands for."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    plain: ClassVar[str] = "equals"

    @classmethod
    def expand(cls, value: object) -> Mapping[str, Any] | None:
        """A list is `any` of its items, a compiled pattern is `regex`, and a plain value is what `plain` says."""
        if isinstance(value, list | tuple):
            return {"any": list(value)}
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and "regex" in cls.model_fields:
            return {"regex": _inline(value)}
        return {cls.plain: value} if cls.takes(value) else None

    @classmethod
    def takes(cls, value: object) -> bool:
        """Whether a plain value of this kind may stand for the condition."""
        return isinstance(value, str)

    @classmethod
    def rules(cls, written: Mapping[str, Any]) -> Iterator[Mistake]:
        """There has to be an operator, and something in a list of alternatives."""
        if not written:
            yield Mistake((), "expected at least one operator, got an empty mapping")
        for key in ("any", "all", "one_of"):
            if written.get(key) in ([], ()):
                yield Mistake((key,), "expected at least one item, got an empty list")


class _WordsCondition(Condition):
    """What conditions on text and on names have in common."""

    forms: ClassVar[str] = "text, a list or a mapping of operators"

    equals: str | None = Field(None, description="It is exactly this.")
    contains: str | None = Field(None, description="It contains this, upper and lower case alike.")
    regex: Regex | None = Field(None, description="This Python regular expression is found in it.")
    glob: str | None = Field(None, description="All of it fits this pattern of *, ? and [abc].")
    starts_with: str | None = Field(None, description="It starts with exactly this.")
    one_of: Several[str] | None = Field(None, description="It is exactly one of these.")
    exists: bool | None = Field(None, description="Whether there is any.")


class TextCondition(_WordsCondition):
    """A condition on text. Plain text means `contains`, a list means any of its items."""

    plain: ClassVar[str] = "contains"
    short_forms: ClassVar[tuple[Mapping[str, Any], ...]] = (
        {"type": "string", "description": "Contained in it, whatever the case."},
        _ALTERNATIVES,
    )

    not_: TextCondition | None = Field(None, alias="not", description="This doesn't hold.")
    all_: Several[TextCondition] | None = Field(None, alias="all", description="All of these hold.")
    any_: Several[TextCondition] | None = Field(None, alias="any", description="At least one of these holds.")


class NameCondition(_WordsCondition):
    """A condition on a name. Plain text means `glob`: the exact name, or a pattern with * and ?; a list means any."""

    plain: ClassVar[str] = "glob"
    short_forms: ClassVar[tuple[Mapping[str, Any], ...]] = (
        {"type": "string", "description": "The name, or a pattern: * ? [abc]."},
        _ALTERNATIVES,
    )

    not_: NameCondition | None = Field(None, alias="not", description="This doesn't hold.")
    all_: Several[NameCondition] | None = Field(None, alias="all", description="All of these hold.")
    any_: Several[NameCondition] | None = Field(None, alias="any", description="At least one of these holds.")


class NumberCondition(Condition):
    """A condition on a number. A plain number means `equals`, a list means any of its items."""

    forms: ClassVar[str] = "a number, a list or a mapping of operators"
    short_forms: ClassVar[tuple[Mapping[str, Any], ...]] = (
        {"type": "integer", "description": "Exactly this number."},
        _ALTERNATIVES,
    )

    equals: int | None = Field(None, description="It is exactly this.")
    one_of: Several[int] | None = Field(None, description="It is one of these.")
    gt: FiniteFloat | None = Field(None, description="It is greater than this.")
    gte: FiniteFloat | None = Field(None, description="It is this or greater.")
    lt: FiniteFloat | None = Field(None, description="It is less than this.")
    lte: FiniteFloat | None = Field(None, description="It is this or less.")
    not_: NumberCondition | None = Field(None, alias="not", description="This doesn't hold.")
    all_: Several[NumberCondition] | None = Field(None, alias="all", description="All of these hold.")
    any_: Several[NumberCondition] | None = Field(None, alias="any", description="At least one of these holds.")

    @classmethod
    def takes(cls, value: object) -> bool:
        """A whole number stands for `equals`."""
        return isinstance(value, int) and not isinstance(value, bool)


class JsonCondition(Condition):
    """A condition on a JSON value. Plain text, a number, boolean or null means `equals`, a list any of its items."""

    forms: ClassVar[str] = "a value, a list or a mapping of operators"
    short_forms: ClassVar[tuple[Mapping[str, Any], ...]] = (
        {"type": ["string", "number", "boolean", "null"], "description": "Exactly this value."},
        _ALTERNATIVES,
    )

    equals: Any = Field(None, description="It is exactly this value, of any kind.")
    contains: str | None = Field(None, description="It is text that contains this, upper and lower case alike.")
    regex: Regex | None = Field(None, description="It is text in which this Python regular expression is found.")
    glob: str | None = Field(None, description="It is text, and all of it fits this pattern of *, ? and [abc].")
    starts_with: str | None = Field(None, description="It is text that starts with exactly this.")
    one_of: Several[Any] | None = Field(None, description="It is one of these values.")
    gt: FiniteFloat | None = Field(None, description="It is a number greater than this.")
    gte: FiniteFloat | None = Field(None, description="It is a number, this or greater.")
    lt: FiniteFloat | None = Field(None, description="It is a number less than this.")
    lte: FiniteFloat | None = Field(None, description="It is a number, this or less.")
    exists: bool | None = Field(None, description="Whether the path leads to anything.")
    not_: JsonCondition | None = Field(None, alias="not", description="This doesn't hold.")
    all_: Several[JsonCondition] | None = Field(None, alias="all", description="All of these hold.")
    any_: Several[JsonCondition] | None = Field(None, alias="any", description="At least one of these holds.")

    @classmethod
    def takes(cls, value: object) -> bool:
        """Any single value stands for `equals`."""
        return value is None or isinstance(value, str | int | float)


def _inline(pattern: re.Pattern[str]) -> str:
    """The text of a compiled pattern, its flags written into it."""
    flags = "".join(letter for flag, letter in _INLINE_FLAGS if pattern.flags & flag)
    return f"(?{flags}){pattern.pattern}" if flags else pattern.pattern
