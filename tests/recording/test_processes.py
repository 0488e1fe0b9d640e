"""Several processes record into one cassette at once, as the workers of pytest-xdist do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fakeai.recording.store import Store
from tests.recording.making import make_recorded, write

ROOT = Path(__file__).parents[2]
RECORD = """
import sys
from fakeai.recording.opening import open_cassette
from tests.recording.making import make_request, make_response
path, name = sys.argv[1:]
tape = open_cassette(path, record="new_episodes")
print("ready", flush=True)
sys.stdin.readline()
for number in range(10):
    request = make_request(f"{name} {number}")
    answer = make_response("x" * 70_000 if number == 5 else "new")
    tape.take("openai", request, answer, at="", upstream="https://api.openai.com")
    tape.save()
"""


@pytest.mark.slow
@pytest.mark.parametrize("there_before", [True, False], ids=["added to", "made"])
def test_processes_that_record_into_one_cassette_lose_nothing(tmp_path: Path, there_before: bool) -> None:
    path = tmp_path / "x.yaml"
    if there_before:
        write(path, [make_recorded("first")])
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", RECORD, path, f"worker{number}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for number in range(3)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate(timeout=30)
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    asked = [it.request.body.decode().split('"')[-2] for it in Store(path).load().exchanges]
    wanted = [f"worker{worker} {number}" for worker in range(3) for number in range(10)]
    assert sorted(asked) == sorted([*wanted, *(["first"] if there_before else [])])
    assert {it.name for it in tmp_path.iterdir()} == {"x.yaml", "x.files"}
    assert len(list(tmp_path.glob("x.files/*"))) == 1
