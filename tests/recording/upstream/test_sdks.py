"""Recorded by the official SDKs through `fakeai record`; played by `fakeai replay` with the provider gone."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from fakeai import wire
from fakeai.recording.store import Store
from tests.recording.upstream.asking import ASKED, KEY, ask, ask_async, async_clients, clients
from tests.recording.upstream.client import Seen, see
from tests.recording.upstream.house import provider
from tests.recording.upstream.running import running

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Recording:
    """A cassette; what the SDKs saw while it was recorded; and every request with what crossed the socket then."""

    path: Path
    told: dict[str, str]
    seen: tuple[tuple[wire.Request, str, Seen], ...]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """Everything asked once by the SDKs, through the recorder. The provider is stopped."""
    path = tmp_path_factory.mktemp("upstream") / "all.yaml"
    with provider() as real:
        directly = ask_all(real.url)
        asked = list(zip(real.asked, real.targets, strict=True))
        seen = tuple((request, target, see(real.url, request, target=target)) for request, target in asked)
        with running("record", str(path), "--upstream", real.url, "--record-errors") as url:
            told = ask_all(url)
    assert told == directly
    return Recording(path, told, seen)


@pytest.fixture
def player(recording: Recording) -> Iterator[str]:
    with running("replay", str(recording.path)) as url:
        yield url


def ask_all(url: str) -> dict[str, str]:
    """What the SDKs make of every answer, one after the other."""
    with clients(url) as having:
        return {name: ask(having, name) for name in ASKED}


async def ask_side_by_side(url: str, names: list[str]) -> dict[str, str]:
    """The same, all at once."""
    async with async_clients(url) as having:
        answers = await asyncio.gather(*(ask_async(having, name) for name in names))
    return dict(zip(names, answers, strict=True))


def shuffled(seed: int) -> list[str]:
    names = list(ASKED)
    random.Random(seed).shuffle(names)  # noqa: S311 -- an order, not a secret
    return names


def test_threads_get_what_the_provider_said_in_any_order(recording: Recording, player: str) -> None:
    names = shuffled(1)
    with clients(player) as having, ThreadPoolExecutor(8) as pool:
        told = dict(zip(names, pool.map(lambda name: ask(having, name), names), strict=True))
    assert told == recording.told


async def test_tasks_get_what_the_provider_said_in_any_order(recording: Recording, player: str) -> None:
    assert await ask_side_by_side(player, shuffled(2)) == recording.told


def test_heads_chunks_and_endings_are_those_of_the_provider(recording: Recording, player: str) -> None:
    order = list(recording.seen)
    random.Random(3).shuffle(order)  # noqa: S311 -- an order, not a secret
    with ThreadPoolExecutor(8) as pool:
        played = list(pool.map(lambda it: see(player, it[0], target=it[1]), order))
    assert played == [seen for *_, seen in order]
    assert sum(len(seen.chunks) > 5 for seen in played) >= 6  # streams among them


def test_what_tasks_record_side_by_side_is_played_to_a_synchronous_client(tmp_path: Path) -> None:
    path = tmp_path / "tasks.yaml"
    with provider() as real, running("record", str(path), "--upstream", real.url, "--record-errors") as url:
        told = asyncio.run(ask_side_by_side(url, shuffled(4)))
    with running("replay", str(path)) as url:
        assert ask_all(url) == told


def test_the_key_is_not_on_disk_and_each_exchange_is_there_once(recording: Recording) -> None:
    files = [path for path in recording.path.parent.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
    kept = Counter(exchange.request.path for exchange in Store(recording.path).load().exchanges)
    assert kept == Counter(request.path for request, *_ in recording.seen)
    assert kept.total() == len(ASKED)
