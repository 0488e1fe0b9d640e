"""`fakeai chaos -- COMMAND`: a person's own command, run once for each failure and fault of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fakeai.cli.command import Ended, run

if TYPE_CHECKING:
    from fakeai.fake import FakeAI
    from fakeai.results import Result
    from fakeai.verdict import Request

_SECONDS = click.FloatRange(min=0, min_open=True)


@click.command(short_help="Run a command once for each failure and fault.")
@click.option(
    "--plan", "plan_name", default="standard", show_default=True, help="quick, standard, all, or names: reset,stall."
)
@click.option("--fixtures", multiple=True, type=click.Path(path_type=Path), help="What is answered from (repeatable).")
@click.option("--provider", default="openai", show_default=True, help="Whose API the root of the paths is.")
@click.option("--seed", default="0", show_default=True, help="What everything follows from.")
@click.option(
    "--patience",
    type=_SECONDS,
    default=10.0,
    show_default=True,
    help="Seconds of silence that a client should not wait for.",
)
@click.option(
    "--timeout", type=_SECONDS, default=120.0, show_default=True, help="Seconds after which the command is ended."
)
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

    from fakeai.cli.chaos_report import Report, findings, form_of, table, write
    from fakeai.fake import FakeAI
    from fakeai.plans import CALM, plan
    from fakeai.verdict import usual_requests

    console = Console(highlight=False)
    results: list[Result] = []
    cases = plan(plan_name, patience=patience)
    usual: Mapping[Request, int] = {}
    for path in reports:  # a name that is no good is told now, not when everything has been run
        form_of(path)
    for each in cases:
        fake = FakeAI(*fixtures, provider=provider, seed=seed, chaos=each.rules)
        with console.status(f"{each.name} ({len(results) + 1} of {len(cases)})"), fake:
            ended = run(command, variables=fake.environment(), timeout=timeout, verbose=verbose)
        results.append(_result(each.name, fake, ended, usual=usual, timeout=timeout))
        if each.name == CALM:
            _check_calm(ended, fake, verbose=verbose)
            usual = usual_requests(fake.exchanges)
    console.print(table(results))
    for text in findings(results):
        console.print(text, soft_wrap=True, markup=False)
    options = ["--plan", plan_name, "--seed", seed, "--provider", provider, "--patience", f"{patience:g}"]
    options += [part for path in fixtures for part in ("--fixtures", str(path))]
    for path in reports:
        write(path, Report(results=tuple(results), command=command, options=options))
    ctx.exit(1 if any(result.grade == "BUG" for result in results) else 0)


def _result(case: str, fake: FakeAI, ended: Ended, *, usual: Mapping[Request, int], timeout: float) -> Result:
    """What came of a case in which the command has ended."""
    from fakeai.results import result
    from fakeai.verdict.rules import Finding, never_ended, swallowed

    verdict, more = fake.verdict(usual=usual), list[Finding]()
    if ended.code is None and verdict.chains:
        more = [never_ended(verdict.chains[-1], timeout)]
    elif ended.code == 0 and not verdict.findings:
        more = [finding for chain in verdict.chains for finding in swallowed(chain)][:1]
    return result(
        case, verdict, fake.chaos_counts, calls=len(fake.exchanges), ended=ended.said, failed=ended.code != 0, more=more
    )


def _check_calm(ended: Ended, fake: FakeAI, *, verbose: bool) -> None:
    """Raises ClickException for a command that can't be judged: it fails, or calls nobody, though nothing is wrong."""
    if ended.code == 0 and fake.calls:
        return
    if ended.code == 0:
        raise click.ClickException(
            f"the command makes no call, so that nothing can go wrong ({ended.said}); its client has to take its base "
            "URL from the environment (OPENAI_BASE_URL)"
        )
    printed = f"; it printed:\n{ended.output}" if ended.output else "" if verbose else "; it printed nothing"
    raise click.ClickException(f"the command fails though nothing goes wrong ({ended.said}){printed}")
