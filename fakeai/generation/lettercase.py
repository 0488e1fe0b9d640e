"""Lower case as `re.IGNORECASE` understands it."""

from __future__ import annotations

_TAKEN_FOR_ASCII = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})
"""The four letters beyond ASCII that match ASCII ones where case is ignored, as Python's documentation of `re` says."""


def lowered(text: str) -> str:
    """The text in lower case, spelt like what it matched where case was ignored: İstanbul is istanbul."""
    return text.lower() if text.isascii() else text.translate(_TAKEN_FOR_ASCII).lower()
