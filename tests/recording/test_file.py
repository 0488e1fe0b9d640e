"""The cassette file: what is written reads as the same, and what is broken is named with its line."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fakeai import wire
from fakeai.document.nodes import Reader
from fakeai.document.parsing import parse
from fakeai.errors import CassetteError
from fakeai.recording.bodies import Malformed
from fakeai.recording.cassette import Cassette, Matching, Provenance, Recorded
from fakeai.recording.emitting import is_writable, mapping
from fakeai.recording.file import dump, dump_exchange, load
from fakeai.recording.scanning import Foreign, scan
from tests.recording.making import make_cassette, make_recorded, make_request, make_response, make_stream

FILE = "x.yaml"
TEXT = st.text(max_size=60) | st.text(st.sampled_from("ab:#-|>'\"\\{}[] \n\t\r\x85\u2028😀"), max_size=80)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
BODIES = (
    st.binary(max_size=80)
    | st.builds(wire.json_bytes, VALUES)
    | st.builds(lambda value: json.dumps(value, indent=2).encode() + b"\n", VALUES)
    | st.builds(lambda value: json.dumps(value).encode(), VALUES)
)
EVENTS = st.builds(
    lambda it, end: b"data: " + it + end, st.builds(wire.json_bytes, VALUES), st.sampled_from([b"\n\n", b"\r\n\r\n"])
)
TIMES = st.floats(min_value=0, max_value=1e5, allow_nan=False)
FRAMES = st.lists(st.builds(wire.Frame, BODIES.filter(bool) | EVENTS, TIMES, st.just(0)), max_size=5).map(tuple)
HEADERS = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), TEXT.filter(is_writable)), max_size=3).map(tuple)
WORDS = TEXT.filter(is_writable)
RECORDED = st.builds(
    Recorded,
    provider=WORDS,
    request=st.builds(
        wire.Request,
        method=WORDS,
        path=WORDS,
        query=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
        headers=HEADERS,
        body=BODIES,
    ),
    response=st.builds(
        wire.Response,
        status=st.sampled_from([0, 200, 404, 599]),
        headers=HEADERS,
        head_at=TIMES,
        frames=FRAMES,
        ending=st.sampled_from(["complete", "close", "reset", "hang"]),
    ),
    provenance=st.builds(Provenance, at=WORDS, model=WORDS),
)


def dumped(cassette: Cassette, side: dict[str, bytes] | None = None) -> bytes:
    """The file of a cassette."""
    aside: dict[str, bytes] = {} if side is None else side
    return dump(cassette, [dump_exchange(recorded, aside) for recorded in cassette.exchanges])


def round_trip(cassette: Cassette) -> Cassette:
    side: dict[str, bytes] = {}
    data = dumped(cassette, side)
    return load(data, file=FILE, side=side.__getitem__)


def problem(text: str) -> tuple[int | None, str]:
    """The line and the words of what is wrong with a file."""

    def no_side_files(name: str) -> bytes:
        raise Malformed(f"no side file {name}", "file")

    with pytest.raises(CassetteError) as caught:
        load(text.encode(), file=FILE, side=no_side_files)
    return caught.value.problem.line, caught.value.problem.message


@given(exchanges=st.lists(RECORDED, max_size=3))
def test_what_is_written_reads_as_the_same_cassette(exchanges: list[Recorded]) -> None:
    cassette = make_cassette(*exchanges)
    assert round_trip(cassette) == cassette


@given(exchanges=st.lists(RECORDED, max_size=2))
def test_writing_again_what_was_read_gives_the_same_file(exchanges: list[Recorded]) -> None:
    cassette = make_cassette(*exchanges)
    assert dumped(round_trip(cassette)) == dumped(cassette)


@given(value=st.dictionaries(TEXT, VALUES, min_size=1, max_size=4).filter(is_writable))
def test_a_yaml_parser_and_the_quick_scanner_read_the_same(value: dict[str, Any]) -> None:
    lines = list(mapping(value, ""))
    text = "\n".join(lines) + "\n"
    root = parse(text.encode(), file=FILE)
    assert root is not None
    reader = Reader(FILE)
    assert reader.value(root) == value, reader.problems
    assert not reader.problems
    try:
        scanned = scan(lines)
    except Foreign:
        return  # it may decline, and never be wrong
    assert scanned == value


def test_the_quick_scanner_reads_what_recordings_are_made_of() -> None:
    """It may decline; but not what every cassette holds, or loading would be slow."""
    text = dumped(make_cassette(make_recorded("Two\nlines of a long question, one after the other.", make_stream())))
    lines = text.decode().split("\n")
    scan(lines[lines.index("exchanges:") + 1 : lines.index("...")])


def test_the_file_is_yaml_that_any_parser_reads() -> None:
    text = dumped(make_cassette(make_recorded(), make_recorded("Long\n" * 30, make_stream())))
    read = yaml.safe_load(text)
    assert read["exchanges"][0]["request"]["json"]["messages"][0]["content"] == "Hello"
    assert read["exchanges"][1]["request"]["json"]["messages"][0]["content"] == "Long\n" * 30


def test_json_is_structure_long_text_a_literal_block_and_an_event_a_line() -> None:
    question = "First line of a question that is rather long,\nand a second one."
    text = dumped(make_cassette(make_recorded(question, make_stream()))).decode()
    assert (
        '      - role: "user"\n        content: |-\n          First line of a question that is rather long,\n'
        "          and a second one.\n" in text
    )
    assert (
        '    events: |\n      0.1 data: {"choices":[{"index":0,"delta":{"content":"One"}}]}\n      0.2 data: {' in text
    )


@pytest.mark.parametrize(
    ("body", "form"),
    [
        pytest.param(b'{"a":1}', 'json: {"a": 1}', id="compact"),
        pytest.param(b'{"a": 1, "b": 2}', 'layout: "spaced"', id="spaced"),
        pytest.param(b'{\n  "a": 1\n}\n', 'layout: "indented newline"', id="indented"),
        pytest.param(b'{"a":"\\u00e9"}', 'layout: "compact ascii"', id="ascii"),
        pytest.param(b'{"a":1,"a":2}', "text: ", id="a key twice is no structure"),
        pytest.param(b'{"a":1.0e0}', "text: ", id="a number that Python writes in another way"),
        pytest.param(b"plain", 'text: "plain"', id="text"),
        pytest.param(b"\xff\x00", 'base64: "/wA="', id="binary"),
    ],
)
def test_what_gives_the_same_bytes_again_is_structure_and_all_else_stands_as_it_was(body: bytes, form: str) -> None:
    recorded = make_recorded("Hello", wire.plain(200, body))
    cassette = make_cassette(recorded)
    assert f"    {form}" in dumped(cassette).decode()
    assert round_trip(cassette) == cassette


def test_a_huge_body_goes_into_a_side_file_and_comes_back() -> None:
    cassette = make_cassette(make_recorded("x" * 100_000, make_response("y" * 100_000)))
    side: dict[str, bytes] = {}
    assert len(dumped(cassette, side)) < 2000
    assert sorted(map(len, side.values())) == sorted(
        [len(cassette.exchanges[0].request.body), len(cassette.exchanges[0].response.body)]
    )
    assert round_trip(cassette) == cassette


def test_settings_of_the_cassette_are_kept() -> None:
    cassette = make_cassette(then="cycle", matching=Matching(ignore=("$.user",), normalize=("uuid", "a+")))
    assert round_trip(cassette) == cassette


def test_an_exchange_that_a_person_wrote_in_yaml_s_other_ways_is_read() -> None:
    text = """\
