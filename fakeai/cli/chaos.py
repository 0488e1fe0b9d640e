"""`fakeai chaos -- COMMAND`: a person's own command, run once for each failure and fault of a plan."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fakeai.fake import FakeAI
    from fakeai.plans import Case
    from fakeai.results import Result


@click.command()
@click.option(
    "--plan", "plan_name", default="standard", show_default=True, help="quick, standard, all, or names: reset,stall."
)
@click.option("--fixtures", multiple=True, type=click.Path(path_type=Path), help="What is answered from (repeatable).")
@click.option("--provider", default="openai", show_default=True, help="Whose API the root of the paths is.")
@click.option("--seed", default="0", show_default=True, help="What everything follows from.")
@click.option(
    "--patience", default=10.0, show_default=True, help="Seconds of silence that a client should not wait for."
)
@click.option("--timeout", default=120.0, show_default=True, help="Seconds after which the command is ended.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Write a .md, .json or .xml (JUnit) file.",
)
@click.option("--verbose", "-v", is_flag=True, help="Let the command's own output through.")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_context
def chaos(
    ctx: click.Context,
    command: tuple[str, ...],
    *,
    plan_name: str,
    fixtures: tuple[Path, ...],
    provider: str,
    seed: str,
    patience: float,
    timeout: float,
    reports: tuple[Path, ...],
    verbose: bool,
) -> None:
    """Run COMMAND once for each failure and fault of a plan, and say how it coped.

    SDKs in the command find the fake through environment variables (OPENAI_BASE_URL and the like). It exits with 1 if
    the command has a bug, or fails though nothing goes wrong.
    """
    from rich.console import Console

    from fakeai.cli.chaos_report import findings, form_of, table, write
    from fakeai.fake import FakeAI
    from fakeai.plans import CALM, plan

    console = Console(highlight=False)
    results: list[Result] = []
    cases = plan(plan_name, patience=patience)
    for path in reports:  # a name that is no good is told now, not when everything has been run
        form_of(path)
    for each in cases:
        fake = FakeAI(*fixtures, provider=provider, seed=seed, chaos=each.rules)
        with console.status(f"{each.name} ({len(results) + 1} of {len(cases)})"), fake:
            came, code = _run(command, each, fake, timeout=timeout, verbose=verbose)
        results.append(came)
        if each.name == CALM and (code != 0 or not came.calls):
            why = "fails though nothing goes wrong" if code != 0 else "makes no call, so that nothing can go wrong"
            raise click.ClickException(f"the command {why} ({came.ended}); try it with --verbose")
    console.print(table(results))
    for text in findings(results):
        console.print(text, soft_wrap=True, markup=False)
    for path in reports:
        write(path, results, command=command)
    ctx.exit(1 if any(result.grade == "BUG" for result in results) else 0)


def _run(
    command: tuple[str, ...], case: Case, fake: FakeAI, *, timeout: float, verbose: bool
) -> tuple[Result, int | None]:
    """What came of one case, and the command's exit code; None if it had to be ended."""
    from fakeai.errors import SettingError
    from fakeai.results import result

    code, output = None, None if verbose else subprocess.DEVNULL
    try:
        done = subprocess.run(  # noqa: S603 -- running the person's own command is what this is for
            command, env=os.environ | fake.environment(), stdout=output, stderr=output, timeout=timeout, check=False
        )
        code, ended = done.returncode, f"exit {done.returncode}"
    except subprocess.TimeoutExpired:
        ended = f"ended after {timeout:g} s"
    except OSError as error:
        raise SettingError(f"the command can't be run: {error.strerror}: {command[0]}") from error
    verdict, calls = fake.verdict(), len(fake.exchanges)
    return result(case.name, verdict, fake.chaos_counts, calls=calls, ended=ended, failed=code != 0), code
