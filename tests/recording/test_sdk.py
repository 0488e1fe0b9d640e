"""Recorded by the official SDK on a real socket, replayed in any order in another process, the upstream stopped."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time  # noqa: TID251 -- real time is what is measured
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openai
import pytest

from fakeai import FakeAI, open_cassette, tool

KEY = "sk-proj-" + "r3aLk3Y" * 5
TOOLS: list[Any] = [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}]
pytestmark = pytest.mark.slow


def chat(client: openai.OpenAI, prompt: str, **options: Any) -> str:
    messages: list[Any] = [{"role": "user", "content": prompt}]
    try:
        made = client.chat.completions.create(model="gpt-4o", messages=messages, **options)
    except openai.APIStatusError as error:
        return f"{error.status_code} {error.body}"
    if options.get("stream"):
        return "\n".join(chunk.model_dump_json() for chunk in made)
    return str(made.model_dump_json())


ASKED: dict[str, Callable[[openai.OpenAI], str]] = {
    "plain": lambda it: chat(it, "Tell me about Paris"),
    "plain, another": lambda it: chat(it, "Tell me about Rome"),
    "stream": lambda it: chat(it, "Tell me about Paris", stream=True),
    "stream with usage": lambda it: chat(it, "Count", stream=True, stream_options={"include_usage": True}),
    "tools": lambda it: chat(it, "The weather?", tools=TOOLS),
    "tools, streamed": lambda it: chat(it, "The weather?", tools=TOOLS, stream=True),
    "several": lambda it: chat(it, "Tell me", n=3, temperature=0.5),
    "json": lambda it: chat(it, "Tell me in JSON", response_format={"type": "json_object"}),
    "embeddings": lambda it: it.embeddings.create(model="text-embedding-3-small", input=["a", "b"]).model_dump_json(),
    "models": lambda it: it.models.list().model_dump_json(),
    "an error": lambda it: chat(it, "Tell me", temperature=9),
}

CHILD = """
import json, random, sys
from concurrent.futures import ThreadPoolExecutor
from fakeai import FakeAI
from tests.recording.test_sdk import ASKED, client_of

with FakeAI(cassette=sys.argv[1]) as fake, client_of(fake) as client:
    order = list(ASKED)
    random.Random(int(sys.argv[2])).shuffle(order)
    with ThreadPoolExecutor(6) as pool:
        answers = dict(zip(order, pool.map(lambda name: ASKED[name](client), order)))
    fake.wait_idle()
    unplayed = len(fake.cassette.unplayed)
print(json.dumps([answers, unplayed]))
"""


def client_of(fake: FakeAI) -> openai.OpenAI:
    return openai.OpenAI(base_url=fake.openai_base_url, api_key=KEY, max_retries=0)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A cassette, and what the SDK saw while it was recorded. The upstream is stopped."""
    path = tmp_path_factory.mktemp("sdk") / "all.yaml"
    with FakeAI(pace={"ttft": "5ms", "itl": "2ms"}) as upstream:
        upstream.on(user="weather").reply(tool("get_weather", city="Paris"))
        upstream.on().generate()
        with FakeAI(
            cassette=open_cassette(path, record="once", record_errors=True), upstream=upstream.openai_base_url
        ) as fake, client_of(fake) as client:  # fmt: skip
            answers = {name: ask(client) for name, ask in ASKED.items()}
    return path, answers


@pytest.mark.parametrize("seed", [1, 2])
def test_it_replays_in_another_process_in_shuffled_concurrent_order(
    recorded: tuple[Path, dict[str, str]], seed: int
) -> None:
    path, answers = recorded
    done = subprocess.run(
        [sys.executable, "-c", CHILD, path, str(seed)], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [answers, 0]


def test_changing_one_word_of_the_prompt_misses(recorded: tuple[Path, dict[str, str]]) -> None:
    with FakeAI(cassette=recorded[0]) as fake, client_of(fake) as client:
        answer = chat(client, "Tell me about Prague")
        assert answer.startswith("404")
        assert 'messages[0].content: \\"Tell me about Prague\\", but recorded \\"Tell me about' in json.dumps(answer)
        with pytest.raises(AssertionError, match="not recorded"):
            fake.check()


def test_the_key_is_nowhere_in_the_folder(recorded: tuple[Path, dict[str, str]]) -> None:
    files = [path for path in recorded[0].parent.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_recorded_pace_is_kept(recorded: tuple[Path, dict[str, str]]) -> None:
    with FakeAI(cassette=open_cassette(recorded[0], speed=0.5)) as fake, client_of(fake) as client:
        started = time.perf_counter()
        ASKED["stream"](client)
        slow = time.perf_counter() - started
    [exchange] = fake.exchanges
    assert slow >= exchange.response.frames[-1].at > 0.02


def test_the_time_to_first_token_hardly_grows_while_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Measured and printed; only a difference that no slow machine explains fails it."""

    def first_token(client: openai.OpenAI, number: int) -> float:
        started = time.perf_counter()
        messages: list[Any] = [{"role": "user", "content": f"Number {number}"}]
        stream = client.chat.completions.create(model="gpt-4o", messages=messages, stream=True)
        next(iter(stream))
        took = time.perf_counter() - started
        stream.close()
        return took

    with (
        FakeAI(pace={"ttft": "50ms"}) as upstream,
        FakeAI(cassette=tmp_path / "x.yaml", record="all", upstream=upstream.openai_base_url) as fake,
        client_of(upstream) as direct,
        client_of(fake) as through,
    ):
        pairs = [(first_token(direct, number), first_token(through, number)) for number in range(40)][5:]
    grown = statistics.median(one[1] for one in pairs) - statistics.median(one[0] for one in pairs)
    with capsys.disabled():
        print(f"\ntime to first token: {1000 * grown:+.2f} ms while recording (median of {len(pairs)})")  # noqa: T201 -- a figure for people
    assert grown < 0.04


def test_threads_share_one_replay(recorded: tuple[Path, dict[str, str]]) -> None:
    path, answers = recorded
    names = list(ASKED)
    random.Random(3).shuffle(names)  # noqa: S311 -- an order, not a secret
    with FakeAI(cassette=path) as fake, client_of(fake) as client, ThreadPoolExecutor(8) as pool:
        seen = dict(zip(names, pool.map(lambda name: ASKED[name](client), names), strict=True))
    assert seen == answers
