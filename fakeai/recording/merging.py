"""What a cassette holds after a recording: what was there, what is new, and what others have written meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fakeai.recording.cassette import Recorded
from fakeai.recording.keys import Keys
from fakeai.recording.modes import Mode


class Merger:
    """Puts new recordings to those that a cassette held when it was opened, by record mode."""

    def __init__(self, opened: Sequence[Recorded], *, mode: Mode, keys: Keys) -> None:
        self._opened = frozenset(opened)
        self._there = tuple(opened)
        self._mode = mode
        self._keys = keys
        self._ours: frozenset[Recorded] = frozenset()

    def found(self, there: Sequence[Recorded]) -> None:
        """Say that others have written: this is what the cassette holds now, our own recordings so far among it."""
        self._there = tuple(it for it in there if it not in self._ours)

    def merged(self, new: Sequence[Recorded]) -> tuple[Recorded, ...]:
        """What the cassette is to hold.

        `rewrite` keeps nothing of what it held when it was opened; `all` puts the new recordings of a request in the
        place of those; otherwise new ones come last, unless they are there already. What others have written stays.
        """
        self._ours = frozenset(new)
        if self._mode == "rewrite":
            return (*(it for it in self._there if it not in self._opened), *new)
        if self._mode == "all":
            return tuple(self._replaced(new))
        known = frozenset(self._there)
        return (*self._there, *(it for it in new if it not in known))

    def _replaced(self, new: Sequence[Recorded]) -> Iterable[Recorded]:
        rows: dict[bytes, list[Recorded]] = {}
        for it in new:
            rows.setdefault(self._key(it), []).append(it)
        placed: set[bytes] = set()
        for it in self._there:
            key = self._key(it) if it in self._opened else b""
            if key not in rows:
                yield it
            elif key not in placed:
                placed.add(key)
                yield from rows[key]
        for key, row in rows.items():
            if key not in placed:
                yield from row

    def _key(self, recorded: Recorded) -> bytes:
        return self._keys.asked(recorded.provider, recorded.request).key
