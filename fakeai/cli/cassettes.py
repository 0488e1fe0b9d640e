"""`fakeai cassettes`: lists, shows, checks, cleans and converts recordings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fakeai.cli.converting import convert
from fakeai.cli.playing import secret_option
from fakeai.cli.words import counted, printable

if TYPE_CHECKING:
    from fakeai.recording.cassette import Recorded
    from fakeai.recording.store import Store
    from fakeai.redaction import Redactor

paths_argument = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
file_argument = click.argument("cassette", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def cassettes() -> None:
    """Look after recordings."""


cassettes.add_command(convert)


@cassettes.command("ls", short_help="List cassettes: exchanges, size, age, lost tests.")
@paths_argument
def ls(paths: tuple[Path, ...]) -> None:
    """List cassettes: exchanges, size, age, and whether their test is gone.

    Looks through files and folders, the current one if none is named. The age is that of the oldest exchange.
    """
    from fakeai.errors import CassetteError
    from fakeai.recording.naming import is_orphan

    for store in _stores(paths):
        try:
            exchanges = store.load().exchanges
        except CassetteError as error:
            click.echo(f"{error}, {_size(store):,} bytes")
            continue
        orphan = "its test is gone" if is_orphan(store.path) else ""
        words = (counted(len(exchanges), "exchange"), f"{_size(store):,} bytes", _age(exchanges), orphan)
        click.echo(f"{store.name}: {', '.join(word for word in words if word)}")


@cassettes.command("show", short_help="Print a cassette as a conversation.")
@file_argument
@click.argument("numbers", nargs=-1, type=click.IntRange(1))
@secret_option
def show(cassette: Path, numbers: tuple[int, ...], secrets: tuple[str, ...]) -> None:
    """Print a cassette as a conversation; with NUMBERS, only those exchanges. Secrets in it are not shown."""
    from dataclasses import replace

    from fakeai.recording.scrubbing import scrubbed
    from fakeai.recording.store import Store
    from fakeai.recording.transcript import transcript

    whole, redactor = Store(cassette).load(), _redactor(secrets)
    clean = replace(whole, exchanges=tuple(scrubbed(it, redactor)[0] for it in whole.exchanges))
    for line in transcript(clean, numbers):
        click.echo(printable(line))


@cassettes.command("verify")
@paths_argument
@secret_option
@click.pass_context
def verify(ctx: click.Context, paths: tuple[Path, ...], secrets: tuple[str, ...]) -> None:
    """Check that cassettes can be read and hold no secret. Exits with 1 if one doesn't."""
    from fakeai.errors import CassetteError

    stores, bad = list(_stores(paths)), 0
    for store in stores:
        try:
            lines = list(_secrets(store, secrets))
        except CassetteError as error:
            lines = [str(error)]
        bad += bool(lines)
        for line in lines:
            click.echo(line)
    click.echo(f"{counted(len(stores), 'cassette')} checked, {bad or 'none'} bad", err=bool(bad))
    ctx.exit(1 if bad else 0)


@cassettes.command("redact")
@paths_argument
@secret_option
def redact(paths: tuple[Path, ...], secrets: tuple[str, ...]) -> None:
    """Put a placeholder in the place of every secret of cassettes."""
    from dataclasses import replace

    from fakeai.recording.scrubbing import scrubbed, stripped

    redactor = _redactor(secrets)
    for store in _stores(paths):
        with store.alone():
            cassette = store.load()
            clean = tuple(scrubbed(stripped(it), redactor)[0] for it in cassette.exchanges)
            changed = sum(new != old for new, old in zip(clean, cassette.exchanges, strict=True))
            if changed:
                store.save(replace(cassette, exchanges=clean))
        click.echo(f"{store.name}: {counted(changed, 'exchange')} changed")


