"""Jokes, poems and stories."""

from __future__ import annotations

from fakeai.generation.writing.hand import Hand

_JOKES = (
    "Why did the expert on {topic} bring a ladder? Because they wanted to take things to the next level!",
    "I asked my computer for a joke about {topic}. It said it needed more memory to forget the bad ones.",
    "What do you call a meeting about {topic} that ends on time? A miracle.",
    "Why don't scientists trust stories about {topic}? Because they make up everything!",
    "My friend says I talk too much about {topic}. I told him there was a lot left to cover.",
)
_HAIKU_FIRST = (
    "Soft light on the hills",
    "Early morning mist",
    "A quiet evening",
    "Leaves drift in the wind",
    "The first drops of rain",
)
_HAIKU_SECOND = (
    "thoughts of you return slowly",
    "the world holds its breath and waits",
    "small steps on a winding road",
    "whispers of a distant song",
)
_HAIKU_THIRD = ("spring is here again", "then silence once more", "stars begin to glow", "the day starts anew")
_COUPLETS = (
    (
        "I sat and thought of {topic} as the day began to fade,",
        "and watched the shifting colours that the evening light had made.",
    ),
    ("The wind came down the valley with a story yet untold,", "of summer turning slowly into copper, red and gold."),
    (
        "There is a kind of wonder in the things we hardly see,",
        "the patient work of water and the roots beneath the tree.",
    ),
    ("So here is to {topic}, to the hours it may bring,", "to every winter ending and the promise of the spring."),
    (
        "We carry little lanterns through the dark and through the cold,",
        "and share the warmth between us, which is better far than gold.",
    ),
)
_STORY = (
    "Once upon a time in {city}, {name} heard about {topic} for the first time.",
    "{name} lived in a small house at the edge of {city} and dreamed of {topic}.",
    "Nobody in {city} believed in {topic}, nobody except {name}.",
)
_TURNS = (
    "At first nothing seemed to change, and the days went by as they always had.",
    "Then, one rainy morning, a letter arrived without a sender.",
    "An old friend, {friend}, promised to help, but only for a price.",
    "The road was longer than the maps had said, and the nights were cold.",
    "It was {friend} who finally noticed what everyone else had overlooked.",
    "For a moment, all seemed lost.",
    "With a steady hand and a good deal of luck, {name} found the way.",
)
_STORY_ENDS = (
    "And when {name} came home at last, {city} was no longer the same.",
    "Years later, people still told the story, and {name} only smiled.",
    "That is how it began, and in a way it has never ended.",
)


def joke(hand: Hand) -> str:
    """A joke."""
    return hand.one(_JOKES).format(topic=hand.topic)


def haiku(hand: Hand) -> str:
    """Three lines."""
    return "\n".join((hand.one(_HAIKU_FIRST), hand.one(_HAIKU_SECOND), hand.one(_HAIKU_THIRD)))


def poem(hand: Hand) -> str:
    """Rhyming couplets, two to a stanza."""
    couplets = [
        "\n".join(pair).format(topic=hand.topic) for pair in hand.some(_COUPLETS, 2 if not hand.fits(90) else 4)
    ]
    stanzas = ["\n".join(couplets[at : at + 2]) for at in range(0, len(couplets), 2)]
    return "\n\n".join(stanzas)


def story(hand: Hand) -> str:
    """A short story with people and a place."""
    words = {
        "topic": hand.topic,
        "name": hand.pools.pick("first_name", hand.chance),
        "friend": hand.pools.pick("first_name", hand.chance),
        "city": hand.pools.pick("city", hand.chance),
    }
    turns = [*_TURNS]
    picked = sorted(hand.chance.sample(range(len(turns)), _turns(hand)))
    middle = " ".join(turns[index] for index in picked)
    parts = [hand.one(_STORY), middle, hand.one(_STORY_ENDS)]
    return (
        (" " if hand.wish.brief or not hand.fits(80) else "\n\n").join(part for part in parts if part).format_map(words)
    )


def _turns(hand: Hand) -> int:
    if hand.wish.sentences is not None:
        return max(0, min(hand.wish.sentences - 2, len(_TURNS)))
    return 2 if hand.wish.brief or not hand.fits(80) else 5
