"""Decides what a call is answered with: a fixture's next turn, something made up, or a miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fakeai import wire
from fakeai.call import Call
from fakeai.errors import CallableFailed, UnmatchedCall
from fakeai.exchange import Outcome
from fakeai.fixtures.fixture import Fixture
from fakeai.fixtures.misses import exhausted, miss
from fakeai.generation.generator import Generator
from fakeai.generation.style import Style
from fakeai.matching import fits
from fakeai.providers.contract import Provider
from fakeai.recording.filtering import Filter
from fakeai.recording.tape import Tape
from fakeai.reply import Failure, Model, Reply
from fakeai.scripts import CATALOGUE_ENDPOINTS, LOOKUP_ENDPOINTS, Exhausted, Generate, Turn, check_reply, resolve
from fakeai.seeds import Seed
from fakeai.teardown import Failures
from fakeai.tokens import Tokenizer

_SENDING = frozenset({"stream", "stream_options", "audio", "store", "metadata"})  # how, not what
_REMEMBERED = 256  # answers that were made up
_NO_RETRY = (("x-should-retry", "false"),)
_NO_UPSTREAM = Failure(
    kind="server_error", message="fakeai: this server has no upstream to forward the request to", headers=_NO_RETRY
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is answered, where it comes from, by which fixture, and why."""

    answer: Reply | Failure | wire.Response
    outcome: Outcome
    fixture: Fixture | None = None
    note: str | None = None


