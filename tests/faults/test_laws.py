"""What holds for every fault of the union, whatever response it is done to."""

from __future__ import annotations

import copy
import json
import math
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

import fakeai.faults
from fakeai import wire
from fakeai.faults import FAULTS, AnyFault, Context, Fault, NotApplicable, damage
from fakeai.faults.events import is_stream
from fakeai.faults.place import Placed
from fakeai.seeds import Seed
from fakeai.wire import Frame
from tests.faults.answers import ANSWERS, CONTEXT, SEED, interrupt, plain

ADAPTER: TypeAdapter[Fault] = TypeAdapter(AnyFault)
SHARED = {"__init__", "bodies", "contract", "events", "frames", "place"}

every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name())
every_answer = pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)

# Settings in which a fault changes nothing.
NEUTRAL: list[dict[str, Any]] = [
    {"fault": "slow_headers", "pause": 0},
    {"fault": "stall", "pause": 0},
    {"fault": "duplicate", "times": 0},
    {"fault": "slice", "size": 10_000},
    {"fault": "drip", "bytes_per_second": 1e12, "every": 1},
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "choices delta message tool_calls function arguments index usage response output item type id".split()
            ),
            inner | st.sampled_from(["message_delta", "function_call", "response.completed"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)
END = st.sampled_from([b"\n\n", b"\r\n\r\n", b"\r\r", b"\n", b""])
BLOCK = st.one_of(
    st.tuples(st.just(b"data: "), JSON.map(wire.json_bytes), END).map(b"".join),
    st.tuples(st.just(b"event: x\ndata:"), st.binary(max_size=6), END).map(b"".join),
    st.sampled_from([b": ping\n\n", b"retry: 1\n\n", b"data: [DONE]\n\n", b"data:\n\n", b"", b"\xef\xbb\xbf", b"{}\n"]),
    st.binary(max_size=8),
)
TYPES = st.sampled_from(["text/event-stream", "application/x-ndjson", "application/json", "text/html", ""])


@st.composite
def responses(draw: st.DrawFn) -> wire.Response:
    """Anything that can be sent: streams whole and broken, in frames that need not be events, and plain bodies."""
    body = b"".join(draw(st.lists(BLOCK, max_size=6)))
    cuts = sorted(draw(st.lists(st.integers(0, len(body)), max_size=5)))
    datas = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    instants = st.lists(st.floats(0, 60), min_size=len(datas) + 1, max_size=len(datas) + 1)
    head_at, *at = sorted(draw(instants))
    headers = [("content-type", draw(TYPES))]
    if draw(st.booleans()):
        headers.append(("Content-Length", str(len(body))))
    return wire.Response(
        status=draw(st.sampled_from([200, 429, 500])),
        headers=tuple(headers),
        head_at=head_at,
        frames=tuple(Frame(*pair) for pair in zip(datas, at, strict=True)) if draw(st.integers(0, 9)) else (),
        ending=draw(st.sampled_from(["complete", "close", "reset", "hang"])),
    )


@st.composite
def settings_of(draw: st.DrawFn, fault: type[Fault]) -> Fault:
    """A fault with one of the places that it can have, if it has one."""
    if not issubclass(fault, Placed):
        return made(fault)
    places: list[dict[str, Any]] = [
        {},
        {"at": draw(st.sampled_from(["start", "end", "anywhere"]))},
        {"after_frames": draw(st.integers(0, 4))},
        {"inside_frame": draw(st.integers(1, 4))},
        {"after_bytes": draw(st.integers(0, 60))},
        {"fraction": draw(st.floats(0, 1))},
    ]
    return fault.model_validate({"fault": fault.name(), **draw(st.sampled_from(places))})


def made(fault: type[Fault]) -> Fault:
    return ADAPTER.validate_python({"fault": fault.name()})


def results_of(fault: type[Fault]) -> list[wire.Response]:
    """What becomes of the answers that it can be done to."""
    results = [made(fault).apply(answer, CONTEXT) for answer in ANSWERS.values()]
    return [result for result in results if isinstance(result, wire.Response)]


@every_fault
@settings(max_examples=40)
@given(data=st.data(), response=responses(), number=st.integers())
def test_any_response_is_damaged_soundly_or_not_at_all(
    fault: type[Fault], data: Any, response: wire.Response, number: int
) -> None:
    """Never a crash; the input is untouched; times never decrease; the same seed gives the same result."""
    ours = data.draw(settings_of(fault))
    before = copy.deepcopy(response)
    context = replace(CONTEXT, seed=Seed.root(number))
    result = ours.apply(response, context)
    assert response == before
    again = ours.apply(response, context)
    if isinstance(result, NotApplicable):
        assert str(result)
        assert str(again) == str(result)
        return
    assert again == result
    instants = [result.head_at, *(frame.at for frame in result.frames)]
    assert instants == sorted(instants)
    assert all(math.isfinite(at) and at >= 0 for at in instants)
    if result.status == 0:
        assert (result.frames, result.ending == "complete") == ((), False)
    assert not (result.tail and result.ending == "complete")


@every_fault
def test_a_right_content_length_is_right_afterwards_or_the_connection_does_not_end_well(fault: type[Fault]) -> None:
    for result in results_of(fault):
        if result.ending == "complete":
            assert result.header("content-length") in {None, str(len(result.body))}


@every_fault
def test_it_can_be_done_to_one_of_the_answers_at_least(fault: type[Fault]) -> None:
    assert results_of(fault)


@every_fault
def test_what_would_change_nothing_is_not_applicable(fault: type[Fault]) -> None:
    """So that the counters never say that a fault was applied where nobody could have noticed."""
    assert not [name for name, answer in ANSWERS.items() if made(fault).apply(answer, CONTEXT) == answer]


@pytest.mark.parametrize("name", ["slow_headers", "drip", "slice"])
@every_answer
def test_what_only_concerns_time_and_pieces_leaves_the_bytes_alone(name: str, answer: wire.Response) -> None:
    result = ADAPTER.validate_python(name).apply(answer, CONTEXT)
    if isinstance(result, NotApplicable):
        assert len(answer.body) < 50
        return
    assert (result.body, result.headers, result.ending) == (answer.body, answer.headers, answer.ending)


@pytest.mark.parametrize("written", NEUTRAL, ids=lambda written: written["fault"])
@settings(max_examples=40)
@given(response=responses())
def test_a_neutral_setting_is_the_identity(written: dict[str, Any], response: wire.Response) -> None:
    fault = ADAPTER.validate_python(written)
    try:
        result = fault.damage(response, CONTEXT)
    except NotApplicable:
        assert written["fault"] == "duplicate" or not response.body
        return
    assert [frame.data for frame in result.frames] == [frame.data for frame in response.frames]
    assert all(abs(new.at - old.at) < 1e-6 for new, old in zip(result.frames, response.frames, strict=True))
    assert replace(result, frames=()) == replace(response, frames=())
    if written["fault"] != "drip":
        assert isinstance(fault.apply(response, CONTEXT), NotApplicable)


@every_fault
def test_nothing_can_be_done_once_a_fault_has_silenced_or_broken_the_answer(fault: type[Fault]) -> None:
    for over in (wire.Response(status=0, ending="reset"), replace(ANSWERS["chat"], tail=b"zz\r\n", ending="close")):
        assert isinstance(made(fault).apply(over, CONTEXT), NotApplicable)


def test_the_folder_equals_the_union() -> None:
    folder = Path(fakeai.faults.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - SHARED == {fault.name() for fault in FAULTS}
    assert all(fault.__module__ == f"fakeai.faults.{fault.name()}" for fault in FAULTS)


@every_fault
def test_faults_do_not_know_each_other(fault: type[Fault]) -> None:
    source = Path(str(sys.modules[fault.__module__].__file__)).read_text(encoding="utf-8")
    others = {other.name() for other in FAULTS}
    imported = {
        line.split()[1].rpartition(".")[2] for line in source.splitlines() if line.startswith("from fakeai.faults.")
    }
    assert not imported & others


@every_fault
def test_an_unknown_key_is_refused(fault: type[Fault]) -> None:
    with pytest.raises(ValidationError) as caught:
        ADAPTER.validate_python({"fault": fault.name(), "colour": "red"})
    assert [error["type"] for error in caught.value.errors()] == ["extra_forbidden"]


@every_fault
def test_its_name_alone_is_the_short_form(fault: type[Fault]) -> None:
    assert ADAPTER.validate_python(fault.name()) == made(fault)


@every_fault
def test_python_makes_it_without_naming_it_again(fault: type[Fault]) -> None:
    ours = fault.model_validate({})
    assert ours.fault == fault.name()
    assert ADAPTER.validate_python(ours) is ours


@every_fault
def test_it_can_be_written_back(fault: type[Fault]) -> None:
    ours = made(fault)
    assert ADAPTER.validate_python(ours.model_dump(exclude_none=True)) == ours


@every_fault
def test_it_says_what_it_does_in_one_line(fault: type[Fault]) -> None:
    assert fault.summary().endswith((".", ":", ";"))


def test_the_schema_knows_every_fault_and_its_keys() -> None:
    schema = ADAPTER.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    for fault in FAULTS:
        assert check.is_valid({"fault": fault.name()})
        assert check.is_valid(fault.name())
        assert not check.is_valid({"fault": fault.name(), "colour": "red"})
    assert check.is_valid({"fault": "stall", "pause": "2s", "after_frames": 3})
    assert not check.is_valid({"fault": "truncat"})
    assert not check.is_valid("truncat")
    assert not check.is_valid({"after_frames": 3})


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"fault": "truncat"}, "did you mean `truncate`?"),
        ("resett", "did you mean `reset`?"),
        ({"after_frames": 3}, "`fault` is missing"),
        (3, "expected a fault such as {fault: reset, after_frames: 3}, got the number 3"),
        ({"fault": 5}, "got the number 5"),
    ],
    ids=str,
)
def test_what_names_no_fault_is_refused_in_plain_words(written: Any, message: str) -> None:
    with pytest.raises(ValidationError, match="fault") as caught:
        ADAPTER.validate_python(written)
    assert message in caught.value.errors()[0]["msg"]


