"""A recorded answer in the words of fixtures: a reply or a failure that says the same, else the response as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from fakeai import sse, wire
from fakeai.call import Call
from fakeai.recording.cassette import Recorded
from fakeai.recording.emitting import is_writable
from fakeai.recording.failing import failure_words, interruption_words
from fakeai.recording.saying import reply_words
from fakeai.recording.understanding import Understood, understood
from fakeai.reply import Audio, Choice, Failure, Part, Reply, ToolCall
from fakeai.scripts import LOOKUP_ENDPOINTS
from fakeai.seeds import Seed
from fakeai.shaping import shape
from fakeai.tokens import tokenizer

_TYPES = {"json": "application/json", "body": "text/plain; charset=utf-8"}
_STREAM = "text/event-stream; charset=utf-8"
_PASSING = frozenset({
    "content-length", "transfer-encoding", "connection", "keep-alive", "date", "x-request-id", "request-id",
    "openai-processing-ms", "cf-ray",
})  # fmt: skip
"""Header fields of one answer alone, or of its connection."""
_MADE_UP = frozenset({"id", "object", "created", "system_fingerprint"})
_SAID_OTHERWISE = frozenset({"choices", "data", "model"})
_PARTS = frozenset({"role", "content", "refusal", "tool_calls", "function_call", "audio", "reasoning_content"})


class Wording(NamedTuple):
    """An answer as it is written: its key and what stands below it, and what of the recording it does not say."""

    key: str
    value: Any
    lost: tuple[str, ...] = ()


def worded(recorded: Recorded, reference: Mapping[str, Any] | None) -> Wording | None:
    """How a fixture says what was recorded; None if nothing can.

    reference: what stands below `recorded` for this exchange, for what can't be written down; None without a cassette.
    """
    known = understood(recorded)
    if known.reply is not None and known.call is not None and known.call.endpoint not in LOOKUP_ENDPOINTS:
        said = _reply(recorded, known)
        if said is not None:
            return said
    if recorded.response.status >= 400 and recorded.response.ending == "complete":
        failure = failure_words(recorded, known)
        if failure is not None:
            return Wording("fail", failure)
    verbatim = _verbatim(recorded.response)
    if verbatim is not None:
        return Wording("verbatim", verbatim)
    return None if reference is None else Wording("recorded", reference)


def _reply(recorded: Recorded, known: Understood) -> Wording | None:
    """The reply in words, if what they are rendered to reads as what was recorded."""
    call, reply = known.call, known.reply
    assert call is not None
    assert reply is not None
    broken_off = interruption_words(recorded, known) if call.stream else None
    failure = None if broken_off is None else _failure(broken_off)
    plain = _without_ids(reply)
    for usage in (None, plain.usage):  # one that is counted need not be written
        said = replace(
            plain, usage=usage, model=None if reply.model == call.model else reply.model, interrupted_by=failure
        )
        rendered = _rendered(said, known, recorded)
        if _same(rendered, plain, known):
            break
    else:
        return None
    lost: tuple[str, ...] = ()
    if not call.stream:
        theirs, ours = _object(recorded.response), _object(rendered)
        said = _with_extras(said, theirs, ours)
        again = _rendered(said, known, recorded)
        if not _same(again, plain, known):
            return None
        lost = tuple(_lost(theirs, _object(again)))
    words = reply_words(said, call, broken_off)
    return None if words is None else Wording("reply", words, lost)


def _failure(words: Any) -> Failure:
    return Failure(**({"kind": words} if isinstance(words, str) else words))


def _rendered(reply: Reply, known: Understood, recorded: Recorded) -> wire.Response:
    """What a fixture of this reply would answer."""
    assert known.call is not None
    assert known.endpoint is not None
    assert known.provider is not None
    words, seed = tokenizer(), Seed.root(0)
    complete = shape(reply, known.call, seed, words)
    rendered = known.endpoint.render(complete, known.call, seed=seed, tokenizer=words)
    if reply.interrupted_by is None:
        return rendered
    envelope, model = known.provider.envelope, known.call.model
    return known.endpoint.interrupt(
        rendered, envelope.say(reply.interrupted_by, request=recorded.request, model=model, seed=seed)
    )


def _same(rendered: wire.Response, wanted: Reply, known: Understood) -> bool:
    """Whether an answer reads as what was recorded. Token counts that were not sent are nobody's affair."""
    assert known.endpoint is not None
    heard = _without_ids(known.endpoint.read(rendered))
    return replace(heard, usage=None if wanted.usage is None else heard.usage) == wanted


