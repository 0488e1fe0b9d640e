"""What a reasoning model says to itself before it answers."""

from __future__ import annotations

from fakeai.generation.topics import topic_of
from fakeai.seeds import Seed

_FIRST = (
    "The user is asking about {topic}.",
    "Let me think about {topic}.",
    "The question concerns {topic}.",
)
_SECOND = (
    "I should check what is really wanted before I answer.",
    "The context matters here, so I will go through it step by step.",
    "There are a few ways to answer; the simplest one is likely the best.",
)
_THIRD = (
    "I will give a clear answer first and add detail only where it helps.",
    "It makes sense to keep the answer short and to the point.",
    "I have what I need to answer now.",
)


def thought(prompt: str, seed: Seed) -> str:
    """A few sentences of thinking."""
    chance = seed.child("thought").random()
    return " ".join(chance.choice(lines) for lines in (_FIRST, _SECOND, _THIRD)).format(topic=topic_of(prompt))
