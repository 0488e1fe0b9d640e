"""What is said, spoken: words become audio where a call asks for it, and audio becomes words where it doesn't."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from math import ceil

from fakeai.call import Speech
from fakeai.clock import EPOCH
from fakeai.reply import Audio, Part, Text
from fakeai.seeds import Seed
from fakeai.speech.formats import converted, duration, spoken
from fakeai.speech.tones import seconds
from fakeai.tokens import Tokenizer

HEARD_PER_SECOND, SPOKEN_PER_SECOND = 10, 20
"""Tokens of a second of audio, in a prompt and in an answer (OpenAI's guide on the costs of its realtime models)."""

_REMEMBERED_FOR = 3_600  # seconds that a later turn may refer to an answer's audio


def in_words(parts: tuple[Part, ...], *, heard: bool) -> tuple[Part, ...]:
    """The parts with a text in the place of audio that is nothing but a transcript; of all audio, if nobody hears."""
    if not any(isinstance(part, Audio) for part in parts):
        return parts
    return tuple(
        Text(part.transcript) if isinstance(part, Audio) and not (heard and (part.data or part.id)) else part
        for part in parts
    )


def aloud(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts for who asks for audio: all words as one piece of it, where the first of them stand.

    A recording stays one if nothing is said beside it.
    """
    said = [part for part in parts if isinstance(part, Text | Audio)]
    if not said:
        return parts
    whole = "".join(part.text if isinstance(part, Text) else part.transcript for part in said)
    only = said[0]
    audio = only if len(said) == 1 and isinstance(only, Audio) else Audio(whole)
    at = parts.index(only)
    return (*parts[:at], audio, *(part for part in parts[at:] if not isinstance(part, Text | Audio)))


def audio_tokens(part: Part) -> int:
    """The tokens of a part's sound; those of its transcript are counted beside them."""
    return ceil(SPOKEN_PER_SECOND * _seconds(part)) if isinstance(part, Audio) else 0


def shortened(audio: Audio, most: int, tokenizer: Tokenizer) -> Audio | None:
    """As much of an answer as fits into so many tokens, spoken anew; None if that is nothing."""
    words = tokenizer.split(audio.transcript)

    def beginning(count: int) -> Audio:
        return Audio("".join(words[:count]), id=audio.id)

    def cost(count: int) -> int:
        return count + audio_tokens(beginning(count))

    fitting = bisect_right(range(1, len(words) + 1), most, key=cost)  # what it gives was tried, so it fits
    return beginning(fitting) if fitting else None


def sounding(parts: Iterable[Part], speech: Speech, seed: Seed) -> tuple[Part, ...]:
    """The parts with all that audio consists of. Raises ValueError for a recording in another format than is asked."""
    return tuple(_complete(part, speech, seed) if isinstance(part, Audio) else part for part in parts)


def _complete(audio: Audio, speech: Speech, seed: Seed) -> Audio:
    if audio.data is None:
        data = spoken(audio.transcript, speech.voice, speech.format)
    else:
        data = converted(audio.data, speech.format)
    return replace(
        audio,
        data=data,
        id=audio.id or "audio_" + seed.child("audio").hex(32),
        expires_at=EPOCH + _REMEMBERED_FOR if audio.expires_at is None else audio.expires_at,
    )


def _seconds(audio: Audio) -> float:
    if audio.data is None:
        return seconds(audio.transcript)
    try:
        return duration(audio.data)
    except ValueError:  # it would have to be decoded; the words say about how long it is
        return seconds(audio.transcript)
