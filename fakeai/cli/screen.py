"""What `fakeai serve` shows: text, and one line for each exchange; plain where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from textwrap import shorten

from rich.console import Console
from rich.text import Text

from fakeai.cli.words import printable
from fakeai.exchange import Exchange
from fakeai.recording.filtering import Filter

_COLOURS = {2: "green", 3: "cyan", 4: "yellow", 5: "red"}
_NOTE_INDENT = " " * 10
_EXCERPT = 200  # characters


class Screen:
    """Standard output, for people and for pipes."""

    def __init__(self, filter: Filter, *, quiet: bool = False) -> None:  # noqa: A002 -- it is what it is called everywhere
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without Unicode is no reason to end
        self._console = Console(highlight=False, soft_wrap=True)
        self._filter = filter
        self._quiet = quiet

    def print(self, text: Text) -> None:
        """Show text as it is."""
        self._console.print(text)

    def exchange(self, exchange: Exchange) -> None:
        """Show an exchange that is over, unless told to be quiet."""
        if not self._quiet:
            at = self._console.get_datetime().strftime("%H:%M:%S")
            self.print(exchange_line(exchange, at=at, show=partial(self._filter.text, request=exchange.request)))


def exchange_line(exchange: Exchange, *, at: str, show: Callable[[str], str]) -> Text:
    """One line about an exchange, and below it why, if nothing fitted or a callable failed.

    `show` makes of a text from outside one that may be shown.
    """
    request, status = exchange.request, exchange.response.status
    line = Text.assemble(
        (at, "dim"),
        "  ",
        (str(status), _COLOURS.get(status // 100, "magenta")),
        "  ",
        f"{printable(request.method)} {printable(show(request.path))}",
    )
    model = show(exchange.call.model) if exchange.call else ""
    for word, style in ((model, ""), (_origin(exchange), "bold"), *_troubles(exchange), *_delivery(exchange)):
        if word:
            line.append("  ")
            line.append(printable(word), style)
    for note in _note(exchange, show).splitlines():
        line.append(f"\n{_NOTE_INDENT}{printable(note)}", "yellow")
    return line


def _origin(exchange: Exchange) -> str:
    """Where the answer came from: the fixture's name, or what happened instead."""
    if exchange.outcome == "scripted":
        return exchange.fixture or "scripted"
    return exchange.outcome


def _troubles(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    """What went wrong on purpose."""
    missed = ((f"not done: {each}", "dim") for each in exchange.not_applicable)
    return ((exchange.strike or "", "magenta"), (" ".join(exchange.faults), "magenta"), *missed)


def _note(exchange: Exchange, show: Callable[[str], str]) -> str:
    """Why it was not answered: what the engine noted, or the beginning of what the client was told."""
    if exchange.outcome == "refused":
        said = shorten(show(exchange.response.body.decode("utf-8", "replace")), _EXCERPT, placeholder=" …")
        return f"{said}\n{show(exchange.note)}" if exchange.note else said
    return show(exchange.note or "")


def _delivery(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    delivery = exchange.delivery
    if delivery is None:
        return ()
    left = (("client left", "red"),) if delivery.client_left else ()
    return ((duration(delivery.seconds), "dim"), *left)


def duration(seconds: float) -> str:
    """Seconds as people say them: `0.4 ms`, `12 ms`, `3.2 s`."""
    if seconds < 0.01:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s"
