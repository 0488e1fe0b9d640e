"""Words as tones: one for each word, as long as it takes to say it, with pauses between them."""

from __future__ import annotations

import sys
from array import array
from functools import lru_cache
from math import pi, sin
from zlib import crc32

RATE = 24_000
"""Samples a second, as in the audio of OpenAI's models: 16 bits each, one channel."""

VOICES = (
    "onyx", "ash", "echo", "cedar", "fable", "ballad", "verse", "sage", "alloy", "marin", "nova", "coral", "shimmer",
)  # fmt: skip
"""The voices that OpenAI's models have, the lowest first."""

_PER_BYTE = RATE * 65 // 1000  # 65 ms a letter, about 150 English words a minute; a CJK character has three bytes
_PAUSE = RATE * 60 // 1000
_PAUSES = {",": 3, ";": 3, ":": 3, ".": 6, "!": 6, "?": 6, "…": 6}  # in pauses between words
_LEAST = RATE * 200 // 1000
_LOWEST, _HIGHEST, _STEP = 110, 250, 11  # Hz, as people's voices are
_INTERVALS = (1.0, 9 / 8, 5 / 4, 3 / 2, 5 / 3)  # pentatonic, so that no two tones hurt
_LOUDNESS = 6_000  # of 32,767
_FADE = 4  # periods in which a tone begins and ends


def length(transcript: str) -> int:
    """How many samples it takes to say a transcript."""
    return max(_LEAST, sum(_sounding(word) + _silent(word) for word in transcript.split()))


def seconds(transcript: str) -> float:
    """How long it takes to say a transcript."""
    return length(transcript) / RATE


def tones(transcript: str, voice: str) -> bytes:
    """A transcript as 16-bit samples, little-endian: each voice has its pitch, and each word its own tone."""
    base = _pitch(voice)
    pieces = []
    for word in transcript.split():
        interval = _INTERVALS[crc32(word.lower().encode("utf-8", "surrogatepass")) % len(_INTERVALS)]
        pieces += [_tone(round(RATE / (base * interval)), _sounding(word)), bytes(2 * _silent(word))]
    return b"".join(pieces).ljust(2 * _LEAST, b"\0")


def _pitch(voice: str) -> int:
    """The pitch of a voice in Hz; no two of the usual ones have the same."""
    if voice in VOICES:
        return _LOWEST + _STEP * VOICES.index(voice)
    return _LOWEST + crc32(voice.encode("utf-8", "surrogatepass")) % (_HIGHEST - _LOWEST)


def _sounding(word: str) -> int:
    """How many samples a word sounds."""
    return _PER_BYTE * len(word.encode("utf-8", "surrogatepass"))


def _silent(word: str) -> int:
    """How many samples of silence follow it."""
    return _PAUSE * _PAUSES.get(word[-1], 1)


def _tone(period: int, samples: int) -> bytes:
    """So many samples of a tone that fades in and out."""
    whole = samples // period
    steps = [min(place + 1, whole - place, _FADE) for place in range(min(whole, _FADE))]
    before = b"".join(_wave(period, step) for step in steps)
    after = b"".join(_wave(period, step) for step in reversed(steps[: max(0, whole - len(steps))]))
    middle = _wave(period, _FADE) * max(0, whole - len(steps) - len(after) // (2 * period))
    return (before + middle + after).ljust(2 * samples, b"\0")


@lru_cache(maxsize=512)
def _wave(period: int, step: int) -> bytes:
    """One period of a tone, at `step` of its steps to full loudness."""
    loudness = _LOUDNESS * step / _FADE
    wave = array("h", [round(loudness * sin(2 * pi * place / period)) for place in range(period)])
    if sys.byteorder == "big":
        wave.byteswap()
    return wave.tobytes()
