"""Words that are to win people over: posts for social networks, and descriptions of products."""

from __future__ import annotations

import re

from fakeai.generation.writing.hand import Hand

_POSTS = (
    "Big news: {topic}! We couldn't be happier to share it with you. Tell us what you think. {tag}",
    "{title} — and we have been looking forward to this moment for a long time. Thank you all for the support! {tag}",
    "Some days are worth remembering, and this is one of them: {topic}. Here's to many more. {tag}",
)
_DESCRIPTIONS = (
    "Meet your new companion: {topic}. Made from sturdy materials, it is light, practical and ready for every day.",
    "Made for people who expect more: {topic}. It combines quality with comfort, and lasts for years.",
)
_CLOSINGS = (
    "Clever details make it easy to use, and the timeless design goes with everything. Order yours today.",
    "Try it for 30 days, and see the difference for yourself.",
)


def post(hand: Hand) -> str:
    """A few lines for a social network."""
    words = [word for word in re.findall(r"[A-Za-z]{4,}", hand.topic) if word.islower() or word.istitle()]
    tag = " ".join(f"#{word.capitalize()}" for word in words[-2:])
    return hand.one(_POSTS).format(topic=hand.topic, title=hand.title, tag=tag).strip()


def description(hand: Hand) -> str:
    """A product as its maker describes it."""
    return f"{hand.one(_DESCRIPTIONS).format(topic=hand.topic)} {hand.one(_CLOSINGS)}"
