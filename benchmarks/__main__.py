"""`make bench`: measure everything, or what is named, and print a table."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.table import Table

from benchmarks import generation, lifetimes, pacing, parked, plugin, recording, throughput
from benchmarks.result import Result

BENCHMARKS: dict[str, Callable[[], Iterator[Result]]] = {
    "lifetimes": lifetimes.measure,
    "throughput": throughput.measure,
    "generation": generation.measure,
    "plugin": plugin.measure,
    "parked": parked.measure,
    "pacing": pacing.measure,
    "recording": recording.measure,
}


def main(names: list[str]) -> None:
    """Run the benchmarks of these names; all if none is given."""
    if unknown := set(names) - set(BENCHMARKS):
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(BENCHMARKS)}")
    table = Table("what", "fakeai", "compared with", "ratio", "aim", title=f"Python {platform.python_version()}")
    console = Console()
    for name in names or BENCHMARKS:
        with console.status(f"measuring {name}"):
            for result in BENCHMARKS[name]():
                ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
                table.add_row(result.what, result.ours, result.against, ratio, result.aim)
    console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
