"""`fakeai record` and `fakeai replay`: a server between a client and the real provider, and one without the latter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fakeai.cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from fakeai.cli.screen import Screen
    from fakeai.engine import Engine
    from fakeai.exchange import Exchange
    from fakeai.recording.tape import Tape

_RECORD_MODES = ("once", "new_episodes", "all", "rewrite", "verify")

cassette_argument = click.argument("cassette", type=click.Path(dir_okay=False, path_type=Path))
host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any.  [default: the provider's own]"
)
provider_option = click.option(
    "--provider", default="openai", show_default=True, help="Whose API the root of the paths is."
)
ignore_option = click.option(
    "--ignore", multiple=True, metavar="JSONPATH", help="Leave this out when requests are compared (repeatable)."
)
normalize_option = click.option(
    "--normalize",
    multiple=True,
    metavar="WORD",
    help="Take all of these for the same: uuid, iso8601, date, path, a regex.",
)


@click.command()
@cassette_argument
@click.option(
    "--upstream", metavar="URL", help="Where the real provider is.  [default: its public address, if it has one]"
)
@click.option(
    "--mode", type=click.Choice(_RECORD_MODES), default="new_episodes", show_default=True,
    help="What is recorded, and what is played that was recorded before.",
)  # fmt: skip
@click.option("--redact", is_flag=True, help="Put a placeholder in the place of secrets, instead of leaving them out.")
@click.option("--record-errors", is_flag=True, help="Keep answers from status 400 on too.")
@click.option("--secret", "secrets", multiple=True, metavar="REGEX", help="What else is a secret (repeatable).")
@ignore_option
@normalize_option
@provider_option
@host_option
@port_option
@click.option("--quiet", "-q", is_flag=True, help="Print no line for each request.")
@click.pass_context
def record(
    ctx: click.Context,
    cassette: Path,
    *,
    upstream: str | None,
    mode: str,
    redact: bool,
    record_errors: bool,
    secrets: tuple[str, ...],
    ignore: tuple[str, ...],
    normalize: tuple[str, ...],
    provider: str,
    host: str,
    port: int | None,
    quiet: bool,
) -> None:
    """Pass requests on to the real provider and keep its answers in CASSETTE.

    Answers come back as they arrive. The client's own key is passed on, and never kept. Exits with 1 if an exchange was
    left out because of a secret, or if a shape has changed (--mode verify).
    """
    from fakeai.cli.running import run
    from fakeai.cli.screen import Screen
    from fakeai.engine import Engine
    from fakeai.recording.opening import open_cassette
    from fakeai.server.upstream import forwarding

    tape = open_cassette(
        cassette, record=mode, redact=redact, record_errors=record_errors, ignore=ignore, normalize=normalize,
        secrets=secrets,
    )  # fmt: skip
    engine = Engine(provider=provider, tape=tape, strict=True)
    screen, saver = Screen(quiet=quiet), _Saver(tape)
    run(
        engine, screen, _greeting(engine, tape, f"records in mode {mode} into {cassette}"),
        host=host, port=engine.provider.port if port is None else port, forward=forwarding(engine, upstream),
        on_delivery=lambda exchange: _delivered(exchange, screen, saver),
    )  # fmt: skip
    saver.finish()
    ctx.exit(_summary(tape))


@click.command()
@cassette_argument
@click.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    help="1 plays at the recorded pace, 2 twice as fast.  [default: at once]",
)
@click.option("--pace", help="Play at this pace instead: a profile such as openai, groq or reasoning.")
@click.option("--chaos", multiple=True, metavar="RULE", help="What goes wrong, such as rate_limit=0.1 (repeatable).")
@ignore_option
@normalize_option
@provider_option
@host_option
@port_option
@click.option("--quiet", "-q", is_flag=True, help="Print no line for each request.")
def replay(
    cassette: Path,
    *,
    speed: float | None,
    pace: str | None,
    chaos: tuple[str, ...],
    ignore: tuple[str, ...],
    normalize: tuple[str, ...],
    provider: str,
    host: str,
    port: int | None,
    quiet: bool,
) -> None:
    """Answer from CASSETTE alone, byte for byte; what is not recorded gets a 404 that says what is nearest."""
    from fakeai.cli.running import run
    from fakeai.cli.screen import Screen
    from fakeai.engine import Engine
    from fakeai.errors import SettingError
    from fakeai.forecast import weather_of
    from fakeai.recording.opening import open_cassette

    if not cassette.exists():
        raise SettingError(f"there is no cassette {cassette}; to record it: fakeai record {cassette}")
    tape = open_cassette(cassette, speed=speed, ignore=ignore, normalize=normalize)
    engine = Engine(provider=provider, tape=tape, strict=True, weather=weather_of(None, pace=pace, chaos=chaos))
    played = counted(len(tape.exchanges), "exchange")
    run(
        engine, Screen(quiet=quiet), _greeting(engine, tape, f"plays {played} of {cassette}"),
        host=host, port=engine.provider.port if port is None else port,
    )  # fmt: skip


class _Saver:
    """Saves a tape after each exchange, in a thread of its own: nobody's answer waits for the disk."""

    def __init__(self, tape: Tape) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self._tape = tape
        self._pool = ThreadPoolExecutor(1)
        self._pending = self._pool.submit(bool)
        self._seen = 0

    def notice(self) -> None:
        """Save if there is something new."""
        if self._pending.done() and len(self._tape.new) > self._seen:  # else the save under way is followed by the last
            self._seen = len(self._tape.new)
            self._pending = self._pool.submit(self._tape.save, refuse=False)

    def finish(self) -> None:
        """Wait for the last save, and do it once more, so that what went wrong is raised here."""
        self._pool.shutdown()
        self._tape.save(refuse=False)


def _greeting(engine: Engine, tape: Tape, does: str) -> Callable[[str], Text]:
    from rich.text import Text

    def greet(url: str) -> Text:
        base_url = url + engine.provider.base_path
        lines = (
            Text.assemble(("fakeai", "bold"), f" {does}, as ", engine.provider.title, " at ", (url, "bold cyan")),
            Text(f"  {counted(len(tape.exchanges), 'exchange')} recorded before; base URL: {base_url}"),
            Text("Ctrl-C ends it.", "dim"),
        )
        return Text("\n").join(lines)

    return greet


def _delivered(exchange: Exchange, screen: Screen, saver: _Saver) -> None:
    screen.exchange(exchange)
    saver.notice()


def _summary(tape: Tape) -> int:
    """Say what has come of it; the exit code."""
    click.echo(f"{counted(len(tape.new), 'new exchange')} in {tape.name}")
    for recorded, drifts in tape.drifts:
        for drift in drifts:
            click.echo(f"{recorded.title}: {drift}")
    for line in tape.refused:
        click.echo(f"left out because of a secret: {line}", err=True)
    return 1 if tape.refused or tape.failures else 0
