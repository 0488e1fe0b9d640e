"""Which provider and route a method and path belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fakeai.errors import SettingError
from fakeai.providers.contract import Provider, Route
from fakeai.reply import Failure

_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a request goes. Without a route, `failure` says why, or it asks for the provider's OpenAPI `document`."""

    provider: Provider
    route: Route | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    failure: Failure | None = None
    document: bool = False


class _Table:
    """The routes of one or more providers, by path. The first to claim a method and path keeps it."""

    def __init__(self) -> None:
        self._exact: dict[str, dict[str, Destination]] = {}
        self._patterns: list[tuple[re.Pattern[str], Destination]] = []

    def add(self, provider: Provider, beside: Provider | None = None) -> None:
        """Add the routes of a provider, but for those below a base path that the one beside it has for itself."""
        for route in provider.routes:
            if beside is not None and _base(provider, route) in _bases(beside):
                continue
            destination = Destination(provider=provider, route=route)
            if "{" in route.path:
                self._patterns.append((_pattern(route.path), destination))
            else:
                self._exact.setdefault(route.path, {}).setdefault(route.method, destination)

    def find(self, method: str, path: str) -> Destination | None:
        methods = self._exact.get(path)
        if methods is not None:
            return methods.get(method) or self._wrong_method(methods.values())
        fitting = [
            (found, destination) for pattern, destination in self._patterns if (found := pattern.fullmatch(path))
        ]
        for found, destination in fitting:
            if destination.route is not None and destination.route.method == method:
                return Destination(provider=destination.provider, route=destination.route, params=found.groupdict())
        return self._wrong_method([destination for _, destination in fitting]) if fitting else None

    def _wrong_method(self, offered: Iterable[Destination]) -> Destination:
        destinations = list(offered)
        allowed = ", ".join(sorted(item.route.method for item in destinations if item.route is not None))
        failure = Failure(kind="wrong_method", headers=(("allow", allowed),))
        return Destination(provider=destinations[0].provider, failure=failure)


class Router:
    """Finds the destination of a request.

    The provider `root` owns the paths as they are; whatever it does not use belongs to the other providers' own paths,
    in order, unless they have the same base path as the root. Each provider is also reached below `/{name}`, which wins
    over all but the root's own paths; where the root itself is served below such a name, as Bifrost is below `/openai`,
    all that is there is the root's.
    """

    def __init__(self, providers: Iterable[Provider], root: str) -> None:
        self._providers = {provider.name: provider for provider in providers}
        if root not in self._providers:
            raise SettingError(f"unknown provider {root!r}; there are: {', '.join(self._providers)}")
        self.root = self._providers[root]
        self._own = _Table()
        self._own.add(self.root)
        self._named: dict[str, _Table] = {}
        taken = {route.path.split("/")[1] for route in self.root.routes} - {root}
        self._names = frozenset(self._providers) - taken

    def find(self, method: str, path: str) -> Destination:
        """The destination of a method and path; a provider says so if there is none."""
        own = self._own.find(method, path)
        if own is not None:
            return own
        name, _, rest = path[1:].partition("/")
        if rest == "openapi.json" and method == "GET" and name in self._providers:
            return Destination(provider=self._providers[name], document=True)
        if name in self._names:
            return self._below(name).find(method, "/" + rest) or _unknown(self._providers[name])
        return self._native.find(method, path) or _unknown(self.root)

    @cached_property
    def _native(self) -> _Table:
        """The own paths of all providers; made when somebody wants one, as few do."""
        table = _Table()
        for provider in self._providers.values():
            table.add(provider, beside=self.root)
        return table

    def _below(self, name: str) -> _Table:
        """The paths below the name of a provider."""
        table = self._named.get(name)
        if table is None:
            table = self._named[name] = _Table()
            table.add(self._providers[name])
        return table

    def native_path(self, method: str, path: str) -> str:
        """The path as its provider itself has it: without the prefix that names the provider."""
        name, _, rest = path[1:].partition("/")
        return f"/{rest}" if name in self._names and self._own.find(method, path) is None else path


def _bases(provider: Provider) -> tuple[str, ...]:
    return provider.bases or (provider.base_path,)


def _base(provider: Provider, route: Route) -> str | None:
    """The base path that a route is below: the longest that fits."""
    return max((base for base in _bases(provider) if route.path.startswith(f"{base}/")), key=len, default=None)


def _pattern(path: str) -> re.Pattern[str]:
    """A path with `{names}` as a regular expression; a name takes slashes too, as in the ids of models."""
    pieces = _PARAMETER.split(path)
    return re.compile("".join(f"(?P<{piece}>.+)" if odd % 2 else re.escape(piece) for odd, piece in enumerate(pieces)))


def astray(provider: Provider, path: str) -> str:
    """What is probably wrong where a provider has no such path: most often a base URL, or an API that is not served."""
    base, paths = provider.base_path, {route.path for route in provider.routes}
    if base and base + path in paths:
        return f"{base}{path} is served; the base URL has to end in {base}"
    if base and path.removeprefix(base) in paths:
        return f"the base URL has {base} twice"
    if path.endswith("/responses"):
        return "the Responses API is not served; have the client use Chat Completions"
    return f"`fakeai providers {provider.name}` lists the paths that are served"


def _unknown(provider: Provider) -> Destination:
    return Destination(provider=provider, failure=Failure(kind="unknown_path"))
