"""Paths of which the provider's name says nothing: those that the provider under whose name they are recorded has not.

A request that nobody knows is recorded under the name of the provider that the server stands for, whoever the upstream
was: one of `/v1/messages` under `openai`. It has to be found again once there is a provider that has such a path.
"""

from __future__ import annotations

from collections.abc import Sequence

from fakeai.errors import SettingError
from fakeai.providers import PROVIDERS
from fakeai.providers.contract import Provider
from fakeai.providers.routing import Router
from fakeai.recording.cassette import Recorded


def nameless(recorded: Sequence[Recorded], providers: Sequence[Provider] = PROVIDERS) -> frozenset[tuple[str, str]]:
    """The methods and paths of recordings whose providers' names don't count.

    Where recordings of one path stand under the names of several providers that don't have it, the names tell them
    apart, and count.
    """
    routers: dict[str, Router | None] = {}
    under: dict[tuple[str, str], set[str]] = {}
    for name, method, path in {(it.provider, it.request.method, it.request.path) for it in recorded}:
        if name not in routers:
            routers[name] = _router(name, providers)
        if not _has(routers[name], method, path):
            under.setdefault((method, path), set()).add(name)
    return frozenset(place for place, names in under.items() if len(names) == 1)


def _router(name: str, providers: Sequence[Provider]) -> Router | None:
    try:
        return Router(providers, name)
    except SettingError:  # a provider that this fakeai does not know
        return None


def _has(router: Router | None, method: str, path: str) -> bool:
    """Whether the provider that a router stands for has a path of its own."""
    if router is None:
        return False
    found = router.find(method, path)
    return found.route is not None and found.provider is router.root
