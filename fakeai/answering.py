"""One request on its way to a response: understood, decided, rendered, paced, damaged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from pydantic import ValidationError

from fakeai import proxy, wire
from fakeai.call import Call
from fakeai.deciding import Decider, Decision
from fakeai.dialects.contract import Endpoint, Recalling, Rejected, Storing
from fakeai.exchange import Exchange
from fakeai.faults import Context, Damaged
from fakeai.faults.events import one_event_a_frame
from fakeai.pacing import Pace
from fakeai.preparing import Preparations, Rendering
from fakeai.prompt_cache import PromptCache
from fakeai.providers.contract import Provider
from fakeai.providers.routing import Destination, astray
from fakeai.recording.tape import output_tokens
from fakeai.recording.timing import by_event
from fakeai.recording.understanding import unread
from fakeai.reply import Failure, Model, Reply, Usage
from fakeai.scripts import LOOKUP_ENDPOINTS, STORED_ENDPOINTS, TEXT_ENDPOINTS
from fakeai.seeds import Seed
from fakeai.shaping import input_tokens, shape
from fakeai.stored import Stored
from fakeai.tokens import Grouping, Tokenizer
from fakeai.weather import Passage, Weather

_CLEAR = Passage()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every answer of an engine is made with.

    keys: the API keys that are accepted, any if there are none. models: those of every provider; None leaves each its
    own. native: a request as the real provider would get it.
    """

    decider: Decider
    weather: Weather
    tokenizer: Tokenizer
    keys: frozenset[str]
    models: tuple[Model, ...] | None
    strict_models: bool
    prompt_cache: PromptCache | None
    stored: Stored
    native: Callable[[wire.Request], wire.Request]


class Asked:
    """A request, and all that is known of it for when it comes again."""

    __slots__ = ("call", "destination", "preparations", "request", "seed", "times")

    def __init__(self, request: wire.Request, destination: Destination, seed: Seed, times: Iterator[int]) -> None:
        self.request = request
        self.destination = destination
        self.seed = seed
        self.times = times
        self.call: Call | None = None
        self.preparations = Preparations()

    def next_seed(self) -> Seed:
        """The seed of an answer: the same for the same request, and another each time that it is repeated."""
        return self.seed.child(next(self.times))  # one step of the interpreter, so threads may


