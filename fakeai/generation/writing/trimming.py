"""Cuts prose at a sentence's end where a limit on tokens would cut it within one."""

from __future__ import annotations

import re

from fakeai.tokens import Tokenizer

_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]")  # noqa: RUF001 -- full stops of other scripts


def trimmed(text: str, most: int | None, tokenizer: Tokenizer) -> str:
    """The text up to the last sentence that is within `most` tokens; as it is where not even the first one is."""
    if most is None or len(text) <= most or "```" in text or tokenizer.count(text) <= most:
        return text
    room = len("".join(tokenizer.split(text)[:most]))
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if match.end() <= room]
    return text[: ends[-1]] if ends else text
