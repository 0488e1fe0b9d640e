"""One look at all that an exchange says, to tell that it holds no secret: what nearly all exchanges are spared by."""

from __future__ import annotations

from dataclasses import astuple

from fakeai.recording.cassette import Recorded
from fakeai.recording.cutting import events, json_of
from fakeai.recording.packing import unpacked
from fakeai.redaction import Redactor, Texts


def is_plain(recorded: Recorded, redactor: Redactor) -> bool:
    """Whether an exchange holds nothing that has to be taken out. It is never said of one that does."""
    request, response, texts = recorded.request, recorded.response, Texts()
    texts.add((request.path, *astuple(recorded.provenance)))
    for name, value in (*request.query, *request.headers, *response.headers):
        texts.add((name, value))
    _add_body(texts, request.body)
    frames = tuple((unpacked(response) or response).frames)
    body = b"".join(frame.data for frame in frames)
    cut = [] if json_of(body) is not None else events(frames)
    if cut:
        read = [event.read() for event in cut]
        texts.add_values([value for value, _ in read if value is not None])
        for event, (value, others) in zip(cut, read, strict=True):
            texts.add((_text(event.data),) if value is None else others)
    else:
        _add_body(texts, body)
    return redactor.holds_nothing(texts)


def _add_body(texts: Texts, body: bytes) -> None:
    parsed = json_of(body)
    if parsed is None:
        texts.add((_text(body),))
    else:
        texts.add_values([parsed])


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