class Answering:
    """One request on its way to a response."""

    def __init__(self, means: Means, asked: Asked, seed: Seed, now: float) -> None:
        self._means = means
        self._asked = asked
        self._request = asked.request
        self._destination = asked.destination
        self._seed = seed
        self._now = now
        self._call: Call | None = None
        self._subject: Call | None = None  # the call as the weather sees it, which need not be understood
        self._usage: Usage | None = None
        self._pace: Pace | None = None

    def exchange(self, number: int) -> Exchange:
        """The whole flow: understand the request, see what is in its way, decide, render, pace, damage."""
        try:
            self._call = self._subject = self._asked.call or self._understand()
        except Rejected as rejected:
            passage, decision = self._turned_down(rejected.failure)
        else:
            passage = self._passage(self._call)
            decision = self._with_cached_tokens(self._decide(self._call, passage))
        self._pace = self._pace_of(decision)
        damaged = self._perform(self._render(decision.answer), decision, passage)
        if not passage.over_limit:
            self._means.weather.leaves(damaged.response, self._subject, number=number, now=self._now)
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
        refused = provider.authenticate(request, self._means.keys)
        if refused is not None:
            raise Rejected(refused)
        body = provider.decode(request)
        try:
            call = route.endpoint.parse(request, body, provider=provider.name, params=self._destination.params)
        except ValidationError as error:
            raise Rejected(provider.envelope.invalid(error.errors(include_url=False), body)) from error
        call = replace(call, key=provider.key(request))
        self._call = call  # so that a refusal can name the model
        if self._means.decider.tape is None:
            self._obey_rules(call, provider)
        self._asked.call = call
        return call

    def _turned_down(self, failure: Failure) -> tuple[Passage, Decision]:
        """What becomes of a request that is not understood: it may have been recorded all the same, or be now."""
        lost = failure.kind == "unknown_path"
        note = astray(self._destination.provider, self._request.path) if lost else None
        decision = Decision(failure, "refused", note=note)
        if self._means.decider.tape is None:
            return _CLEAR, decision
        provider = self._destination.provider
        self._subject = self._call or unread(self._request, provider=provider.name, key=provider.key(self._request))
        passage = self._passage(self._subject)
        return passage, _struck(passage) or self._from_tape() or decision

    def _obey_rules(self, call: Call, provider: Provider) -> None:
        """Raises Rejected for a call whose shape is right, and which its provider turns down all the same."""
        means = self._means
        if means.strict_models and call.endpoint not in LOOKUP_ENDPOINTS:
            models = provider.models if means.models is None else means.models
            if call.model not in {model.id for model in models}:
                raise Rejected(Failure(kind="model_not_found"))
        failure = provider.schemas(call)
        if failure is None and means.decider.strict and call.endpoint not in LOOKUP_ENDPOINTS:
            failure = provider.rules(call, input_tokens(call, means.tokenizer))
        if failure is not None:
            raise Rejected(failure)

    def _passage(self, call: Call) -> Passage:
        """What is in the way of the call before anybody looks at what it says."""
        weather = self._means.weather
        if not weather.chaos.rules and weather.meter is None:
            return _CLEAR
        return weather.passage(
            call,
            seed=self._seed,
            tokens=input_tokens(call, self._means.tokenizer),
            now=self._now,
        )

    def _decide(self, call: Call, passage: Passage) -> Decision:
        decided = _struck(passage) or self._from_tape()
        if decided is not None:
            return decided
        if self._means.decider.tape is not None:  # a recording goes before the rules: it has been answered once
            try:
                self._obey_rules(call, self._destination.provider)
            except Rejected as rejected:
                return Decision(rejected.failure, "refused")
        self._call, decision = self._means.decider.decide(call, self._destination.provider, self._seed)
        return self._recalled(decision) if call.endpoint in STORED_ENDPOINTS else decision

    def _recalled(self, decision: Decision) -> Decision:
        """What was stored, unless a script says something else."""
        if not (isinstance(decision.answer, Reply) and isinstance(self._endpoint, Recalling)):
            return decision
        return replace(decision, answer=self._endpoint.recall(self._understood, self._means.stored))

    def _from_tape(self) -> Decision | None:
        """What a recording says, or that the real provider is to be asked; None where there is no tape to say so."""
        means = self._means
        if means.decider.tape is None:
            return None
        decision = means.decider.replay(self._call, means.native(self._request), self._destination.provider)
        if decision is not None and isinstance(decision.answer, wire.Response):
            self._usage = Usage(output_tokens=output_tokens(decision.answer))
        return decision

    def _with_cached_tokens(self, decision: Decision) -> Decision:
        """The reply with what the prompt cache knew of its prompt, unless its script says something else."""
        cache, reply = self._means.prompt_cache, decision.answer
        if cache is None or not isinstance(reply, Reply) or not self._understood.messages:
            return decision
        cached = cache.cached_tokens(self._understood, self._means.tokenizer)
        usage = reply.usage or Usage()
        if usage.cached_tokens is not None:
            return decision
        return replace(decision, answer=replace(reply, usage=replace(usage, cached_tokens=cached)))

    def _pace_of(self, decision: Decision) -> Pace | None:
        """When the answer's tokens come: as its fixture says, else as the weather is.

        Failures are said at once, and a recording that is played at a speed has a pace already.
        """
        if decision.fixture is not None and decision.fixture.pace is not None:
            return decision.fixture.pace
        struck = isinstance(decision.answer, Failure) or decision.outcome == "struck"
        at_once = struck or self._subject is None or _has_times(decision.answer)
        return None if at_once else self._means.weather.pace

    def _render(self, answer: Reply | Failure | wire.Response) -> wire.Response:
        """An answer as its provider says it."""
        match answer:
            case wire.Response():
                return answer
            case Failure():
                return proxy.page(answer) if proxy.speaks(answer) else self._say(answer)
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
        if self._understood.store and reply.interrupted_by is None:
            self._keep(reply)
        if self._call is self._asked.call:
            size = self._pace.tokens_per_event if self._pace else None
            prepare = partial(self._rendering, reply)
            response, self._usage = self._asked.preparations.rendered(reply, size, self._seed, prepare)
        else:
            response, self._usage = self._rendering(reply, self._seed)
        return response

    def _keep(self, reply: Reply) -> None:
        """Store a reply, so that later calls can ask for it."""
        if isinstance(self._endpoint, Storing):
            complete = shape(reply, self._understood, self._seed, self._means.tokenizer)
            self._means.stored.keep(self._endpoint.entry(complete, self._understood, seed=self._seed))

    def _rendering(self, reply: Reply, seed: Seed) -> Rendering:
        """A reply as the call's parameters make it, in the words of its provider."""
        call, tokenizer = self._understood, self._means.tokenizer
        complete = shape(reply, call, seed, tokenizer)
        return self._endpoint.render(complete, call, seed=seed, tokenizer=self._events_tokenizer), complete.usage

    @property
    def _events_tokenizer(self) -> Tokenizer:
        """What cuts text into events: at every token, or as many in an event as the pace says."""
        tokenizer, size = self._means.tokenizer, self._pace.tokens_per_event if self._pace else None
        return tokenizer if size is None else Grouping(tokenizer, size)

    def _perform(self, response: wire.Response, decision: Decision, passage: Passage) -> Damaged:
        """The response with the times and the damage that its fixture and the weather want."""
        weather, fixture = self._means.weather, decision.fixture
        if isinstance(decision.answer, Reply) or passage.over_limit or decision.outcome == "replayed":
            response = self._with_standing(response)
        if decision.outcome == "forwarded":
            spared = weather.spared(passage.faults, "the real provider answers")
            return Damaged(response=response, not_applicable=spared)
        if self._pace is not None:
            response = self._in_time(by_event(response), self._pace, decision)
        faults = () if fixture is None else fixture.faults
        if not faults and not passage.faults:
            return Damaged(response=response)
        return weather.damaged(one_event_a_frame(response), faults, passage, self._context(decision))

    def _with_standing(self, response: wire.Response) -> wire.Response:
        """The response with what is truly left of the account's limits, where there are any."""
        subject, weather = self._subject, self._means.weather
        standing = None if subject is None else weather.standing(subject, self._usage, self._now)
        if standing is None:
            return response
        others = tuple(field for field in response.headers if not field[0].lower().startswith("x-ratelimit-"))
        return replace(response, headers=others + self._destination.provider.limit_headers(standing))

    def _in_time(self, response: wire.Response, pace: Pace, decision: Decision) -> wire.Response:
        """The response at a pace, or that the model is overloaded."""
        streamed = None
        if isinstance(decision.answer, Reply) and not self._understood.stream and self._speaks:
            streamed = self._rendered(decision.answer, stream=True)
        elif isinstance(decision.answer, wire.Response):
            streamed = wire.Response(frames=(wire.Frame(b"", tokens=1),) * output_tokens(decision.answer))
        timed = self._means.weather.in_time(
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


def _struck(passage: Passage) -> Decision | None:
    """That a call gets no further, if so."""
    return None if passage.said is None else Decision(passage.said, "struck")


def _has_times(answer: Reply | Failure | wire.Response) -> bool:
    """Whether an answer says itself when its frames come."""
    return isinstance(answer, wire.Response) and bool(answer.frames) and answer.frames[-1].at > 0
