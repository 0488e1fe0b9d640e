"""The one flow: a wire request in, a wire response out. It decides; it neither sends nor waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import assert_never

from pydantic import ValidationError

from fakeai import wire
from fakeai.call import Call
from fakeai.deciding import Decider, Decision
from fakeai.dialects.contract import Endpoint, Rejected
from fakeai.errors import TeardownError
from fakeai.exchange import Exchange, Journal
from fakeai.faults import Context, Damaged
from fakeai.fixtures.fixture import Fixture
from fakeai.generation.style import Style
from fakeai.pacing import Pace
from fakeai.prompt_cache import PromptCache
from fakeai.providers import configured, openapi
from fakeai.providers.contract import Provider
from fakeai.providers.routing import Destination, Router
from fakeai.recording.tape import Tape, output_tokens
from fakeai.reply import Failure, Model, Reply, Usage
from fakeai.scripts import CATALOGUE_ENDPOINTS, TEXT_ENDPOINTS
from fakeai.seeds import Seed
from fakeai.shaping import input_tokens, shape
from fakeai.tokens import Grouping, Tokenizer
from fakeai.tokens import tokenizer as named_tokenizer
from fakeai.weather import Passage, Weather

_REMEMBERED_REQUESTS = 100_000
_CLEAR = Passage()


class Engine:
    """Answers requests from fixtures, in the shape of whichever provider they are meant for.

    strict: None refuses an unmatched call if anything is scripted, and generates an answer if nothing is; True never
    generates, and turns down what the real API would for other reasons than its shape (too long a prompt …); False
    always generates. strict_models: a call of a model that is not listed is turned down. seed: the same seed gives the
    same bytes. api_keys: the keys that are accepted; none named means any key. models: what model lists hold instead of
    each provider's own. switches: settings of single providers, by "provider.switch". weather: the pace, chaos and
    limits under which calls are answered. tape: a cassette that answers what no fixture does; what is to be recorded
    comes out as `forwarded`, for the server to ask upstream. prompt_cache: usage tells how much of a prompt was asked
    before (`cached_tokens`), which otherwise is nothing. journal_limit: how many exchanges are kept, the newest ones.

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
        weather: Weather | None = None,
        strict_models: bool = False,
        prompt_cache: bool = False,
        tape: Tape | None = None,
        journal_limit: int = 10_000,
    ) -> None:
        self.journal = Journal(journal_limit)
        self.seed = seed
        self.weather = weather or Weather()
        self._router = Router(configured(switches or {}), provider)
        self._root_seed = Seed.root(seed)
        self.keys = frozenset(api_keys)
        self.tokenizer = named_tokenizer(tokenizer)
        self.strict_models = strict_models
        self.prompt_cache = PromptCache() if prompt_cache else None
        self.models = None if models is None else tuple(models)
        self.decider = Decider(
            fixtures,
            strict=strict,
            models=self.models,
            style=style or Style(),
            tokenizer=self.tokenizer,
            seed=self._root_seed,
            tape=tape,
        )
        self._times_seen: dict[bytes, count[int]] = {}

    @property
    def provider(self) -> Provider:
        """The provider that owns the paths as they are."""
        return self._router.root

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        """All fixtures, in the order in which they are tried."""
        return self.decider.fixtures

    @property
    def strict(self) -> bool | None:
        """Whether a call that no fixture fits is refused; None: if anything is scripted."""
        return self.decider.strict

    @property
    def has_callables(self) -> bool:
        """Whether a script holds a person's own code, which may take its time."""
        return self.decider.has_callables

    def add(self, fixture: Fixture) -> None:
        """Add a fixture behind the others, or put it in the place of the one with its name."""
        self.decider.add(fixture)

    def replace(self, fixtures: Sequence[Fixture]) -> None:
        """Use these fixtures from the next request on."""
        self.decider.replace(fixtures)

    def failures(self) -> tuple[TeardownError, ...]:
        """What a test has to answer for: calls that no fixture fits, and callables that crashed."""
        return tuple(self.decider.failures)

    @property
    def tape(self) -> Tape | None:
        """The cassette in use."""
        return self.decider.tape

    def native(self, request: wire.Request) -> wire.Request:
        """A request as the real provider would get it: its path without the prefix that names the provider."""
        return replace(request, path=self._router.native_path(request.method, request.path))

    def answer(self, request: wire.Request, now: float = 0.0) -> Exchange:
        """Decide what a request that came at `now` (seconds) is answered with, and note it in the journal."""
        destination = self._router.find(request.method, request.path)
        number = self.journal.next_number()
        if destination.document:
            exchange = self._document(number, request, destination.provider, now)
        else:
            exchange = _Answering(self, request, destination, self._seed_for(request), now).exchange(number)
        self.journal.add(exchange)
        return exchange

    def _document(self, number: int, request: wire.Request, provider: Provider, now: float) -> Exchange:
        response = wire.plain_json(200, openapi.document(provider))
        return Exchange(
            number=number, request=request, response=response, outcome="generated", provider=provider.name, at=now
        )

    def _seed_for(self, request: wire.Request) -> Seed:
        """The seed of an answer: the same for the same request, and another each time that it is repeated."""
        seed = self._root_seed.child(request.path, request.body)
        times = next(self._times_seen.setdefault(seed.key, count(1)))  # one step of the interpreter, so threads may
        if len(self._times_seen) > _REMEMBERED_REQUESTS:
            self._times_seen.pop(next(iter(self._times_seen)), None)
        return seed.child(times)


