"""How a text goes on that breaks off within a sentence."""

from __future__ import annotations

import re

from fakeai.generation.writing.hand import Hand
from fakeai.generation.writing.sentences import MIDDLES

_TALE_BEGINNINGS = ("once upon a time", "long ago", "there was once", "there once was", "in a land")
_TALE = (
    "there lived a young woman named {name}, who knew every street of {city} by heart.",
    "a lighthouse keeper named {name} found a letter that was not meant for him.",
    "the people of {city} woke to find that all the clocks had stopped.",
)
_TALE_ENDS = (
    "Nobody could say how it had begun, and nobody knew how it would end.",
    "It was the first of many strange things that happened that year.",
    "From that day on, nothing was quite the same.",
)
_REST = (
    "and that turned out to matter more than anyone had expected.",
    "which is why so many people have come to rely on it.",
    "although the full picture only became clear much later.",
    "and the reasons for it are easier to see in hindsight.",
)


_ASKED = re.compile(r"^continue(?: the story| this)?\s*:\s*", re.IGNORECASE)


def is_unfinished(prompt: str) -> bool:
    """Whether a text breaks off within a sentence."""
    return bool(prompt) and prompt.rstrip()[-1:] not in ".?!:;\"'”)>"


def continued(hand: Hand) -> str:
    """The rest of the sentence, and some that follow it."""
    prompt = _ASKED.sub("", hand.wish.prompt)
    tale = prompt.lstrip().lower().startswith(_TALE_BEGINNINGS)
    rest = hand.one(_TALE if tale else _REST)
    following = hand.some(_TALE_ENDS if tale else MIDDLES, 1 if not hand.fits(60) else 2)
    text = " ".join((rest, *following)).format(
        name=hand.pools.pick("first_name", hand.chance), city=hand.pools.pick("city", hand.chance), topic=hand.topic
    )
    return text if prompt[-1:].isspace() else f" {text}"
