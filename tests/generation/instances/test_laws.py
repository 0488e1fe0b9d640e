"""What holds for every schema: an instance validates, and what has an instance gets one."""

from __future__ import annotations

import json
import warnings
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakeai.generation.instances.references import References
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.instances.validation import Validator
from tests.generation.asking import instance

from .schemas import SCALARS, satisfied, schemas

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it was written for an older jsonschema
    from hypothesis_jsonschema import from_schema

_PATIENT = settings(suppress_health_check=list(HealthCheck))


def assert_valid(value: Any, schema: Any) -> None:
    jsonschema.Draft202012Validator(schema).validate(value)
    assert json.loads(json.dumps(value)) == value


@pytest.mark.slow
@settings(_PATIENT, max_examples=300)
@given(schemas(), st.integers(0, 3))
def test_every_instance_validates(schema: Any, seed: int) -> None:
    try:
        value = instance(schema, prompt="The weather in Paris for 3 people", seed=seed)
    except SchemaError:
        return
    assert_valid(value, schema)


@pytest.mark.slow
@settings(_PATIENT, max_examples=200)
@given(satisfied())
def test_a_schema_that_has_an_instance_gets_one(pair: tuple[Any, Any]) -> None:
    schema, known = pair
    assert_valid(known, schema)
    assert_valid(instance(schema), schema)


@pytest.mark.slow
@settings(_PATIENT, max_examples=60)
@given(schemas().filter(lambda schema: not any(word in str(schema) for word in ("if", "not", "Contains"))), st.data())
def test_what_hypothesis_jsonschema_can_satisfy_is_satisfied(schema: Any, data: st.DataObject) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            known = data.draw(from_schema(schema))
        except Exception:  # noqa: BLE001 -- what that library can't do is not our concern
            return
    if jsonschema.Draft202012Validator(schema).is_valid(known):
        assert_valid(instance(schema), schema)


@pytest.mark.slow
@settings(_PATIENT, max_examples=300)
@given(
    schemas(),
    st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "city"]), inner, max_size=3)
        ),
        max_leaves=5,
    ),
)
def test_our_validator_agrees_with_jsonschema(schema: Any, value: Any) -> None:
    expected = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert Validator(References(schema)).fits(value, schema) == expected


@given(st.from_regex(r"\A[a-c]{1,3}(\d|x)?[+*]?\Z"), st.integers(0, 6))
def test_a_pattern_is_matched_at_the_length_that_is_asked_for(pattern: str, shortest: int) -> None:
    schema = {"type": "string", "pattern": pattern, "minLength": shortest}
    assert_valid(instance(schema), schema)
