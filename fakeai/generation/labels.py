"""Which of several labels a text deserves: by its tone, or by what it speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from fakeai.generation.polarity import polarity

_WORD = re.compile(r"[^\W\d_]+")
_WORDS = {
    "billing payment payments finance invoice": "charge charged charges charging invoice refund payment payments card "
    "paid bill billed subscription price money fee fees cost overcharged",
    "technical bug tech support": "error errors crash crashes crashed bug bugs broken slow install update page app "
    "software website loading freezes works working screen server timeout",
    "account login access": "password login log sign username account profile locked reset",
    "shipping delivery logistics": "package parcel delivery delivered shipped shipping arrive arrived late tracking",
    "spam phishing scam": "won win winner free prize click offer lottery bitcoin urgent claim congratulations",
    "sales": "buy purchase quote demo pricing discount upgrade",
    "sports sport": "game match team player goal league season coach",
    "politics": "election government president minister parliament vote law senate",
    "technology science": "computer software chip robot internet phone data research scientists",
    "business": "company market shares profit revenue merger startup stocks",
    "high urgent critical": "immediately urgent asap now critical emergency terrible outage down",
    "question": "how what why when where who which",
    "complaint": "terrible awful broken disappointed angry refund worst rude",
    "praise compliment": "great love thanks excellent amazing wonderful",
}
_SPEAKING: Mapping[str, frozenset[str]] = MappingProxyType(
    {label: frozenset(words.split()) for labels, words in _WORDS.items() for label in labels.split()}
)
"""The words that speak for a label."""


def fitting(labels: Sequence[str], text: str) -> str | None:
    """The label that fits a text best; None if nothing tells."""
    lower = text.lower()
    words = frozenset(_WORD.findall(lower))
    tone = polarity(words - {label.lower() for label in labels})
    wanted = "positive" if tone > 0 else "negative" if tone < 0 else "neutral"
    for label in labels:
        if label.lower() == wanted:
            return label
    best = max(labels, key=lambda label: _score(label, words), default=None)
    return best if best is not None and _score(best, words) else None


def _score(label: str, words: frozenset[str]) -> int:
    return sum(len(words & _SPEAKING.get(part, frozenset())) for part in _WORD.findall(label.lower()))
