"""Which provider and route a method and path belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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

    def add(self, provider: Provider) -> None:
        for route in provider.routes:
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
    in order. Each provider is also reached below `/{name}`, which wins over all but the root's own paths.
    """

    def __init__(self, providers: Iterable[Provider], root: str) -> None:
        self._providers = {provider.name: provider for provider in providers}
        if root not in self._providers:
            raise SettingError(f"unknown provider {root!r}; there are: {', '.join(self._providers)}")
        self.root = self._providers[root]
        self._own = _Table()
        self._own.add(self.root)
        self._native = _Table()
        self._prefixed: dict[str, _Table] = {}
        for provider in self._providers.values():
            self._native.add(provider)
            self._prefixed[provider.name] = _Table()
            self._prefixed[provider.name].add(provider)

    def find(self, method: str, path: str) -> Destination:
        """The destination of a method and path; a provider says so if there is none."""
        own = self._own.find(method, path)
        if own is not None:
            return own
        name, _, rest = path[1:].partition("/")
        prefixed = self._prefixed.get(name)
        if prefixed is not None:
            provider = self._providers[name]
            if rest == "openapi.json" and method == "GET":
                return Destination(provider=provider, document=True)
            return prefixed.find(method, "/" + rest) or _unknown(provider)
        return self._native.find(method, path) or _unknown(self.root)

    def native_path(self, method: str, path: str) -> str:
        """The path as its provider itself has it: without the prefix that names the provider."""
        name, _, rest = path[1:].partition("/")
        return f"/{rest}" if name in self._prefixed and self._own.find(method, path) is None else path


def _pattern(path: str) -> re.Pattern[str]:
    """A path with `{names}` as a regular expression; a name takes slashes too, as in the ids of models."""
    pieces = _PARAMETER.split(path)
    return re.compile("".join(f"(?P<{piece}>.+)" if odd % 2 else re.escape(piece) for odd, piece in enumerate(pieces)))


def _unknown(provider: Provider) -> Destination:
    return Destination(provider=provider, failure=Failure(kind="unknown_path"))
