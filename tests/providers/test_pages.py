"""What the pages about providers say is so: a fifth one is added word for word, and every switch is explained."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from markdown_it import MarkdownIt

from fakeai import providers
from fakeai.engine import Engine
from fakeai.fixtures.loader import load
from fakeai.providers.bifrost import BIFROST
from fakeai.providers.bifrost_models import price
from fakeai.providers.radis import RADIS
from tests.providers.asking import chunks, get, post, said

DOCS = Path(__file__).parents[2] / "docs"
Files = dict[str, str]


def blocks(page: str) -> Files:
    """The blocks of a page by the file that they are; those without one by their language."""
    tokens = MarkdownIt().parse(DOCS.joinpath(page).read_text(encoding="utf-8"))
    return {token.info.split()[-1]: token.content for token in tokens if token.type == "fence"}


@pytest.fixture
def page() -> Files:
    return blocks("adding-a-provider.md")


@pytest.fixture
def engine(page: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine with the page's provider and fixture, once the page has been followed."""
    module = ModuleType("fakeai.providers.acme")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(page["fakeai/providers/acme.py"], "acme.py", "exec"), vars(module))  # noqa: S102 -- a page of ours
    added = {"PROVIDERS": providers.PROVIDERS}
    exec(page["text"].replace("…", "*PROVIDERS").replace(": tuple[Provider, ...]", ""), added)  # noqa: S102
    monkeypatch.setattr(providers, "PROVIDERS", added["PROVIDERS"])
    path = tmp_path / "acme.yaml"
    path.write_text(page["acme.yaml"], encoding="utf-8")
    return Engine(load([path]).fixtures, switches={"acme.region": "earth"})


def same(wanted: Any, got: Any) -> bool:
    """Whether a value is the page's, whose texts have an ellipsis for what is made up."""
    if isinstance(wanted, dict):
        return list(wanted) == list(got) and all(same(wanted[key], got[key]) for key in wanted)
    if isinstance(wanted, list):
        return len(wanted) == len(got) and all(map(same, wanted, got))
    if isinstance(wanted, str) and wanted.endswith("…"):
        return bool(got.startswith(wanted[:-1]))
    return bool(wanted == got)


def test_the_fifth_provider_answers_as_the_page_says(page: Files, engine: Engine) -> None:
    response = post(engine, "/text/chat", json.loads(page["request.json"]), x_acme_key="k")
    answer = said(response)
    assert same(json.loads(page["answer.json"]), answer), response.body.decode()
    assert [name for name, _ in response.headers] == ["content-type", "content-length"]


def test_the_fifth_provider_refuses_as_the_page_says(page: Files, engine: Engine) -> None:
    response = post(engine, "/text/chat", json.loads(page["request.json"]))
    assert response.status == 401
    assert said(response) == json.loads(page["refusal.json"])


def test_the_fifth_provider_has_all_that_a_provider_has(page: Files, engine: Engine) -> None:
    """Streams, failures of every sort, a prefix, a document, the root, and switches."""
    request = json.loads(page["request.json"])
    told = chunks(post(engine, "/acme/text/chat", request | {"stream": True}, x_acme_key="k"))
    assert {chunk["region"] for chunk in told} == {"earth"}
    hot = said(post(engine, "/text/chat", request | {"temperature": 2}, x_acme_key="k"))
    assert (hot["status"], hot["reason"][:21]) == (400, "Invalid 'temperature'")
    missed = post(engine, "/text/chat", {"model": "m", "messages": []}, x_acme_key="k")
    assert (missed.status, missed.header("x-should-retry")) == (404, "false")
    assert set(said(get(engine, "/acme/openapi.json"))["paths"]) == {"/text/chat"}
    mars = Engine(provider="acme", switches={"acme.region": "mars"})
    assert said(post(mars, "/text/chat", request, x_acme_key="k"))["region"] == "mars"


@pytest.mark.parametrize("provider", [RADIS, BIFROST], ids=lambda provider: provider.name)
def test_a_page_explains_every_switch_and_no_other(provider: Any) -> None:
    text = DOCS.joinpath("providers", f"{provider.name}.md").read_text(encoding="utf-8").partition("## Switches")[2]
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == [switch.name for switch in provider.switches]


@pytest.mark.parametrize("provider", [RADIS, BIFROST], ids=lambda provider: provider.name)
def test_a_page_names_the_port_and_every_path(provider: Any) -> None:
    text = DOCS.joinpath("providers", f"{provider.name}.md").read_text(encoding="utf-8")
    assert str(provider.port) in text
    first, *others = provider.bases or (provider.base_path,)
    paths = {f"`{route.method} {route.path}`" for route in provider.routes if route.path.startswith(first)}
    assert not [path for path in (*paths, *(f"`{base}`" for base in others)) if path not in text]


def test_bifrost_s_example_falls_back_and_says_what_is_scripted(tmp_path: Path) -> None:
    files = blocks("providers/bifrost.md")
    path = tmp_path / "fallback.yaml"
    path.write_text(files["fallback.yaml"], encoding="utf-8")
    engine = Engine(load([path]).fixtures, provider="bifrost")
    answer = said(post(engine, "/openai/v1/chat/completions", json.loads(files["request.json"])))
    assert answer["extra_fields"]["provider"] == "anthropic"
    assert answer["extra_fields"]["cache_debug"] == {"cache_hit": False}
    assert answer["citations"] == ["https://weather.example/paris"]
    assert answer["usage"]["cost"]["request_cost"] == 0.005
    assert engine.failures() == ()


def test_bifrost_s_page_has_its_prices() -> None:
    text = DOCS.joinpath("providers", "bifrost.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]*`[^|]*) \| ([\d., ]+) \| ([\d., ]+) \|$", text, re.MULTILINE)
    told = {
        model: (float(read), float(written))
        for names, reads, writes in rows
        for model, read, written in zip(
            re.findall(r"`([^`]+)`", names), reads.split(", "), writes.split(", "), strict=True
        )
    }
    assert len(told) == 16
    assert {model: tuple(price(model)) for model in told} == told
