"""A cassette in use: it says what becomes of a request, plays recordings, and takes new ones until they are saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from fakeai import __version__, wire
from fakeai.errors import RecordingStale, SecretFound
from fakeai.recording.cassette import Matching, Provenance, Recorded
from fakeai.recording.filtering import Filter
from fakeai.recording.keys import Keys
from fakeai.recording.merging import Merger
from fakeai.recording.misses import miss
from fakeai.recording.modes import ACTIONS, Action, Mode, asks_upstream, in_force
from fakeai.recording.player import Player
from fakeai.recording.scrubbing import credentials, scrubbed, stripped
from fakeai.recording.shapes import Drift, drift
from fakeai.recording.store import Store, uncollected
from fakeai.recording.timing import timed
from fakeai.redaction import Found, Redactor
from fakeai.teardown import Failures

_CLIENT = 80  # characters of a client's name


class Decision(NamedTuple):
    """What becomes of a request. `recorded` is what is played; `note` says why it is refused."""

    action: Action
    recorded: Recorded | None = None
    note: str | None = None


class Tape:
    """A cassette file and how it is used.

    mode: the record mode. speed: None plays at once, 1 at the recorded pace, 2 twice as fast. redact: put a
    placeholder in the place of secrets instead of refusing to write them. record_errors: keep answers from 400 on, and
    connections that broke before an answer. matching: what is left out of requests, beside what the cassette says
    itself.

    Raises CassetteError where the file can't be read, and SettingError for a matching that makes no sense.
    """

    def __init__(
        self,
        store: Store,
        *,
        mode: Mode = "none",
        speed: float | None = None,
        redact: bool = False,
        record_errors: bool = False,
        matching: Matching | None = None,
        redactor: Redactor | None = None,
    ) -> None:
        self._store = store
        self._existed = store.exists()
        self.mode = in_force(mode, exists=self._existed)
        self.speed = speed
        self._redact = redact
        self._record_errors = record_errors
        self._redactor = redactor or Redactor()
        self.filter = Filter(self._redactor)
        with uncollected():
            loaded = store.load()
            self._cassette = replace(loaded, matching=_both(loaded.matching, matching or Matching()))
            self._keys = Keys(self._cassette.matching, self._redactor, loaded.exchanges)
            self._player = Player(self._cassette.exchanges, self._keys, self._cassette.then)
        self._new: list[Recorded] = []
        self._secrets: list[str] = []
        self._saved: tuple[Recorded, ...] = ()
        self.failures = Failures()
        self.drifts: list[tuple[Recorded, tuple[Drift, ...]]] = []

    @property
    def name(self) -> str:
        """What the cassette is called in messages."""
        return self._store.name

    @property
    def asks_upstream(self) -> bool:
        """Whether a request may be forwarded at all."""
        return asks_upstream(self.mode)

    @property
    def exchanges(self) -> tuple[Recorded, ...]:
        """What was in the cassette when it was opened."""
        return self._player.exchanges

    @property
    def unplayed(self) -> tuple[Recorded, ...]:
        """Those of them that nobody has asked for."""
        return self._player.unplayed

    @property
    def new(self) -> tuple[Recorded, ...]:
        """What has been recorded since, without secrets."""
        return tuple(self._new)

    @property
    def refused(self) -> tuple[str, ...]:
        """The secrets because of which exchanges were not taken: place and kind, a line each."""
        return tuple(self._secrets)

    @cached_property
    def _merger(self) -> Merger:
        return Merger(self.exchanges, mode=self.mode, keys=self._keys)

    def decide(self, provider: str, request: wire.Request) -> Decision:
        """What becomes of a request, whose path is the provider's own. A recording that is played is taken."""
        if set(ACTIONS[self.mode].values()) == {"forward"}:
            return Decision("forward")  # whatever it asks: its key, over which a first token would wait, is not needed
        asked = self._player.asked(provider, request)
        action = ACTIONS[self.mode][self._player.find(asked)]
        if action == "play":
            play = self._player.take(asked)
            if play is not None:
                return Decision(action, play.recorded)
            action = ACTIONS[self.mode]["played"]  # another thread was quicker
        if action == "refuse":
            name = self.name if self._existed else f"{self.name} (there is no such file)"
            return Decision("refuse", note=miss(asked, self._player, name=name))
        return Decision(action)

    def timed(self, response: wire.Response) -> wire.Response:
        """A recorded response with the times at which it is played, and with the tokens that a pace counts."""
        return timed(response, self.speed)

    def take(self, provider: str, request: wire.Request, response: wire.Response, *, at: str, upstream: str) -> str:
        """Keep an exchange that is over, or compare it with its recording. Returns what was done, in a word or two.

        at: when it began, in ISO 8601.
        """
        if self.mode == "verify":
            return self._compare(provider, request, response)
        if not self._record_errors and (response.status >= 400 or response.status == 0):
            return "error, not recorded"
        origin = _provenance(request, response, at=at, upstream=upstream)
        taken = Recorded(provider=provider, request=request, response=response, provenance=origin)
        recorded, found = self._without_secrets(taken)
        if found:
            self._secrets += [f"{recorded.title}: {it.place}: {it.kind}" for it in found]
            return "secret, not recorded"
        if _is_retry(request) and self._is_last(recorded):
            return "retry, recorded already"
        self._new.append(recorded)
        return "recorded, cut short" if response.ending != "complete" else "recorded"

    def save(self, *, refuse: bool = True) -> bool:
        """Write what is new, together with what others have written meanwhile. Returns whether anything was.

        Raises SecretFound, and writes nothing, if an exchange with a secret came; with `refuse` off, it is only left
        out. Raises CassetteError where the file can't be written, or has been broken meanwhile.
        """
        if self._secrets and refuse:
            places = "".join(f"\n  {line}" for line in self._secrets)
            raise SecretFound(
                f"{self.name} is not written, because what was recorded holds secrets:{places}\n"
                "take them out of what the test sends, or record with redaction, which puts a placeholder there"
            )
        new = self.new
        if new == self._saved:
            return False
        with self._store.alone():
            if self._store.changed():
                self._merger.found(self._store.load().exchanges)
            self._store.save(replace(self._cassette, exchanges=self._merger.merged(new)))
        self._saved = new
        return True

    def forget(self) -> None:
        """Drop what is new, so that nothing of it is written."""
        self._new.clear()
        self._secrets.clear()

    def unasked(self) -> RecordingStale | None:
        """What a strict test has to answer for once it is over: recordings that nobody asked for."""
        if not self.unplayed or self.mode not in {"none", "new_episodes", "verify"}:
            return None
        lines = "".join(f"\n  {_place(it)}{it.title}" for it in self.unplayed)
        numbers = " ".join(str(at) for at, it in enumerate(self.exchanges, 1) if it in self.unplayed)
        how = f"fakeai cassettes prune {self.name} {numbers} --yes"
        return RecordingStale(f"{self.name}: recorded, but not asked for:{lines}\nto take them out: {how}")

    def _compare(self, provider: str, request: wire.Request, response: wire.Response) -> str:
        play = self._player.take(self._player.asked(provider, request))
        assert play is not None  # one was left when it was decided to compare
        drifts = drift(play.recorded.response, response)
        self.drifts.append((play.recorded, drifts))
        if any(it.level == "error" for it in drifts):
            lines = "".join(f"\n  {it}" for it in drifts)
            text = f"{self.name}: the answer to {play.recorded.title} has another shape now:{lines}"
            self.failures.append(RecordingStale(self.filter.text(text, request)))
        return f"compared, {drifts[0].level}" if drifts else "compared, same shape"

    def _without_secrets(self, taken: Recorded) -> tuple[Recorded, tuple[Found, ...]]:
        """The exchange with placeholders, and the secrets because of which it can't be kept all the same."""
        redactor = self._redactor.knowing(credentials(taken.request))
        clean, found = scrubbed(stripped(taken), redactor)
        return clean, scrubbed(clean, redactor)[1] if self._redact and found else found

    def _is_last(self, recorded: Recorded) -> bool:
        """Whether the newest recording of this request says the same."""
        key = self._keys.asked(recorded.provider, recorded.request).key
        same = [it for it in self._new if self._keys.asked(it.provider, it.request).key == key]
        return bool(same) and _said(same[-1]) == _said(recorded)


