"""Bifrost: `fallbacks` that work. A model that fails is followed by the next one named, and the answer says which."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai import sse, wire
from fakeai.engine import Engine
from fakeai.errors import UnmatchedCall
from fakeai.providers.bifrost import alternatives
from fakeai.reply import Choice, Failure, Reply, Text
from tests.providers.asking import HELLO, chunks, conforms, fixture, post, said

CHAT = "/openai/v1/chat/completions"
DOWN = Failure(kind="overloaded")


def engine(**models: Any) -> Engine:
    """Models and what they say; dashes and slashes are written as underscores."""
    return Engine([fixture(turn, model=name.replace("__", "/").replace("_", "-")) for name, turn in models.items()],
                  provider="bifrost")  # fmt: skip


def ask(engine: Engine, fallbacks: list[str], *, model: str = "gpt-4", **fields: Any) -> wire.Response:
    return post(engine, CHAT, {"model": model, "messages": HELLO, "fallbacks": fallbacks, **fields})


def who(body: Any) -> tuple[str, str]:
    return body["extra_fields"]["provider"], body["extra_fields"]["model_requested"]


def test_a_model_that_answers_is_not_followed_by_another() -> None:
    answer = said(ask(engine(gpt_4=Reply.of(Text("me"))), ["gpt-4o"]))
    assert who(answer) == ("openai", "gpt-4")


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_a_model_that_fails_is_followed_by_the_next(stream: bool) -> None:
    models = engine(gpt_4=DOWN, anthropic__claude=Reply.of(Text("me")))
    response = ask(models, ["anthropic/claude"], stream=stream)
    body = chunks(response)[1] if stream else said(response)
    conforms(body, "bifrost", "Chunk" if stream else "Response")
    assert who(body) == ("anthropic", "claude")
    assert body["model"] == "claude"


def test_they_are_tried_in_order() -> None:
    models = engine(gpt_4=DOWN, gpt_4o=DOWN, groq__llama=Reply.of(Text("3")), gemini__flash=Reply.of(Text("4")))
    assert who(said(ask(models, ["gpt-4o", "groq/llama", "gemini/flash"]))) == ("groq", "llama")


def test_if_all_fail_the_first_failure_is_said() -> None:
    models = engine(gpt_4=DOWN, gpt_4o=Failure(kind="rate_limit"))
    response = ask(models, ["gpt-4o"])
    assert response.status == 503
    assert who(said(response)) == ("openai", "gpt-4")


def test_it_is_the_journal_s_call_that_was_answered() -> None:
    models = engine(gpt_4=DOWN, gpt_4o=Reply.of(Text("me")))
    ask(models, ["gpt-4o"])
    (exchange,) = models.journal
    assert exchange.call is not None
    assert exchange.call.model == "gpt-4o"
    assert exchange.call.body["model"] == "gpt-4"


@pytest.mark.parametrize(
    ("model", "fallbacks", "tried"),
    [
        ("gpt-4", ["gpt-4o"], ["gpt-4o"]),
        ("gpt-4", ["", "gpt-4o", ""], ["gpt-4o"]),
        ("gpt-4", ["anthropic/claude"], ["anthropic/claude"]),
        ("anthropic/claude", ["haiku"], ["anthropic/haiku"]),
        ("anthropic/claude", ["openai/gpt-4"], ["openai/gpt-4"]),
        ("anthropic/claude", ["meta/llama"], ["anthropic/meta/llama"]),
        ("gpt-4", [], []),
    ],
)
def test_a_name_without_a_provider_belongs_to_the_one_that_was_asked(
    model: str, fallbacks: list[str], tried: list[str]
) -> None:
    """And empty names are skipped."""
    models = Engine(provider="bifrost")
    ask(models, fallbacks, model=model)
    (exchange,) = models.journal
    assert exchange.call is not None
    assert [call.model for call in alternatives(exchange.call)] == tried


def test_there_is_no_falling_back_once_a_stream_has_begun() -> None:
    broken = Reply(choices=(Choice(parts=(Text("Hi"),)),), interrupted_by=DOWN)
    response = ask(engine(gpt_4=broken, gpt_4o=Reply.of(Text("me"))), ["gpt-4o"], stream=True)
    assert not response.body.endswith(sse.DONE)


def test_a_plain_answer_that_is_interrupted_is_a_failure_and_followed_by_the_next() -> None:
    """A plain answer has no middle: nothing of it was said when its model failed."""
    broken = Reply(choices=(Choice(parts=(Text("Hi"),)),), interrupted_by=DOWN)
    models = engine(gpt_4=broken, gpt_4o=broken, anthropic__claude=Reply.of(Text("me")))
    answer = said(ask(models, ["gpt-4o", "anthropic/claude"]))
    assert who(answer) == ("anthropic", "claude")
    failed = ask(models, ["gpt-4o"])
    assert (failed.status, who(said(failed))) == (503, ("openai", "gpt-4"))


def test_a_fallback_that_nobody_scripted_is_a_miss_and_loud() -> None:
    models = engine(gpt_4=DOWN)
    assert ask(models, ["gpt-4o"]).status == 503
    assert [type(failure) for failure in models.failures()] == [UnmatchedCall]


@pytest.mark.parametrize(
    ("path", "body"),
    [("completions", {"prompt": "Hi"}), ("embeddings", {"input": "Hi"})],
    ids=["completions", "embeddings"],
)
def test_its_other_endpoints_fall_back_too(path: str, body: Any) -> None:
    fixtures = [fixture(DOWN, model="gpt-4"), fixture(Reply.of(Text("me")), model="b", endpoint="completions"),
                fixture(Reply(vectors=((1.0,),)), model="b", endpoint="embeddings")]  # fmt: skip
    response = post(
        Engine(fixtures, provider="bifrost"), f"/openai/v1/{path}", {"model": "gpt-4", "fallbacks": ["b"], **body}
    )
    assert who(said(response)) == ("openai", "b")
