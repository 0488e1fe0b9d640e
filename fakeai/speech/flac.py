"""FLAC: samples as they are, in frames with checksums (RFC 9639). It saves no room, and every decoder reads it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import md5

from fakeai.speech.checksums import Checksum
from fakeai.speech.tones import RATE

_BLOCK = 4_096  # samples in a frame
_LAST_STREAMINFO = b"\x80\x00\x00\x22"  # the only metadata block, and its 34 bytes
_SYNC = b"\xff\xf8"  # blocks of one size
_SIZE_AT_END, _RATE_24K = 0x70, 0x07
_MONO_16_BIT = 0x08
_VERBATIM = b"\x02"
_header_checksum = Checksum(8, 0x07)
_frame_checksum = Checksum(16, 0x8005)


def written(samples: bytes) -> bytes:
    """16-bit little-endian samples as a FLAC file."""
    count = len(samples) // 2
    sizes = _BLOCK.to_bytes(2, "big") * 2 + bytes(6)  # no frame sizes are told
    kind = (RATE << 44 | 0 << 41 | 15 << 36 | count).to_bytes(8, "big")
    digest = md5(samples, usedforsecurity=False).digest()
    return b"fLaC" + _LAST_STREAMINFO + sizes + kind + digest + b"".join(_frames(samples))


def _frames(samples: bytes) -> Iterator[bytes]:
    for number, start in enumerate(range(0, len(samples), 2 * _BLOCK)):
        block = samples[start : start + 2 * _BLOCK]
        head = _SYNC + bytes((_SIZE_AT_END | _RATE_24K, _MONO_16_BIT))
        head += _numbered(number) + (len(block) // 2 - 1).to_bytes(2, "big")
        head += _header_checksum.of(head)
        frame = head + _VERBATIM + _big_endian(block)
        yield frame + _frame_checksum.of(frame)


def _big_endian(samples: bytes) -> bytes:
    turned = array("h", samples)
    turned.byteswap()
    return turned.tobytes()


def _numbered(number: int) -> bytes:
    """A frame's number, in the manner of UTF-8."""
    if number < 0x80:
        return bytes((number,))
    rest: list[int] = []
    room = 0x3F
    while number > room:
        rest.insert(0, 0x80 | number & 0x3F)
        number >>= 6
        room >>= 1
    return bytes(((~room << 1) & 0xFF | number, *rest))
