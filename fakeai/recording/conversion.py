"""Recordings as fixtures to be edited: what was asked becomes a match, what came a reply in neutral words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fakeai.call import Call
from fakeai.recording.cassette import Cassette, Recorded
from fakeai.recording.clauses import Seen, clauses
from fakeai.recording.emitting import by_hand, mapping
from fakeai.recording.keys import NORMALIZERS, Asked, Keys
from fakeai.recording.understanding import understood
from fakeai.recording.wording import Wording, pace_words, worded
from fakeai.redaction import PLACEHOLDER, Redactor

_OPENING = "# Made of {source} by fakeai cassettes convert. Read it, edit it; `fakeai check` checks it.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A fixture file, how many exchanges are in it, and what of the cassette it does not say, a line each."""

    text: str
    exchanges: int
    notes: tuple[str, ...]


def to_fixtures(cassette: Cassette, *, source: str, path: str | None = None, pace: bool = False) -> Converted:
    """A fixture file that answers the requests of a cassette; a request that came several times gets a script.

    A reply or a failure is written in neutral words where a fixture of them says the same; what the words can't say
    stands as it is; and what can't be written down at all is played from the cassette. Each fixture fits its own
    request and no other one of the cassette.

    source: what the cassette is called. path: where it is, from the fixture file; None for a recording of others,
    which fixtures can't play. pace: have streams come as fast as they did.
    """
    maker = _Maker(cassette, path, pace=pace)
    text = fixture_text(maker.blocks(), source)
    return Converted(text=text, exchanges=maker.converted, notes=tuple(maker.notes))


def fixture_text(fixtures: Iterable[tuple[str, Mapping[str, Any]]], source: str) -> str:
    """A fixture file of these, each with a comment before it. Empty if there are none: no file may be."""
    blocks = []
    for comment, fixture in fixtures:
        first, *rest = mapping(fixture, "    ", by_hand)
        blocks.append("\n".join([f"  # {comment}", f"  - {first.lstrip()}", *rest, ""]))
    return _OPENING.format(source=source) + "fixtures:\n" + "\n".join(blocks) if blocks else ""


class _Row(NamedTuple):
    """The recordings of one request, with their numbers; and the call, where a dialect knows it."""

    asked: Asked
    numbers: list[int]
    recorded: list[Recorded]
    call: Call | None

    @property
    def title(self) -> str:
        listed = ", ".join(f"#{number}" for number in self.numbers)
        return f"{listed} {self.recorded[0].title}"


class _Maker:
    """Makes the fixtures of a cassette, and notes what they don't say."""

    def __init__(self, cassette: Cassette, path: str | None, *, pace: bool) -> None:
        self._cassette = cassette
        self._path = path
        self._pace = pace
        self._varying = (
            *(NORMALIZERS.get(name, name) for name in cassette.matching.normalize),
            re.escape(PLACEHOLDER),
        )
        self._rows = _rows(cassette)
        self.converted = 0
        self.notes: list[str] = []

    def blocks(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """A comment and a fixture for each request."""
        for row in self._rows:
            fixture = self._fixture(row)
            if fixture is not None:
                self.converted += len(row.numbers)
                yield _origin(row), fixture

    def _fixture(self, row: _Row) -> dict[str, Any] | None:
        if row.call is None:
            self.notes.append(f"{row.title}: left out: {_why(row.recorded[0])}")
            return None
        match = clauses(Seen(row.call, row.asked.body), self._others(row), self._varying)
        if match is None:
            self.notes.append(f"{row.title}: left out: no clauses tell it from the others")
            return None
        turns = [self._turn(number, it) for number, it in zip(row.numbers, row.recorded, strict=True)]
        if any(turn is None for turn in turns):
            return None
        written = [{turn.key: turn.value} for turn in turns if turn is not None]
        answer = written[0] if len(written) == 1 else {"script": written}
        then = self._cassette.then
        return {
            "match": match,
            **answer,
            **({"then": then} if len(written) > 1 and then != "error" else {}),
            **self._performance(row, turns),
        }

    def _turn(self, number: int, recorded: Recorded) -> Wording | None:
        reference = None if self._path is None else {"cassette": self._path, "exchange": number}
        said = worded(recorded, reference)
        if said is None:
            ending = recorded.response.ending
            why = "its body is no text" if ending == "complete" else f"it was ended by a {ending}"
            self.notes.append(f"#{number} {recorded.title}: left out: {why}; a cassette of it can be played")
        elif said.lost:
            self.notes.append(f"#{number} {recorded.title}: without {', '.join(said.lost)}")
        return said

    def _performance(self, row: _Row, turns: Sequence[Wording | None]) -> dict[str, Any]:
        """The pace, if it is wanted: that of the first answer that was a stream."""
        if not self._pace or any(turn is not None and turn.key == "recorded" for turn in turns):
            return {}
        paces = [pace for it in row.recorded if it.response.status == 200 and (pace := pace_words(it, row.call))]
        return {"pace": paces[0]} if paces else {}

    def _others(self, row: _Row) -> list[Seen]:
        return [Seen(it.call, it.asked.body) for it in self._rows if it is not row and it.call is not None]


def _rows(cassette: Cassette) -> list[_Row]:
    """The exchanges by their requests."""
    keys = Keys(cassette.matching, Redactor(), cassette.exchanges)
    rows: dict[bytes, _Row] = {}
    for number, recorded in enumerate(cassette.exchanges, 1):
        asked = keys.asked(recorded.provider, recorded.request)
        row = rows.get(asked.key) or _Row(asked, [], [], understood(recorded).call)
        row.numbers.append(number)
        row.recorded.append(recorded)
        rows[asked.key] = row
    return list(rows.values())


def _origin(row: _Row) -> str:
    """Where a fixture comes from: the numbers of its exchanges, when they were recorded, and the model that served."""
    origin = row.recorded[0].provenance
    numbers = ", ".join(map(str, row.numbers))
    words = (f"exchange {numbers}" if len(row.numbers) == 1 else f"exchanges {numbers}", origin.at, origin.served)
    return ", ".join(re.sub(r"\s+", " ", word) for word in words if word)


def _why(recorded: Recorded) -> str:
    known = understood(recorded)
    if known.provider is None:
        return f"fakeai knows no {recorded.request.method} {recorded.request.path} of {recorded.provider}"
    return "its request is turned down before any fixture is asked"