def test_faults_are_done_one_after_the_other_and_counted() -> None:
    faults = [made(fault) for fault in FAULTS if fault.name() in {"truncate", "bom", "half_json", "line_endings"}]
    result = damage(ANSWERS["chat"], faults, CONTEXT)
    assert result.applied == ("truncate", "line_endings", "bom")
    assert result.not_applicable == (("half_json", "the answer is a stream"),)
    assert result.response.body.startswith(b"\xef\xbb\xbfdata: ")
    assert b"\r\n\r\n" in result.response.body
    assert b"[DONE]" not in result.response.body


def test_each_fault_of_a_list_has_chance_of_its_own() -> None:
    garble = ADAPTER.validate_python({"fault": "garble", "after_frames": 1})
    one = damage(ANSWERS["chat"], [garble], CONTEXT).response.body
    two = damage(ANSWERS["chat"], [garble, garble], CONTEXT).response.body
    assert one.count(b"\x1a") == 1
    assert two.count(b"\x1a") == 2


def test_without_faults_the_response_is_the_same_object() -> None:
    assert damage(ANSWERS["chat"], [], CONTEXT).response is ANSWERS["chat"]


def test_what_needs_the_provider_is_not_applicable_without_it() -> None:
    alone = Context(seed=SEED)
    for name in ("error_event", "plain_json_for_stream"):
        assert "nobody knows" in str(ADAPTER.validate_python(name).apply(ANSWERS["chat"], alone))


