"""Which turn is next: turns in order, and what happens when none is left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import isawaitable, iscoroutine
from operator import length_hint
from typing import Literal, NamedTuple, get_args

from fakeai import wire
from fakeai.call import Call, Endpoint
from fakeai.reply import Audio, Failure, Reply, Text
from fakeai.seeds import Seed
from fakeai.speech.formats import converted


@dataclass(frozen=True, slots=True)
class Generate:
    """A turn: answer as if nothing were scripted."""


@dataclass(frozen=True, slots=True)
class Template:
    """A turn whose texts are filled in from the call: `render(call, seed)` gives the reply.

    `render` raises FixtureError, naming file and line, where a template fails.
    """

    render: Callable[[Call, Seed], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A turn: a response as it was recorded, for calls such as the one that it answered.

    name: what to call it in messages. endpoint, streamed: what was called, and whether a stream was asked for; None
    where no dialect knows.
    """

    response: wire.Response
    name: str
    endpoint: Endpoint | None = None
    streamed: bool | None = None

    def played(self, call: Call) -> wire.Response:
        """The response. Raises ValueError if it is a stream and the call asks for none, or the other way round."""
        if self.response.status < 400 and self.streamed not in {None, call.stream}:
            is_, asks = ("a stream", "a plain answer") if self.streamed else ("a plain answer", "a stream")
            wanted = f"`stream: {'true' if self.streamed else 'false'}`"
            raise ValueError(f"{self.name} is {is_}, and this call asks for {asks}; match {wanted} for it")
        return self.response


Answer = Reply | Failure | wire.Response | Generate | Template | Recording
"""What a turn comes to. A Template still has to be rendered, and a Recording to be played."""

Turn = Answer | Callable[[Call], Answer | str]
"""A step of a script. A callable may also return a str, taken as text."""

Then = Literal["error", "repeat_last", "cycle"]
"""What a script does when no turn is left: it is exhausted, gives the last turn for ever, or starts over."""

THENS: tuple[Then, ...] = get_args(Then)

CATALOGUE_ENDPOINTS = frozenset({"models", "model"})
STORED_ENDPOINTS = frozenset(
    {"stored_completions", "stored_completion", "stored_messages", "stored_update", "stored_deletion"}
)
LOOKUP_ENDPOINTS = CATALOGUE_ENDPOINTS | STORED_ENDPOINTS
TEXT_ENDPOINTS = frozenset(get_args(Endpoint)) - LOOKUP_ENDPOINTS - {"embeddings", "other"}


class Exhausted(Exception):
    """A script has no turn left. `turns` is how many it has, `taken` how often it was asked, this time included."""

    def __init__(self, *, turns: int, taken: int) -> None:
        self.turns = turns
        self.taken = taken
        super().__init__(f"all {turns} turns are used up, and this is call {taken}")


class _Course(NamedTuple):
    """What `extend` changes, in one piece: `start` is the ticket that gets the first turn."""

    turns: tuple[Turn, ...]
    then: Then
    start: int


class Script:
    """Turns in order, and a cursor that any number of threads may move.

    The cursor is an iterator that hands out tickets: drawing one is a single step of the interpreter, so that no two
    calls ever get the same turn, and there is no lock to wait for. A range, unlike `itertools.count`, can also say how
    far it is without being moved.
    """

    def __init__(self, turns: Iterable[Turn], then: Then = "error") -> None:
        self._course = _Course(tuple(turns), then, 0)
        if not self._course.turns:
            raise ValueError("a script needs at least one turn")
        self._tickets = iter(range(sys.maxsize))

    @classmethod
    def repeating(cls, turn: Turn) -> Script:
        """A script of one turn that never runs out."""
        return cls((turn,), "repeat_last")

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All turns, taken or not."""
        return self._course.turns

    @property
    def then(self) -> Then:
        """What happens when no turn is left."""
        return self._course.then

    @property
    def taken(self) -> int:
        """How often a turn has been asked for."""
        return sys.maxsize - length_hint(self._tickets)

    def take(self) -> tuple[int, Turn]:
        """The next turn and its index from 0. Raises Exhausted if none is left."""
        ticket = next(self._tickets)
        turns, then, start = self._course
        index = max(ticket - start, 0)  # negative only if `extend` came between the two lines above
        if index >= len(turns):
            if then == "error":
                raise Exhausted(turns=len(turns), taken=ticket + 1)
            index = len(turns) - 1 if then == "repeat_last" else index % len(turns)
        return index, turns[index]

    def extend(self, turn: Turn, *, then: Then | None = None) -> None:
        """Add a turn, and change what follows the last one if `then` is given.

        The cursor stays where it is. If the turns so far have been used up, or repeated, the new one is next.
        """
        turns, old_then, start = self._course
        taken = self.taken
        done = min(taken - start, len(turns))
        self._course = _Course((*turns, turn), then or old_then, taken - done)

    def __repr__(self) -> str:
        return f"Script({self.turns!r}, then={self.then!r})"


def resolve(turn: Turn, call: Call, seed: Seed) -> Reply | Failure | wire.Response | Generate:
    """What a turn says to a call: callables are called, templates rendered, and a str is a reply's text.

    Raises whatever a callable raises, TypeError if it returns what is no answer, FixtureError if a template fails, and
    ValueError if a recording is a stream where none is asked for, or the other way round.
    """
    if isinstance(turn, Reply | Failure | wire.Response | Generate):
        return turn
    if isinstance(turn, Template):
        return turn.render(call, seed)
    if isinstance(turn, Recording):
        return turn.played(call)
    answer = turn(call)
    if isinstance(answer, str):
        return Reply.of(Text(answer))
    if isinstance(answer, Template):
        return answer.render(call, seed)
    if isinstance(answer, Recording):
        return answer.played(call)
    if isinstance(answer, Reply | Failure | wire.Response | Generate):
        return answer
    raise TypeError(_no_answer(turn, answer))


def check_reply(reply: Reply, call: Call) -> None:
    """Raises ValueError if the endpoint that is called can't be answered with such a reply, or its audio not be had."""
    if call.endpoint == "embeddings":
        if reply.vectors is None:
            raise ValueError("a reply without vectors can't answer embeddings: give `vectors`, or `generate: true`")
        if len(reply.vectors) not in (1, len(call.inputs)):
            counts = f"{len(reply.vectors)} vectors can't answer {len(call.inputs)} inputs"
            raise ValueError(f"{counts}: script one for each of them, or a single one for all")
    elif call.endpoint in TEXT_ENDPOINTS and reply.vectors is not None:
        raise ValueError(f"a reply with vectors can't answer {call.endpoint}: vectors are for embeddings")
    elif call.endpoint in STORED_ENDPOINTS:
        raise ValueError(f"a reply can't answer {call.endpoint}: it asks about what was stored; `fail`, or `verbatim`")
    if call.speech is not None:
        for part in (part for choice in reply.choices for part in choice.parts):
            if isinstance(part, Audio) and part.data is not None:
                converted(part.data, call.speech.format)


def _no_answer(turn: Callable[[Call], object], answer: object) -> str:
    name = getattr(turn, "__qualname__", repr(turn))
    wanted = "expected a str, Reply, Failure, wire.Response or Generate"
    if isawaitable(answer):
        if iscoroutine(answer):
            answer.close()  # or Python warns that it was never awaited
        return f"{name} is asynchronous; a scripted callable has to be a plain function"
    got = "nothing" if answer is None else f"a {type(answer).__name__}"
    return f"{name} returned {got}; {wanted}"
