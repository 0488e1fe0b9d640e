"""What a reasoning model says to itself before it answers."""

from __future__ import annotations

from collections.abc import Mapping

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
_MORE = (
    "Let me check whether that holds in the less obvious cases.",
    "One could read the request in another way, so I will keep both readings in mind.",
    "I should weigh what speaks for it against what speaks for the alternatives.",
    "The details about {topic} have to fit together, so I go over them once more.",
    "If I were wrong about this, the answer would change; so it is worth a second look.",
    "I can leave out what does not matter for {topic}.",
    "That is consistent with what was said before.",
    "Now I put the parts in an order that is easy to follow.",
    "Before I answer, I make sure that nothing that was asked is left open.",
)
_SENTENCES: Mapping[str, int] = {"low": 1, "medium": 3, "high": 6, "xhigh": 9, "max": 12}
"""How many sentences an effort is worth."""


def thought(prompt: str, seed: Seed, effort: str | None = None) -> str:
    """Some sentences of thinking: the more, the greater the effort; without one, as many as models usually take."""
    chance = seed.child("thought").random()
    usual = [chance.choice(lines) for lines in (_FIRST, _SECOND, _THIRD)]
    wanted = _SENTENCES.get(effort or "medium", 3)
    more = chance.sample(_MORE, max(0, wanted - len(usual)))
    lines = (*usual[: min(2, wanted)], *more, *usual[2:wanted])
    return " ".join(lines).format(topic=topic_of(prompt))
