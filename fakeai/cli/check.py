"""`fakeai check`: every problem of fixture files, with its place."""

from __future__ import annotations

from pathlib import Path

import click

from fakeai.errors import FixtureError


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Check fixture files and folders of them.

    Lists every problem as file:line:column and exits with 1 if there is any.
    """
    from fakeai.cli.words import counted
    from fakeai.fixtures.loader import load

    try:
        loaded = load(paths)
    except FixtureError as error:
        for problem in error.problems:
            click.echo(problem)
        click.echo(f"{counted(len(error.problems), 'problem')} found", err=True)
        ctx.exit(1)
    click.echo(f"{counted(len(loaded.fixtures), 'fixture')} in {counted(len(loaded.files), 'file')}: no problems")
