"""Every record mode in every situation: what the client gets, whether the upstream is asked, and what is written."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from fakeai import wire
from fakeai.errors import RecordingStale
from fakeai.recording.modes import Mode
from fakeai.recording.store import Store
from tests.recording.conftest import House, ask
from tests.recording.making import make_recorded, write

OLD, NEW = wire.plain_json(200, {"said": "old"}), wire.plain_json(200, {"said": "new"})


class Row(NamedTuple):
    """answer: which one comes, or None for a 404; asked: how often the upstream was; holds: the answers on disk."""

    answer: str | None
    asked: int
    holds: list[str] | None


PLAYED = Row("old", 0, ["old"])
MISSED = Row(None, 0, ["old"])
# What is asked for: `absent` and `miss` something that was not recorded, `hit` what was, `played` the same once more.
TABLE: dict[tuple[Mode, str], Row] = {
    ("none", "absent"): Row(None, 0, None),
    ("none", "hit"): PLAYED,
    ("none", "miss"): MISSED,
    ("none", "played"): MISSED,
    ("once", "absent"): Row("new", 1, ["new"]),
    ("once", "hit"): PLAYED,
    ("once", "miss"): MISSED,
    ("once", "played"): MISSED,
    ("new_episodes", "absent"): Row("new", 1, ["new"]),
    ("new_episodes", "hit"): PLAYED,
    ("new_episodes", "miss"): Row("new", 1, ["old", "new"]),
    ("new_episodes", "played"): Row("new", 1, ["old", "new"]),
    ("all", "absent"): Row("new", 1, ["new"]),
    ("all", "hit"): Row("new", 1, ["new"]),
    ("all", "miss"): Row("new", 1, ["old", "new"]),
    ("all", "played"): Row("new", 2, ["new", "new"]),
    ("rewrite", "absent"): Row("new", 1, ["new"]),
    ("rewrite", "hit"): Row("new", 1, ["new"]),
    ("rewrite", "miss"): Row("new", 1, ["new"]),
    ("rewrite", "played"): Row("new", 2, ["new", "new"]),
    ("verify", "absent"): Row(None, 0, None),
    ("verify", "hit"): Row("new", 1, ["old"]),
    ("verify", "miss"): MISSED,
    ("verify", "played"): Row(None, 1, ["old"]),
}


@pytest.mark.parametrize(("case", "row"), TABLE.items(), ids=["-".join(case) for case in TABLE])
async def test_what_comes_of_a_request(house: House, case: tuple[Mode, str], row: Row) -> None:
    mode, situation = case
    url, provider, _ = await house.provider(NEW)
    if situation != "absent":
        write(house.cassette, [make_recorded("Q", OLD)])
    before = house.cassette.read_bytes() if house.cassette.exists() else None
    recorder = await house.recorder(url, mode)
    if situation == "played":
        await ask(recorder.url, "Q")
    raw = await ask(recorder.url, "S" if situation == "miss" else "Q")
    recorder.tape.save()
    if row.answer is None:
        assert raw.status == 404
    else:
        assert raw.body == {"old": OLD, "new": NEW}[row.answer].body
    assert len(provider.journal) == row.asked
    if row.holds is None:
        assert not house.cassette.exists()
    else:
        held = {OLD.body: "old", NEW.body: "new"}
        assert [held[it.response.body] for it in Store(house.cassette).load().exchanges] == row.holds
    if row.holds == ["old"]:
        assert house.cassette.read_bytes() == before


@pytest.mark.parametrize("mode", ["none", "once"])
async def test_where_nothing_is_recorded_nothing_that_could_ask_an_upstream_is_built(house: House, mode: Mode) -> None:
    write(house.cassette, [make_recorded("Q", OLD)])
    player = await house.recorder(None, mode)
    assert player.server._upstream is None


async def test_verify_tells_what_has_changed_and_fails_the_test(house: House) -> None:
    write(house.cassette, [make_recorded("Q", OLD)])
    url, _, _ = await house.provider(wire.plain_json(500, {"said": "busy"}))
    recorder = await house.recorder(url, "verify")
    await ask(recorder.url, "Q")
    [failure] = recorder.engine.failures()
    assert isinstance(failure, RecordingStale)
    assert "error: status: was 200, is 500" in str(failure)
