"""Whatever JSON comes: Radis and Bifrost answer it as documented, or refuse it in their own shape."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakeai.engine import Engine
from fakeai.providers.bifrost_request import BifrostChatRequest
from fakeai.providers.radis_request import RadisChatRequest
from fakeai.reply import Reply, Text
from tests.providers.asking import HELLO, chunks, conforms, fixture, post, said, transcription

CHAT = "/openai/v1/chat/completions"
SOME = settings(max_examples=60, suppress_health_check=list(HealthCheck))
NUMBERS = st.integers(-3, 200) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def values(schema: Any, definitions: Any) -> st.SearchStrategy[Any]:
    """Values that fit a schema of a transcription, whose words are few. No property is drawn more often than needed."""
    if "$ref" in schema:
        return values(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return st.one_of(*(values(branch, definitions) for branch in schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("properties"):
        strategies = {name: values(inner, definitions) for name, inner in schema["properties"].items()}
        required = {name: strategies.pop(name) for name in schema.get("required", ())}
        return st.fixed_dictionaries(required, optional=strategies)
    if schema["type"] == "array":
        return st.lists(values(schema["items"], definitions), max_size=2)
    kinds = {
        "string": st.text(max_size=6),
        "integer": st.integers(-2, 200),
        "number": st.floats(schema.get("minimum", -9), schema.get("maximum", 9), allow_nan=False),
        "boolean": st.booleans(),
        "object": st.just({}),
    }
    return kinds[schema["type"]]


def documented() -> st.SearchStrategy[dict[str, Any]]:
    """Requests that fit Bifrost's document."""
    definitions = transcription("bifrost")["$defs"]
    fields = {name: values(schema, definitions) for name, schema in definitions["Request"]["properties"].items()}
    required = {name: fields.pop(name) for name in ("model", "messages")}
    return st.fixed_dictionaries(required, optional=fields)


@pytest.fixture(scope="module")
def engines() -> dict[str, Engine]:
    scripted = [fixture(Reply.of(Text("It is 18 °C.")))]
    return {name: Engine(scripted, provider=name) for name in ("bifrost", "radis")}


@pytest.mark.slow
@SOME
@given(body=documented())
def test_bifrost_answers_what_its_document_allows(engines: dict[str, Engine], body: dict[str, Any]) -> None:
    """Only what no upstream takes is refused: a number of choices or tokens below one, or very many choices."""
    response = post(engines["bifrost"], CHAT, body)
    limits = [body.get(name, 1) for name in ("n", "max_tokens", "max_completion_tokens")]
    assert response.status == (400 if min(limits) < 1 or body.get("n", 1) > 128 else 200)
    if response.status == 400:
        conforms(said(response), "bifrost", "Error")
        return
    streamed = body.get("stream") is True
    for answer in chunks(response) if streamed else [said(response)]:
        conforms(answer, "bifrost", "Chunk" if streamed else "Response")


@pytest.mark.slow
@SOME
@given(data=st.data())
def test_any_value_of_any_field_is_answered_or_refused(engines: dict[str, Engine], data: st.DataObject) -> None:
    """In the middle of a stream or of a decoder, nothing ever breaks."""
    for name, path, model in (
        ("bifrost", CHAT, BifrostChatRequest),
        ("radis", "/v1/chat/completions", RadisChatRequest),
    ):
        known = st.sampled_from([*sorted(model.model_fields), "functions", "function_call"])
        fields = data.draw(st.dictionaries(known, JSON, max_size=3))
        response = post(engines[name], path, {"model": "m", "messages": HELLO, **fields})
        if response.status == 200:
            assert said(response) if "stream" not in fields else response.body
            continue
        assert response.status == 400
        if name == "bifrost":
            conforms(said(response), "bifrost", "Error")
        else:
            assert list(said(response)) == ["error"]
