"""Answers that are made once and then only given new ids: what makes the same request cheap when it comes again.

Of two answers of one reply to one request only what follows from their seed differs: ids, and with them bytes at known
places. So a reply that answers the same request for the second time is rendered with a probe for a seed, which hands
out marks instead of ids. What comes of it is a template, and is used only if filling it with a true seed gives what
rendering with that seed gave, byte for byte; a rendering that draws numbers, or cuts an id to pieces, does not pass.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from itertools import chain, zip_longest
from typing import Literal, NamedTuple

from fakeai import wire
from fakeai.reply import Reply, Usage
from fakeai.seeds import Seed

_KEPT = 4  # replies to one request: more are those of a callable, which never come again
_MARK = "fakeai"
_SHORTEST = 12  # characters of a mark that can't be there by chance

Label = str | int | bytes
Path = tuple[tuple[Label, ...], ...]
Draw = Callable[[Seed], str]
Rendering = tuple[wire.Response, Usage | None]
"""A response, and the usage that it tells."""


class _Unpreparable(Exception):
    """A rendering draws what no mark can stand for."""


class _Hole(NamedTuple):
    """A place for an id: its mark, and how the id is drawn from an answer's seed."""

    mark: str
    path: Path
    draw: Draw


class Probe(Seed):
    """Stands in for a seed, notes which ids are drawn from it, and gives marks in their place."""

    holes: list[_Hole]
    path: Path

    @classmethod
    def begin(cls) -> Probe:
        """A probe that nothing was drawn from yet."""
        return cls._at((), [])

    @classmethod
    def _at(cls, path: Path, holes: list[_Hole]) -> Probe:
        probe = cls(b"")
        probe.path, probe.holes = path, holes
        return probe

    @property
    def key(self) -> bytes:
        """Nothing that a mark can stand for."""
        raise _Unpreparable

    def child(self, *labels: Label) -> Seed:
        """A probe for one purpose."""
        return self._at((*self.path, labels), self.holes)

    def alphanumeric(self, length: int) -> str:
        """A mark of that length."""
        return self._mark(length, lambda seed: seed.alphanumeric(length))

    def hex(self, length: int) -> str:
        """A mark of that length."""
        return self._mark(length, lambda seed: seed.hex(length))

    def decimal(self, low: int, high: int) -> str:
        """A mark, which is longer than the number: it can stand in a header, not in a body."""
        return self._mark(_SHORTEST, lambda seed: seed.decimal(low, high))

    def raw(self, length: int) -> bytes:  # noqa: ARG002 -- all draws of a seed come down to this one
        """Nothing that a mark can stand for."""
        raise _Unpreparable

    def random(self) -> random.Random:
        """Nothing that a mark can stand for."""
        raise _Unpreparable

    def _mark(self, length: int, draw: Callable[[Seed], str]) -> str:
        if length < _SHORTEST:
            raise _Unpreparable
        mark = f"{_MARK}{len(self.holes)}x".ljust(length, "x")  # none is the beginning of another
        self.holes.append(_Hole(mark, self.path, draw))
        return mark


class Filled(wire.Joined):
    """Frames of a template. Their bytes are put together when somebody wants them, so that nobody has to keep them."""

    __slots__ = ("_apart", "_ids", "_texts")

    def __init__(
        self,
        texts: Sequence[bytes],
        ids: Sequence[bytes],
        cuts: wire.Cuts,
        apart: Callable[[], Sequence[list[bytes]]],
    ) -> None:
        super().__init__(b"", cuts)
        self._texts = texts
        self._ids = ids
        self._apart = apart

    @property
    def data(self) -> bytes:
        """All frames as one."""
        texts, ids = self._texts, self._ids
        if len(ids) == 1:  # for nearly all answers: theirs is the same in every chunk
            return ids[0].join(texts)
        return b"".join(chain.from_iterable(zip_longest(texts, ids, fillvalue=b"")))

    def cutter(self) -> wire.Cutter:
        """What gives single frames their bytes: a stream that takes its time need not hold all that it will say."""
        if len(self._ids) != 1:
            return super().cutter()
        (one,), apart = self._ids, self._apart()
        return lambda first, end: b"".join([one.join(texts) for texts in apart[first:end]])


