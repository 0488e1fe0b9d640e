"""Paragraphs: explanations and comparisons."""

from __future__ import annotations

from fakeai.generation.writing.hand import Hand
from fakeai.generation.writing.sentences import MIDDLES

_OPENINGS = (
    "When it comes to {topic}, there are a few things worth knowing.",
    "The short answer on {topic}: it depends on what you want to achieve, but the basics are simple.",
    "The subject of {topic} is easier to follow once it is broken into smaller parts.",
    "There is a good deal to say about {topic}, so here are the main points.",
    "A useful way to think about {topic} is to start from what it is for.",
    "The core of {topic} is a handful of ideas that build on each other.",
    "Here is an overview of {topic}.",
    "Good question. The key to {topic} lies in how its parts work together.",
)
_ENDINGS = (
    "If you tell me more about your situation, I can be more specific.",
    "Let me know if you would like to go deeper into any of these points.",
    "In short, start simple, watch the results, and adjust as you go.",
    "Would you like an example of {topic}?",
    "I hope this gives you a good starting point.",
    "Overall, a little attention to the basics pays off.",
)
_SINGLE = (
    "The idea behind {topic} is simple: a few basic parts that work well together.",
    "In brief, the answer on {topic} depends on the context, and the basics matter most.",
    "The best way to understand {topic} is to look at its purpose and its use.",
    "The essential point about {topic} is that small, steady steps make the difference.",
)
_SIDES = (
    "The first option in {topic} is easier to begin with, while the second gives you more control later on.",
    "Where one of them saves time, the other one saves money.",
    "For small projects the difference hardly matters; for large ones it decides a lot.",
    "People who value simplicity tend to prefer the former, those who need flexibility the latter.",
)
_WORDS_PER_SENTENCE = 15


def explanation(hand: Hand) -> str:
    """One or more paragraphs, as long as was asked for."""
    wish = hand.wish
    if wish.words is not None:
        return _of_words(hand, wish.words)
    if wish.sentences is not None:
        return " ".join(_sentences(hand, wish.sentences))
    paragraphs = wish.paragraphs or (4 if wish.thorough else 1)
    if wish.brief or not hand.fits(3 * _WORDS_PER_SENTENCE):
        return " ".join(_sentences(hand, 2 if hand.fits(2 * _WORDS_PER_SENTENCE) else 1))
    if paragraphs == 1:
        return " ".join(_sentences(hand, _usual_length(hand)))
    return "\n\n".join(" ".join(part) for part in _in_paragraphs(hand, paragraphs))


def comparison(hand: Hand) -> str:
    """Two sides, and what speaks for each."""
    start = hand.one(_OPENINGS).format(topic=hand.topic, title=hand.title)
    sides = hand.some(_SIDES, 1 if hand.wish.brief or not hand.fits(80) else len(_SIDES) if hand.wish.thorough else 3)
    return " ".join(
        [start, *(side.format(topic=hand.topic) for side in sides), hand.one(_ENDINGS).format(topic=hand.topic)]
    )


def _usual_length(hand: Hand) -> int:
    """About as many sentences as a model gives to a question of this length, within the limit."""
    usual = 4 + int(hand.chance.random() * 3) + min(2, len(hand.wish.prompt) // 400)
    return usual if hand.room is None else max(1, min(usual, hand.room // _WORDS_PER_SENTENCE))


def _sentences(hand: Hand, count: int) -> list[str]:
    if count == 1:
        return [hand.one(_SINGLE).format(topic=hand.topic, title=hand.title)]
    opening, ending = hand.one(_OPENINGS), hand.one(_ENDINGS)
    middles = hand.some(MIDDLES, max(0, count - 2))
    return [line.format(topic=hand.topic, title=hand.title) for line in (opening, *middles, ending)]


def _in_paragraphs(hand: Hand, count: int) -> list[list[str]]:
    sentences = _sentences(hand, 4 * count)
    return [sentences[4 * index : 4 * index + 4] for index in range(count)]


def _of_words(hand: Hand, count: int) -> str:
    """Exactly so many words."""
    if count == 1:
        return hand.topic.split()[-1].strip("?!.,").capitalize()
    words = " ".join(_sentences(hand, max(2, count // 10 + 2))).split()[:count]
    return " ".join(words).rstrip(",;:.!?") + "."
