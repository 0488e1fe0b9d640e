"""What holds for every test: no network but loopback, and a known environment."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from typing import Any

import hypothesis
import pytest

import fakeai

pytest_plugins = ["pytester"]

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0", "::")

# The machine is shared and slow at times: what a test computes is judged, not how long that takes.
hypothesis.settings.register_profile("fakeai", deadline=None)
hypothesis.settings.load_profile("fakeai")


def _forbid_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise RuntimeError(f"tests have no network but loopback; this one went to {address}")


sys.addaudithook(_forbid_the_network)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the machine would stand between SDKs and loopback."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def _all_modules() -> None:
    """Everything that is imported lazily, imported.

    `pytester` forgets the modules that a run of its own was the first to import. They would then be imported again, and
    an `except` in one module would not know the exceptions of the other.
    """
    for module in pkgutil.walk_packages(fakeai.__path__, "fakeai."):
        if module.name != "fakeai.__main__":
            import_module(module.name)
    for name in ("anyio._backends._asyncio", "faker", "httpcore2", "httpx2", "jinja2", "jsonpath", "openai", "yaml"):
        import_module(name)


@pytest.fixture
def pytester(_all_modules: None, pytester: pytest.Pytester) -> pytest.Pytester:
    """Pytest's own, which leaves no module half forgotten."""
    return pytester