class Decider:
    """Holds the fixtures in force, and how answers are made up. Fixtures may be changed from any thread."""

    def __init__(
        self, fixtures: Sequence[Fixture], *, strict: bool | None, models: tuple[Model, ...] | None, style: Style,
        tokenizer: Tokenizer, seed: Seed, tape: Tape | None = None,
    ) -> None:  # fmt: skip
        self.strict = strict
        self.tape = tape
        self._seed = seed
        self.failures = Failures() if tape is None else tape.failures
        self._models = models
        self._style = style
        self._tokenizer = tokenizer
        self._generators: dict[str, Generator] = {}
        self._made: dict[tuple[str, bytes], Reply | Failure] = {}
        self._fixtures: tuple[Fixture, ...] = ()
        self.replace(fixtures)

    @cached_property
    def filter(self) -> Filter:
        """What takes secrets out of messages; made only when there is one."""
        return Filter.usual() if self.tape is None else self.tape.filter

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        """All fixtures, in the order in which they are tried."""
        return self._fixtures

    def replace(self, fixtures: Sequence[Fixture]) -> None:
        """Use these fixtures from the next call on."""
        self._fixtures = tuple(sorted(fixtures, key=lambda fixture: -fixture.priority))
        self.has_callables = any(callable(turn) for fixture in fixtures for turn in fixture.script.turns)

    def add(self, fixture: Fixture) -> None:
        """Add a fixture behind the others, or put it in the place of the one with its name."""
        known = [other.name for other in self._fixtures]
        if fixture.name in known:
            self.replace([fixture if other.name == fixture.name else other for other in self._fixtures])
        else:
            self.replace((*self._fixtures, fixture))

    def decide(self, call: Call, provider: Provider, seed: Seed) -> tuple[Call, Decision]:
        """The answer to a call; where that is a scripted failure, to the first of its alternatives that is none."""
        decision = self._decide(call, provider, seed)
        if not _fails(decision.answer, call) or decision.outcome != "scripted":
            return call, decision
        for alternative in provider.alternatives(call):
            other = self._decide(alternative, provider, seed)
            if not _fails(other.answer, alternative):
                return alternative, other
        return call, decision

    def replay(self, call: Call | None, request: wire.Request, provider: Provider) -> Decision | None:
        """What the tape says to a request, whose path is the provider's own; None if it leaves that to others.

        A fixture that fits goes before it. What was not recorded is answered as if there were no tape only where
        answers are always generated. A request that is not understood may have been recorded all the same.
        """
        if self.tape is None or (call is not None and self._fitting(call) is not None):
            return None
        action, recorded, note = self.tape.decide(provider.name, request)
        if recorded is not None:
            return Decision(self.tape.timed(recorded.response), "replayed", note=note)
        if action != "refuse":
            return Decision(_NO_UPSTREAM, "forwarded", note=note)
        if self.strict is False or (call is not None and call.endpoint in CATALOGUE_ENDPOINTS):
            return None
        return self._unmatched(note or "not recorded")

    def _fitting(self, call: Call) -> Fixture | None:
        """The first fixture that fits a call."""
        for fixture in self._fixtures:  # a loop, as this is the hot path
            if fixture.suits(call) and fits(fixture.match, call):
                return fixture
        return None

    def _decide(self, call: Call, provider: Provider, seed: Seed) -> Decision:
        """The answer to a call: from the first fixture that fits, else made up or refused."""
        fixture = self._fitting(call)
        if fixture is None:
            if self._generates() or call.endpoint in LOOKUP_ENDPOINTS:
                return Decision(self._generate(call, provider), "generated")
            suitable = [fixture for fixture in self._fixtures if fixture.suits(call)]
            return self._unmatched(miss(call, suitable, self.filter.call(call)))
        try:
            _, turn = fixture.script.take()
        except Exhausted as error:
            return self._unmatched(exhausted(self.filter.call(call), fixture, error), fixture)
        return self._play(turn, fixture, call, provider, seed)

    def _play(self, turn: Turn, fixture: Fixture, call: Call, provider: Provider, seed: Seed) -> Decision:
        """What a turn says to a call."""
        try:
            answer = resolve(turn, call, seed)
            if isinstance(answer, Generate):
                answer = self._generate(call, provider)
            elif isinstance(answer, Reply):
                check_reply(answer, call)
                if answer.to_be_broken:
                    answer = self._generator(provider).broken(answer, call, self._seed.child(*_content(call)))
        except Exception as error:  # noqa: BLE001 -- a person's own code may raise anything; it is told, not hidden
            return self._crashed(fixture, error)
        return Decision(answer, "scripted", fixture)

    def _generates(self) -> bool:
        """Whether an unmatched call gets a made-up answer."""
        return not self._fixtures if self.strict is None else not self.strict

    def _generate(self, call: Call, provider: Provider) -> Reply | Failure:
        """A made-up answer: the same each time that the same is asked, streamed or not."""
        seed = self._seed.child(*_content(call))
        made = self._made.get((provider.name, seed.key))
        if made is None:
            made = self._made[provider.name, seed.key] = self._generator(provider).generate(call, seed)
            if len(self._made) > _REMEMBERED:
                self._made.pop(next(iter(self._made)), None)
        return provider.made_up(made, call, seed) if isinstance(made, Reply) else made

    def _generator(self, provider: Provider) -> Generator:
        """What makes up a provider's answers."""
        generator = self._generators.get(provider.name)
        if generator is None:
            models = provider.models if self._models is None else self._models
            generator = Generator(models=models, tokenizer=self._tokenizer, style=self._style)
            self._generators[provider.name] = generator
        return generator

    def _unmatched(self, note: str, fixture: Fixture | None = None) -> Decision:
        self.failures.append(UnmatchedCall(note))
        return Decision(Failure(kind="unmatched", message=f"fakeai: {note}"), "unmatched", fixture, note)

    def _crashed(self, fixture: Fixture, error: Exception) -> Decision:
        note = self.filter.text(f"the script of {fixture.label} failed: {type(error).__name__}: {error}")
        failed = CallableFailed(note)
        failed.__cause__ = error
        self.failures.append(failed)
        failure = Failure(kind="server_error", message=f"fakeai: {note}", headers=_NO_RETRY)
        return Decision(failure, "crashed", fixture, note)


def _fails(answer: Reply | Failure | wire.Response, call: Call) -> bool:
    """Whether a call is answered with a failure alone: a stream that a failure ends has begun by then."""
    return isinstance(answer, Failure) or (
        isinstance(answer, Reply) and answer.interrupted_by is not None and not call.stream
    )


def _content(call: Call) -> tuple[str | bytes, ...]:
    """What an answer's content follows from: everything that is asked, and not how it is to be sent."""
    asked = {key: value for key, value in call.body.items() if key not in _SENDING}
    return call.endpoint, call.model, wire.json_bytes(asked)
