"""`fakeai providers` and `fakeai faults`: everything that there is, listed."""

from __future__ import annotations

from click.testing import CliRunner

from fakeai.cli.main import cli
from fakeai.faults import FAULTS
from fakeai.fixtures.failures import KINDS
from fakeai.providers import PROVIDERS


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments, env={"COLUMNS": "160"}, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_a_provider_is_listed_with_all_that_is_special_about_it() -> None:
    everything = printed("providers")
    for known in PROVIDERS:
        own = printed("providers", known.name).rstrip()
        assert own in everything
        first, *others = known.bases or (known.base_path,)
        own_paths = [route for route in known.routes if not route.path.startswith(tuple(f"{base}/" for base in others))]
        assert all(f"{route.method} {route.path}" in own for route in known.routes if route.path.startswith(first))
        assert all(f"{route.method} {route.path}" in own for route in own_paths)
        assert own.count("likewise below ") == bool(others)
        assert all(base in own for base in others)
        assert all(f"--switch {known.name}.{switch.name}=" in own for switch in known.switches)
        assert all(quirk in own for quirk in (*known.quirks, known.auth))


def test_an_unknown_provider_is_told() -> None:
    result = CliRunner().invoke(cli, ["providers", "opnai"])
    assert (result.exit_code, "did you mean" in result.output) == (2, True)


def test_every_failure_and_fault_is_listed_with_what_the_sdk_makes_of_it() -> None:
    lines = printed("faults").splitlines()
    starts = {line.split()[0] for line in lines if line.split()}
    assert {*KINDS, *(fault.name() for fault in FAULTS)} <= starts
    (truncate,) = (line for line in lines if line.strip().startswith("truncate "))
    assert "SILENT" in truncate