class Prepared:
    """A response with holes for what follows from the seed, and the usage that it tells."""

    def __init__(self, response: wire.Response, usage: Usage | None, holes: list[_Hole]) -> None:
        frames = wire.joined(response.frames)
        if frames is None:
            raise _Unpreparable
        self.usage = usage
        self._response = response
        self._cuts = frames.cuts
        self._holes = _by_path(holes)
        found = "|".join([hole.mark for hole in holes]) or "(?!)"
        pieces = re.split(f"({found})".encode(), frames.data)
        self._texts = pieces[::2]
        marks = [mark.decode() for mark in pieces[1::2]]
        self._marks = marks[:1] if len(set(marks)) == 1 else marks
        self._data = frames.data
        self._apart: list[list[bytes]] = []
        self._in_headers = [
            (index, hole.mark)
            for hole in holes
            for index, (_, value) in enumerate(response.headers)
            if hole.mark in value
        ]

    def fill(self, seed: Seed) -> wire.Response:
        """The response with the ids of a seed."""
        values = self._values(seed)
        headers = list(self._response.headers)
        for index, mark in self._in_headers:
            name, value = headers[index]
            headers[index] = name, value.replace(mark, values[mark])
        known = self._response
        return wire.Response(
            status=known.status,
            headers=tuple(headers),
            head_at=known.head_at,
            frames=Filled(self._texts, [values[mark].encode() for mark in self._marks], self._cuts, self._in_frames),
            ending=known.ending,
            tail=known.tail,
            own_chunks=known.own_chunks,
        )

    def _in_frames(self) -> Sequence[list[bytes]]:
        """The texts of each frame, between the marks, which are all the same. Wanted where frames take their time."""
        if not self._apart:
            mark = self._marks[0].encode()
            self._apart = [self._data[start:end].split(mark) for start, end, _ in self._cuts]
        return self._apart

    def _values(self, seed: Seed) -> dict[str, str]:
        """What stands for each mark."""
        values = {}
        for path, holes in self._holes:
            drawn = seed
            for labels in path:
                drawn = drawn.child(*labels)
            for mark, draw in holes:
                values[mark] = draw(drawn)
        return values


def _by_path(holes: list[_Hole]) -> list[tuple[Path, list[tuple[str, Draw]]]]:
    paths: dict[Path, list[tuple[str, Draw]]] = {}
    for hole in holes:
        paths.setdefault(hole.path, []).append((hole.mark, hole.draw))
    return list(paths.items())


class Preparations:
    """The answers that have been prepared for one request, by the reply that they render."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int | None], tuple[Reply, Prepared | Literal["seen", "varies"]]] = {}

    def rendered(self, reply: Reply, size: int | None, seed: Seed, render: Callable[[Seed], Rendering]) -> Rendering:
        """What `render(seed)` gives, from a template where there is one. `size` is what `render` takes of a pace."""
        key = id(reply), size
        _, known = self._known.get(key, (reply, None))
        if isinstance(known, Prepared):
            return known.fill(seed), known.usage
        rendering = render(seed)
        if known == "seen":
            self._known[key] = reply, _prepared(render, seed, rendering) or "varies"
        elif known is None and len(self._known) < _KEPT:
            self._known[key] = reply, "seen"  # the reply is held, so that its id can't become another's
        return rendering


def _prepared(render: Callable[[Seed], Rendering], seed: Seed, rendering: Rendering) -> Prepared | None:
    """A template that gives this rendering with this seed; None if it can't be had."""
    probe = Probe.begin()
    try:
        prepared = Prepared(*render(probe), probe.holes)
    except _Unpreparable:
        return None
    return prepared if (prepared.fill(seed), prepared.usage) == rendering else None