class _Answering:
    """One request on its way to a response."""

    def __init__(self, engine: Engine, request: wire.Request, destination: Destination, seed: Seed, now: float) -> None:
        self._engine = engine
        self._request = request
        self._destination = destination
        self._seed = seed
        self._now = now
        self._call: Call | None = None
        self._usage: Usage | None = None
        self._pace: Pace | None = None

    def exchange(self, number: int) -> Exchange:
        """The whole flow: understand the request, see what is in its way, decide, render, pace, damage."""
        passage = _CLEAR
        try:
            self._call = self._understand()
        except Rejected as rejected:
            decision = self._from_tape() or Decision(rejected.failure, "refused")
        else:
            passage = self._passage(self._call)
            decision = self._with_cached_tokens(self._decide(self._call, passage))
        self._pace = self._pace_of(decision)
        damaged = self._perform(self._render(decision.answer), decision, passage)
        return Exchange(
            number=number,
            request=self._request,
            response=damaged.response,
            outcome=decision.outcome,
            provider=self._destination.provider.name,
            call=self._call,
            fixture=None if decision.fixture is None else decision.fixture.name,
            note=decision.note,
            strike=None if passage.strike is None else str(passage.strike),
            faults=damaged.applied,
            not_applicable=tuple(f"{name}: {reason}" for name, reason in damaged.not_applicable),
            at=self._now,
        )

    def _understand(self) -> Call:
        """The call that a request makes. Raises Rejected for one that its provider turns down."""
        provider, route, request = self._destination.provider, self._destination.route, self._request
        if route is None:
            raise Rejected(self._destination.failure or Failure(kind="unknown_path"))
        refused = provider.authenticate(request, self._engine.keys)
        if refused is not None:
            raise Rejected(refused)
        body = provider.decode(request)
        try:
            call = route.endpoint.parse(request, body, provider=provider.name, params=self._destination.params)
        except ValidationError as error:
            raise Rejected(provider.envelope.invalid(error.errors(include_url=False), body)) from error
        self._call = call  # so that a refusal can name the model
        self._obey_rules(call, provider)
        return call

    def _obey_rules(self, call: Call, provider: Provider) -> None:
        """Raises Rejected for a call whose shape is right, and which its provider turns down all the same."""
        engine = self._engine
        if engine.strict_models and call.endpoint not in CATALOGUE_ENDPOINTS:
            models = provider.models if engine.models is None else engine.models
            if call.model not in {model.id for model in models}:
                raise Rejected(Failure(kind="model_not_found"))
        if engine.strict and call.endpoint not in CATALOGUE_ENDPOINTS:
            failure = provider.rules(call, input_tokens(call, engine.tokenizer))
            if failure is not None:
                raise Rejected(failure)

    def _passage(self, call: Call) -> Passage:
        """What is in the way of the call before anybody looks at what it says."""
        weather = self._engine.weather
        if not weather.chaos.rules and weather.meter is None:
            return _CLEAR
        return weather.passage(
            call,
            seed=self._seed,
            key=self._key,
            tokens=input_tokens(call, self._engine.tokenizer),
            now=self._now,
        )

    def _decide(self, call: Call, passage: Passage) -> Decision:
        if passage.failure is not None:
            return Decision(passage.failure, "struck")
        taped = self._from_tape()
        if taped is not None:
            return taped
        self._call, decision = self._engine.decider.decide(call, self._destination.provider, self._seed)
        return decision

    def _from_tape(self) -> Decision | None:
        """What a recording says, or that the real provider is to be asked; None where there is no tape to say so."""
        engine = self._engine
        if engine.tape is None:
            return None
        decision = engine.decider.replay(self._call, engine.native(self._request), self._destination.provider)
        if decision is not None and isinstance(decision.answer, wire.Response):
            self._usage = Usage(output_tokens=output_tokens(decision.answer))
        return decision

    def _with_cached_tokens(self, decision: Decision) -> Decision:
        """The reply with what the prompt cache knew of its prompt, unless its script says something else."""
        cache, reply = self._engine.prompt_cache, decision.answer
        if cache is None or not isinstance(reply, Reply) or not self._understood.messages:
            return decision
        cached = cache.cached_tokens(self._understood, self._engine.tokenizer)
        usage = reply.usage or Usage()
        if usage.cached_tokens is not None:
            return decision
        return replace(decision, answer=replace(reply, usage=replace(usage, cached_tokens=cached)))

    def _pace_of(self, decision: Decision) -> Pace | None:
        """When the answer's tokens come: as its fixture says, else as the weather is. Failures are said at once."""
        if decision.fixture is not None and decision.fixture.pace is not None:
            return decision.fixture.pace
        return None if isinstance(decision.answer, Failure) or self._call is None else self._engine.weather.pace

    def _render(self, answer: Reply | Failure | wire.Response) -> wire.Response:
        """An answer as its provider says it."""
        match answer:
            case wire.Response():
                return answer
            case Failure():
                return self._say(answer)
            case Reply():
                failure = answer.interrupted_by
                if failure is None:
                    return self._reply(answer)
                said = self._say(failure)
                return self._endpoint.interrupt(self._reply(answer), said) if self._understood.stream else said
            case _:
                assert_never(answer)

    def _say(self, failure: Failure) -> wire.Response:
        model = "" if self._call is None else self._call.model
        envelope = self._destination.provider.envelope
        return envelope.say(failure, request=self._request, model=model, seed=self._seed)

    def _reply(self, reply: Reply) -> wire.Response:
        complete = shape(reply, self._understood, self._seed, self._engine.tokenizer)
        self._usage = complete.usage
        return self._endpoint.render(complete, self._understood, seed=self._seed, tokenizer=self._events_tokenizer)

    @property
    def _events_tokenizer(self) -> Tokenizer:
        """What cuts text into events: at every token, or as many in an event as the pace says."""
        tokenizer, size = self._engine.tokenizer, self._pace.tokens_per_event if self._pace else None
        return tokenizer if size is None else Grouping(tokenizer, size)

    def _perform(self, response: wire.Response, decision: Decision, passage: Passage) -> Damaged:
        """The response with the times and the damage that its fixture and the weather want."""
        weather, fixture = self._engine.weather, decision.fixture
        if isinstance(decision.answer, Reply):
            response = self._with_standing(response)
        if self._pace is not None:
            response = self._in_time(response, self._pace, decision)
        faults = (*(() if fixture is None else fixture.faults), *passage.faults)
        damaged = Damaged(response=response)
        if faults:
            damaged = weather.damaged(response, faults, self._context(decision))
        weather.leaves(damaged.response, self._now)
        return damaged

    def _with_standing(self, response: wire.Response) -> wire.Response:
        """The response with what is truly left of the account's limits, where there are any."""
        standing = self._engine.weather.standing(self._understood, self._key, self._usage, self._now)
        if standing is None:
            return response
        others = tuple(field for field in response.headers if not field[0].lower().startswith("x-ratelimit-"))
        return replace(response, headers=others + self._destination.provider.limit_headers(standing))

    def _in_time(self, response: wire.Response, pace: Pace, decision: Decision) -> wire.Response:
        """The response at a pace, or that the model is overloaded."""
        streamed = None
        if isinstance(decision.answer, Reply) and not self._understood.stream and self._speaks:
            streamed = self._rendered(decision.answer, stream=True)
        timed = self._engine.weather.in_time(
            response, pace, self._usage, streamed=streamed, seed=self._seed, now=self._now
        )
        return self._say(Failure(kind="overloaded")) if timed is None else timed

    def _rendered(self, answer: Reply | Failure | wire.Response, *, stream: bool) -> wire.Response:
        """The answer as it would be if the call did, or did not, ask for a stream."""
        asked, self._call = self._understood, replace(self._understood, stream=stream)
        try:
            return self._render(answer)
        finally:
            self._call = asked

    def _context(self, decision: Decision) -> Context:
        """What faults may need: how the provider says an error in mid-stream, and the answer as a plain one."""

        def plain() -> wire.Response:
            return self._rendered(decision.answer, stream=False)

        def interrupt(begun: wire.Response, failure: Failure) -> wire.Response:
            return self._endpoint.interrupt(begun, self._say(failure))

        routed = self._destination.route is not None and self._call is not None
        return Context(seed=self._seed, interrupt=interrupt if routed else None, plain=plain if routed else None)

    @property
    def _key(self) -> str:
        return self._request.header("authorization") or ""

    @property
    def _speaks(self) -> bool:
        return self._understood.endpoint in TEXT_ENDPOINTS

    @property
    def _understood(self) -> Call:
        assert self._call is not None  # only calls are replied to
        return self._call

    @property
    def _endpoint(self) -> Endpoint:
        assert self._destination.route is not None  # only calls are replied to, and a call has a route
        return self._destination.route.endpoint
