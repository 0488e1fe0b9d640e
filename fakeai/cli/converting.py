"""`fakeai cassettes convert`: recordings of others as cassettes, and any of them as fixtures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fakeai.cli.playing import secret_option
from fakeai.cli.words import counted, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fakeai.recording.cassette import Cassette, Recorded
    from fakeai.recording.conversion import Converted
    from fakeai.redaction import Redactor


@click.command(short_help="Make cassettes or fixtures of recordings.")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--to", type=click.Choice(["fixtures", "cassette"]), default="cassette", show_default=True, help="What is made."
)
@click.option("--pace", is_flag=True, help="Have streams of fixtures come as fast as they did.")
@click.option("--redact", "redacting", is_flag=True, help="Put a placeholder in the place of secrets.")
@secret_option
def convert(source: Path, target: Path, *, to: str, pace: bool, redacting: bool, secrets: tuple[str, ...]) -> None:
    """Make a cassette of a vcrpy, VCR or HAR file; or, with --to fixtures, fixtures of those, a cassette or aimock.

    Nothing is written that holds a secret, unless --redact is given. What could not be converted is listed, with its
    place.
    """
    from fakeai.errors import SettingError
    from fakeai.recording.aimock import is_aimock

    if target.exists():
        raise SettingError(f"{target} is there already; it is not overwritten")
    if to == "cassette" and target.suffix.lower() not in {".yaml", ".yml"}:
        raise SettingError(f"a cassette is a file such as weather.yaml, not {target.name!r}")
    scan = _Scan(source, target, secrets, redacting=redacting)
    if is_aimock(source.read_bytes()):
        if to == "cassette":
            raise SettingError(f"{source}: aimock keeps no requests, so that only --to fixtures can be made of it")
        written = _of_aimock(source, scan)
    else:
        written = _of_recording(source, target, scan, to=to, pace=pace)
    click.echo(f"{written} of {source} in {target}")


class _Scan:
    """Takes secrets out of what is converted, and refuses to go on where that was not asked for."""

    def __init__(self, source: Path, target: Path, patterns: tuple[str, ...], *, redacting: bool) -> None:
        import os

        from fakeai.redaction import Redactor, environment_secrets

        self.source = source
        self.target = target
        self.redactor: Redactor = Redactor(values=environment_secrets(os.environ), patterns=patterns)
        self._redacting = redacting
        self._places: list[str] = []

    def exchange(self, number: int, recorded: Recorded) -> Recorded:
        """An exchange without secrets; what its client proved its right with is one wherever it stands."""
        from fakeai.recording.scrubbing import credentials, scrubbed, stripped

        clean, found = scrubbed(stripped(recorded), self.redactor.knowing(credentials(recorded.request)))
        self._places += [f"#{number}: {it.place}: {it.kind}" for it in found]
        return clean

    def value(self, value: Any, name: str) -> Any:
        """A structure without secrets."""
        return self.redactor.clean(value, lambda it: self._places.append(f"{name}: {it.place}: {it.kind}"))

    def check(self) -> None:
        """Raises SecretFound if there were secrets, and they were not to be redacted."""
        from fakeai.errors import SecretFound

        if self._places and not self._redacting:
            listed = "".join(f"\n  {place}" for place in self._places)
            raise SecretFound(
                f"{self.target} is not written, because {self.source} holds secrets:{listed}\n"
                "to put a placeholder in their place: --redact"
            )


def _of_aimock(source: Path, scan: _Scan) -> str:
    from fakeai.recording.aimock import converted

    made = converted(source.read_bytes(), file=str(source), clean=scan.value)
    scan.check()
    return _write_fixtures(made, scan, "fixture")


def _of_recording(source: Path, target: Path, scan: _Scan, *, to: str, pace: bool) -> str:
    import os
    from dataclasses import replace

    from fakeai.recording.conversion import to_fixtures
    from fakeai.recording.store import Store

    cassette, notes = _read(source)
    clean = replace(
        cassette, exchanges=tuple(scan.exchange(number, it) for number, it in enumerate(cassette.exchanges, 1))
    )
    scan.check()
    _say(notes)
    if to == "cassette":
        _needed(len(clean.exchanges), source)
        Store(target).save(clean)
        return counted(len(clean.exchanges), "exchange")
    path = Path(os.path.relpath(source, target.parent)).as_posix() if Store(source).is_cassette() else None
    return _write_fixtures(to_fixtures(clean, source=source.name, path=path, pace=pace), scan, "exchange")


def _read(source: Path) -> tuple[Cassette, tuple[str, ...]]:
    """A cassette of ours or of others, and what of it could not be read."""
    from fakeai.recording.cassette import Cassette
    from fakeai.recording.importing import imported
    from fakeai.recording.store import Store

    store = Store(source)
    if store.is_cassette():
        return store.load(), ()
    found = imported(source.read_bytes(), file=str(source))
    return Cassette(exchanges=found.exchanges), found.notes


def _write_fixtures(made: Converted, scan: _Scan, noun: str) -> str:
    _say(made.notes)
    _needed(made.exchanges, scan.source)
    scan.target.write_text(made.text, encoding="utf-8")
    return counted(made.exchanges, noun)


def _needed(count: int, source: Path) -> None:
    from fakeai.errors import SettingError

    if not count:
        raise SettingError(f"nothing in {source} could be converted, so nothing is written")


def _say(notes: Iterable[str]) -> None:
    for note in notes:
        click.echo(printable(note), err=True)
