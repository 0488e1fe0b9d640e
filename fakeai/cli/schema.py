"""`fakeai schema`: the JSON Schema of fixture files, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command(short_help="Print the JSON Schema of fixture files, for editors.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead.")
def schema(output: Path | None) -> None:
    """Print the JSON Schema of fixture files, which editors complete and check by."""
    from fakeai.fixtures.schema import json_schema

    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(output), error.strerror or str(error)) from error
    click.echo(f"wrote {output}", err=True)