def output_tokens(response: wire.Response) -> int:
    """How many tokens a recorded answer says that it has, for a pace; 0 if it doesn't say."""
    usage = _object(response.body).get("usage")
    counts = [usage.get(key) for key in ("completion_tokens", "output_tokens")] if isinstance(usage, dict) else []
    return next((it for it in counts if isinstance(it, int)), 0)


def _both(one: Matching, other: Matching) -> Matching:
    return Matching(
        ignore=tuple(dict.fromkeys((*one.ignore, *other.ignore))),
        normalize=tuple(dict.fromkeys((*one.normalize, *other.normalize))),
    )


def _provenance(request: wire.Request, response: wire.Response, *, at: str, upstream: str) -> Provenance:
    first = response.body.partition(b"data: ")[2].partition(b"\n")[0]
    return Provenance(
        at=at,
        upstream=upstream,
        model=_model(_object(request.body)),
        served=_model(_object(response.body) or _object(first)),
        client=(request.header("user-agent") or "")[:_CLIENT],
        fakeai=__version__,
    )


def _model(body: Mapping[str, Any]) -> str:
    model = body.get("model")
    return model if isinstance(model, str) else ""


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_retry(request: wire.Request) -> bool:
    return (request.header("x-stainless-retry-count") or "0") != "0"


def _said(recorded: Recorded) -> tuple[int, bytes, str]:
    response = recorded.response
    return response.status, response.body, response.ending


def _place(recorded: Recorded) -> str:
    return f"line {recorded.line}: " if recorded.line else ""
