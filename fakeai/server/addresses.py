"""Where upstreams are: which one a request goes to, and at which URL."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from yarl import URL

from fakeai import wire
from fakeai.errors import SettingError
from fakeai.providers import PROVIDERS
from fakeai.providers.contract import Provider
from fakeai.written import not_among

_OF_TARGETS = "/:@!$&'()*+,;=~?%[]"  # what stays as the client wrote it
_OF_PATHS = "/:@!$&'()*+,;=~"
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an upstream is.

    base: its URL without a slash at the end. query: what every request to it asks beside its own. headers: what it
    wants to know that the client doesn't say. proxy: the one that the environment names for it.
    """

    base: str
    query: str = ""
    headers: wire.Headers = ()
    proxy: str | None = None

    @property
    def is_secure(self) -> bool:
        """Whether it speaks TLS."""
        return self.base.startswith("https:")

    def url(self, target: str) -> URL:
        """The URL of a request target, which is left as the client has written it."""
        path, mark, query = target.partition("?")
        asked = "&".join(part for part in (self.query, query) if part)
        return URL(self.base + path + (f"?{asked}" if asked else mark), encoded=True)

    def is_at(self, host: str, port: int) -> bool:
        """Whether this is a server that listens here: asking it would never end."""
        parts = urlsplit(self.base)
        return port == (parts.port or (443 if self.is_secure else 80)) and parts.hostname in {host, *_HERE}


class Addresses:
    """The upstreams of a server.

    upstream: a URL, to which everything goes that does not name another provider in its path; or several by provider.
    Whatever neither says goes to where the provider really is. Raises SettingError for what is no URL, and for a
    provider that there is not.
    """

    def __init__(self, upstream: str | Mapping[str, str] | None, root: Provider) -> None:
        self._providers = {provider.name: provider for provider in (*PROVIDERS, root)}
        named = {} if upstream is None else {root.name: upstream} if isinstance(upstream, str) else dict(upstream)
        for name in named:
            if name not in self._providers:
                raise SettingError(f"upstream: {not_among(name, self._providers)}")
        self._named = {name: address(url, self._providers[name]) for name, url in named.items()}
        self._sole = self._named.get(root.name) if isinstance(upstream, str) else None
        self._built_in: dict[str, Address] = {}

    def of(self, provider: str, *, prefixed: bool) -> Address | None:
        """Where a request for a provider goes, whose path may begin with its name; None where nobody knows."""
        if self._sole is not None and not prefixed:
            return self._sole
        return self._named.get(provider) or self._known(provider)

    def _known(self, provider: str) -> Address | None:
        known = self._providers[provider].upstream
        if provider not in self._built_in and known is not None:
            self._built_in[provider] = address(known, self._providers[provider])
        return self._built_in.get(provider)


def address(url: str, provider: Provider) -> Address:
    """The address that a person has written: the provider's host, or the base URL that its SDK is given.

    Raises SettingError for what is no URL.
    """
    parts = urlsplit(str(url))
    try:
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and not parts.fragment
    except ValueError:  # the port is no number, or too large
        usable = False
    if not usable:
        raise SettingError(f"the upstream {url!r} is no URL such as https://api.example.com")
    path = parts.path.rstrip("/")
    base = next((base for base in _bases(provider) if path.endswith(base)), "")
    host = parts.netloc.rpartition("@")[2]
    plain = f"{parts.scheme}://{host}{quote(path.removesuffix(base), safe=_OF_TARGETS)}"
    return Address(base=plain, query=parts.query, headers=_credentials(parts.netloc), proxy=_proxy(plain))


def target(raw: str, asked: wire.Request, *, prefixed: bool) -> str:
    """What is asked for below a base URL: the raw target of a request, less the prefix that names its provider."""
    if not raw.startswith("/"):  # a client that takes this server for a proxy names the host too
        parts = urlsplit(raw)
        raw = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if prefixed:
        path, mark, query = raw[1:].partition("?")
        rest = path.partition("/")[2]
        raw = (f"/{rest}" if unquote(f"/{rest}") == asked.path else quote(asked.path, safe=_OF_PATHS)) + mark + query
    return quote(raw, safe=_OF_TARGETS, errors="surrogateescape")


def _bases(provider: Provider) -> list[str]:
    """Where below its host a provider is served, the longest first."""
    return sorted(filter(None, (*provider.bases, provider.base_path)), key=len, reverse=True)


def _credentials(netloc: str) -> wire.Headers:
    """The user and password of a URL as the header that says them."""
    user, at, _ = netloc.rpartition("@")
    return (("authorization", f"Basic {b64encode(unquote(user).encode()).decode()}"),) if at else ()


def _proxy(base: str) -> str | None:
    """The proxy that the environment names for a URL. It is looked up once: nobody's first token waits for it."""
    parts = urlsplit(base)
    proxy = None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)
    if proxy is not None and urlsplit(proxy).scheme not in {"http", "https"}:
        raise SettingError(
            f"{parts.scheme.upper()}_PROXY={proxy!r} can't be used to reach {base}: only HTTP proxies can"
        )
    return proxy
