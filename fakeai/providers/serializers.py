"""Request models with the fields of Django REST framework: what they convert, and what they say is wrong.

Every text and every conversion was compared with Django REST framework 3.18 answering the same requests. Where a form
is more than it understands (messages as JSON in one field, `messages[0].role`), it is understood here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from fakeai.providers.forms import Form

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

T = TypeVar("T")

_LONGEST = 1000  # characters of a number sent as text
_TRUE, _FALSE = ("t", "y", "yes", "true", "on", "1", 1), ("f", "n", "no", "false", "off", "0", 0)
_REQUIRED = "This field is required."
_NULL = "This field may not be null."
_BLANK = "This field may not be blank."
_OF_NO_FIELD = "non_field_errors"
_NO_FRACTION = re.compile(r"\.0*\s*$")

ErrorTree = dict[str, Any]
"""What is wrong, by field: a list of sentences, or the tree of what is inside."""


def wrong(text: str, *, field: bool = True) -> PydanticCustomError:
    """An error to raise in a validator. One that is of no field concerns a list or mapping as a whole."""
    return PydanticCustomError("invalid" if field else _OF_NO_FIELD, "{text}", {"text": text})


def error_tree(errors: Sequence[ErrorDetails]) -> ErrorTree:
    """The errors of a model as the framework nests them: by field, and by the place in a list."""
    tree: ErrorTree = {}
    for error in errors:
        path = [str(step) for step in error["loc"]]
        if error["type"] == _OF_NO_FIELD or not path:
            path.append(_OF_NO_FIELD)
        node = tree
        for step in path[:-1]:
            node = node.setdefault(step, {})
        node.setdefault(path[-1], []).append(_sentence(error))
    return tree


class Serializer(BaseModel):
    """The base of request models. Unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _mapping(cls, data: Any) -> Any:
        if data is None:
            raise wrong("No data provided", field=False)
        if not isinstance(data, Mapping):
            raise wrong(f"Invalid data. Expected a dictionary, but got {type(data).__name__}.", field=False)
        return cls._from_form(data) if isinstance(data, Form) else data

    @classmethod
    def _from_form(cls, form: Form) -> Mapping[str, Any]:
        """What a form means: an empty field is a missing one, and a missing checkbox is not ticked."""
        data: dict[str, Any] = {}
        for name, field in cls.model_fields.items():
            value = form.get(name, "")
            if value != "" or (name in form and field.is_required()):
                data[name] = _typed(value, field.metadata)
            elif name not in form and _CHECKBOX in field.metadata:
                data[name] = False
        return data


def _sentence(error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return _REQUIRED
    if error["type"] == "literal_error":
        return _NULL if error["input"] is None else f'"{error["input"]}" is not a valid choice.'
    return error["msg"]


_CHECKBOX: Final = "a checkbox of a form"
_REPEATED: Final = "a name that a form may repeat"
_STRUCTURED: Final = "what a form may also give as JSON"


def _typed(value: Any, marks: Sequence[Any]) -> Any:
    """A value of a form in the type that its field has; of a name that came twice without meaning a list, the last."""
    if isinstance(value, str) and _STRUCTURED in marks:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return value
    elif isinstance(value, str) and _REPEATED in marks:
        return [value]
    if isinstance(value, list) and not {_REPEATED, _STRUCTURED} & {mark for mark in marks if isinstance(mark, str)}:
        return value[-1]
    return value


def _text(data: Any) -> str:
    if data is None:
        raise wrong(_NULL)
    if isinstance(data, bool) or not isinstance(data, str | int | float):
        raise wrong("Not a valid string.")
    text = str(data).strip()
    if not text:
        raise wrong(_BLANK)
    if "\0" in text:
        raise wrong("Null characters are not allowed.")
    for character in text:
        if "\ud800" <= character <= "\udfff":
            raise wrong(f"Surrogate characters are not allowed: U+{ord(character):X}.")
    return text


def _integer(data: Any) -> int:
    _check_number(data)
    try:
        return int(_NO_FRACTION.sub("", str(data)))
    except ValueError as error:
        raise wrong("A valid integer is required.") from error


def _float(data: Any) -> float:
    _check_number(data)
    try:
        number = float(data)
    except (TypeError, ValueError) as error:
        raise wrong("A valid number is required.") from error
    except OverflowError as error:
        raise wrong("Integer value too large to convert to float") from error
    if not isfinite(number):
        raise wrong("A valid number is required.")
    return number


def _check_number(data: Any) -> None:
    if data is None:
        raise wrong(_NULL)
    if isinstance(data, str) and len(data) > _LONGEST:
        raise wrong("String value too large.")


def _nullable_integer(data: Any) -> int | None:
    return None if data is None else _integer(data)


def _boolean(data: Any) -> bool:
    if data is None:
        raise wrong(_NULL)
    said = data.lower() if isinstance(data, str) else data
    if said in _TRUE:
        return True
    if said in _FALSE:
        return False
    raise wrong("Must be a valid boolean.")


def _items(data: Any) -> Any:
    if data is None:
        raise wrong(_NULL)
    if not isinstance(data, list):
        raise wrong(f'Expected a list of items but got type "{type(data).__name__}".')
    return data


def _many(data: Any) -> Any:
    if data is None:
        raise wrong(_NULL)
    if not isinstance(data, list):
        raise wrong(f'Expected a list of items but got type "{type(data).__name__}".', field=False)
    return data


def _present(data: Any) -> Any:
    if data is None:
        raise wrong(_NULL)
    return data


def _mapping(data: Any) -> Any:
    if data is None:
        raise wrong(_NULL)
    if not isinstance(data, Mapping):
        raise wrong(f'Expected a dictionary of items but got type "{type(data).__name__}".')
    return data


CharField = Annotated[str, BeforeValidator(_text)]
"""Text, which is stripped and may not be empty; numbers are taken as text."""
IntegerField = Annotated[int, BeforeValidator(_integer)]
"""A whole number, or one as text."""
NullableIntegerField = Annotated[int | None, BeforeValidator(_nullable_integer)]
"""A whole number, one as text, or null."""
FloatField = Annotated[float, BeforeValidator(_float)]
"""A number, or one as text."""
BooleanField = Annotated[bool, BeforeValidator(_boolean), _CHECKBOX]
"""Yes or no, in many words."""
DictField = Annotated[dict[str, Any], BeforeValidator(_mapping), _STRUCTURED]
"""A mapping of anything."""
ListField = Annotated[list[T], BeforeValidator(_items), _REPEATED]
"""A list of fields."""
DictListField = Annotated[list[DictField], BeforeValidator(_items), _STRUCTURED]
"""A list of mappings."""
Many = Annotated[list[Annotated[T, BeforeValidator(_present)]], BeforeValidator(_many), _STRUCTURED]
"""A list of other serializers."""
