"""Decides what a call is answered with: a fixture's next turn, something made up, or a miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fakeai import wire
from fakeai.call import Call
from fakeai.errors import CallableFailed, TeardownError, UnmatchedCall
from fakeai.exchange import Outcome
from fakeai.fixtures.fixture import Fixture
from fakeai.fixtures.misses import exhausted, miss
from fakeai.generation.generator import Generator
from fakeai.generation.style import Style
from fakeai.matching import fits
from fakeai.providers.contract import Provider
from fakeai.reply import Failure, Model, Reply
from fakeai.scripts import CATALOGUE_ENDPOINTS, Exhausted, Generate, Turn, check_reply, resolve
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer

_NO_RETRY = (("x-should-retry", "false"),)


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
        tokenizer: Tokenizer,
    ) -> None:  # fmt: skip
        self.strict = strict
        self.failures: list[TeardownError] = []
        self._models = models
        self._style = style
        self._tokenizer = tokenizer
        self._generators: dict[str, Generator] = {}
        self._fixtures: tuple[Fixture, ...] = ()
        self.replace(fixtures)

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        """All fixtures, in the order in which they are tried."""
        return self._fixtures

    def replace(self, fixtures: Sequence[Fixture]) -> None:
        """Use these fixtures from the next call on."""
        self._fixtures = tuple(sorted(fixtures, key=lambda fixture: -fixture.priority))

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
        if not isinstance(decision.answer, Failure) or decision.outcome != "scripted":
            return call, decision
        for alternative in provider.alternatives(call):
            other = self._decide(alternative, provider, seed)
            if not isinstance(other.answer, Failure):
                return alternative, other
        return call, decision

    def _decide(self, call: Call, provider: Provider, seed: Seed) -> Decision:
        """The answer to a call: from the first fixture that fits, else made up or refused."""
        suitable = [fixture for fixture in self._fixtures if fixture.suits(call)]
        fixture = next((fixture for fixture in suitable if fits(fixture.match, call)), None)
        if fixture is None:
            if self._generates() or call.endpoint in CATALOGUE_ENDPOINTS:
                return Decision(self._generate(call, provider, seed), "generated")
            return self._unmatched(miss(call, suitable))
        try:
            _, turn = fixture.script.take()
        except Exhausted as error:
            return self._unmatched(exhausted(call, fixture, error), fixture)
        return self._play(turn, fixture, call, provider, seed)

    def _play(self, turn: Turn, fixture: Fixture, call: Call, provider: Provider, seed: Seed) -> Decision:
        """What a turn says to a call."""
        try:
            answer = resolve(turn, call, seed)
            if isinstance(answer, Generate):
                answer = self._generate(call, provider, seed)
            elif isinstance(answer, Reply):
                check_reply(answer, call)
        except Exception as error:  # noqa: BLE001 -- a person's own code may raise anything; it is told, not hidden
            return self._crashed(fixture, error)
        return Decision(answer, "scripted", fixture)

    def _generates(self) -> bool:
        """Whether an unmatched call gets a made-up answer."""
        return not self._fixtures if self.strict is None else not self.strict

    def _generate(self, call: Call, provider: Provider, seed: Seed) -> Reply | Failure:
        generator = self._generators.get(provider.name)
        if generator is None:
            models = provider.models if self._models is None else self._models
            generator = Generator(models=models, tokenizer=self._tokenizer, style=self._style)
            self._generators[provider.name] = generator
        return generator.generate(call, seed)

    def _unmatched(self, note: str, fixture: Fixture | None = None) -> Decision:
        self.failures.append(UnmatchedCall(note))
        return Decision(Failure(kind="unmatched", message=f"fakeai: {note}"), "unmatched", fixture, note)

    def _crashed(self, fixture: Fixture, error: Exception) -> Decision:
        note = f"the script of {fixture.label} failed: {type(error).__name__}: {error}"
        failed = CallableFailed(note)
        failed.__cause__ = error
        self.failures.append(failed)
        failure = Failure(kind="server_error", message=f"fakeai: {note}", headers=_NO_RETRY)
        return Decision(failure, "crashed", fixture, note)
