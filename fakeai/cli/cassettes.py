"""`fakeai cassettes`: lists, shows, checks, cleans and converts recordings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fakeai.cli.words import counted, printable

if TYPE_CHECKING:
    from fakeai.recording.cassette import Cassette
    from fakeai.recording.redaction import Redactor
    from fakeai.recording.store import Store

paths_argument = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
file_argument = click.argument("cassette", type=click.Path(exists=True, dir_okay=False, path_type=Path))
secret_option = click.option("--secret", "secrets", multiple=True, metavar="REGEX", help="What else is a secret.")


@click.group()
def cassettes() -> None:
    """Look after recordings."""


@cassettes.command("ls")
@paths_argument
def ls(paths: tuple[Path, ...]) -> None:
    """List cassettes: exchanges, size, when they were recorded, and whether their test is gone.

    Looks through files and folders, the current one if none is named.
    """
    for store in _stores(paths):
        cassette = store.load()
        days = sorted(it.provenance.at[:10] for it in cassette.exchanges if it.provenance.at)
        when = "" if not days else days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
        orphan = "its test is gone" if _is_orphan(store.path) else ""
        words = (counted(len(cassette.exchanges), "exchange"), f"{_size(store):,} bytes", when, orphan)
        click.echo(f"{store.name}: {', '.join(word for word in words if word)}")


@cassettes.command("show")
@file_argument
@click.argument("numbers", nargs=-1, type=click.IntRange(1))
def show(cassette: Path, numbers: tuple[int, ...]) -> None:
    """Print a cassette as a conversation; with NUMBERS, only those exchanges."""
    from fakeai.recording.store import Store
    from fakeai.recording.transcript import transcript

    for line in transcript(Store(cassette).load(), numbers):
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
            lines = list(_secrets(store.load(), store.name, secrets))
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


@cassettes.command("prune")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.argument("numbers", nargs=-1, type=click.IntRange(1))
@click.option("--yes", is_flag=True, help="Delete; without it, only say what would go.")
def prune(path: Path, numbers: tuple[int, ...], *, yes: bool) -> None:
    """Take exchanges out of a cassette by their NUMBERS; of a folder, the cassettes whose test is gone.

    Side files that no exchange needs any longer go too.
    """
    from dataclasses import replace

    from fakeai.errors import SettingError

    if path.is_file():
        [store] = _stores((path,))
        with store.alone():
            cassette = store.load()
            kept = tuple(it for number, it in enumerate(cassette.exchanges, 1) if number not in numbers)
            if yes and len(kept) < len(cassette.exchanges):
                store.save(replace(cassette, exchanges=kept))
        done = "taken out" if yes else "would go; --yes takes them out"
        click.echo(f"{store.name}: {counted(len(cassette.exchanges) - len(kept), 'exchange')} {done}")
        gone = [path for path in store.side_files() if path.name not in store.side_names()]
    elif numbers:
        raise SettingError("numbers are those of the exchanges of one cassette, and this is a folder")
    else:
        orphans = [store for store in _stores((path,)) if _is_orphan(store.path)]
        gone = [file for store in orphans for file in (store.path, *store.side_files())]
    for file in gone:
        click.echo(f"{'deleted' if yes else 'would delete'} {file}")
        if yes:
            file.unlink()


@cassettes.command("convert")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--to", type=click.Choice(["fixtures", "cassette"]), default="cassette", show_default=True, help="What is made."
)
@click.option("--redact", "redacting", is_flag=True, help="Put a placeholder in the place of secrets.")
@secret_option
def convert(source: Path, target: Path, *, to: str, redacting: bool, secrets: tuple[str, ...]) -> None:
    """Make a cassette of a vcrpy YAML, HAR or aimock file; or, with --to fixtures, fixtures of any of them.

    A cassette is not written if it would hold a secret, unless --redact is given.
    """
    from dataclasses import replace

    from fakeai.errors import SecretFound, SettingError
    from fakeai.recording.conversion import to_fixtures
    from fakeai.recording.scrubbing import scrubbed
    from fakeai.recording.store import Store

    if target.exists():
        raise SettingError(f"{target} is there already; it is not overwritten")
    cassette, redactor = _any_cassette(source), _redactor(secrets)
    cleaned = [scrubbed(it, redactor) for it in cassette.exchanges]
    places = [f"\n  #{number}: {it.place}: {it.kind}" for number, (_, found) in enumerate(cleaned, 1) for it in found]
    if places and not redacting:
        raise SecretFound(f"{target} is not written, because {source} holds secrets:{''.join(places)}")
    clean = replace(cassette, exchanges=tuple(it for it, _ in cleaned))
    if to == "fixtures":
        target.write_text(to_fixtures(clean), encoding="utf-8")
    else:
        Store(target).save(clean)
    click.echo(f"{counted(len(clean.exchanges), 'exchange')} of {source} in {target}")


def _stores(paths: Sequence[Path]) -> Iterator[Store]:
    """The cassettes among files and in folders."""
    from fakeai.recording.store import SUFFIXES, Store

    for path in paths or (Path(),):
        files = [path] if path.is_file() else sorted(it for it in path.rglob("*") if it.suffix.lower() in SUFFIXES)
        for file in files:
            store = Store(file)
            if path.is_file() or store.is_cassette():
                yield store


def _any_cassette(path: Path) -> Cassette:
    """A cassette of ours or of others."""
    from fakeai.recording.importing import imported
    from fakeai.recording.store import Store

    store = Store(path)
    return store.load() if store.is_cassette() else imported(path.read_bytes(), file=str(path))


def _redactor(secrets: tuple[str, ...]) -> Redactor:
    import os

    from fakeai.recording.redaction import Redactor, environment_secrets

    return Redactor(values=environment_secrets(os.environ), patterns=secrets)


def _secrets(cassette: Cassette, name: str, patterns: tuple[str, ...]) -> Iterator[str]:
    """The secrets in a cassette: place and kind."""
    from fakeai.recording.scrubbing import scrubbed

    redactor = _redactor(patterns)
    for recorded in cassette.exchanges:
        for found in scrubbed(recorded, redactor)[1]:
            yield f"{name}:{recorded.line}: {found.place}: {found.kind}"


def _size(store: Store) -> int:
    return sum(path.stat().st_size for path in (store.path, *store.side_files()))


def _is_orphan(path: Path) -> bool:
    """Whether a cassette that belongs to a test, as its place says, has lost it."""
    folder = path.parent
    if folder.parent.name != "cassettes":
        return False
    module = folder.parent.parent / f"{folder.name}.py"
    name = path.stem.partition("[")[0].rpartition(".")[2]
    return not (module.is_file() and f"def {name}(" in module.read_text(encoding="utf-8", errors="replace"))
