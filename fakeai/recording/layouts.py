"""JSON as bytes: the few ways in which programs lay it out, so that structure alone gives the same bytes again."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from fakeai.wire import json_bytes

COMPACT = "compact"
"""The layout of most SDKs and servers; it need not be named."""

_SHAPES: dict[str, dict[str, Any]] = {
    COMPACT: {"separators": (",", ":")},
    "spaced": {},
    "indented": {"indent": 2},
}


def _encoder(options: dict[str, Any], *, ascii_only: bool, newline: bool) -> Callable[[Any], bytes]:
    encode = json.JSONEncoder(ensure_ascii=ascii_only, allow_nan=False, **options).encode
    tail = "\n" if newline else ""
    return lambda value: (encode(value) + tail).encode()


def _name(shape: str, *, ascii_only: bool, newline: bool) -> str:
    return " ".join([shape, *(["ascii"] if ascii_only else []), *(["newline"] if newline else [])])


_LAYOUTS = {
    _name(shape, ascii_only=ascii_only, newline=newline): _encoder(options, ascii_only=ascii_only, newline=newline)
    for newline, ascii_only, (shape, options) in product((False, True), (False, True), _SHAPES.items())
}

# Several times as fast; `layout_of` sees to it that they give the same bytes.
_LAYOUTS[COMPACT] = json_bytes
_LAYOUTS["indented"] = partial(to_json, indent=2)
_LAYOUTS["indented newline"] = lambda value: to_json(value, indent=2) + b"\n"
NAMES = tuple(_LAYOUTS)
"""What a layout may be called."""


def in_layout(value: Any, layout: str) -> bytes:
    """The bytes of a value in a layout of that name."""
    return _LAYOUTS[layout](value)


def layout_of(body: bytes) -> tuple[Any, str] | None:
    """The value that a body holds and the layout that gives the same bytes again; None if there is none."""
    try:
        value = json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
    for name, encode in _LAYOUTS.items():
        try:
            if encode(value) == body:
                return value, name
        except (ValueError, RecursionError, PydanticSerializationError):
            return None
    return None
