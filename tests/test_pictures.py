from __future__ import annotations

from base64 import b64encode
from struct import pack

import pytest

from fakeai.pictures import Size, size, size_in_url

PNG = b"\x89PNG\r\n\x1a\n" + pack(">I4sII", 13, b"IHDR", 640, 480)
GIF = b"GIF89a" + pack("<HH", 320, 200)
JPEG = b"\xff\xd8" + b"\xff\xe0" + pack(">H", 16) + bytes(14) + b"\xff\xc0" + pack(">HBHH", 17, 8, 600, 800) + bytes(10)
LONG_JPEG = (
    b"\xff\xd8" + b"\xff\xe1" + pack(">H", 60_000) + bytes(59_998) + b"\xff\xff\xc2" + pack(">HBHH", 17, 8, 3, 4)
)
WEBP = b"RIFF\x00\x00\x00\x00WEBP"
VP8X = WEBP + b"VP8X" + bytes(8) + (1919).to_bytes(3, "little") + (1079).to_bytes(3, "little")
VP8L = WEBP + b"VP8L" + bytes(5) + (99 | 49 << 14).to_bytes(4, "little")
VP8 = WEBP + b"VP8 " + bytes(10) + pack("<HH", 176, 144)

PICTURES = {
    "png": (PNG, (640, 480)), "gif": (GIF, (320, 200)), "jpeg": (JPEG, (800, 600)), "long jpeg": (LONG_JPEG, (4, 3)),
    "webp, extended": (VP8X, (1920, 1080)), "webp, lossless": (VP8L, (100, 50)), "webp": (VP8, (176, 144)),
}  # fmt: skip


@pytest.mark.parametrize(("data", "wanted"), PICTURES.values(), ids=PICTURES)
def test_the_size_stands_in_the_first_bytes(data: bytes, wanted: tuple[int, int]) -> None:
    assert size(data) == Size(*wanted)


@pytest.mark.parametrize(("data", "wanted"), PICTURES.values(), ids=PICTURES)
def test_a_data_url_holds_a_picture(data: bytes, wanted: tuple[int, int]) -> None:
    assert size_in_url(f"data:image/any;base64,{b64encode(data).decode()}") == Size(*wanted)


@pytest.mark.parametrize("data", [picture[:12] for picture, _ in PICTURES.values()], ids=PICTURES)
def test_a_picture_that_breaks_off_has_no_size(data: bytes) -> None:
    assert size(data) in {None, Size(320, 200)}  # a GIF tells it at once


@pytest.mark.parametrize("url", [
    "https://example.com/cat.png", "data:image/png,plain", "data:image/png;base64,@@@", "data:image/png;base64,", "",
    "data:image/svg+xml;base64,PHN2Zz4=",
])  # fmt: skip
def test_other_urls_tell_no_size(url: str) -> None:
    assert size_in_url(url) is None


def test_a_picture_of_no_size_is_none() -> None:
    assert size(b"GIF89a" + bytes(4)) is None
