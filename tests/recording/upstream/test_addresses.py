"""Which upstream a request goes to: the one that was named, else where the provider really is."""

from __future__ import annotations

import pytest

from fakeai.errors import SettingError
from fakeai.providers import PROVIDERS
from fakeai.server.addresses import Addresses, address

BY_NAME = {provider.name: provider for provider in PROVIDERS}
OPENAI = BY_NAME["openai"]


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("openai", "https://api.openai.com"),
        ("lightningrod", "https://api.lightningrod.ai"),
        ("lighton", "https://paradigm.lighton.ai"),
        ("radis", "http://localhost:1234"),
        ("bifrost", "http://localhost:8080"),
    ],
)
def test_where_a_provider_really_is_need_not_be_said(name: str, base: str) -> None:
    found = Addresses(None, BY_NAME[name]).of(name, prefixed=False)
    assert found is not None
    assert found.base == base


def test_a_single_url_is_for_all_that_names_no_other_provider_in_its_path() -> None:
    addresses = Addresses("https://gateway.example.com", OPENAI)
    found = [addresses.of("openai", prefixed=prefixed) for prefixed in (True, False)]
    found += [addresses.of("lighton", prefixed=prefixed) for prefixed in (True, False)]
    gateway, real = "https://gateway.example.com", "https://paradigm.lighton.ai"
    assert [it and it.base for it in found] == [gateway, gateway, real, gateway]


def test_several_urls_are_for_the_providers_that_they_are_named_for() -> None:
    addresses = Addresses({"lighton": "http://one.example.com/api/v3", "radis": "http://two.example.com/v1/"}, OPENAI)
    found = [addresses.of(name, prefixed=False) for name in ("lighton", "radis", "openai")]
    bases = ["http://one.example.com", "http://two.example.com", "https://api.openai.com"]
    assert [it and it.base for it in found] == bases


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://api.example.com", "https://api.example.com"),
        ("https://api.example.com/", "https://api.example.com"),
        ("https://api.example.com/v1", "https://api.example.com"),
        ("https://api.example.com/v1/", "https://api.example.com"),
        ("https://api.example.com:8443/openai/v1", "https://api.example.com:8443/openai"),
        ("https://me:secret@api.example.com/v1?key=s3cret", "https://api.example.com"),
        ("http://[::1]:8080/v1", "http://[::1]:8080"),
    ],
)
def test_a_url_is_the_host_or_the_base_url_of_the_sdk(url: str, base: str) -> None:
    assert address(url, OPENAI).base == base


@pytest.mark.parametrize(
    "url",
    ["api.example.com", "localhost:80", "ftp://x", "https://", "https://x:port", "https://x:99999", "https://x/#x", ""],
)  # fmt: skip
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match="is no URL"):
        address(url, OPENAI)


def test_a_provider_that_there_is_not_is_refused() -> None:
    with pytest.raises(SettingError, match="did you mean `openai`"):
        Addresses({"opnai": "https://api.example.com"}, OPENAI)


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({"https_proxy": "http://proxy.example.com:3128"}, "http://proxy.example.com:3128"),
        ({"https_proxy": "http://proxy.example.com:3128", "no_proxy": "api.example.com"}, None),
        ({"http_proxy": "http://proxy.example.com:3128"}, None),
    ],
)
def test_the_proxy_is_the_one_that_the_environment_names(
    environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert address("https://api.example.com", OPENAI).proxy == proxy


def test_a_proxy_that_can_t_be_used_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("https_proxy", "socks5://proxy.example.com:1080")
    with pytest.raises(SettingError, match="only HTTP proxies can"):
        address("https://api.example.com", OPENAI)


@pytest.mark.parametrize(
    ("url", "host", "port", "is_"),
    [
        ("http://localhost:8000", "127.0.0.1", 8000, True),
        ("http://127.0.0.1:8000/v1", "127.0.0.1", 8000, True),
        ("http://127.0.0.1:8001", "127.0.0.1", 8000, False),
        ("http://192.0.2.1:8000", "127.0.0.1", 8000, False),
        ("http://192.0.2.1", "192.0.2.1", 80, True),
    ],
)
def test_it_knows_whether_it_is_the_server_itself(url: str, host: str, port: int, *, is_: bool) -> None:
    assert address(url, OPENAI).is_at(host, port) is is_