@cassettes.command("prune", short_help="Take exchanges, or cassettes without a test, out.")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.argument("numbers", nargs=-1, type=click.IntRange(1))
@click.option("--yes", is_flag=True, help="Delete; without it, only say what would go.")
def prune(path: Path, numbers: tuple[int, ...], *, yes: bool) -> None:
    """Take exchanges out of a cassette by their NUMBERS; of a folder, the cassettes whose test is gone.

    Side files that no exchange needs any longer go too.
    """
    from dataclasses import replace

    from fakeai.errors import SettingError
    from fakeai.recording.naming import is_orphan

    if path.is_file():
        [store] = _stores((path,))
        with store.alone():
            cassette = store.load()
            missing = [number for number in numbers if number > len(cassette.exchanges)]
            if missing:
                there = f"{store.name} has {counted(len(cassette.exchanges), 'exchange')}"
                raise SettingError(f"there is no exchange {missing[0]}: {there}")
            kept = tuple(it for number, it in enumerate(cassette.exchanges, 1) if number not in numbers)
            if yes and len(kept) < len(cassette.exchanges):
                store.save(replace(cassette, exchanges=kept))
        done = "taken out" if yes else "would go; --yes takes them out"
        click.echo(f"{store.name}: {counted(len(cassette.exchanges) - len(kept), 'exchange')} {done}")
        gone = list(store.left_over())
    elif numbers:
        raise SettingError("numbers are those of the exchanges of one cassette, and this is a folder")
    else:
        orphans = [store for store in _stores((path,)) if is_orphan(store.path)]
        gone = [file for store in orphans for file in (store.path, *store.side_files())]
    for file in gone:
        click.echo(f"{'deleted' if yes else 'would delete'} {file}")
        if yes:
            file.unlink()
    if yes:
        _remove_empty({file.parent for file in gone})


def _stores(paths: Sequence[Path]) -> Iterator[Store]:
    """The cassettes among files and in folders."""
    from fakeai.recording.store import SUFFIXES, Store

    for path in paths or (Path(),):
        files = [path] if path.is_file() else sorted(it for it in path.rglob("*") if it.suffix.lower() in SUFFIXES)
        for file in files:
            store = Store(file)
            if path.is_file() or store.is_cassette():
                yield store


def _redactor(secrets: tuple[str, ...]) -> Redactor:
    import os

    from fakeai.redaction import Redactor, environment_secrets

    return Redactor(values=environment_secrets(os.environ), patterns=secrets)


def _secrets(store: Store, patterns: tuple[str, ...]) -> Iterator[str]:
    """The secrets in a cassette and its side files: place and kind."""
    from fakeai.recording.scrubbing import credentials_in, scrubbed

    redactor = _redactor(patterns)
    for recorded in store.load().exchanges:
        for found in (*credentials_in(recorded), *scrubbed(recorded, redactor)[1]):
            yield f"{store.name}:{recorded.line}: {found.place}: {found.kind}"
    for file in store.left_over():
        for secret in redactor.secrets(file.read_text(encoding="utf-8", errors="replace")):
            yield f"{file}: {secret.kind}; no exchange needs this file, and `fakeai cassettes prune` deletes it"


def _age(exchanges: Sequence[Recorded]) -> str:
    """How old the oldest exchange is, in days, with its date; nothing if none says when it was recorded."""
    from fakeai.server.clock import utc_now

    days = [it.provenance.at[:10] for it in exchanges if it.provenance.at]
    try:
        age = (date.fromisoformat(utc_now()[:10]) - date.fromisoformat(min(days, default=""))).days
    except ValueError:  # a person may write what they like there
        return ""
    said = f"{counted(age, 'day')} old" if age else "of today"
    return f"{said} ({min(days)})"


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders of side files that hold none any longer."""
    for folder in folders:
        if folder.suffix == ".files" and not any(folder.iterdir()):
            folder.rmdir()


def _size(store: Store) -> int:
    return sum(path.stat().st_size for path in (store.path, *store.side_files()))
