"""The `fakeai` command: its sub-commands, and how a person's mistakes are told."""

from __future__ import annotations

from importlib import metadata
from typing import Any

import click

from fakeai.cli.cassettes import cassettes
from fakeai.cli.chaos import chaos
from fakeai.cli.check import check
from fakeai.cli.faults import faults
from fakeai.cli.providers import providers
from fakeai.cli.record import record, replay
from fakeai.cli.schema import schema
from fakeai.cli.serve import serve
from fakeai.errors import FakeAIError, FixtureError, SettingError

DISTRIBUTION = "pytest-fakeai"
_NAMESAKE = "fakeai"


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what a person got wrong is told as plain text, without a traceback."""
        try:
            return super().invoke(ctx)
        except SettingError as error:
            raise click.UsageError(str(error)) from error
        except FixtureError as error:
            count = len(error.problems)
            click.echo(error, err=True)
            raise click.ClickException(f"the fixtures have {count} problem{'s' * (count != 1)}") from error
        except FakeAIError as error:
            raise click.ClickException(str(error)) from error


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- click's form
    if value:
        click.echo(f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
def cli() -> None:
    """A fake LLM provider on a real socket, answering from fixture files."""
    _warn_of_namesake()


def _warn_of_namesake() -> None:
    try:
        version = metadata.version(_NAMESAKE)
    except metadata.PackageNotFoundError:
        return
    click.secho(
        f"Warning: the unrelated distribution `{_NAMESAKE}` {version} is installed too. Both own the package `fakeai`, "
        f"so neither can be relied on.\nUninstall both, then install this one again: "
        f"pip uninstall {_NAMESAKE} {DISTRIBUTION} && pip install {DISTRIBUTION}",
        fg="yellow",
        err=True,
    )


cli.add_command(serve)
cli.add_command(record)
cli.add_command(replay)
cli.add_command(cassettes)
cli.add_command(check)
cli.add_command(schema)
cli.add_command(providers)
cli.add_command(faults)
cli.add_command(chaos)


def main() -> None:
    """Run the command line."""
    cli(prog_name="fakeai")
