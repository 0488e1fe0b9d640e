"""The formats of audio: what is said in each of them, what recordings are in, and how long those last.

WAV, PCM16 and FLAC hold the tones of a transcript. MP3, AAC and Opus would need a codec, so there it is silence, as
long as the tones would be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, get_args

from fakeai.speech import flac, silence, wav
from fakeai.speech.tones import RATE, seconds, tones

Format = Literal["wav", "aac", "mp3", "flac", "opus", "pcm16"]

FORMATS: tuple[Format, ...] = get_args(Format)

_SILENT: Mapping[Format, Callable[[float], bytes]] = {"mp3": silence.mp3, "aac": silence.aac, "opus": silence.opus}
_BEGINNINGS: tuple[tuple[bytes, Format], ...] = (
    (b"RIFF", "wav"), (b"fLaC", "flac"), (b"OggS", "opus"), (b"ID3", "mp3"),
    (b"\xff\xf1", "aac"), (b"\xff\xf9", "aac"), (b"\xff\xfb", "mp3"), (b"\xff\xf3", "mp3"), (b"\xff\xf2", "mp3"),
    (b"\xff\xfa", "mp3"),
)  # fmt: skip
_MP3_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)  # kbit/s of MPEG-1 layer III
_MP3_SLOW_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)  # of MPEG-2 and 2.5


def spoken(transcript: str, voice: str, kind: Format) -> bytes:
    """A transcript as audio of a format."""
    if kind in _SILENT:
        return _SILENT[kind](seconds(transcript))
    samples = tones(transcript, voice)
    if kind == "wav":
        return wav.written(samples)
    return flac.written(samples) if kind == "flac" else samples


def format_of(data: bytes) -> Format:
    """The format that a recording is in, by how it begins; what begins like none of them is plain samples."""
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), "pcm16")


def converted(data: bytes, kind: Format) -> bytes:
    """A recording in a format. WAV and plain samples can be had of each other; ValueError says what can't be."""
    has = format_of(data)
    if has == kind:
        return data
    if (has, kind) == ("pcm16", "wav"):
        return wav.written(data)
    if (has, kind) == ("wav", "pcm16"):
        sound = wav.read(data)
        if sound.is_usual:
            return sound.samples
        is_ = f"{8 * sound.width} bits, {sound.rate} Hz and {sound.channels} channel{'s' if sound.channels > 1 else ''}"
        raise ValueError(f"the recording has {is_}, and pcm16 is 16 bits, {RATE} Hz and 1 channel")
    raise ValueError(f"the recording is {has}, and the call asks for {kind}")


def duration(data: bytes) -> float:
    """How many seconds a recording lasts. Raises ValueError where that can't be told without a codec."""
    match format_of(data):
        case "wav":
            return wav.read(data).seconds
        case "pcm16":
            return len(data) / (2 * RATE)
        case "mp3":
            return _mp3_duration(data)
        case kind:
            raise ValueError(f"how long {kind} lasts is not known without decoding it")


def _mp3_duration(data: bytes) -> float:
    """From the bit rate of its first frame, which nearly all files keep to."""
    start = 0
    if data.startswith(b"ID3"):
        size = data[6:10].ljust(4, b"\0")
        start = 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
    head = data[start : start + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        raise ValueError("not an MP3 file: no frame of layer III at its beginning")
    rates = _MP3_RATES if head[1] & 0x18 == 0x18 else _MP3_SLOW_RATES
    rate = rates[head[2] >> 4]
    if not rate:
        raise ValueError("not an MP3 file: its first frame has no bit rate")
    return 8 * (len(data) - start) / (1000 * rate)
