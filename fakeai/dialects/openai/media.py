"""What messages hold beside text, counted in tokens: pictures, audio and files.

A file of text counts as its text. Of a PDF each page counts as a picture, as the API makes one of it, and a file that
can't be seen (`file_id`) as one page. Audio that can't be read counts as nothing.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any, NamedTuple

from fakeai.dialects.openai.vision import picture_tokens
from fakeai.pictures import Size, size_in_url
from fakeai.speech.formats import duration
from fakeai.tokens import split
from fakeai.voicing import HEARD_PER_SECOND

Fields = Mapping[str, Any]

_PAGE = Size(768, 1_024)
_PDF_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


class Media(NamedTuple):
    """How many pictures there are; the tokens of pictures and files together, and those of audio."""

    images: int = 0
    media_tokens: int = 0
    audio_tokens: int = 0


def media_of(content: Any, model: str) -> Media:
    """What a message's content holds for a model. Parts of a shape that nobody knows count as nothing."""
    if not isinstance(content, list):
        return _NOTHING
    parts = [part for part in content if isinstance(part, Mapping)]
    pictures = [_inside(part, "image_url") for part in parts if part.get("type") == "image_url"]
    tokens = sum(_picture(picture, model) for picture in pictures)
    tokens += sum(_file(_inside(part, "file"), model) for part in parts if part.get("type") == "file")
    return Media(len(pictures), tokens, _heard(parts))


_NOTHING = Media()


def decoded(data: object) -> bytes | None:
    """The bytes of base64, also of a data URL; None for what is neither."""
    if not isinstance(data, str):
        return None
    try:
        return b64decode(data.partition(",")[2] if data.startswith("data:") else data, validate=True)
    except ValueError:
        return None


def _inside(part: Fields, key: str) -> Fields:
    """What a part says of itself; some clients send a picture's URL alone."""
    inner = part.get(key)
    if isinstance(inner, Mapping):
        return inner
    return {"url": inner} if isinstance(inner, str) else {}


def _picture(picture: Fields, model: str) -> int:
    url = picture.get("url")
    return picture_tokens(model, size_in_url(url) if isinstance(url, str) else None, picture.get("detail"))


def _file(file: Fields, model: str) -> int:
    data = decoded(file.get("file_data"))
    pages = 1
    if data is not None and data.startswith(b"%PDF"):
        pages = len(_PDF_PAGE.findall(data)) or 1
    elif data is not None:
        try:
            return len(split(data.decode()))
        except UnicodeDecodeError:
            pages = 1
    return pages * picture_tokens(model, _PAGE, "high")


def _heard(parts: Iterable[Fields]) -> int:
    seconds = 0.0
    for part in parts:
        data = decoded(_inside(part, "input_audio").get("data")) if part.get("type") == "input_audio" else None
        if data:
            seconds += playable_seconds(data) or 0
    return ceil(seconds * HEARD_PER_SECOND)


def playable_seconds(data: bytes) -> float | None:
    """How long a WAV or MP3 file lasts; None for what is none."""
    if not data.startswith((b"RIFF", b"ID3", b"\xff")):
        return None
    try:
        return duration(data)
    except ValueError:
        return None
