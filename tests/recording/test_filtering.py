"""What is shown of exchanges holds no secret, wherever it is shown; what is in memory stays as it came."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from fakeai import wire
from fakeai.cli.screen import exchange_line
from fakeai.engine import Engine
from fakeai.exchange import Exchange
from fakeai.inspection import Inspection
from fakeai.recording.filtering import Filter
from fakeai.redaction import PLACEHOLDER, Redactor
from fakeai.server.admin import answer
from tests.builders import make_fixture
from tests.recording.making import make_request, make_response
from tests.recording.places import PLACES
from tests.recording.places import Exchange as Pair
from tests.recording.secrets import CORPUS, ENVIRONMENT, OWN_KEY, PATTERNS, core
from tests.server.conftest import CannedEngine

FILTER = Filter(Redactor(values=ENVIRONMENT, patterns=PATTERNS))
KINDS = pytest.mark.parametrize("secret", CORPUS.values(), ids=CORPUS)
OWN = ("authorization", f"Bearer {OWN_KEY}")


class Asked(Inspection):
    """An engine that is asked without a socket, by a client with a key of its own."""

    def __init__(self, *users: str) -> None:
        self._engine = Engine([make_fixture(user, user=user) for user in users], strict=True)

    def ask(self, *texts: str) -> Exchange:
        for text in texts:
            self._engine.answer(make_request(text, headers=(OWN,)))
        return self.exchanges[-1]


@KINDS
@PLACES
def test_the_admin_shows_no_secret(place: Callable[[str], Pair], secret: str) -> None:
    request, response = place(secret)
    engine = CannedEngine(response, filter=FILTER)
    engine.answer(replace(request, headers=(*request.headers, OWN)))
    shown = answer(wire.Request(method="GET", path="/__fakeai__/exchanges"), engine).body.decode()
    assert core(secret) not in shown
    assert core(secret) not in shown.encode().decode("unicode_escape")
    assert OWN_KEY not in shown
    assert engine.last.request.header("authorization") == OWN[1]


@KINDS
def test_a_line_of_the_log_shows_no_secret(secret: str) -> None:
    exchange = Exchange(
        number=1,
        request=wire.Request(method="POST", path=f"/v1/{secret}", headers=(OWN,)),
        response=wire.plain_json(400, {"error": f"{'x' * 170} {secret} is wrong"}),
        outcome="refused",
        provider="openai",
    )
    for one in (exchange, replace(exchange, outcome="crashed", note=f"failed: {secret}")):
        line = exchange_line(one, at="", show=lambda text: FILTER.text(text, exchange.request)).plain
        assert core(secret)[:10] not in line


def test_headers_are_shown_by_an_allow_list() -> None:
    headers = (("X-Corp", "open sesame"), ("user-agent", "me"), ("x-stainless-lang", "python"), OWN)
    engine = CannedEngine(make_response(headers=(("set-cookie", "a=b"), ("x-request-id", "req_1"))))
    engine.answer(make_request(headers=headers))
    shown = FILTER.exchange(engine.last)
    assert [value for _, value in shown.request.headers] == [PLACEHOLDER, "me", "python", PLACEHOLDER]
    assert [it[1] for it in shown.response.headers if it[0] in {"set-cookie", "x-request-id"}] == [PLACEHOLDER, "req_1"]


@pytest.mark.parametrize("where", [10, 60, 75, 79])
@pytest.mark.parametrize("secret", [CORPUS["OpenAI key"], CORPUS["JWT"], OWN_KEY], ids=["key", "jwt", "own"])
def test_near_misses_and_assertions_show_no_part_of_a_secret(secret: str, where: int) -> None:
    """Not even where they cut a long text in the middle of it."""
    asked = Asked("weather", "story")
    exchange = asked.ask(f"{'word ' * (where // 5)}{secret} and so on")
    texts = [exchange.note or "", str(exchange.response.body), *map(str, asked._engine.failures())]
    with pytest.raises(AssertionError) as caught:
        asked.assert_called(user="rain")
    texts.append(str(caught.value))
    with pytest.raises(AssertionError) as caught:
        asked.assert_called(system="x")
    texts.append(str(caught.value))
    with pytest.raises(AssertionError) as caught:
        asked.assert_not_called()
    texts.append(str(caught.value))
    assert len(texts) == 6
    assert not [text for text in texts if secret[:12] in text]


def test_a_fixture_that_asks_for_a_secret_still_fits_and_is_named_truly() -> None:
    secret = CORPUS["OpenAI key"]
    asked = Asked(secret)
    assert asked.ask(f"It is {secret}").outcome == "scripted"
    asked._engine.add(make_fixture("two", user=secret, model="gpt-9"))
    asked._engine.replace(asked._engine.fixtures[1:])
    note = asked.ask(f"It is {secret}").note or ""
    assert "model: wanted" in note
    assert "user: wanted" not in note


@KINDS
def test_what_pytest_prints_of_requests_and_exchanges_is_no_secret(secret: str) -> None:
    if secret in {OWN_KEY, CORPUS["an environment variable"], CORPUS["a pattern of one's own"]}:
        pytest.skip("a repr knows nothing of settings: it leaves headers and bodies out")
    asked = Asked()
    exchange = asked.ask(f"It is {secret}")
    exchange = replace(exchange, request=replace(exchange.request, path=f"/{secret}", query=((secret, ""),)))
    shown = f"{exchange!r} {exchange.request!r} {exchange.response!r} {asked.calls!r}"
    assert core(secret) not in shown
    assert OWN_KEY not in shown
    assert "gpt-4o" in shown


def test_json_that_is_shown_stays_json() -> None:
    engine = CannedEngine()
    engine.answer(make_request(CORPUS["OpenAI key"], metadata={"password": "s3cr3t-word", "n": 1}))
    body = json.loads(FILTER.exchange(engine.last).request.body)
    assert body["messages"][0]["content"] == PLACEHOLDER
    assert body["metadata"] == {"password": PLACEHOLDER, "n": 1}
