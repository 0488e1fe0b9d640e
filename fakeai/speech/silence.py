"""Silence in the formats that need a codec, MP3, AAC and Opus: streams that every decoder reads, as long as is wished.

Their silent frames are the same for everybody, so no codec is needed to write them down. Sources: ISO 11172-3 and
13818-3 (MP3), 14496-3 (AAC, ADTS), RFC 6716 and 7845 (Opus, Ogg).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from struct import pack

from fakeai.speech.checksums import Checksum
from fakeai.speech.tones import RATE

# MPEG-2 layer III, 32 kbit/s, 24 kHz, mono: 576 samples in 96 bytes, which say that there is nothing to be heard.
_MP3_FRAME, _MP3_SAMPLES = b"\xff\xf3\x44\xc4" + bytes(92), 576
# One channel element without a band, then the end: 1024 samples in four bytes.
_AAC_PAYLOAD, _AAC_SAMPLES = b"\x00\x00\x00\x07", 1_024
_AAC_LC, _AAC_24K = 1, 6
# CELT, full band, 20 ms, mono: 960 samples at Opus's own 48 kHz.
_OPUS_PACKET, _OPUS_SAMPLES, _OPUS_RATE = b"\xf8\xff\xfe", 960, 48_000
_OPUS_SKIPPED = 312  # samples at the beginning that a decoder throws away
_OGG_SERIAL = 1
_OGG_PACKETS = 50  # in a page
_BEGINS, _ENDS = 2, 4
_ogg_checksum = Checksum(32, 0x04C11DB7)


def mp3(seconds: float) -> bytes:
    """A silent MP3 file."""
    return _MP3_FRAME * ceil(seconds * RATE / _MP3_SAMPLES)


def aac(seconds: float) -> bytes:
    """A silent AAC file, each frame with its ADTS header."""
    size = 7 + len(_AAC_PAYLOAD)
    second = _AAC_LC << 6 | _AAC_24K << 2  # the channel's number begins in the next byte
    header = bytes((0xFF, 0xF1, second, 1 << 6 | size >> 11, size >> 3 & 0xFF, (size & 7) << 5 | 0x1F, 0xFC))
    return (header + _AAC_PAYLOAD) * ceil(seconds * RATE / _AAC_SAMPLES)


def opus(seconds: float) -> bytes:
    """A silent Opus file, in Ogg pages."""
    return b"".join(_opus_pages(ceil((seconds * _OPUS_RATE + _OPUS_SKIPPED) / _OPUS_SAMPLES)))


def _opus_pages(packets: int) -> Iterator[bytes]:
    head = b"OpusHead" + pack("<BBHIhB", 1, 1, _OPUS_SKIPPED, RATE, 0, 0)
    yield _page(0, 0, [head], _BEGINS)
    yield _page(1, 0, [b"OpusTags" + pack("<I", 6) + b"fakeai" + pack("<I", 0)])
    for number, first in enumerate(range(0, packets, _OGG_PACKETS), 2):
        last = min(first + _OGG_PACKETS, packets)
        flags = _ENDS if last == packets else 0
        yield _page(number, last * _OPUS_SAMPLES, [_OPUS_PACKET] * (last - first), flags)


def _page(number: int, position: int, packets: list[bytes], flags: int = 0) -> bytes:
    """An Ogg page. Its packets are shorter than 255 bytes each, so that none needs two segments."""
    before = b"OggS" + pack("<BBqII", 0, flags, position, _OGG_SERIAL, number)
    after = bytes((len(packets), *map(len, packets))) + b"".join(packets)
    return before + _ogg_checksum.of(before + bytes(4) + after, "little") + after
