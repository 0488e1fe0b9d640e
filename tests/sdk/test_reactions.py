"""What the official SDK makes of each failure and fault, over a real socket: the proof of fakeai/reactions.py."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import openai
import pytest

from fakeai import FakeAI, tool
from fakeai.faults import FAULTS
from fakeai.fixtures.failures import KINDS
from fakeai.reactions import FAILURE_REACTIONS, FAULT_REACTIONS, OBSERVED_WITH, OK, SILENT, Reaction, Reactions

from .asking import MESSAGES, MODEL

WORDS = "Grüße aus Paris, my dear friend!"
ARGUMENTS = '{"city":"Paris"}'
PATIENCE, SHORT = 5.0, 0.2  # seconds that a client waits for the next bytes; short where they don't come
WRITTEN: dict[str, Any] = {
    "slow_headers": {"fault": "slow_headers", "pause": "5s"},
    "stall": {"fault": "stall", "pause": "5s"},
    "drip": {"fault": "drip", "bytes_per_second": 20_000, "every": "1ms"},
    "keep_alives": {"fault": "keep_alives", "every": "2ms"},
}
"""Settings other than the defaults, where those would take long."""
WAITS = ("hang", "slow_headers", "stall")

PAGE = Path(__file__).parents[2].joinpath("docs", "faults.md").read_text(encoding="utf-8")


class Heard(NamedTuple):
    """What a client has of an answer."""

    role: str | None
    text: str
    arguments: str
    finish: str | None
    usage: bool


class Nothing(NamedTuple):
    """What a client has if it gave back something else than an answer."""

    kind: str


class Impatient(openai.OpenAI):
    """The SDK, which tries again as ever, but at once."""

    def _sleep_for_retry(self, **_: Any) -> None:
        return


class AsyncImpatient(openai.AsyncOpenAI):
    """The same with coroutines."""

    async def _sleep_for_retry(self, **_: Any) -> None:
        return


def of_events(chunks: Iterable[Any]) -> Heard | Nothing:
    role, text, arguments, finish, usage = None, "", "", None, False
    found = list(chunks)
    for chunk in found:
        usage = usage or chunk.usage is not None
        for choice in chunk.choices:
            role = choice.delta.role or role
            text += choice.delta.content or ""
            arguments += "".join(call.function.arguments or "" for call in choice.delta.tool_calls or ())
            finish = choice.finish_reason or finish
    return Heard(role, text, arguments, finish, usage) if found else Nothing("no events")


def of_answer(answer: Any) -> Heard | Nothing:
    if isinstance(answer, str):
        return Nothing("str")
    choice = answer.choices[0]
    arguments = "".join(call.function.arguments for call in choice.message.tool_calls or ())
    return Heard(
        choice.message.role, choice.message.content or "", arguments, choice.finish_reason, answer.usage is not None
    )


def asked(stream: bool) -> dict[str, Any]:
    options = {"stream_options": {"include_usage": True}} if stream else {}
    return {"model": MODEL, "messages": MESSAGES, "stream": stream, **options}


def ask(fake: FakeAI, stream: bool, patience: float) -> Heard | Nothing:
    with Impatient(base_url=fake.openai_base_url, api_key="sk-test", timeout=patience, max_retries=2) as client:
        answer = client.chat.completions.create(**asked(stream))
        return of_events(answer) if stream else of_answer(answer)


async def ask_async(fake: FakeAI, stream: bool, patience: float) -> Heard | Nothing:
    async with AsyncImpatient(
        base_url=fake.openai_base_url, api_key="sk-test", timeout=patience, max_retries=2
    ) as client:
        answer = await client.chat.completions.create(**asked(stream))
        return of_events([chunk async for chunk in answer]) if stream else of_answer(answer)


Asking = Callable[[FakeAI, bool, float], Heard | Nothing | Awaitable[Heard | Nothing]]


def reaction(fake: FakeAI, asking: Asking, stream: bool, good: Heard, patience: float = PATIENCE) -> Reaction:
    """What came of a call, the note apart."""
    try:
        heard = asking(fake, stream, patience)
        if inspect.iscoroutine(heard):
            heard = asyncio.run(heard)
    except (openai.OpenAIError, ValueError) as error:
        return Reaction(type(error).__name__, len(fake.exchanges))
    return Reaction(OK if heard == good else SILENT, len(fake.exchanges))


def expected(known: Reaction) -> Reaction:
    return Reaction(known.what, known.requests)


both_clients = pytest.mark.parametrize("asking", [ask, ask_async], ids=["sync", "async"])
both_ways = pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])


@both_clients
@both_ways
@pytest.mark.parametrize("kind", KINDS)
def test_a_failure_is_taken_as_it_is_written_down(kind: str, stream: bool, asking: Asking) -> None:
    with FakeAI(chaos=kind) as fake:
        good = Heard("assistant", "", "", None, True)
        assert reaction(fake, asking, stream, good) == expected(FAILURE_REACTIONS[kind])


@both_clients
@both_ways
@pytest.mark.parametrize(
    "name",
    [pytest.param(it.name(), marks=[pytest.mark.slow] if it.name() in WAITS else []) for it in FAULTS],
)
def test_a_fault_is_taken_as_it_is_written_down(name: str, stream: bool, asking: Asking) -> None:
    with FakeAI(pace={"itl": "8ms"} if name == "keep_alives" else None) as fake:
        answer = tool("get_weather", ARGUMENTS) if name == "tool_args_cut" else WORDS
        fake.on(faults=WRITTEN.get(name, name)).reply(answer)
        is_call = not isinstance(answer, str)
        good = Heard(
            "assistant",
            "" if is_call else WORDS,
            ARGUMENTS if is_call else "",
            "tool_calls" if is_call else "stop",
            True,
        )
        observed = reaction(fake, asking, stream, good, SHORT if name in WAITS else PATIENCE)
        known = FAULT_REACTIONS[name].streamed if stream else FAULT_REACTIONS[name].plain
        if not fake.exchanges[0].faults and known is None:
            assert observed == Reaction(OK)
            return
        assert known is not None
        assert observed == expected(known)


def test_everything_is_written_down() -> None:
    assert set(FAILURE_REACTIONS) == set(KINDS)
    assert set(FAULT_REACTIONS) == {fault.name() for fault in FAULTS}


def test_a_silent_result_has_a_note_and_nothing_else_has() -> None:
    both = [each for pair in FAULT_REACTIONS.values() for each in (pair.plain, pair.streamed) if each]
    assert all((each.what == SILENT) == bool(each.note) for each in both)


def row(fault: str, reactions: Reactions) -> str:
    return f"| `{fault}` | {reactions.plain or '—'} | {reactions.streamed or '—'} |"


def test_the_page_says_the_same() -> None:
    assert not [row(name, both) for name, both in FAULT_REACTIONS.items() if row(name, both) not in PAGE]
    assert OBSERVED_WITH in " ".join(PAGE.split())