def _without_ids(reply: Reply) -> Reply:
    return replace(reply, id=None, choices=tuple(_choice_without_ids(it) for it in reply.choices))


def _choice_without_ids(choice: Choice) -> Choice:
    return replace(choice, parts=tuple(_part_without_id(it) for it in choice.parts))


def _part_without_id(part: Part) -> Part:
    if isinstance(part, Audio):
        return replace(part, id=None, expires_at=None)
    return replace(part, id=None) if isinstance(part, ToolCall) else part


def _with_extras(reply: Reply, theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Reply:
    """The reply with the fields of one provider that have no word of their own."""
    extra = dict(_beyond(theirs, ours, _MADE_UP | _SAID_OTHERWISE))
    messages = [[it.get("message", {}) for it in said.get("choices", ())] for said in (theirs, ours)]
    choices = tuple(
        replace(choice, extra=dict(_beyond(their, our, _PARTS)))
        for choice, their, our in zip(reply.choices, *messages, strict=False)
    )
    return replace(reply, extra=extra, choices=choices or reply.choices)


def _beyond(theirs: Mapping[str, Any], ours: Mapping[str, Any], known: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """What they say and we don't, key by key; of a mapping that both have, only that."""
    for key, value in theirs.items():
        our = ours.get(key)
        if isinstance(value, Mapping) and isinstance(our, Mapping):
            value = dict(_beyond(value, our, known))  # noqa: PLW2901 -- as much of it as is not said yet
            if value:
                yield key, value
        elif key not in known and (key not in ours or our != value):
            yield key, value


def _lost(theirs: Any, ours: Any, path: str = "") -> Iterator[str]:
    """The places of what they say and we don't, ids aside."""
    if isinstance(theirs, Mapping) and isinstance(ours, Mapping):
        for key, value in theirs.items():
            if key not in _MADE_UP:
                yield from _lost(value, ours.get(key), f"{path}.{key}".lstrip("."))
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for index, pair in enumerate(zip(theirs, ours, strict=True)):
            yield from _lost(*pair, f"{path}[{index}]")
    elif theirs != ours and theirs not in (None, [], {}):
        yield path


def _verbatim(response: wire.Response) -> dict[str, Any] | None:
    """A response as it is; None if it is no text, or breaks off."""
    if response.ending != "complete" or not 200 <= response.status <= 599:
        return None
    body = _body(response)
    if body is None:
        return None
    default = _STREAM if body.keys() & {"sse", "frames"} else next((_TYPES[key] for key in body), "")
    headers = {
        name: value
        for name, value in response.headers
        if not _passes(name.lower(), response.status) and (name.lower(), value) != ("content-type", default)
    }
    status = {} if response.status == 200 and body else {"status": response.status}
    return {**status, **({"headers": headers} if headers else {}), **body}


def _passes(name: str, status: int) -> bool:
    """Whether a header field is of one answer alone; what is left of limits matters only to who is over them."""
    return name in _PASSING or (name.startswith("x-ratelimit-") and status != 429)


def _body(response: wire.Response) -> dict[str, Any] | None:
    """The one key that says what a body is; none for an empty one, and None for bytes that are no text."""
    if not response.body:
        return {}
    try:
        texts = [frame.data.decode() for frame in response.frames]
    except UnicodeDecodeError:
        return None
    if not all(map(is_writable, texts)):
        return None
    events = [_value(event.data) for event in sse.events(response.body)]
    if events and "".join(f"data: {_text(it)}\n\n" for it in events) == "".join(texts):
        return {"sse": events}
    if len(texts) > 1:
        return {"frames": texts}
    value = _value(texts[0])
    return {"body": value} if isinstance(value, str) else {"json": value}


def _value(text: str) -> Any:
    """The JSON object or list that a text is; else the text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, dict | list) and is_writable(value) else text


def _text(value: Any) -> str:
    return value if isinstance(value, str) else wire.json_bytes(value).decode()


def _object(response: wire.Response) -> Mapping[str, Any]:
    value = _value(response.body.decode("utf-8", "replace"))
    return value if isinstance(value, Mapping) else {}


def pace_words(recorded: Recorded, call: Call | None) -> dict[str, Any] | None:
    """When the tokens of a stream came, as a pace; None for what is no stream."""
    times = [frame.at for frame in recorded.response.frames for _ in range(frame.data.count(b"data: {"))]
    if call is None or not call.stream or len(times) < 2 or times[0] == 0:
        return None
    took = times[-1] - times[0]
    return {"ttft": f"{times[0] * 1000:.0f}ms", **({"tps": round((len(times) - 1) / took, 1)} if took > 0 else {})}
