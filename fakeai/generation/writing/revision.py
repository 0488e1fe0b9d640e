"""A text that is expected back, with the change that a prompt asks for: what predicted outputs are for."""

from __future__ import annotations

import re

_NAME = r"[`'\"“‘]?(?P<{name}>[\w.$-]*[\w$])[`'\"”’]?"
_CHANGE = re.compile(
    r"\b(?:replace|rename|change|swap|substitute|turn)\s+(?:(?:the|every|each|all|any)\s+)*(?:\w+\s+(?=[`'\"“‘]))?"
    + _NAME.format(name="old")
    + r"(?:\s+(?!with\b|to\b|by\b|into\b)\w+){0,3}\s+(?:with|to|by|into)\s+(?:(?:an?|the)\s+)?(?:\w+\s+(?=[`'\"“‘]))?"
    + _NAME.format(name="new"),
    re.IGNORECASE,
)


def revised(text: str, prompt: str) -> str:
    """The text, one name in it exchanged for another where the prompt says so; else as it is."""
    for found in _CHANGE.finditer(prompt):
        word = re.compile(rf"(?<!\w){re.escape(found['old'])}(?!\w)", re.IGNORECASE)
        if word.search(text):
            return word.sub(found["new"].replace("\\", r"\\"), text)
    return text
