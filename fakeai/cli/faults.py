"""`fakeai faults`: everything that can be made to go wrong, and what the official SDK makes of it."""

from __future__ import annotations

import os

import click

_PIPED = 140  # columns


@click.command(short_help="List failures and faults, and what the SDK makes of them.")
def faults() -> None:
    """List every failure and fault, and what the official openai SDK makes of it, as observed by our tests."""
    from rich.console import Console
    from rich.table import Table

    from fakeai.faults import FAULTS
    from fakeai.fixtures.failures import KINDS
    from fakeai.reactions import FAILURE_REACTIONS, FAULT_REACTIONS, OBSERVED_WITH

    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPED  # nothing says how wide it is to be, and 80 columns are too few for four
    failures = Table("failure", "the SDK's exception", "requests", title="Failures, said by the provider", box=None)
    for kind in KINDS:
        reaction = FAILURE_REACTIONS[kind]
        failures.add_row(kind, reaction.what, str(reaction.requests))
    damage = Table(
        "fault", "what happens", "plain", "streamed", title="Faults, done to the wire", box=None, padding=(0, 1)
    )
    for fault in FAULTS:
        both = FAULT_REACTIONS[fault.name()]
        damage.add_row(fault.name(), fault.summary(), str(both.plain or "—"), str(both.streamed or "—"))
    console.print(failures)
    console.print()
    console.print(damage)
    console.print(f"\nObserved with {OBSERVED_WITH}: {_LEGEND}", style="dim", soft_wrap=True)


_LEGEND = (
    "an exception and how many requests were made; ok: the right result; SILENT: a wrong or partial result and no "
    "exception; —: can't be done to such an answer. The anthropic SDK is not here, as its API is not served yet."
)
