"""Bodies of HTML forms, urlencoded and multipart, as trees: `messages[0]role=user` is a list of one mapping.

Multipart is read by python-multipart: it is what Starlette and FastAPI use, has no dependencies, comes as one wheel for
every platform, and takes a body in memory, without I/O.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser, parse_options_header

_STEP = re.compile(r"\[(?P<index>\d{1,9})\]|\[(?P<name>[^\[\]]*)\]|\.?(?P<bare>[^\[\].]+)")
_DEEPEST = 16  # steps of a name; one that has more is taken as it is

Pairs = Iterable[tuple[str, str]]


class Form(dict[str, Any]):
    """A mapping whose values came as text: what they mean, the fields of a serializer know."""


class BadForm(ValueError):
    """A multipart body that breaks the rules of its format."""


def urlencoded(body: bytes) -> Form:
    """The form in an application/x-www-form-urlencoded body."""
    return tree(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def multipart(body: bytes, content_type: str) -> Form:
    """The form in a multipart/form-data body; a file counts as its text. Raises BadForm."""
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise BadForm("Invalid boundary in multipart: None")
    pairs: list[tuple[str, str]] = []
    ends: list[None] = []

    def on_field(field: Field) -> None:
        pairs.append((_text(field.field_name), _text(field.value)))

    def on_file(file: File) -> None:
        file.file_object.seek(0)
        pairs.append((_text(file.field_name), _text(file.file_object.read())))

    in_memory = {"MAX_MEMORY_FILE_SIZE": float("inf"), "UPLOAD_ERROR_ON_BAD_CTE": True}
    try:
        parser = FormParser(
            "multipart/form-data",
            on_field,
            on_file,
            on_end=lambda: ends.append(None),
            boundary=boundary,
            config=in_memory,
        )
        _silence(parser)
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise BadForm(str(error)) from error
    if not ends:
        raise BadForm("the last boundary is missing")
    return tree(pairs)


def _silence(parser: FormParser) -> None:
    """Keep the parser from logging what is wrong with a form: that goes to the client, not to the console."""
    silent = logging.Logger("fakeai.forms", logging.CRITICAL + 1)  # noqa: LOG001 -- of no hierarchy, so nobody's settings change
    parser.logger = silent
    if parser.parser is not None:
        parser.parser.logger = silent


def tree(pairs: Pairs) -> Form:
    """The tree that names such as `a[0]b`, `a[0][b]`, `a[0].b` and `a.b` describe.

    A name that comes twice makes a list. A text at a place where others build a list or mapping is dropped, and a list
    has no gaps: its items are in the order of their numbers.
    """
    root: dict[str | int, Any] = {}
    for name, value in pairs:
        *path, last = _steps(name)
        node = root
        for step in path:
            inner = node.get(step)
            if not isinstance(inner, dict):
                inner = node[step] = {}
            node = inner
        known = node.setdefault(last, [])
        if isinstance(known, list):
            known.append(value)
    return Form((str(step), _value(node)) for step, node in root.items())


def _value(node: Any) -> Any:
    if isinstance(node, list):
        return node[0] if len(node) == 1 else node
    if all(isinstance(step, int) for step in node):
        return [_value(node[step]) for step in sorted(node)]
    return Form((str(step), _value(inner)) for step, inner in node.items())


def _steps(name: str) -> list[str | int]:
    """The steps of a name. `a[]`, as PHP has it, is `a`; a name that makes no sense is one step."""
    steps: list[str | int] = []
    at = 0
    while at < len(name):
        step = _STEP.match(name, at)
        if step is None or len(steps) == _DEEPEST or (at == 0 and step["bare"] is None):
            return [name]
        at = step.end()
        if step["index"] is not None:
            steps.append(int(step["index"]))
        elif step[0] != "[]":
            steps.append(step["name"] or step["bare"])
    return steps or [name]


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")
