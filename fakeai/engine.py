"""The one flow: a wire request in, a wire response out. It decides; it neither sends nor waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from pydantic import ValidationError

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.contract import Rejected
from fakeai.errors import CallableFailed, TeardownError, UnmatchedCall
from fakeai.exchange import Exchange, Journal, Outcome
from fakeai.fixtures.fixture import Fixture
from fakeai.fixtures.misses import exhausted, miss
from fakeai.generation.generator import Generator
from fakeai.generation.style import Style
from fakeai.matching import fits
from fakeai.providers import configured, openapi
from fakeai.providers.contract import Provider
from fakeai.providers.routing import Destination, Router
from fakeai.reply import Failure, Model, Reply
from fakeai.scripts import Exhausted, Generate, Turn, check_reply, resolve
from fakeai.seeds import Seed
from fakeai.shaping import shape
from fakeai.tokens import tokenizer as named_tokenizer

_REMEMBERED_REQUESTS = 100_000
_CATALOGUE_ENDPOINTS = ("models", "model")  # asking what there is isn't a call of a model: it is never a miss
_NO_RETRY = (("x-should-retry", "false"),)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is answered, where it comes from, and why."""

    answer: Reply | Failure | wire.Response
    outcome: Outcome
    fixture: str | None = None
    note: str | None = None


