"""The same seed and request give the same answer in another process."""

from __future__ import annotations

import os
import subprocess
import sys
import time  # noqa: TID251 -- a speed is measured, and only printed
from dataclasses import replace

import pytest

from fakeai.call import Tool
from fakeai.reply import BROKEN, Broken, Reply, ToolCall
from fakeai.seeds import Seed
from tests.builders import make_call

from .asking import ADD, TOOLS_AND_PROMPTS, called, generator, reply, said, structured
from .test_believable import EXACT, FORMS, SYSTEMS, conversation
from .test_models import MODELS
from .test_tools import MANY

_PROGRAM = "from tests.generation.test_determinism import answers; print(answers())"


def answers() -> str:
    """Answers of every kind, as one text."""
    return "\n".join(
        [
            *(str(reply(prompt, seed=7, n=2, **fields)) for prompt, fields in TOOLS_AND_PROMPTS),
            *(said(prompt) for prompt, _ in (*EXACT, *FORMS)),
            *(conversation(prompt, system=system) for system, prompt, _ in SYSTEMS),
            *(str(called("Look up jane@doe.org, then refund order 88123 because it was late", *MANY))),
            *(str(structured(prompt, model.model_json_schema())) for model, prompt in MODELS),
            *(broken_call(way) for way in BROKEN),
        ]
    )


def broken_call(way: Broken) -> str:
    """A call of a tool, broken."""
    call = replace(make_call("Add 3 and 5"), tools=(ADD,))
    return str(generator().broken(Reply.of(ToolCall("add", broken=way)), call, Seed.root(7)))


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["0", "12345"])
def test_another_process_gives_the_same_answers(hash_seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == answers().strip()


def test_what_was_answered_before_makes_no_difference() -> None:
    first = reply("Write a story about a fox", seed=1)
    for number in range(5):
        reply(f"Write a story about fox number {number}", seed=1)
    assert reply("Write a story about a fox", seed=1) == first


@pytest.mark.slow
def test_speed(capsys: pytest.CaptureFixture[str]) -> None:
    """Printed, never judged."""
    fields = {f"field_{index}": {"type": ("string", "integer", "number", "boolean")[index % 4]} for index in range(200)}
    wide = Tool(
        name="wide", description="wide", parameters={"type": "object", "properties": fields, "required": list(fields)}
    )
    calls = {
        "a text": [make_call(f"Explain how the tides work, part {number}") for number in range(200)],
        "a tool call with 200 arguments": [replace(make_call(f"wide {number}"), tools=(wide,)) for number in range(20)],
    }
    with capsys.disabled():
        for name, asked in calls.items():
            generator().generate(asked[0], Seed.root(0))  # what is done only once is not counted
            start = time.process_time()
            for call in asked:
                generator().generate(call, Seed.root(0))
            print(f"\n{name}: {(time.process_time() - start) / len(asked) * 1e6:.0f} µs", end="")  # noqa: T201 -- that is what it is for
