"""Cutting text into tokens and counting them, the same way on every machine and without a download.

The default tokenizer is a regular expression in the manner of GPT's pre-tokenizers: a word with its leading space, up
to three digits, a run of punctuation, a run of white space. Long words are cut further, so that a token has about 4.5
characters in English prose. The count is an estimate: close to the real one for English, higher or lower elsewhere.
Exact counts come from a real vocabulary (`pip install "pytest-fakeai[tokens]"`, then `--tokenizer o200k_base`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import takewhile
from typing import Protocol

from fakeai.errors import SettingError

VOCABULARIES = ("o200k_base", "cl100k_base")
TOKENIZERS = ("regex", *VOCABULARIES)

_LONG_TEXT = 4096  # beyond this a text is cut anew each time: keeping it would cost more memory than it saves time
_WORD_LIMIT, _WORD_PIECE = 10, 6
_OTHER_PIECE = 3
_PRE_TOKEN = re.compile(r" ?[^\W\d_]+(?:'[a-zA-Z]{1,2}\b)?| ?\d{1,3}| ?[^\w\s]+[\r\n]*| ?_+|\s*[\r\n]+|\s+(?!\S)|\s+")
_ZERO_WIDTH_JOINER = "\u200d"


class Tokenizer(Protocol):
    """Cuts text into tokens that join to the same text again, none of them ending inside a grapheme."""

    @property
    def name(self) -> str:
        """What a person calls it by."""
        ...

    def split(self, text: str) -> tuple[str, ...]:
        """The tokens of a text."""
        ...

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        ...

    def weight(self, piece: str) -> int:
        """How many tokens a piece that `split` has given stands for."""
        ...


class _CachingTokenizer:
    def __init__(self, name: str, cut: Callable[[str], tuple[str, ...]]) -> None:
        self.name = name
        self._cut = cut
        self._cut_short = lru_cache(maxsize=1024)(cut)

    def split(self, text: str) -> tuple[str, ...]:
        return self._cut_short(text) if len(text) <= _LONG_TEXT else self._cut(text)

    def count(self, text: str) -> int:
        return len(self.split(text))

    def weight(self, piece: str) -> int:  # noqa: ARG002 -- a piece is a token here, whatever it is
        return 1


class Grouping:
    """Cuts text where another tokenizer does, but only after every `size` tokens: for events that carry several."""

    def __init__(self, tokenizer: Tokenizer, size: int) -> None:
        self._tokenizer = tokenizer
        self._size = size
        self._weights: dict[str, int] = {}

    @property
    def name(self) -> str:
        """That of the other tokenizer: it is what counts."""
        return self._tokenizer.name

    def split(self, text: str) -> tuple[str, ...]:
        """The tokens of a text, `size` of them in a piece; the last piece has what is left."""
        tokens = self._tokenizer.split(text)
        groups = [tokens[start : start + self._size] for start in range(0, len(tokens), self._size)]
        self._weights.update(("".join(group), len(group)) for group in groups)
        return tuple("".join(group) for group in groups)

    def count(self, text: str) -> int:
        """How many tokens a text has: as many as ever."""
        return self._tokenizer.count(text)

    def weight(self, piece: str) -> int:
        """How many tokens a piece stands for; one from elsewhere, as with log probabilities, is one token."""
        return self._weights.get(piece, 1)


def tokenizer(name: str = "regex") -> Tokenizer:
    """The tokenizer of that name: `regex`, or a vocabulary of the `tokens` extra.

    Raises SettingError for another name, or if the extra is not installed.
    """
    if name == "regex":
        return _CachingTokenizer("regex", split)
    if name not in VOCABULARIES:
        raise SettingError(f"unknown tokenizer {name!r}; there are: {', '.join(TOKENIZERS)}")
    try:
        import bpe_openai  # a 40 MB optional extra
    except ImportError as error:
        raise SettingError(
            f'the tokenizer {name!r} needs its vocabulary: pip install "pytest-fakeai[tokens]"'
        ) from error
    encoding = bpe_openai.get_encoding(name)

    def cut(text: str) -> tuple[str, ...]:
        pieces = encoding.decode_tokens_bytes(encoding.encode_ordinary(text))
        return _whole_characters(pieces, text)

    return _CachingTokenizer(name, cut)


def split(text: str) -> tuple[str, ...]:
    """The tokens of a text, by the default tokenizer. They join to the same text again."""
    tokens: list[str] = []
    for token in _PRE_TOKEN.findall(text):
        if len(token) <= _OTHER_PIECE or (len(token) <= _WORD_LIMIT and token.isascii()):
            tokens.append(token)
        else:
            tokens.extend(_pieces(token))
    return tuple(tokens) if text.isascii() else _whole_graphemes(tokens)


def _pieces(token: str) -> list[str]:
    if token.isspace():
        return [token]
    if token.isascii() and token.strip(" ").isalpha():
        size = _WORD_PIECE
    elif token.strip(" ").isalpha() and token[-1].isascii():
        size = _WORD_PIECE  # a Latin word with an accent somewhere
    else:
        size = _OTHER_PIECE
    return [token[start : start + size] for start in range(0, len(token), size)]


def _whole_graphemes(tokens: list[str]) -> tuple[str, ...]:
    """The same tokens, those joined that a cut inside a grapheme had parted."""
    whole: list[str] = []
    for token in tokens:
        if whole and _continues(whole[-1], token[0]):
            whole[-1] += token
        else:
            whole.append(token)
    return tuple(whole)


def _continues(before: str, char: str) -> bool:
    if char.isascii():
        return before[-1] == _ZERO_WIDTH_JOINER and not char.isspace()
    if before[-1] == _ZERO_WIDTH_JOINER or char == _ZERO_WIDTH_JOINER or unicodedata.category(char).startswith("M"):
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f":  # skin tones, tags
        return True
    if _is_regional(char):  # flags are pairs of regional indicators
        return sum(1 for _ in takewhile(_is_regional, reversed(before))) % 2 == 1
    return False


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _whole_characters(pieces: list[bytes], text: str) -> tuple[str, ...]:
    """Byte pieces as text, those joined that a cut inside a code point or grapheme had parted."""
    tokens: list[str] = []
    held = b""
    for piece in pieces:
        held += piece
        try:
            tokens.append(held.decode())
        except UnicodeDecodeError:
            continue
        held = b""
    return tuple(tokens) if text.isascii() else _whole_graphemes(tokens)
