"""Chunks of a stream, encoded: whole ones, and templates for the many that differ only in a token."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, count, pairwise
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from fakeai.seeds import Seed
from fakeai.wire import json_bytes

CONTENT = "\ufdd0content\ufdd0"
"""Stands in a chunk for its token, a JSON string."""
PADDING = "\ufdd0padding\ufdd0"
"""Stands in a chunk for the obfuscation, a string of random length."""
INDEX = "\ufdd0index\ufdd0"
"""Stands in a chunk for its number in the stream, from 0."""

_MARK = "(?:\ufdd0|\\\\ufdd0)"  # json_bytes escapes it if there is a lone surrogate anywhere in the chunk
_HOLE = re.compile(f'"{_MARK}(content|padding|index){_MARK}"'.encode())
_BLOCK = 512
_PADDED_TO = 16  # measured on captured streams: a delta and its padding have 16 characters together, or a multiple


class Template:
    """A chunk with holes, encoded once. `fill` costs less than a microsecond, where encoding anew costs five."""

    def __init__(self, chunk: dict[str, Any]) -> None:
        encoded = b"data: " + json_bytes(chunk) + b"\n\n"
        self._pieces = _HOLE.split(encoded)  # text, the name of a hole, text, …
        names = self._pieces[1::2]
        # Nearly all chunks of a stream are of one of two kinds; for them the pieces are joined without looking.
        self._for_content = tuple(self._pieces[::2]) if names == [b"content"] else None
        self._for_both = tuple(self._pieces[::2]) if names == [b"content", b"padding"] else None

    def fill(self, content: str, padding: str, index: int) -> bytes:
        """The event with its holes filled; `content` and `padding` are plain text."""
        if self._for_both is not None:
            before, between, after = self._for_both
            return b"".join((before, json_bytes(content), between, json_bytes(padding), after))
        if self._for_content is not None:
            before, after = self._for_content
            return b"".join((before, json_bytes(content), after))
        values = {b"content": content, b"padding": padding, b"index": index}
        filled = [json_bytes(values[piece]) if odd % 2 else piece for odd, piece in enumerate(self._pieces)]
        return b"".join(filled)

    def fill_all(self, contents: Sequence[str], paddings: Sequence[str], first: int) -> list[bytes]:
        """An event for each content with its padding, numbered from `first`: as `fill` makes them, and faster."""
        encoded = _encoded_strings(contents) if self._for_both is not None and len(contents) > 1 else None
        if encoded is None or self._for_both is None:
            return [self.fill(*each) for each in zip(contents, paddings, count(first))]
        before, between, after = self._for_both
        head, middle, tail = before + b'"', b'"' + between + b'"', b'"' + after
        join = b"".join
        return [
            join((head, content, middle, padding, tail))
            for content, padding in zip(encoded, map(str.encode, paddings), strict=True)
        ]


def _encoded_strings(texts: Sequence[str]) -> list[bytes] | None:
    """Each text as JSON without its quotes; None if they can't be had at once: a quote or lone surrogate is in one."""
    try:
        encoded = to_json(texts)
    except PydanticSerializationError:
        return None
    # Without a quote in any text every quote begins or ends one: read from the left, `","` is the end of one and the
    # beginning of the next.
    return None if b'\\"' in encoded else encoded[2:-2].split(b'","')


class Padding:
    """Obfuscation: random characters that hide the length of a delta from whoever watches the wire."""

    def __init__(self, seed: Seed) -> None:
        self._seed = seed.child("obfuscation")
        self._blocks = 0
        self._characters = ""
        self._at = 0

    def beside(self, delta: str) -> str:
        """Padding for a delta of that text."""
        return self._take(-len(delta) % _PADDED_TO)

    def beside_all(self, deltas: Sequence[str]) -> list[str]:
        """Padding for each of several deltas."""
        ends = list(accumulate([-len(delta) % _PADDED_TO for delta in deltas], initial=0))
        characters = self._seed.child("all", self._blocks).alphanumeric(ends[-1])
        self._blocks += 1
        return [characters[start:end] for start, end in pairwise(ends)]

    def free(self) -> str:
        """Padding of any length, for chunks without text."""
        return self._take(ord(self._take(1)) % _PADDED_TO)

    def _take(self, length: int) -> str:
        if self._at + length > len(self._characters):
            self._characters = self._seed.child(self._blocks).alphanumeric(_BLOCK)
            self._blocks += 1
            self._at = 0
        start = self._at
        self._at += length
        return self._characters[start : self._at]
