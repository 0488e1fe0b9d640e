"""How large a picture is, from the first bytes of its file: PNG, GIF, JPEG and WebP."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from typing import NamedTuple

_NO_FRAMES = frozenset({0xC4, 0xC8, 0xCC})  # JPEG's markers from C0 to CF that do not begin a frame
_ENOUGH = 4 * 16_384  # characters of base64 in which nearly all files tell their size


class Size(NamedTuple):
    """Pixels."""

    width: int
    height: int


def size_in_url(url: str) -> Size | None:
    """The size of the picture in a data URL; None for other URLs, and for what is no picture of a known kind."""
    head, comma, data = url.partition(",")
    if not (comma and head.startswith("data:") and head.endswith(";base64")):
        return None
    for piece in (data[:_ENOUGH], data):  # a photograph may have a long preface
        try:
            found = size(b64decode(piece))
        except NotBase64:
            return None
        if found is not None or len(data) <= _ENOUGH:
            return found
    return None


def size(data: bytes) -> Size | None:
    """The size of a picture; None for what is none of a known kind, or breaks off too early."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _told(data[16:24], 4, "big")
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _told(data[6:10], 2, "little")
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _told(numbers: bytes, width: int, order: str) -> Size | None:
    """Two numbers of so many bytes each."""
    if len(numbers) < 2 * width:
        return None
    first, second = numbers[:width], numbers[width : 2 * width]
    if order == "little":
        return _whole(int.from_bytes(first, "little"), int.from_bytes(second, "little"))
    return _whole(int.from_bytes(first, "big"), int.from_bytes(second, "big"))


def _whole(width: int, height: int) -> Size | None:
    return Size(width, height) if width and height else None


def _jpeg(data: bytes) -> Size | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES:
            height, width = data[at + 5 : at + 7], data[at + 7 : at + 9]
            return _told(width + height, 2, "big")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _webp(data: bytes) -> Size | None:
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return Size(int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1)
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 " and len(data) >= 30:
        width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
        return _whole(width, height)
    return None
