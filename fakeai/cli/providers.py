"""`fakeai providers`: every provider that is faked, its paths, keys, peculiarities and switches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fakeai.providers.contract import Provider, Switch


@click.command(short_help="List providers: paths, keys, quirks and switches.")
@click.argument("names", nargs=-1, metavar="[NAME]…")
def providers(names: tuple[str, ...]) -> None:
    """List all providers, or those named, with everything that is special about them."""
    from fakeai.errors import SettingError
    from fakeai.providers import PROVIDERS
    from fakeai.written import not_among

    known = {provider.name: provider for provider in PROVIDERS}
    for name in names:
        if name not in known:
            raise SettingError(not_among(name, known))
    click.echo("\n\n".join("\n".join(_lines(known[name])) for name in names or known))


def _lines(provider: Provider) -> Iterator[str]:
    yield f"{click.style(provider.name, bold=True)}  {provider.title}, its own server's port is {provider.port}"
    yield f"  base path  {provider.base_path or '/'}, and /{provider.name}{provider.base_path} beside other providers"
    yield f"  keys       {provider.auth}"
    if provider.upstream is not None:
        yield f"  upstream   {provider.upstream}, where `fakeai record` asks unless told otherwise"
    for label, said in (
        ("paths", list(_paths(provider))),
        ("quirks", list(provider.quirks)),
        ("switches", [_switch(provider, switch) for switch in provider.switches]),
    ):
        for index, line in enumerate(said):
            yield f"  {label if index == 0 else '':9}  {line}"


def _paths(provider: Provider) -> Iterator[str]:
    """The paths, and where else they are: what is the same below several bases is told once."""
    first, *others = provider.bases or (provider.base_path,)
    paths = [(route.method, route.path) for route in provider.routes]
    below = {path.removeprefix(first) for _, path in paths if path.startswith(f"{first}/")}
    again = {base + path for base in others for path in below}
    yield from (f"{method} {path}" for method, path in paths if path not in again)
    if others:
        yield f"likewise below {', '.join(others)}"


def _switch(provider: Provider, switch: Switch) -> str:
    values = ("on", "off") if isinstance(switch.default, bool) else switch.values
    default = ("off", "on")[switch.default] if isinstance(switch.default, bool) else switch.default
    listed = f" ({'|'.join(values)})" if values else ""
    return f"--switch {provider.name}.{switch.name}={default}{listed}: {switch.meaning}"
