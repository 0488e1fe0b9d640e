"""`fakeai record` and `fakeai replay`: a server between a client and the real provider, and one without the latter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fakeai.cli.playing import Settings, serve, with_settings
from fakeai.cli.words import counted

if TYPE_CHECKING:
    from fakeai.providers.contract import Provider
    from fakeai.recording.tape import Tape

_PAUSE = 0.5  # seconds without anything new, after which a cassette is saved
_MOST_PAUSES = 10
_RECORD_MODES = ("once", "new_episodes", "all", "rewrite", "verify")


@click.command(short_help="Pass requests on to a real provider, and keep its answers.")
@click.option(
    "--upstream",
    metavar="URL",
    help="Where the real provider is: its host, or the base URL of its SDK.  [default: its own address]",
)
@click.option(
    "--mode", type=click.Choice(_RECORD_MODES), default="new_episodes", show_default=True,
    help="What is recorded, and what is played that was recorded before.",
)  # fmt: skip
@click.option("--redact", is_flag=True, help="Put a placeholder in the place of secrets, instead of leaving them out.")
@click.option("--record-errors", is_flag=True, help="Keep answers from status 400 on too.")
@with_settings
@click.pass_context
def record(
    ctx: click.Context,
    *,
    settings: Settings,
    upstream: str | None,
    mode: str,
    redact: bool,
    record_errors: bool,
) -> None:
    """Pass requests on to the real provider and keep its answers in CASSETTE.

    Answers come back as they arrive. The client's own key is passed on, and never kept. Exits with 1 if an exchange was
    left out because of a secret, or if a shape has changed (--mode verify).
    """
    from fakeai.engine import Engine
    from fakeai.server.upstream import forwarding

    tape = settings.open(record=mode, redact=redact, record_errors=record_errors)
    engine, saver = Engine(provider=settings.provider, tape=tape, strict=True), _Saver(tape)
    if settings.port is None:
        settings = settings._replace(port=_free_port(engine.provider))
    does = f"records in mode {mode} into {settings.cassette}"
    serve(engine, tape, settings, does, forward=forwarding(engine, upstream), then=saver.notice)
    saver.finish()
    ctx.exit(_summary(tape))


@click.command(short_help="Answer from a cassette alone, byte for byte.")
@click.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    help="1 plays at the recorded pace, 2 twice as fast.  [default: at once]",
)
@click.option(
    "--pace", help="Play at this pace: a profile such as openai, groq or reasoning; each event counts as a token."
)
@click.option("--chaos", multiple=True, metavar="RULE", help="What goes wrong, such as rate_limit=0.1 (repeatable).")
@click.option("--limits", metavar="NAME=N,…", help="Real rate limits, as rpm=60,tpm=10000,concurrency=4,per=model.")
@with_settings
def replay(
    *, settings: Settings, speed: float | None, pace: str | None, chaos: tuple[str, ...], limits: str | None
) -> None:
    """Answer from CASSETTE alone, byte for byte; what is not recorded gets a 404 that says what is nearest."""
    from fakeai.engine import Engine
    from fakeai.errors import SettingError
    from fakeai.forecast import weather_of

    if speed is not None and pace is not None:
        raise SettingError("--speed plays at the recorded pace, --pace at another one: choose one of them")
    if not settings.cassette.exists():
        raise SettingError(f"there is no cassette {settings.cassette}; to record it: fakeai record {settings.cassette}")
    tape = settings.open(speed=speed)
    weather = weather_of(None, pace=pace, chaos=chaos, limits=limits)
    engine = Engine(provider=settings.provider, tape=tape, strict=True, weather=weather)
    serve(engine, tape, settings, f"plays {counted(len(tape.exchanges), 'exchange')} of {settings.cassette}")


def _free_port(provider: Provider) -> int:
    """The provider's own port, or the next one if the real provider has it."""
    return provider.port + (provider.upstream == f"http://localhost:{provider.port}")


class _Saver:
    """Saves a tape in a thread of its own, once nothing has come for a moment: no first token waits for that."""

    def __init__(self, tape: Tape) -> None:
        from threading import Event, Thread

        self._tape = tape
        self._seen = 0
        self._news = Event()
        self._over = Event()
        self._thread = Thread(target=self._work, name="fakeai-saver", daemon=True)
        self._thread.start()

    def notice(self) -> None:
        """See to it that what is new gets saved."""
        if len(self._tape.new) > self._seen:
            self._seen = len(self._tape.new)
            self._news.set()

    def finish(self) -> None:
        """Save what is left. What goes wrong with that is raised here."""
        self._over.set()
        self._news.set()
        self._thread.join()
        self._tape.save(refuse=False)

    def _work(self) -> None:
        from fakeai.errors import CassetteError

        while self._news.wait() and not self._over.is_set():
            for _ in range(_MOST_PAUSES):
                self._news.clear()
                if self._over.wait(_PAUSE):
                    return
                if not self._news.is_set():
                    break
            try:
                self._tape.save(refuse=False)
            except CassetteError:  # it is tried again at the end, and said there
                return


def _summary(tape: Tape) -> int:
    """Say what has come of it; the exit code."""
    click.echo(f"{counted(len(tape.new), 'new exchange')} in {tape.name}")
    for recorded, drifts in tape.drifts:
        for drift in drifts:
            click.echo(tape.filter.text(f"{recorded.title}: {drift}"))
    for line in tape.refused:
        click.echo(f"left out because of a secret: {line}", err=True)
    return 1 if tape.refused or tape.failures else 0
