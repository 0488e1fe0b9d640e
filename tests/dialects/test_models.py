"""The list of models and its entries."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types import Model as SdkModel

from fakeai import wire
from fakeai.dialects.openai.dress import Dress
from fakeai.dialects.openai.models import ModelEntry, ModelList
from fakeai.errors import FixtureError
from fakeai.reply import Model, Reply

from .making import answer, body_of, make_call
from .oracle import judge

MODELS = (Model(id="gpt-4o", created=1715367049, owned_by="system"), Model(id="org/m", extra={"context_length": 8192}))


def test_the_list_has_the_keys_of_a_real_one() -> None:
    body = body_of(answer(ModelList(), None, Reply(models=MODELS)))
    assert list(body) == ["object", "data"]
    assert body["object"] == "list"
    assert body["data"][0] == {"id": "gpt-4o", "object": "model", "created": 1715367049, "owned_by": "system"}
    assert list(body["data"][0]) == ["id", "object", "created", "owned_by"]
    assert body["data"][1]["context_length"] == 8192


def test_an_empty_list_is_a_list() -> None:
    assert body_of(answer(ModelList(), None, Reply(models=()))) == {"object": "list", "data": []}


@pytest.mark.parametrize("name", ["gpt-4o", "org/m"])
def test_an_entry_is_the_model_of_that_id(name: str) -> None:
    assert body_of(answer(ModelEntry(), None, Reply(models=MODELS), id=name))["id"] == name


def test_a_single_model_is_the_entry_whatever_was_asked_for() -> None:
    assert body_of(answer(ModelEntry(), None, Reply(models=MODELS[:1]), id="other"))["id"] == "gpt-4o"


@pytest.mark.parametrize("models", [(), MODELS])
def test_a_reply_without_the_model_is_the_scripts_mistake(models: tuple[Model, ...]) -> None:
    with pytest.raises(FixtureError, match="asks for the model 'other'"):
        answer(ModelEntry(), None, Reply(models=models), id="other")


def test_requests_are_calls_without_a_body() -> None:
    listed, entry = make_call(ModelList(), None), make_call(ModelEntry(), None, id="ft:gpt-4o:org::id")
    assert (listed.endpoint, listed.model, dict(listed.body)) == ("models", "", {})
    assert (entry.endpoint, entry.model) == ("model", "ft:gpt-4o:org::id")


class Terse(Dress):
    def model(self, body: dict[str, Any], model: Model) -> dict[str, Any]:
        del body["created"]
        return body


def test_a_dress_settles_what_an_entry_says() -> None:
    body = body_of(answer(ModelEntry(dress=Terse()), None, Reply(models=MODELS), id="gpt-4o"))
    assert list(body) == ["id", "object", "owned_by"]


def test_answers_have_no_rate_limits() -> None:
    response = answer(ModelList(), None, Reply(models=MODELS))
    assert response.header("x-request-id") is not None
    assert response.header("x-ratelimit-limit-requests") is None


def test_models_are_read_again() -> None:
    assert ModelList().read(answer(ModelList(), None, Reply(models=MODELS))).models == MODELS
    entry = answer(ModelEntry(), None, Reply(models=MODELS), id="org/m")
    assert ModelEntry().read(entry).models == MODELS[1:]


def test_what_is_no_model_is_not_read() -> None:
    bodies: tuple[Any, ...] = ({"error": "no"}, [])
    for body in bodies:
        with pytest.raises(ValueError, match="no"):
            ModelList().read(wire.plain_json(200, body))
        with pytest.raises(ValueError, match="no"):
            ModelEntry().read(wire.plain_json(200, body))


def test_the_sdk_accepts_an_entry() -> None:
    judge(answer(ModelEntry(), None, Reply(models=MODELS), id="gpt-4o"), SdkModel)
