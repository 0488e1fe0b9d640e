"""The deltas of audio in a stream: first the transcript, then the sound, at last how long it can be referred to.

Source: a stream of gpt-4o-audio-preview (openai/openai-node#1206), and the SDK's own remarks on the last delta, which
stands in the place of a chunk with a finish reason.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from fakeai.dialects.openai.chunks import CONTENT
from fakeai.reply import Audio, Choice
from fakeai.tokens import Tokenizer

Body = dict[str, Any]

_PIECE = 6_144  # bytes of sound in a delta: 128 ms, and whole groups of base64, so that the pieces join


class Deltas(NamedTuple):
    """Deltas that are alike: one with a hole, and what goes into it in turn. Each takes as long as a token of text."""

    delta: Body
    contents: Sequence[str]


def deltas(audio: Audio, tokenizer: Tokenizer) -> Iterator[Deltas]:
    """The deltas of a piece of audio. Its id comes with the first word, and with the first sound."""
    first, *words = tokenizer.split(audio.transcript) or ("",)
    yield Deltas({"content": None, "audio": {"id": audio.id, "transcript": CONTENT}}, [first])
    yield Deltas({"audio": {"transcript": CONTENT}}, words)
    data = audio.data or b""
    sound, *more = [b64encode(data[at : at + _PIECE]).decode() for at in range(0, len(data), _PIECE)] or [""]
    begun: Body = {"role": "assistant", "content": None, "refusal": None, "audio": {"id": audio.id, "data": CONTENT}}
    yield Deltas(begun, [sound])
    yield Deltas({"audio": {"data": CONTENT}}, more)


def last_delta(choice: Choice) -> Body | None:
    """The delta that ends the audio of a choice; None if it has none."""
    for part in choice.parts:
        if isinstance(part, Audio):
            return {"audio": {"expires_at": part.expires_at}}
    return None
