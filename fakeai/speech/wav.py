"""WAV: samples behind a header."""

from __future__ import annotations

import wave
from io import BytesIO
from typing import NamedTuple

from fakeai.speech.tones import RATE


class Sound(NamedTuple):
    """What a WAV file holds: its samples, how they are kept, and how long they last in seconds."""

    samples: bytes
    rate: int
    channels: int
    width: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / (self.width * self.channels * self.rate)

    @property
    def is_usual(self) -> bool:
        """Whether it is kept as OpenAI's models speak: 16 bits, 24 kHz, one channel."""
        return (self.rate, self.channels, self.width) == (RATE, 1, 2)


def written(samples: bytes) -> bytes:
    """16-bit samples as a WAV file."""
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(samples)
    return file.getvalue()


def read(data: bytes) -> Sound:
    """What a WAV file holds. Raises ValueError for what is none."""
    try:
        with wave.open(BytesIO(data)) as reader:
            channels, width, rate = reader.getnchannels(), reader.getsampwidth(), reader.getframerate()
            samples = reader.readframes(reader.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a WAV file of plain samples: {error}") from error
    if not (channels and width and rate):
        raise ValueError("not a WAV file of plain samples: it has no channel, width or rate")
    return Sound(samples, rate, channels, width)
