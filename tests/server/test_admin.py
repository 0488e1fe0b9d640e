"""What the server says about itself under /__fakeai__/."""

from __future__ import annotations

import json
from typing import Any

import fakeai
from fakeai import wire
from fakeai.chaos import Count
from fakeai.exchange import Delivery
from fakeai.server.admin import answer
from tests.server.conftest import CannedEngine


def get(path: str, engine: CannedEngine, method: str = "GET") -> tuple[int, Any]:
    response = answer(wire.Request(method=method, path=path), engine)
    return response.status, json.loads(response.body)


def test_health_tells_the_version_and_how_many_fixtures_there_are() -> None:
    engine = CannedEngine(fixtures=("a", "b"))
    assert get("/__fakeai__/health", engine) == (200, {"status": "ok", "version": fakeai.__version__, "fixtures": 2})


def test_exchanges_come_with_the_counts_of_what_went_wrong() -> None:
    engine = CannedEngine(chaos_counts={"reset": Count(asked=3, applied=2, not_applicable=1)})
    _, body = get("/__fakeai__/exchanges", engine)
    assert body["chaos_counts"] == {"reset": {"asked": 3, "applied": 2, "not_applicable": 1}}


def test_exchanges_are_listed_with_secrets_masked() -> None:
    engine = CannedEngine(wire.plain(200, b"\xff\xfe"))
    headers = (
        ("Authorization", "Bearer sk-1"),
        ("api-key", "k"),
        ("X-API-Key", "k"),
        ("Cookie", "c"),
        ("x-a", "1"),
        ("User-Agent", "me"),
    )
    engine.answer(
        wire.Request(method="POST", path="/v1/x", query=(("key", "s"), ("q", "1")), headers=headers, body=b"hi")
    )
    engine.journal.delivered(1, Delivery(frames=1, size=2, seconds=0.5, client_left=True))
    status, body = get("/__fakeai__/exchanges", engine)
    (exchange,) = body["exchanges"]
    assert status == 200
    assert exchange["request"] == {
        "method": "POST",
        "path": "/v1/x",
        "query": [["key", "<redacted>"], ["q", "1"]],
        "headers": [
            ["Authorization", "<redacted>"],
            ["api-key", "<redacted>"],
            ["X-API-Key", "<redacted>"],
            ["Cookie", "<redacted>"],
            ["x-a", "<redacted>"],
            ["User-Agent", "me"],
        ],
        "body": "hi",
    }
    assert exchange["response"]["body_base64"] == "//4="
    assert exchange["delivery"] == {"frames": 1, "size": 2, "seconds": 0.5, "client_left": True}
    assert (exchange["number"], exchange["outcome"]) == (1, "scripted")
    assert (exchange["at"], exchange["strike"], exchange["faults"], exchange["not_applicable"]) == (0.0, None, [], [])


def test_only_the_newest_are_listed_if_that_is_asked_for() -> None:
    engine = CannedEngine()
    for number in range(5):
        engine.answer(wire.Request(method="GET", path=f"/{number}"))
    response = answer(wire.Request(method="GET", path="/__fakeai__/exchanges", query=(("last", "2"),)), engine)
    assert [it["number"] for it in json.loads(response.body)["exchanges"]] == [4, 5]


def test_an_exchange_under_way_has_no_delivery() -> None:
    engine = CannedEngine()
    engine.answer(wire.Request(method="GET", path="/"))
    assert get("/__fakeai__/exchanges", engine)[1]["exchanges"][0]["delivery"] is None


def test_other_paths_and_methods_are_told_what_there_is() -> None:
    assert get("/__fakeai__/nothing", CannedEngine())[0] == 404
    assert get("/__fakeai__/exchanges", CannedEngine(), method="DELETE")[0] == 405
