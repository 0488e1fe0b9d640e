"""Completions that were to be stored (`store: true`), for as long as an engine lives: the newest of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A completion as its dialect tells it later on: its body, the messages that asked for it, and its metadata."""

    id: str
    model: str
    body: Mapping[str, Any]
    messages: Sequence[Mapping[str, Any]] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


class Stored:
    """The completions that are stored. The oldest is let go where there are too many.

    One thread answers at a time; every step here is a single one of the interpreter, so that any may read.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._entries: dict[str, Entry] = {}

    def keep(self, entry: Entry) -> None:
        """Store a completion, in the place of one with its id."""
        self._entries[entry.id] = entry
        if len(self._entries) > self._most:
            self._entries.pop(next(iter(self._entries)), None)

    def find(self, id_: str) -> Entry | None:
        """The completion of that id; None if there is none, or none any more."""
        return self._entries.get(id_)

    def describe(self, entry: Entry, metadata: Mapping[str, str]) -> Entry:
        """The completion with other metadata, which it has from now on."""
        changed = replace(entry, metadata=dict(metadata))
        if entry.id in self._entries:
            self._entries[entry.id] = changed
        return changed

    def drop(self, entry: Entry) -> None:
        """Forget a completion."""
        self._entries.pop(entry.id, None)

    def all(self) -> tuple[Entry, ...]:
        """Every completion that is kept, oldest first."""
        return tuple(self._entries.values())
