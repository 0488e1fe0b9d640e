"""Secrets that no single text holds: spread over the events of a stream, or over the tokens of log probabilities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fakeai.redaction import PLACEHOLDER, Found, Redactor
from fakeai.redaction.texts import Piece, Place

Note = Callable[[Found], None]
"""Told of what was found."""


def clean_events(values: Sequence[Any], redactor: Redactor, note: Note) -> set[int]:
    """Put placeholders where the texts at one place of several values make a secret, as deltas make a text.

    The values are changed in place; which ones is returned. Texts of different `index` don't belong together.
    """
    changed = {index for index, value in enumerate(values) if clean_tokens(value, redactor, note)}
    root = Place()
    for index, value in enumerate(values):
        root.put(index, value)
    for place, pieces in root.named():
        if len(pieces) > 1:
            changed |= _join(pieces, redactor, note, f"the events of the response, {place}")
    return changed


def clean_tokens(value: Any, redactor: Redactor, note: Note) -> bool:
    """Put placeholders, in place, where tokens of log probabilities spell a secret. Returns whether any did."""
    changed = False
    if isinstance(value, dict):
        tokens = value.get("tokens")
        if isinstance(tokens, list) and all(isinstance(it, str) for it in tokens):
            pieces: list[Piece] = [(index, tokens, index, text) for index, text in enumerate(tokens)]
            if _join(pieces, redactor, note, "tokens"):
                value["top_logprobs"] = None  # they would say the same again
                changed = True
        return any([changed, *(clean_tokens(item, redactor, note) for item in value.values())])
    if isinstance(value, list):
        items = [item for item in value if isinstance(item, dict)]
        if len(items) > 1 and all(isinstance(item.get("token"), str) for item in items):
            pieces = [(index, item, "token", item["token"]) for index, item in enumerate(items)]
            changed = bool(_join(pieces, redactor, note, "the tokens of logprobs"))
        return any([changed, *(clean_tokens(item, redactor, note) for item in value)])
    return False


def _join(pieces: Sequence[Piece], redactor: Redactor, note: Note, place: str) -> set[int]:
    """Take out the secrets of the text that the pieces make: the first piece of each gets the placeholder."""
    whole = "".join(piece[3] for piece in pieces)
    changed: set[int] = set()
    for secret in reversed(list(redactor.secrets(whole))):
        note(Found(place, secret.kind))
        start = 0
        for index, holder, key, text in pieces:
            end = start + len(text)
            if start < secret.end and secret.start < end:
                now = str(holder[key])
                word = PLACEHOLDER if secret.start >= start else ""
                holder[key] = now[: max(secret.start - start, 0)] + word + now[min(secret.end - start, len(text)) :]
                if key == "token":
                    holder.update({name: None for name in ("bytes", "top_logprobs") if name in holder})
                changed.add(index)
            start = end
    return changed
