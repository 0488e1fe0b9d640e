"""A dress for systems that say less than OpenAI: only the keys that their documents name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel

from fakeai.call import Call
from fakeai.dialects.openai.dress import Dress
from fakeai.reply import Reply
from fakeai.seeds import Seed
from fakeai.wire import Headers

Body = dict[str, Any]
Shape = Mapping[str, Any]
"""The keys of a JSON object, each with the shape of what it holds; an empty shape holds anything."""


class NarrowDress(Dress):
    """Leaves of a body the keys of a response model, and of a chunk those of a chunk model; no headers of OpenAI's.

    What a script adds (`choice.extra`) stays, whether a document names it or not.
    """

    def __init__(self, body: type[BaseModel], chunk: type[BaseModel]) -> None:
        self._body, self._chunk = shape_of(body), shape_of(chunk)

    def headers(self, call: Call, reply: Reply, seed: Seed) -> Headers:
        """None that are documented."""
        return ()

    def body(self, body: Body, call: Call, reply: Reply) -> Body:
        """A whole body, narrowed."""
        return _shown(body, self._body, reply)

    def chunk(self, chunk: Body, call: Call, reply: Reply) -> Body:
        """A chunk, narrowed."""
        return _shown(chunk, self._chunk, reply)


def shape_of(model: type[BaseModel]) -> Shape:
    """The keys of a model, and of the models inside it."""
    return {name: _inner_shape(field.annotation) for name, field in model.model_fields.items()}


def narrowed(value: Any, shape: Shape) -> Any:
    """The parts of a JSON value that fit a shape."""
    if not shape:
        return value
    if isinstance(value, list):
        return [narrowed(item, shape) for item in value]
    if isinstance(value, dict):
        return {key: narrowed(item, shape[key]) for key, item in value.items() if key in shape}
    return value


def _inner_shape(annotation: Any) -> Shape:
    """The shape of the model in an annotation, such as list[Model] or Model | None; empty if there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shape_of(annotation)
    return next(filter(None, map(_inner_shape, get_args(annotation))), {})


def _shown(body: Body, shape: Shape, reply: Reply) -> Body:
    shown: Body = narrowed(body, shape)
    for whole, kept in zip(body.get("choices", ()), shown.get("choices", ()), strict=True):
        extra, said = reply.choices[whole["index"]].extra, _said(whole)
        _said(kept).update({key: said[key] for key in extra if key in said})
    return shown


def _said(choice: Body) -> Body:
    """Where a choice holds what is said, and what a script adds: its message or delta, or, without one, itself."""
    said: Body | None = choice.get("message", choice.get("delta"))
    return choice if said is None else said