fakeai: cassette
version: 1
exchanges:
# the first
- request:
    provider: openai
    method: POST
    path: /v1/chat/completions
    json: {model: gpt-4o, messages: [{role: user, content: 'Hi'}]}
  response: {status: 200, json: {ok: yes}}   # that is all
...
"""
    [recorded] = load(text.encode(), file=FILE, side=lambda _: b"").exchanges
    assert recorded.request.body == b'{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}'
    assert recorded.response.body == b'{"ok":"yes"}'
    assert recorded.line == 5


WHOLE = dumped(make_cassette(make_recorded(), make_recorded("Again", make_stream()))).decode()


@pytest.mark.parametrize("size", range(0, len(WHOLE) - 1, 37))
def test_a_truncated_file_is_never_read_as_whole(size: int) -> None:
    assert problem(WHOLE[:size])[0] is not None


@pytest.mark.parametrize(
    ("old", "new", "below", "words"),
    [
        pytest.param("version: 1", "version: 2", 0, "version 2 is newer than 1", id="newer"),
        pytest.param("version: 1", "version: x", 0, "`version` has to be", id="no version"),
        pytest.param('fakeai: "cassette"', "a: b", -1, "this is no cassette", id="something else"),
        pytest.param("    status: 200", "    status: OK", 0, "expected an HTTP status", id="status"),
        pytest.param("    status: 200", "    state: 200", 0, "did you mean `status`?", id="misspelt"),
        pytest.param('    method: "POST"', "    method: [", 2, "expected `,` or `]`", id="broken YAML"),
        pytest.param("      0.2 data", "      x data", 0, "expected a line such as", id="an event"),
        pytest.param("  response:", "<<<<<<< HEAD\n  response:", 0, "merge conflict", id="conflict"),
        pytest.param("exchanges:", "exchange:", 0, "unknown key `exchange`", id="no exchanges"),
        pytest.param("version: 1", "version: 1\nthen: maybe", 1, "expected one of error", id="then"),
        pytest.param('    path: "/v1/chat/completions"\n', "", -2, "`path` is missing", id="missing"),
        pytest.param("    json: {", "    text: a\n    json: {", 0, "`json` or `text`, not both", id="two bodies"),
    ],
)
def test_what_is_broken_is_named_with_its_line(old: str, new: str, below: int, words: str) -> None:
    line, message = problem(WHOLE.replace(old, new, 1))
    assert words in message
    assert line == WHOLE[: WHOLE.index(old)].count("\n") + 1 + below


def test_an_anchor_that_would_make_an_object_is_refused() -> None:
    assert "the tag" in problem(WHOLE.replace('provider: "openai"', "provider: !!python/name:os.system x", 1))[1]


def test_a_request_of_another_kind_keeps_its_bytes() -> None:
    recorded = Recorded(provider="openai", request=make_request(), response=wire.Response(status=0, ending="reset"))
    assert round_trip(make_cassette(recorded)) == make_cassette(recorded)
