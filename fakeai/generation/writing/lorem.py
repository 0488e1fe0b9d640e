"""Lorem ipsum."""

from __future__ import annotations

from random import Random

_BEGINNING = "lorem ipsum dolor sit amet consectetur adipiscing elit".split()
_WORDS = (
    "sed do eiusmod tempor incididunt ut labore et dolore magna aliqua enim ad minim veniam quis nostrud exercitation "
    "ullamco laboris nisi aliquip ex ea commodo consequat duis aute irure in reprehenderit voluptate velit esse cillum "
    "fugiat nulla pariatur excepteur sint occaecat cupidatat non proident sunt culpa qui officia deserunt mollit "
    "anim id "
    "est laborum"
).split()
_USUAL = 60


def paragraph(chance: Random, room: int | None) -> str:
    """A paragraph of some sixty words, or of as many as there is room for."""
    count = _USUAL + int(chance.random() * 20) if room is None else max(1, min(_USUAL, room * 2 // 3))
    words = (_BEGINNING + chance.choices(_WORDS, k=count))[:count]
    sentences: list[str] = []
    while words:
        size = 8 if not sentences else 6 + int(chance.random() * 8)
        sentences.append(" ".join(words[:size]).capitalize() + ".")
        words = words[size:]
    return " ".join(sentences)
