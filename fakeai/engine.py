"""The one flow: a wire request in, a wire response out. It decides; it neither sends nor waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from fakeai import wire
from fakeai.answering import Answering, Asked, Means
from fakeai.chaos import Count
from fakeai.deciding import Decider
from fakeai.errors import TeardownError
from fakeai.exchange import Exchange, Journal
from fakeai.fixtures.fixture import Fixture
from fakeai.generation.style import Style
from fakeai.prompt_cache import PromptCache
from fakeai.providers import configured, openapi
from fakeai.providers.contract import Provider
from fakeai.providers.routing import Router
from fakeai.recording.filtering import Filter
from fakeai.recording.tape import Tape
from fakeai.reply import Model
from fakeai.seeds import Seed
from fakeai.stored import Stored
from fakeai.tokens import tokenizer as named_tokenizer
from fakeai.weather import Weather

_REMEMBERED_REQUESTS = 100_000  # of which no more is known than how often they came
_REMEMBERED_ASKED = 1_000
_REMEMBERED_BODY = 16_384  # bytes of a request that is remembered whole


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
        self.weather.is_over = self.journal.is_over
        self._router = Router(configured(switches or {}), provider)
        self._root_seed = Seed.root(seed)
        words, listed = named_tokenizer(tokenizer), None if models is None else tuple(models)
        self._decider = Decider(
            fixtures,
            strict=strict,
            models=listed,
            style=style or Style(),
            tokenizer=words,
            seed=self._root_seed,
            tape=tape,
        )
        self._means = Means(
            decider=self._decider,
            weather=self.weather,
            tokenizer=words,
            keys=frozenset(api_keys),
            models=listed,
            strict_models=strict_models,
            prompt_cache=PromptCache() if prompt_cache else None,
            stored=Stored(),
            native=self.native,
        )
        self._asked: dict[wire.Request, Asked] = {}
        self._times_seen: dict[bytes, count[int]] = {}

    @property
    def provider(self) -> Provider:
        """The provider that owns the paths as they are."""
        return self._router.root

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        """All fixtures, in the order in which they are tried."""
        return self._decider.fixtures

    @property
    def strict(self) -> bool | None:
        """Whether a call that no fixture fits is refused; None: if anything is scripted."""
        return self._decider.strict

    @property
    def has_callables(self) -> bool:
        """Whether a script holds a person's own code, which may take its time."""
        return self._decider.has_callables

    def add(self, fixture: Fixture) -> None:
        """Add a fixture behind the others, or put it in the place of the one with its name."""
        self._decider.add(fixture)

    def replace(self, fixtures: Sequence[Fixture]) -> None:
        """Use these fixtures from the next request on."""
        self._decider.replace(fixtures)

    def failures(self) -> tuple[TeardownError, ...]:
        """What a test has to answer for: calls that no fixture fits, and callables that crashed."""
        return tuple(self._decider.failures)

    def fresh_failures(self) -> tuple[TeardownError, ...]:
        """Those of them that came since this was asked last."""
        return self._decider.failures.fresh()

    @property
    def filter(self) -> Filter:
        """What takes secrets out of all that is shown of exchanges."""
        return self._decider.filter

    @property
    def tape(self) -> Tape | None:
        """The cassette in use."""
        return self._decider.tape

    @property
    def chaos_counts(self) -> Mapping[str, Count]:
        """How often each failure and fault was asked for, applied, or not applicable to the answer."""
        return {name: replace(count) for name, count in self.weather.chaos.counts.copy().items()}

    def native(self, request: wire.Request) -> wire.Request:
        """A request as the real provider would get it: its path without the prefix that names the provider."""
        return replace(request, path=self._router.native_path(request.method, request.path))

    def answer(self, request: wire.Request, now: float = 0.0) -> Exchange:
        """Decide what a request that came at `now` (seconds) is answered with, and note it in the journal."""
        asked = self._asked.get(request) or self._first_asked(request)
        number = self.journal.next_number()
        destination = asked.destination
        if destination.document:
            exchange = self._document(number, request, destination.provider, now)
        else:
            exchange = Answering(self._means, asked, asked.next_seed(), now).exchange(number)
        self.journal.add(exchange)
        return exchange

    def _first_asked(self, request: wire.Request) -> Asked:
        """What is known of a request that came for the first time, or for the first time in a while."""
        seed = self._root_seed.child(request.path, request.body)
        times = self._times_seen.setdefault(seed.key, count(1))
        asked = Asked(request, self._router.find(request.method, request.path), seed, times)
        if len(request.body) <= _REMEMBERED_BODY:
            self._asked[request] = asked
        _forget(self._asked, _REMEMBERED_ASKED)
        _forget(self._times_seen, _REMEMBERED_REQUESTS)
        return asked

    def _document(self, number: int, request: wire.Request, provider: Provider, now: float) -> Exchange:
        response = wire.plain_json(200, openapi.document(provider))
        return Exchange(
            number=number, request=request, response=response, outcome="generated", provider=provider.name, at=now
        )


def _forget(memory: dict[Any, Any], most: int) -> None:
    """Let the oldest entry go if there are more than `most`."""
    if len(memory) > most:
        memory.pop(next(iter(memory)), None)
