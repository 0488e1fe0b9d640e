"""What people write: the base of its models, and what is said about a mistake in it, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, Strict, ValidationError, model_validator
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails, InitErrorDetails, PydanticCustomError

T = TypeVar("T")

Several = Annotated[tuple[T, ...], Strict(strict=False)]
"""A list as people write it, kept as a tuple."""

SHORT_FORMS = "x-short-forms"
"""The key under which a model's JSON Schema holds those of its short forms; `ITSELF` is the model itself."""

ITSELF = {"x-itself": True}

Location = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""


class Mistake(NamedTuple):
    """Something wrong in what a person wrote: where, what, and whether the key is meant rather than its value."""

    location: Location
    message: str
    at_key: bool = False


class Written(BaseModel):
    """A mapping that a person writes, unknown keys forbidden. `forms` and `expand` say what its short forms are."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=False)

    forms: ClassVar[str] = "a mapping"
    """What may stand here, for messages."""

    short_forms: ClassVar[tuple[Mapping[str, Any], ...]] = ()
    """JSON Schemas of the short forms that `expand` knows."""

    @classmethod
    def expand(cls, value: object) -> Mapping[str, Any] | None:  # noqa: ARG003 -- subclasses look at it
        """The mapping that a short form stands for; None if `value` is not one."""
        return None

    @classmethod
    def rules(cls, written: Mapping[str, Any]) -> Iterator[Mistake]:  # noqa: ARG003 -- subclasses look at it
        """What is wrong with the keys taken together, whatever each one holds."""
        yield from ()

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The mapping, with its short forms under a key of their own: only the whole schema can refer to itself."""
        schema = handler(core)
        if cls.short_forms:
            handler.resolve_ref_schema(schema)[SHORT_FORMS] = list(cls.short_forms)
        return schema

    @classmethod
    def _blanks(cls, written: Mapping[str, Any]) -> Iterator[Mistake]:
        """Keys without a value, where JSON's null would mean nothing."""
        for name, field in cls.model_fields.items():
            key = field.alias or name
            if key in written and written[key] is None and field.annotation is not Any:
                yield Mistake((key,), f"`{key}` has no value", at_key=True)

    @model_validator(mode="wrap")
    @classmethod
    def _whole(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Short forms made long, and `rules` reported beside what is wrong with single values."""
        if isinstance(value, cls):
            return value
        written = value if isinstance(value, Mapping) else cls.expand(value)
        if written is None:
            hint = quoted(value) if any(form.get("type") == "string" for form in cls.short_forms) else ""
            raise wrong(f"expected {cls.forms}, got {kind_of(value)}{hint}")
        found: list[InitErrorDetails] = []
        blanks = list(cls._blanks(written))
        try:
            model = handler(dict(written))
        except ValidationError as error:
            blank = {mistake.location for mistake in blanks}
            found = [_again(details) for details in error.errors(include_url=False) if details["loc"] not in blank]
        known = {(details.get("loc"), str(details["type"])) for details in found}  # pydantic may come by here twice
        for mistake in (*blanks, *cls.rules(written)):
            kind = wrong(mistake.message, at_key=mistake.at_key)
            if (mistake.location, str(kind)) not in known:
                found.append(InitErrorDetails(type=kind, loc=mistake.location, input=written))
        if found:
            raise ValidationError.from_exception_data(cls.__name__, found)
        return model


def never_together(*pairs: tuple[str, str]) -> dict[str, Any]:
    """The part of a JSON Schema that says which keys can't stand beside each other."""
    return {"not": {"anyOf": [{"required": list(pair)} for pair in pairs]}}


def wrong(message: str, *, at_key: bool = False) -> PydanticCustomError:
    """An error whose text reaches the person as it is. `at_key`: it is about the key rather than its value."""
    return PydanticCustomError("written", "{message}", {"message": message, "at_key": at_key})


def mistakes(error: ValidationError, model: type[BaseModel]) -> Iterator[Mistake]:
    """Everything that pydantic found in what a person wrote for `model`, in plain words."""
    found = error.errors(include_url=False)
    unknown = {details["loc"] for details in found if details["type"] == "extra_forbidden"}
    for details in found:
        location = details["loc"]
        if details["type"] == "too_short" and details["input"]:
            continue  # there are items, but pydantic does not count the wrong ones
        if details["type"] == "missing" and any(
            place[:-1] == location[:-1] and did_you_mean(place[-1], [str(location[-1])]) for place in unknown
        ):
            continue  # it is there, misspelt: one mistake, one problem
        yield _mistake(details, model)


_OTHERS: Mapping[str, tuple[str, ...]] = {
    "request": ("match",), "when": ("match",), "respond": ("reply",), "response": ("reply",), "answer": ("reply",),
    "returns": ("reply",), "error": ("fail",), "failure": ("fail",), "raw": ("verbatim",), "replay": ("recorded",),
    "recording": ("recorded",), "sequence": ("script",), "turns": ("script",), "replies": ("script",),
    "delay": ("pace",), "latency": ("pace",), "fault": ("faults",), "content": ("text",), "message": ("user", "text"),
    "prompt": ("user", "input"), "messages": ("any_message",), "tool_calls": ("tools",), "function": ("tool",),
    "arguments": ("args",), "finish_reason": ("finish",), "embedding": ("vectors",), "embeddings": ("vectors",),
    "matches": ("regex",), "pattern": ("regex",), "eq": ("equals",), "in": ("one_of",),
}  # fmt: skip
"""What other tools, and providers, call what we have another word for."""


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """`; did you mean …?` if one of the known words is close, or means the same elsewhere, else nothing."""
    names = {name.lower(): name for name in known}
    meant = [name for name in _OTHERS.get(str(word).lower(), ()) if name in names]
    close = meant or get_close_matches(str(word).lower(), names, n=1, cutoff=0.6)
    return f"; did you mean `{names[close[0]]}`?" if close else ""


def kind_of(value: object) -> str:
    """What a value is, in words: "a list", "the number 5", "nothing"."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f'the text "{value}"' if len(value) <= 40 else "a text"
        case Mapping():
            return "a mapping" if value else "an empty mapping"
        case list() | tuple():
            return "a list" if value else "an empty list"
        case _:
            return f"a Python {type(value).__name__}"


def quoted(value: object) -> str:
    """A hint to put a value in quotes, if that would make it the text that is wanted."""
    if isinstance(value, bool):
        return f'; write it in quotes: "{str(value).lower()}"'
    if isinstance(value, int | float):
        return f'; write it in quotes: "{value}"'
    return ""


def _again(details: ErrorDetails) -> InitErrorDetails:
    kind: str | PydanticCustomError = details["type"]
    if kind == "written":
        kind = wrong(details["ctx"]["message"], at_key=details["ctx"]["at_key"])
    return InitErrorDetails(type=kind, loc=details["loc"], input=details["input"], ctx=details.get("ctx", {}))


def _mistake(details: ErrorDetails, model: type[BaseModel]) -> Mistake:
    location, value, context = details["loc"], details["input"], details.get("ctx", {})
    match details["type"]:
        case "written":
            return Mistake(location, context["message"], at_key=context["at_key"])
        case "extra_forbidden":
            known = keys_of(_model_at(model, location[:-1]))
            return Mistake(location, f"unknown key `{location[-1]}`{_hint(location[-1], known)}", at_key=True)
        case "missing":
            return Mistake(location[:-1], f"`{location[-1]}` is missing")
        case "literal_error":
            return Mistake(location, not_among(value, _expected(context["expected"])))
        case kind:
            return Mistake(location, _sentence(kind, value, context, details["msg"]))


_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
}


def _sentence(kind: str, value: object, context: Mapping[str, Any], message: str) -> str:
    if kind in _WANTED:
        hint = quoted(value) if kind == "string_type" else ""
        return f"expected {_WANTED[kind]}, got {kind_of(value)}{hint}"
    match kind:
        case "greater_than_equal":
            return f"expected at least {context['ge']:g}, got {kind_of(value)}"
        case "greater_than":
            return f"expected more than {context['gt']:g}, got {kind_of(value)}"
        case "less_than_equal":
            return f"expected at most {context['le']:g}, got {kind_of(value)}"
        case "finite_number":
            return f"expected a finite number, got {kind_of(value)}"
        case "too_short":
            return f"expected at least one item, got {kind_of(value)}"
        case "string_too_short":
            return "expected some text, got none"
        case _:
            return f"{message[:1].lower()}{message[1:]}, got {kind_of(value)}"


def not_among(value: object, words: Iterable[str]) -> str:
    """That a value is none of the words that may stand here."""
    known = tuple(words)
    hint = did_you_mean(value, known)
    if hint:
        return f'there is no "{value}"{hint}'
    return f"expected {'one of ' if len(known) > 1 else ''}{', '.join(known)}, got {kind_of(value)}"


def _expected(listing: str) -> list[str]:
    """The words of pydantic's "'a', 'b' or 'c'"."""
    words = (word.strip("' ") for word in listing.replace(" or ", ",").split(","))
    return [word.lower() if word in {"True", "False"} else word for word in words]


def _hint(key: object, known: tuple[str, ...]) -> str:
    return did_you_mean(key, known) or (f"; known are: {', '.join(known)}" if known else "")


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that a person may write in a mapping of this model."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel]:
    """The model of the mapping at a location. Steps that are no field of it, such as list indexes, are passed over."""
    among = [model]
    for step in location:
        tagged = [each for each in among if any(field.default == step for field in each.model_fields.values())]
        if len(among) > 1 and tagged:  # in a union of models pydantic names the one that is meant
            model, among = tagged[0], tagged[:1]
            continue
        for name, field in model.model_fields.items():
            if step == (field.alias or name):
                among = list(_models_in(field.annotation)) or [model]
                model = among[0]
                break
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation speaks of: `X`, `X | None`, `tuple[X, ...]`, `Mapping[str, X]`, `X | Y`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)
