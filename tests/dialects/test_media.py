from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from fakeai.dialects.openai.media import Media, decoded, media_of, playable_seconds
from fakeai.speech import silence, wav

WAV = wav.written(bytes(2 * 24_000))  # a second
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x80\x00\x00\x00\x40"  # 128 x 64


def base64(data: bytes) -> str:
    return b64encode(data).decode()


def image(url: str, **more: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url, **more}}


def heard(data: bytes, kind: str = "wav") -> dict[str, Any]:
    return {"type": "input_audio", "input_audio": {"data": base64(data), "format": kind}}


def file(**said: str) -> dict[str, Any]:
    return {"type": "file", "file": said}


PAGE = 765
CONTENTS: list[tuple[Any, Media]] = [
    ("text", Media()),
    (None, Media()),
    ([{"type": "text", "text": "x"}], Media()),
    ([image(f"data:image/png;base64,{base64(PNG)}")], Media(1, 255, 0)),
    ([image(f"data:image/png;base64,{base64(PNG)}", detail="low"), image("https://x/y.png", detail="low")],
     Media(2, 170, 0)),
    ([image("https://example.com/cat.png")], Media(1, 765, 0)),
    ([{"type": "image_url", "image_url": "https://example.com/cat.png"}], Media(1, 765, 0)),
    ([{"type": "image_url"}], Media(1, 765, 0)),
    ([heard(WAV)], Media(0, 0, 10)),
    ([heard(WAV), heard(silence.mp3(2.0), "mp3")], Media(0, 0, 31)),
    ([heard(b"nothing that is known")], Media()),
    ([heard(b"RIFFbroken")], Media()),
    ([{"type": "input_audio", "input_audio": {"data": "@@@"}}], Media()),
    ([file(file_id="file-1")], Media(0, PAGE, 0)),
    ([file(file_data=f"data:text/plain;base64,{base64(b'one two three')}")], Media(0, 3, 0)),
    ([file(file_data=f"data:application/pdf;base64,{base64(b'%PDF-1.7 /Type /Pages /Type /Page /Type/Page>>')}")],
     Media(0, 2 * PAGE, 0)),
    ([file(file_data=base64(b"%PDF-1.7 packed"))], Media(0, PAGE, 0)),
    ([file(file_data=base64(b"\xff\xfe\x00 no text"))], Media(0, PAGE, 0)),
    ([file(file_data="@@@")], Media(0, PAGE, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("content", "wanted"), CONTENTS, ids=lambda value: str(value)[:60])
def test_what_a_message_holds_is_counted(content: Any, wanted: Media) -> None:
    assert media_of(content, "gpt-4o") == wanted


def test_base64_is_decoded_also_from_a_data_url() -> None:
    assert decoded("aGk=") == decoded("data:text/plain;base64,aGk=") == b"hi"
    assert decoded("?") is None
    assert decoded(None) is None


def test_only_what_plays_has_a_length() -> None:
    assert playable_seconds(WAV) == 1.0
    assert playable_seconds(b"plain samples") is None
