"""Real clients that find fakeai through environment variables alone, and reach nothing else.

A client that is not installed is skipped. `make test-clients` names in FAKEAI_CLIENTS those that it has installed, so
that one of them that can't be imported is a failure there.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from fakeai import FakeAI

# Read when the client is imported, so before any test.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # or LiteLLM asks GitHub for its list of prices

_LOOPBACK = ("127.0.0.1", "::1", "localhost", b"127.0.0.1", b"::1", b"localhost", None, "", b"")
_strayed: list[Any] = []


def _note_who_strays(event: str, arguments: tuple[Any, ...]) -> None:
    """Names are looked up before anything is connected to: a client that hides its failure is found by that."""
    if event == "socket.getaddrinfo" and arguments[0] not in _LOOPBACK:
        _strayed.append(arguments[0])


sys.addaudithook(_note_who_strays)


@pytest.fixture(autouse=True)
def _nothing_strays(fakeai_server: FakeAI) -> Iterator[None]:
    """A server for every test, and no address but its own. What strays between tests is told of by the next."""
    yield
    strayed = _strayed.copy()
    _strayed.clear()
    assert not strayed


def pytest_configure(config: pytest.Config) -> None:
    """What clients warn of, and the sockets that they leave to the garbage collector, are theirs to mend."""
    config.addinivalue_line("filterwarnings", "ignore")
    warnings.simplefilter("ignore")  # for what is collected when no test runs any more


def pytest_sessionstart() -> None:
    """Import what has to be there."""
    for name in os.environ.get("FAKEAI_CLIENTS", "").split():
        importlib.import_module(name)
