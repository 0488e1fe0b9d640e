"""One look at an exchange never says that it holds nothing where looking into every text finds something."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai import wire
from fakeai.recording.cassette import Recorded
from fakeai.recording.glancing import is_plain
from fakeai.recording.scrubbing import credentials, scrubbed, stripped, thoroughly_scrubbed
from fakeai.redaction import Redactor, Texts
from tests.recording.making import make_recorded, make_request, make_response
from tests.recording.places import PLACES, Exchange, sse, streamed
from tests.recording.secrets import CORPUS, ENVIRONMENT, OWN_KEY, PATTERNS

KNOWING = {"own": OWN_KEY}
REDACTORS = {
    "usual": Redactor(values=ENVIRONMENT).knowing(KNOWING),
    "with a pattern": Redactor(values=ENVIRONMENT, patterns=PATTERNS).knowing(KNOWING),
    "with an anchored pattern": Redactor(patterns=[r"^EMP-\d{6}$", r"^sk-[a-z]+$"]).knowing(KNOWING),
}
WAYS = pytest.mark.parametrize("redactor", REDACTORS.values(), ids=REDACTORS)
LEVELS = st.sampled_from(["", "quoted", "in base64", "nested", "twice nested", "spelt out", "spelt out and nested"])


def disguised(secret: str, how: str) -> str:
    """A secret as it may be written; "spelt out" is JSON, to be put in a body as it is."""
    if how == "quoted":
        return quote(secret, safe="")
    if how == "in base64":
        return base64.b64encode(f"a:{secret}".encode()).decode()
    if how in {"nested", "twice nested"}:
        text = json.dumps({"a": [secret], "password": secret})
        return json.dumps([text]) if how == "twice nested" else text
    if how.startswith("spelt out"):
        text = '{"a":"' + "".join(f"\\u{ord(char):04x}" for char in secret) + '"}'
        return json.dumps({"b": text}) if how.endswith("nested") else text
    return secret


def never_ruled_out(recorded: Recorded, redactor: Redactor) -> bool:
    """Whether something is found, which one look has to admit then."""
    found = bool(thoroughly_scrubbed(recorded, redactor)[1])
    assert not (found and is_plain(recorded, redactor))
    return found


@pytest.mark.slow
@WAYS
@PLACES
def test_no_kind_of_secret_is_overlooked_in_any_place(place: Callable[[str], Exchange], redactor: Redactor) -> None:
    found = 0
    for secret in CORPUS.values():
        request, response = place(secret)
        found += never_ruled_out(Recorded(provider="openai", request=request, response=response), redactor)
    assert found >= len(CORPUS) - 2  # a pattern and a variable that not every redactor knows


@pytest.mark.parametrize("place", ["at", "upstream", "model", "served", "client"])
def test_provenance_is_looked_at_too(place: str) -> None:
    recorded = make_recorded()
    secret = replace(recorded, provenance=replace(recorded.provenance, **{place: CORPUS["OpenAI key"]}))
    assert not is_plain(secret, Redactor())
    assert CORPUS["OpenAI key"] not in str(scrubbed(secret, Redactor())[0].provenance)


@pytest.mark.slow
@given(
    kind=st.sampled_from(sorted(CORPUS)), how=LEVELS, cuts=st.sets(st.integers(1, 150), max_size=150),
    before=st.sampled_from(["It is ", "", '{"', "x"]), redactor=st.sampled_from(sorted(REDACTORS)), data=st.data(),
)  # fmt: skip
def test_a_secret_that_is_spread_over_events_is_never_ruled_out(
    kind: str, how: str, cuts: set[int], before: str, redactor: str, data: st.DataObject
) -> None:
    """Whatever its events look like, and in whatever order other events come between."""
    text = before + disguised(CORPUS[kind], how) + data.draw(st.sampled_from([" and more", ".", '"}', ""]))
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[a:b] for a, b in pairwise(edges)]
    shape = data.draw(st.sampled_from(SHAPES))
    events = [wire.json_bytes(shape(piece)) for piece in pieces]
    others = data.draw(st.lists(st.sampled_from([b"[DONE]", b'{"type":"ping"}', b'{"id":"a","index":1}']), max_size=3))
    for other in others:
        events.insert(data.draw(st.integers(0, len(events))), other)
    write = data.draw(st.sampled_from(FRAMINGS))
    never_ruled_out(make_recorded("Hello", streamed(*map(write, events))), REDACTORS[redactor])


SHAPES: Sequence[Callable[[str], Any]] = (
    lambda text: {"choices": [{"index": 0, "delta": {"content": text}}]},
    lambda text: {"choices": [{"index": 1, "delta": {"content": text, "role": None}}], "id": "chatcmpl-1"},
    lambda text: {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 2, "function": {"arguments": text}}]}}]},
    lambda text: {"type": "response.output_text.delta", "output_index": 0, "content_index": 1, "delta": text},
    lambda text: {"type": "content_block_delta", "index": 0, "delta": {"text": text}},
    lambda text: [[text]],
    lambda text: {"logprobs": {"content": [{"token": text, "top_logprobs": []}]}},
    lambda text: {"logprobs": {"content": [{"token": char} for char in text]}},
    lambda text: {"logprobs": {"tokens": list(text), "top_logprobs": [{text: -1}]}},
    lambda text: text,
)

FRAMINGS: Sequence[Callable[[bytes], bytes]] = (
    lambda data: b"data: " + data + b"\n\n",
    lambda data: b"event: delta\r\ndata:" + data + b"\r\n\r\n",
    lambda data: b": " + data + b"\n\n",
    lambda data: data + b"\n",
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["sk-", "proj-", "AB1" * 6, "password", "x", '{"a":"'])
    | st.sampled_from(sorted(CORPUS.values())),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["index", "output_index", "token", "tokens", "content", "password", "api_key", CORPUS["JWT"]]),
        inner, max_size=4,
    ),
    max_leaves=10,
)  # fmt: skip


@pytest.mark.slow
@given(values=st.lists(JSON, min_size=1, max_size=8), redactor=st.sampled_from(sorted(REDACTORS)))
def test_no_json_of_whatever_shape_hides_a_secret(values: list[Any], redactor: str) -> None:
    body = wire.json_bytes(values[0])
    stream = streamed(*(b"data: " + wire.json_bytes(value) + b"\n\n" for value in values))
    never_ruled_out(replace(make_recorded(), response=stream), REDACTORS[redactor])
    recorded = make_recorded()
    never_ruled_out(replace(recorded, request=replace(recorded.request, body=body)), REDACTORS[redactor])


@pytest.mark.parametrize(
    "event",
    [
        b'event: SECRET\ndata: {"a":1}\n\n', b'data: {"a":1}\r\nid: SECRET\r\n\r\n', b": SECRET\n\n",
        b'data: "SECRET"\n\n', b'data: {"a":1}\n: SECRET', b"data: SECRET\n\n",
        b'data: {"a":\ndata: "SECRET"}\n\n',
    ],
)  # fmt: skip
def test_every_line_of_an_event_is_looked_at(event: bytes) -> None:
    data = event.replace(b"SECRET", CORPUS["OpenAI key"].encode())
    assert never_ruled_out(make_recorded("Hello", streamed(b'data: {"b":2}\n\n', data)), Redactor())


@pytest.mark.parametrize(
    "value", [{"password": "hunter2-x"}, [{"api_key": "a-b-c-d-1"}], {"a": '{"password":"hunter2-x"}'}]
)
def test_what_only_its_name_calls_a_secret_is_not_ruled_out(value: Any) -> None:
    event = b"data: " + wire.json_bytes(value) + b"\n\n"
    for response in (wire.plain_json(200, value), streamed(event, *sse("Hi"), event)):
        assert never_ruled_out(make_recorded("Hello", response), Redactor())


TIMES = st.tuples(st.sampled_from(["s", "k", "-", "sk", "k-s", "_hf", "id-123456789", ""]), st.integers(1, 40))


@given(runs=st.lists(TIMES, min_size=1, max_size=6))
def test_a_summary_holds_every_part_that_a_run_of_texts_makes(runs: list[tuple[str, int]]) -> None:
    """Though what is repeated over and over is not in it as often."""
    texts, run = Texts(), [text for text, times in runs for _ in range(times)]
    texts.add_values([{"delta": text} for text in run])
    summary, whole = texts.summary(12), "".join(run)
    assert not [at for at in range(len(whole)) if whole[at : at + 12] not in summary]


@pytest.mark.parametrize("redactor", [REDACTORS["usual"], REDACTORS["with a pattern"]], ids=["usual", "with a pattern"])
@pytest.mark.parametrize(
    "words",
    ["Some plain words", 'A "basic" secret\n', "See https://example.com/?monkey=1 ", 'é 漢 \\ {"a": 1}', "token=1 "],
    ids=["plain", "escapes", "URL", "other letters", "hints"],
)  # fmt: skip
def test_what_holds_nothing_is_left_as_it_is_at_one_look(words: str, redactor: Redactor) -> None:
    events = sse(*(words[at : at + 3] for at in range(0, len(words), 3)))
    usage = b'data: {"choices":[],"usage":{"total_tokens":3,"prompt_tokens_details":null}}\n\n'
    for response in (make_response(words), streamed(*events, usage, b"data: [DONE]\n\n")):
        recorded = stripped(Recorded(provider="openai", request=make_request(words), response=response))
        own = redactor.knowing(credentials(make_request(headers=(("authorization", "Bearer sk-proj-AB12ab34"),))))
        assert is_plain(recorded, own)
        assert scrubbed(recorded, own) == (recorded, ())
        assert scrubbed(recorded, own)[0] is recorded
        assert thoroughly_scrubbed(recorded, own) == (recorded, ())
