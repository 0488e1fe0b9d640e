"""FakeAI: a fake provider that a test holds in its hand, scripts, and asks what came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Self, Unpack

from fakeai.call import Call
from fakeai.controls import Controls
from fakeai.engine import Engine
from fakeai.environment import variables
from fakeai.errors import FixtureError, SettingError, TeardownError, UnmatchedCall
from fakeai.exchange import Exchange
from fakeai.fixtures.builder import FixtureBuilder, WrittenFaults
from fakeai.fixtures.fixture import Fixture
from fakeai.fixtures.loader import load
from fakeai.fixtures.options import Clauses
from fakeai.forecast import WrittenChaos, WrittenLimits, WrittenPace, weather_of
from fakeai.generation.style import Style
from fakeai.inspection import Inspection
from fakeai.providers import PROVIDERS
from fakeai.providers.contract import Provider
from fakeai.recording.opening import open_cassette
from fakeai.recording.tape import Tape
from fakeai.reply import Model
from fakeai.scripts import Then
from fakeai.server.app import Server
from fakeai.server.clock import LoopClock
from fakeai.server.thread import LoopThread, loop_thread
from fakeai.server.upstream import forwarding
from fakeai.tally import counted, listed
from fakeai.written import did_you_mean

_KEY = "sk-fakeai"
_SETTLING = 0.5  # seconds that a verdict waits for answers to end


class FakeAI(Controls, Inspection):
    """A fake provider on a port of its own, with fixtures from files, from `on()`, or from both.

    `with FakeAI("fixtures/weather.yaml") as fake:` or `async with`; without a block, `start()` and `stop()`. It serves
    from a thread, so that synchronous clients of the same process can use it, and any number run side by side.

    paths: fixture files and folders of them, relative to the current directory. strict: None answers 404 to a call
    that no fixture fits if anything is scripted, and generates an answer if nothing is; True never generates; False
    always does. seed: the same seed gives the same bytes. provider: whose API the root of the paths is. api_keys: the
    keys that are accepted; none named means any key. models: what model lists hold. tokenizer: how tokens are counted.
    pace, chaos, limits: when tokens come, what goes wrong, and rate limits, as in files. style: how text is made up.
    strict_models: a call of a model that is not listed is 404 model_not_found. prompt_cache: usage tells how much of a
    prompt was asked before. switches: behaviours of single providers, by "provider.switch". cassette: recordings,
    which answer what no fixture does; record: the record mode, for a cassette that is a path; upstream: the URL of the
    real provider, or of several by name.

    Raises FakeAIError for what can't be used. Every method may be called from any thread.
    """

    def __init__(
        self,
        *paths: str | Path,
        strict: bool | None = None,
        seed: int | str = 0,
        provider: str = "openai",
        api_keys: Iterable[str] = (),
        models: Iterable[str | Model] | None = None,
        tokenizer: str = "regex",
        pace: WrittenPace | None = None,
        chaos: WrittenChaos = (),
        limits: WrittenLimits | None = None,
        style: str = "chat",
        switches: Mapping[str, str | bool] | None = None,
        strict_models: bool = False,
        prompt_cache: bool = False,
        cassette: str | Path | Tape | None = None,
        record: str = "none",
        upstream: str | Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        keys = tuple(api_keys)
        loaded = load(paths) if paths else None
        listed = None if models is None else [Model(id=it) if isinstance(it, str) else it for it in models]
        engine = Engine(
            loaded.fixtures if loaded else (),
            provider=provider,
            seed=seed,
            strict=strict,
            api_keys=keys,
            models=loaded.models if listed is None and loaded else listed,
            tokenizer=tokenizer,
            style=Style.of(style),
            switches=switches,
            weather=weather_of(loaded, pace=pace, chaos=chaos, limits=limits),
            strict_models=strict_models,
            prompt_cache=prompt_cache,
            tape=open_cassette(cassette, record=record) if isinstance(cassette, str | Path) else cassette,
        )
        super().__init__(engine)
        self._forward = forwarding(self._engine, upstream)
        self._clock = LoopClock()  # one for as long as it lives: times go on where it is stopped and started again
        self._key = keys[0] if keys else _KEY
        self._shelf = _Shelf(self._engine)
        self._host = host
        self._port = port
        self._lock = threading.Lock()
        self._changed = threading.Condition()
        self._begun: list[FixtureBuilder] = []  # what `on()` gave since the last check
        self._server: Server | None = None
        self._thread: LoopThread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.stop()
        if kind is None:  # what was recorded by code that failed is not worth keeping
            self.save_cassette()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.__exit__(kind)

    def start(self) -> None:
        """Listen. Does nothing if it does already. Raises SettingError where the port can't be used."""
        with self._lock:
            if self._server is not None:
                return
            server = Server(
                self._engine,
                host=self._host,
                port=self._port,
                clock=self._clock,
                on_answer=self._notice,
                on_delivery=self._notice,
                forward=self._forward,
            )
            self._thread = loop_thread()
            self._thread.run(server.start())
            self._server = server

    def stop(self) -> None:
        """Stop at once, whatever is still being sent. What came can still be read; `start()` goes on with it."""
        with self._lock:
            server, self._server = self._server, None
            # In a child of os.fork() the thread, and with it the server, is the parent's.
            if server is not None and self._thread is loop_thread():
                self._thread.run(server.stop())
        self._notice()

    @property
    def cassette(self) -> Tape | None:
        """The cassette in use: what was played and what was not, and what is new."""
        return self._engine.tape

    def save_cassette(self) -> bool:
        """Write what was recorded, as a `with` block does at its end. Returns whether there was anything to write.

        Raises SecretFound, and writes nothing, if an exchange with a secret came; CassetteError where it can't be
        written.
        """
        return self._engine.tape is not None and self._engine.tape.save()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end. Raises SettingError unless it is running."""
        server = self._server
        if server is None:
            raise SettingError("this FakeAI is not running: use it inside its `with` block, or call start() first")
        return server.url

    @property
    def openai_base_url(self) -> str:
        """What the `openai` SDK takes as `base_url`."""
        return self.base_url("openai")

    def base_url(self, provider: str) -> str:
        """What the SDK of a provider takes as its base URL. Raises SettingError for one that there is not."""
        return self._base_url(_provider(provider))

    def environment(self) -> dict[str, str]:
        """Variables that make SDKs talk to this server with a made-up key, and past any proxy.

        The ones of providers that are not faked are among them, so that no client reaches the network by mistake.
        """
        providers = (*PROVIDERS, self._engine.provider)  # the root's own last, so that they win
        base_urls = [(provider.environment, self._base_url(provider)) for provider in providers]
        tape = self._engine.tape
        real_keys = tape is not None and tape.asks_upstream  # the real provider wants the real keys
        return variables(base_urls, url=self.url, key=self._key, real_keys=real_keys)

    def on(
        self,
        *,
        name: str | None = None,
        priority: int = 0,
        then: Then | None = None,
        pace: WrittenPace | None = None,
        faults: WrittenFaults = (),
        **clauses: Unpack[Clauses],
    ) -> FixtureBuilder:
        """Script an answer to calls that fit these clauses, the same as below `match` in a file; none fit every call.

        `fake.on(user="weather").reply("It is sunny.")`. What was scripted first wins, unless `priority` says otherwise;
        `then` is what follows the last of several turns, `pace` and `faults` are those of its answers. Raises
        FixtureError for clauses that there are not.
        """
        builder = FixtureBuilder(
            self._shelf, name=name, priority=priority, then=then, pace=pace, faults=faults, **clauses
        )
        self._begun.append(builder)
        return builder

    def load(self, *paths: str | Path) -> None:
        """Add the fixtures of files and folders behind the others, or in the place of those with their names.

        Their pace, chaos and limits are in force from then on, chaos beside what goes wrong already. Raises
        FixtureError with every problem, and SettingError for a file with a model list, which comes too late.
        """
        loaded = load(paths)
        if loaded.models is not None:
            raise SettingError("a file that says what models there are has to be given to FakeAI(…) itself")
        self._shelf.put(loaded.fixtures)
        self._brew(loaded)

    def wait_for_calls(self, n: int, *, timeout: float = 5.0) -> tuple[Call, ...]:
        """All calls, once at least `n` came. Raises TimeoutError after `timeout` seconds, with what came until then."""
        self._wait(lambda: len(self.calls) >= n, timeout)
        calls = self.calls
        if len(calls) < n:
            raise TimeoutError(f"waited {timeout:g} s for {counted(n, 'call')}, but {listed(calls, self.filter.call)}")
        return calls

    def wait_idle(self, *, timeout: float = 5.0) -> None:
        """Return once every answer is sent, or left by its client. Raises TimeoutError after `timeout` seconds."""
        self._wait(lambda: not self._under_way(), timeout)
        under_way = self._under_way()
        if under_way:
            numbers = ", ".join(f"#{exchange.number}" for exchange in under_way)
            raise TimeoutError(f"waited {timeout:g} s for answers to end, but still being sent are: {numbers}")

    def check(self) -> None:
        """Raise what a test has to answer for since the last check: calls that no fixture fits, callables that crashed.

        One error is raised as it is; several as one UnmatchedCall, or TeardownError if they are of different kinds.
        What has been raised once is not raised again, so that a test can expect it. Raises FixtureError for an `on()`
        that was never told what to answer.
        """
        __tracebackhide__ = True
        begun, self._begun = self._begun, []
        unanswered = [problem for builder in begun if (problem := builder.unanswered) is not None]
        if unanswered:
            raise FixtureError(unanswered)
        with self._lock:
            failures = self._engine.fresh_failures()
        if len(failures) == 1:
            raise failures[0]
        if failures:
            kind = UnmatchedCall if all(isinstance(failure, UnmatchedCall) for failure in failures) else TeardownError
            raise kind("\n\n".join(f"({number}) {failure}" for number, failure in enumerate(failures, 1)))

    def _base_url(self, provider: Provider) -> str:
        prefix = "" if provider is self._engine.provider else f"/{provider.name}"
        return f"{self.url}{prefix}{provider.base_path}"

    def _notice(self, _: Exchange | None = None) -> None:
        with self._changed:
            self._changed.notify_all()

    def _wait(self, done: Callable[[], bool], timeout: float) -> None:
        """Wait until it is done, the time is up, or the server stops, so that nothing more can come."""
        with self._changed:
            self._changed.wait_for(lambda: done() or self._server is None, timeout)

    def _now(self) -> float:
        return self._clock.monotonic()

    def _settle(self) -> None:
        self._wait(lambda: not self._under_way(), _SETTLING)

    def _under_way(self) -> list[Exchange]:
        return [exchange for exchange in self.exchanges if exchange.delivery is None]


class _Shelf:
    """The engine's fixtures, to which any number of threads may add."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        """What is there."""
        return self._engine.fixtures

    def put(self, fixtures: Iterable[Fixture]) -> None:
        """Add fixtures, each behind the others or in the place of the one with its name."""
        with self._lock:
            for fixture in fixtures:
                self._engine.add(fixture)

    def add(self, fixture: Fixture) -> None:
        """Add what a builder made, or put it in the place where it was before its last turn.

        Builders that are made on one line take the same name while neither has an answer: the later gets a number.
        """
        with self._lock:
            known = {it.script: it.name for it in self._engine.fixtures}
            name = known.get(fixture.script) or _free(fixture.name, known.values())
            self._engine.add(replace(fixture, name=name))


def _free(name: str, taken: Collection[str]) -> str:
    names = chain([name], (f"{name}#{number}" for number in count(2)))
    return next(each for each in names if each not in taken)


def _provider(name: str) -> Provider:
    names = {provider.name: provider for provider in PROVIDERS}
    if name not in names:
        known = did_you_mean(name, names) or f"; there are: {', '.join(names)}"
        raise SettingError(f"unknown provider {name!r}{known}")
    return names[name]