@pytest.mark.slow
def test_another_process_damages_in_the_same_way() -> None:
    code = (
        "from tests.faults.test_laws import everything; from hashlib import sha256;"
        "print(sha256(repr(everything()).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": str(seed)}
        ).stdout
        for seed in (1, 2)
    }
    assert len(runs) == 1


def everything() -> list[Any]:
    """Every fault done to every answer, anywhere."""
    context = Context(seed=Seed.root("anywhere"), interrupt=interrupt, plain=plain)
    results = [
        fault.model_validate({"at": "anywhere"} if issubclass(fault, Placed) else {}).apply(answer, context)
        for fault in FAULTS
        for answer in ANSWERS.values()
    ]
    return [str(it) if isinstance(it, NotApplicable) else _all_of(it) for it in results]


def _all_of(response: wire.Response) -> tuple[Any, ...]:
    return tuple(getattr(response, field.name) for field in fields(response))


def test_a_response_is_a_stream_by_its_type_or_its_look() -> None:
    assert is_stream(wire.plain(200, b"data: x\n\n", content_type="text/html"))
    assert is_stream(wire.Response(headers=(("Content-Type", "Text/Event-Stream; charset=utf-8"),)))
    assert not is_stream(wire.plain(200, json.dumps({"data": 1}).encode()))
