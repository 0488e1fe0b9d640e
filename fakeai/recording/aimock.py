"""Fixtures of aimock as fixtures of ours: it keeps no requests, so there is no recording to be made of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator, Mapping
from pathlib import PurePath
from typing import Any

from fakeai.recording.conversion import Converted, fixture_text
from fakeai.recording.importing import Entry, entries, noted, text_of, value_of
from fakeai.recording.saying import has_braces

_ENDPOINTS = {"chat": "chat", "embedding": "embeddings", "embeddings": "embeddings"}
_FINISHES = frozenset({"stop", "length", "tool_calls", "content_filter"})
_KINDS = {
    400: "invalid_request", 401: "invalid_api_key", 403: "permission_denied", 404: "model_not_found", 408: "timeout",
    409: "conflict", 413: "too_large", 429: "rate_limit", 500: "server_error", 502: "bad_gateway", 503: "overloaded",
    504: "gateway_timeout", 529: "overloaded",
}  # fmt: skip
_EXTRAS = {"created": "created", "systemFingerprint": "system_fingerprint"}
_COUNTS = {
    "prompt_tokens": "input_tokens", "input_tokens": "input_tokens", "completion_tokens": "output_tokens",
    "output_tokens": "output_tokens",
}  # fmt: skip


def is_aimock(data: bytes) -> bool:
    """Whether a file holds fixtures of aimock: JSON whose entries have a `match` and a `response`."""
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    listed = value.get("fixtures") if isinstance(value, dict) else None
    return isinstance(listed, list) and any(isinstance(it, dict) and "response" in it for it in listed)


def converted(data: bytes, *, file: str, clean: Callable[[Any, str], Any]) -> Converted:
    """The fixture file that says what one of aimock says. Raises CassetteError.

    clean: gives an entry without its secrets, told what the entry is called.
    """
    text = text_of(data, file=file)
    listed = value_of(text, file=file)["fixtures"]
    maker = _Maker(file)
    for entry in entries(text, listed, ("fixtures",)):
        maker.add(entry._replace(value=clean(entry.value, f"fixture {entry.number}")))
    text = fixture_text(maker.blocks(), PurePath(file).name)
    return Converted(text=text, exchanges=maker.count, notes=tuple(maker.notes))


class _Maker:
    """Collects fixtures; those that differ in `sequenceIndex` alone become one script."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._scripts: dict[str, tuple[dict[str, Any], list[int], list[tuple[int, dict[str, Any]]]]] = {}
        self.count = 0
        self.notes: list[str] = []

    def add(self, entry: Entry) -> None:
        """Take an entry, and note what of it can't be said."""
        if not isinstance(entry.value, Mapping) or not isinstance(entry.value.get("response"), Mapping):
            self.notes.append(noted(self._file, entry, "fixture", "left out: there is no `response` of a model in it"))
            return
        left = _Left(entry.value)
        sequence = left.below("match").take("sequenceIndex")
        match = dict(_match(left.below("match")))
        answer, unknown = _answer(left), left.below("match").names()
        if answer is None or unknown:
            what = f"clause like {', '.join(unknown)}" if unknown else "words for its response"
            self.notes.append(noted(self._file, entry, "fixture", f"left out: fakeai has no {what}"))
            return
        performance = dict(_performance(left))
        if left.names():
            self.notes.append(noted(self._file, entry, "fixture", f"without {', '.join(left.names())}"))
        self.count += 1
        alone = "" if sequence is None else json.dumps([match, performance], sort_keys=True)
        key = alone or f"#{entry.number}"
        known = self._scripts.setdefault(key, ({"match": match, **performance}, [], []))
        known[1].append(entry.number)
        known[2].append((int(sequence or 0), answer))

    def blocks(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """A comment and a fixture for each."""
        for head, numbers, turns in self._scripts.values():
            answers = [answer for _, answer in sorted(turns, key=lambda it: it[0])]
            match = {"match": head["match"]} if head["match"] else {}
            said = answers[0] if len(answers) == 1 else {"script": answers}
            performance = {key: value for key, value in head.items() if key != "match"}
            yield f"fixture {', '.join(map(str, numbers))}", {**match, **said, **performance}


class _Left:
    """A mapping of which one thing after the other is taken, and what is left of it in the end."""

    def __init__(self, value: Mapping[str, Any], path: str = "") -> None:
        self._path = path
        self._below = {key: _Left(item, f"{path}{key}.") for key, item in value.items() if isinstance(item, Mapping)}
        self._rest = dict(value)

    def take(self, key: str, among: Container[str] | None = None) -> Any:
        """What is there; None if nothing is, or nothing that is `among` these."""
        if key not in self._rest or (among is not None and self._rest[key] not in among):
            return None
        self._below.pop(key, None)
        return self._rest.pop(key)

    def below(self, key: str) -> _Left:
        """The mapping under a key, an empty one if there is none."""
        return self._below.setdefault(key, _Left({}, f"{self._path}{key}."))

    def names(self) -> list[str]:
        """The places of what nobody took."""
        own = [f"{self._path}{key}" for key in self._rest if key not in self._below]
        return [*own, *(name for inner in self._below.values() for name in inner.names())]


def _match(left: _Left) -> Iterator[tuple[str, Any]]:
    for key, clause in (("userMessage", "user"), ("toolResultContains", "tool_result"), ("toolName", "tools")):
        value = left.take(key)
        if value is not None:
            yield clause, value
    system = left.take("systemMessage")
    if system is not None:
        yield "system", {"all": system} if isinstance(system, list) else system
    text = left.take("inputText")
    if text is not None:
        yield from (("endpoint", "embeddings"), ("input", text))
    yield from _of_the_call(left)


def _of_the_call(left: _Left) -> Iterator[tuple[str, Any]]:
    endpoint = left.take("endpoint", _ENDPOINTS)
    if endpoint is not None:
        yield "endpoint", _ENDPOINTS[endpoint]
    model = left.take("model")
    if model is not None:
        yield "model", [model, f"{model}-[0-9]*"]
    for key, clause in (("responseFormat", "response_format"), ("turnIndex", "turn")):
        value = left.take(key)
        if value is not None:
            yield clause, value + 1 if clause == "turn" else value
    has_result = left.take("hasToolResult")
    if has_result is not None:
        yield "after_tool", {"exists": has_result}
    called, context = left.take("toolCallId"), left.take("context")
    if called is not None:
        yield "json", {"$.messages[-1].tool_call_id": called}
    if context is not None:
        yield "header", {"X-AIMock-Context": context}


def _answer(left: _Left) -> dict[str, Any] | None:
    said = left.below("response")
    error = said.take("error")
    if isinstance(error, Mapping):
        return {"fail": dict(_failure(error, said))}
    written = dict(_content(said))
    if not written:
        return None
    usage = said.take("usage")
    if isinstance(usage, Mapping):
        written["usage"] = {_COUNTS[key]: tokens for key, tokens in usage.items() if key in _COUNTS}
    finish = said.take("finishReason", _FINISHES)
    if finish is not None:
        written["finish"] = finish
    for key in ("id", "model"):
        value = said.take(key)
        if value is not None:
            written[key] = value
    if has_braces(written):
        written["template"] = False
    extra = {name: value for key, name in _EXTRAS.items() if (value := said.take(key)) is not None}
    return {"reply": {**written, "extra": extra} if extra else _brief(written)}


def _content(said: _Left) -> Iterator[tuple[str, Any]]:
    blocks = said.take("blocks")
    if blocks:
        yield "parts", [_block(block) for block in blocks]
        return
    reasoning, content = said.take("reasoning"), said.take("content")
    if reasoning is not None:
        yield "reasoning", reasoning
    if content is not None:
        yield ("text" if isinstance(content, str) else "json"), content
    calls = said.take("toolCalls")
    if calls:
        yield "tools", [_tool(call, "name") for call in calls]
    vector = said.take("embedding")
    if vector is not None:
        yield "vectors", [vector]


def _block(block: Mapping[str, Any]) -> Any:
    return block["text"] if block.get("type") == "text" else _tool(block, "tool")


def _tool(call: Mapping[str, Any], key: str) -> dict[str, Any]:
    written = {key: call["name"], "args": _arguments(call.get("arguments", {}))}
    return written | ({"id": call["id"]} if call.get("id") else {})


def _arguments(value: Any) -> Any:
    """Arguments as structure, where they are JSON."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value
    return found if isinstance(found, dict) else value


def _failure(error: Mapping[str, Any], said: _Left) -> Iterator[tuple[str, Any]]:
    status = said.take("status") or 500
    yield "kind", _KINDS.get(status, "server_error" if status >= 500 else "invalid_request")
    if status not in _KINDS:
        yield "status", status
    for key in ("message", "type", "code", "param"):
        if isinstance(error.get(key), str):
            yield key, error[key]
    wait = said.take("retryAfter")
    if wait is not None:
        yield "retry_after", wait


def _performance(left: _Left) -> Iterator[tuple[str, Any]]:
    pace: dict[str, Any] = {}
    latency, profile = left.take("latency"), left.take("streamingProfile")
    if latency is not None:
        pace["ttft"] = f"{latency}ms"
    for key, value in (profile if isinstance(profile, Mapping) else {}).items():
        pace[key] = f"{value}ms" if key == "ttft" else value
    if pace:
        yield "pace", pace
    cut = left.take("truncateAfterChunks")
    if cut is not None:
        yield "faults", [{"fault": "truncate", "after_frames": cut}]


def _brief(written: Mapping[str, Any]) -> Any:
    return written["text"] if written.keys() == {"text"} else dict(written)