class Engine:
    """Answers requests from fixtures, in the shape of whichever provider they are meant for.

    strict: None refuses an unmatched call if anything is scripted, and generates an answer if nothing is; True never
    generates; False always does. seed: the same seed gives the same bytes. api_keys: the keys that are accepted; none named
    means any key. models: what model lists hold instead of each provider's own. switches: settings of single providers, by
    "provider.switch".

    One thread answers at a time; fixtures may be added, and everything read, from any thread.
    """

    def __init__(
        self,
        fixtures: Sequence[Fixture] = (),
        *,
        provider: str = "openai",
        seed: int | str = 0,
        strict: bool | None = None,
        api_keys: Iterable[str] = (),
        models: Iterable[Model] | None = None,
        tokenizer: str = "regex",
        style: Style | None = None,
        switches: Mapping[str, str | bool] | None = None,
    ) -> None:
        self.journal = Journal()
        self.strict = strict
        self._router = Router(configured(switches or {}), provider)
        self._root_seed = Seed.root(seed)
        self._keys = frozenset(api_keys)
        self._tokenizer = named_tokenizer(tokenizer)
        self._models = None if models is None else tuple(models)
        self._generators: dict[str, Generator] = {}
        self._style = style or Style()
        self._times_seen: dict[bytes, int] = {}
        self._failures: list[TeardownError] = []
        self._fixtures: tuple[Fixture, ...] = ()
        self.replace(fixtures)

    @property
    def provider(self) -> Provider:
        """The provider that owns the paths as they are."""
        return self._router.root

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        """All fixtures, in the order in which they are tried."""
        return self._fixtures

    @property
    def has_callables(self) -> bool:
        """Whether a script holds a person's own code, which may take its time."""
        return any(callable(turn) for fixture in self._fixtures for turn in fixture.script.turns)

    def add(self, fixture: Fixture) -> None:
        """Add a fixture behind the others, or put it in the place of the one with its name."""
        kept = list(self._fixtures)
        for index, known in enumerate(kept):
            if known.name == fixture.name:
                kept[index] = fixture
                break
        else:
            kept.append(fixture)
        self.replace(kept)

    def replace(self, fixtures: Sequence[Fixture]) -> None:
        """Use these fixtures from the next request on."""
        self._fixtures = tuple(sorted(fixtures, key=lambda fixture: -fixture.priority))

    def failures(self) -> tuple[TeardownError, ...]:
        """What a test has to answer for: calls that no fixture fits, and callables that crashed."""
        return tuple(self._failures)

    def answer(self, request: wire.Request) -> Exchange:
        """Decide what a request is answered with, and note it in the journal."""
        seed = self._seed_for(request)
        destination = self._router.find(request.method, request.path)
        provider = destination.provider
        call: Call | None = None
        if destination.route is None and destination.failure is None:
            verdict = Verdict(wire.plain_json(200, openapi.document(provider)), "generated")
        else:
            try:
                call = self._understand(request, destination)
            except Rejected as rejected:
                verdict = Verdict(rejected.failure, "refused")
            else:
                call, verdict = self._decide_with_alternatives(call, provider, seed)
        exchange = Exchange(
            number=self.journal.next_number(),
            request=request,
            response=self._render(verdict.answer, call, request, destination, seed),
            outcome=verdict.outcome,
            provider=provider.name,
            call=call,
            fixture=verdict.fixture,
            note=verdict.note,
        )
        self.journal.add(exchange)
        return exchange

    def _understand(self, request: wire.Request, destination: Destination) -> Call:
        """The call that a request makes. Raises Rejected for one that its provider turns down."""
        provider, route = destination.provider, destination.route
        if route is None:
            raise Rejected(destination.failure or Failure(kind="unknown_path"))
        refused = provider.authenticate(request, self._keys)
        if refused is not None:
            raise Rejected(refused)
        body = provider.decode(request)
        try:
            return route.endpoint.parse(request, body, provider=provider.name, params=destination.params)
        except ValidationError as error:
            raise Rejected(provider.envelope.invalid(error.errors(include_url=False), body)) from error

    def _decide_with_alternatives(self, call: Call, provider: Provider, seed: Seed) -> tuple[Call, Verdict]:
        """The answer to a call; where that is a failure, to the first of its alternatives that is none."""
        verdict = self._decide(call, provider, seed)
        if not isinstance(verdict.answer, Failure) or verdict.outcome != "scripted":
            return call, verdict
        for alternative in provider.alternatives(call):
            other = self._decide(alternative, provider, seed)
            if not isinstance(other.answer, Failure):
                return alternative, other
        return call, verdict

    def _decide(self, call: Call, provider: Provider, seed: Seed) -> Verdict:
        """The answer to a call: from the first fixture that fits, else made up or refused."""
        suitable = [fixture for fixture in self._fixtures if fixture.suits(call)]
        fixture = next((fixture for fixture in suitable if fits(fixture.match, call)), None)
        if fixture is None:
            if self._generates() or call.endpoint in _CATALOGUE_ENDPOINTS:
                return Verdict(self._generate(call, provider, seed), "generated")
            return self._unmatched(miss(call, suitable))
        try:
            _, turn = fixture.script.take()
        except Exhausted as error:
            return self._unmatched(exhausted(call, fixture, error), fixture=fixture.name)
        return self._play(turn, fixture, call, provider, seed)

    def _play(self, turn: Turn, fixture: Fixture, call: Call, provider: Provider, seed: Seed) -> Verdict:
        """What a turn says to a call."""
        try:
            answer = resolve(turn, call, seed)
            if isinstance(answer, Generate):
                answer = self._generate(call, provider, seed)
            elif isinstance(answer, Reply):
                check_reply(answer, call)
        except Exception as error:  # noqa: BLE001 -- a person's own code may raise anything; it is told, not hidden
            return self._crashed(fixture, error)
        return Verdict(answer, "scripted", fixture=fixture.name)

    def _generates(self) -> bool:
        """Whether an unmatched call gets a made-up answer."""
        return not self._fixtures if self.strict is None else not self.strict

    def _generate(self, call: Call, provider: Provider, seed: Seed) -> Reply | Failure:
        return self._generator(provider).generate(call, seed)

    def _unmatched(self, note: str, *, fixture: str | None = None) -> Verdict:
        self._failures.append(UnmatchedCall(note))
        return Verdict(Failure(kind="unmatched", message=f"fakeai: {note}"), "unmatched", fixture=fixture, note=note)

    def _crashed(self, fixture: Fixture, error: Exception) -> Verdict:
        note = f"the script of {fixture.label} failed: {type(error).__name__}: {error}"
        failed = CallableFailed(note)
        failed.__cause__ = error
        self._failures.append(failed)
        failure = Failure(kind="server_error", message=f"fakeai: {note}", headers=_NO_RETRY)
        return Verdict(failure, "crashed", fixture=fixture.name, note=note)

    def _render(
        self, answer: Reply | Failure | wire.Response, call: Call | None, request: wire.Request,
        destination: Destination, seed: Seed,
    ) -> wire.Response:  # fmt: skip
        """An answer as its provider says it."""
        match answer:
            case wire.Response():
                return answer
            case Failure():
                model = "" if call is None else call.model
                return destination.provider.envelope.say(answer, request=request, model=model, seed=seed)
            case Reply():
                assert call is not None and destination.route is not None  # only calls are replied to
                endpoint, broken = destination.route.endpoint, answer.interrupted_by
                said = None if broken is None else self._render(broken, call, request, destination, seed)
                if said is not None and not call.stream:
                    return said
                complete = shape(answer, call, seed, self._tokenizer)
                response = endpoint.render(complete, call, seed=seed, tokenizer=self._tokenizer)
                return response if said is None else endpoint.interrupt(response, said)
            case _:
                assert_never(answer)

    def _seed_for(self, request: wire.Request) -> Seed:
        """The seed of an answer: the same for the same request, and another each time that it is repeated."""
        seed = self._root_seed.child(request.path, request.body)
        times = self._times_seen.pop(seed.key, 0) + 1
        self._times_seen[seed.key] = times
        if len(self._times_seen) > _REMEMBERED_REQUESTS:
            del self._times_seen[next(iter(self._times_seen))]
        return seed.child(times)

    def _generator(self, provider: Provider) -> Generator:
        generator = self._generators.get(provider.name)
        if generator is None:
            models = provider.models if self._models is None else self._models
            generator = Generator(models=models, tokenizer=self._tokenizer, style=self._style)
            self._generators[provider.name] = generator
        return generator
