"""What the plugin costs a project that has it installed and never asks for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import sys, pytest
before = set(sys.modules)
import fakeai.pytest_plugin
print(*sorted(set(sys.modules) - before))
"""


def test_the_plugin_imports_nothing_but_itself() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["fakeai", "fakeai.pytest_cassettes", "fakeai.pytest_marks", "fakeai.pytest_plugin"]


@pytest.mark.slow
def test_a_run_that_does_not_ask_for_a_server_imports_nothing_heavy(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import sys

        def test_it():
            heavy = {"aiohttp", "asyncio", "pydantic", "yaml", "faker", "jinja2", "fakeai.fake", "fakeai.engine"}
            assert heavy & set(sys.modules) == set()
    """)
    blocked = (
        "asyncio",
        "aiohttp",
        "anyio",
        "hypothesispytest",
        "randomly",
        "timeout",
        "xdist",
        "xdist.looponfail",
        "faker",
    )
    arguments = [argument for name in blocked for argument in ("-p", f"no:{name}")]
    pytester.runpytest_subprocess(*arguments).assert_outcomes(passed=1)
