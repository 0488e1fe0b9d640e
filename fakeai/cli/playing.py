"""What `fakeai record` and `fakeai replay` have in common: where they listen, and what they take for the same."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from fakeai.cli.words import counted

if TYPE_CHECKING:
    from rich.text import Text

    from fakeai.engine import Engine
    from fakeai.exchange import Exchange
    from fakeai.recording.tape import Tape
    from fakeai.server.app import Forward

Command = TypeVar("Command", bound=Callable[..., None])

secret_option = click.option(
    "--secret", "secrets", multiple=True, metavar="REGEX", help="What else is a secret (repeatable)."
)
_LONGEST_BODY = 2_000  # characters of a line to paste
_OPTIONS = (
    click.argument("cassette", type=click.Path(dir_okay=False, path_type=Path)),
    secret_option,
    click.option(
        "--ignore", multiple=True, metavar="JSONPATH", help="Leave this out when requests are compared (repeatable)."
    ),
    click.option(
        "--normalize",
        multiple=True,
        metavar="WORD",
        help="Take all of these for the same: uuid, iso8601, date, path, a regex.",
    ),
    click.option("--provider", default="openai", show_default=True, help="Whose API the root of the paths is."),
    click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
    click.option(
        "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any.  [default: the provider's own]"
    ),
    click.option("--quiet", "-q", is_flag=True, help="Print no line for each request."),
)


class Settings(NamedTuple):
    """What both commands are told."""

    cassette: Path
    secrets: tuple[str, ...]
    ignore: tuple[str, ...]
    normalize: tuple[str, ...]
    provider: str
    host: str
    port: int | None
    quiet: bool

    def open(self, **options: Any) -> Tape:
        """The cassette, with these options of `open_cassette` beside the settings."""
        from fakeai.recording.opening import open_cassette

        return open_cassette(
            self.cassette, ignore=self.ignore, normalize=self.normalize, secrets=self.secrets, **options
        )


def with_settings(command: Command) -> Command:
    """A command that takes the common arguments and options, and is given them as `settings`."""

    @wraps(command)
    def told(*args: Any, **values: Any) -> None:
        settings = Settings(**{name: values.pop(name) for name in Settings._fields})
        command(*args, settings=settings, **values)

    for option in reversed(_OPTIONS):
        told = option(told)
    return told  # type: ignore[return-value]


def serve(
    engine: Engine,
    tape: Tape,
    settings: Settings,
    does: str,
    *,
    forward: Forward | None = None,
    then: Callable[[], None] = lambda: None,
) -> None:
    """Serve an engine with a tape until it is told to stop; `then` is called after each exchange."""
    from fakeai.cli.running import run
    from fakeai.cli.screen import Screen

    screen = Screen(engine.filter, quiet=settings.quiet)

    def delivered(exchange: Exchange) -> None:
        screen.exchange(exchange)
        then()

    port = engine.provider.port if settings.port is None else settings.port
    run(
        engine, screen, greeting(engine, tape, does),
        host=settings.host, port=port, forward=forward, on_delivery=delivered,
    )  # fmt: skip


def greeting(engine: Engine, tape: Tape, does: str) -> Callable[[str], Text]:
    """Makes of a URL what is said once the server listens there: what it does, and lines to paste."""
    from rich.text import Text

    from fakeai.cli.banner import ANY_KEY, environment

    def greet(url: str) -> Text:
        provider, live = engine.provider, tape.asks_upstream
        variables = environment(provider, url, url + provider.base_path, ANY_KEY)
        lines = [line for line in variables if url in line or not live]  # the real provider wants the client's own key
        if live:
            does_now = f"  {counted(len(tape.exchanges), 'exchange')} recorded before"
        else:
            does_now = f"  what was asked: fakeai cassettes show {shlex.quote(tape.name)}"
            lines += list(_first(engine, tape, url))
        return Text("\n").join(
            [
                Text.assemble(("fakeai", "bold"), f" {does}, as ", provider.title, " at ", (url, "bold cyan")),
                Text(does_now),
                Text("Ready to paste:", "bold"),
                *(Text(f"  {line}") for line in lines),
                Text("Ctrl-C ends it.", "dim"),
            ]
        )

    return greet


def _first(engine: Engine, tape: Tape, url: str) -> Iterator[str]:
    """The first request that was recorded, for a shell, if it is a short one of the provider at the root."""
    from fakeai.cli.banner import ANY_KEY, posted

    for recorded in tape.exchanges:
        request = recorded.request
        body = engine.filter.text(request.body.decode("utf-8", "replace"), request)
        if recorded.provider == engine.provider.name and request.method == "POST" and not request.query:
            if len(body) <= _LONGEST_BODY:
                yield posted(url + request.path, ANY_KEY, body, "--no-buffer")
            return
