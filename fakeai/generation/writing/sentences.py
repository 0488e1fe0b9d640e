"""English sentences about a topic, each of which can stand anywhere in an answer."""

from __future__ import annotations

from random import Random

MIDDLES = (
    "The first thing to look at with {topic} is the purpose it serves.",
    "In practice, much about {topic} depends on the context and on a handful of choices made early on.",
    "A small example usually makes {topic} clearer than a long definition.",
    "Most of the difficulty lies in the details, so it pays to go step by step.",
    "It helps to separate what is essential from what is merely convenient.",
    "Many people underestimate how much good preparation matters here.",
    "When in doubt, start with the simplest version and refine it as you learn more.",
    "The costs are easy to see, while the benefits of {topic} tend to show up later.",
    "There are exceptions, but they are rarer than one might expect.",
    "Experts often disagree on the finer points, yet they share the same basic picture.",
    "A good rule of thumb is to check the result early and to correct the course when needed.",
    "Over time, the view of {topic} has changed a great deal, and older advice does not always hold.",
    "It is worth comparing two or three options before settling on one.",
    "The most common mistake is to skip the basics and to rush towards the end.",
    "Reliable sources and a bit of patience go a long way.",
    "What works well in one situation may be the wrong choice in another.",
    "Once the foundations are clear, the rest tends to fall into place.",
    "Several factors play together, and no single one of them explains {topic} on its own.",
    "A short checklist keeps the important points in view.",
    "Feedback from others is valuable, especially when you have looked at {topic} for a long time.",
    "Measure before and after, so that you know whether a change has helped.",
    "Even a modest improvement adds up when it is repeated often.",
)

SHORT = (
    "This is about {topic}.",
    "In short: {topic}.",
    "The request is about {topic}.",
    "It comes down to {topic}.",
    "The main point here is {topic}.",
    "Everything here concerns {topic}.",
    "Further details on {topic} are to follow.",
    "There are no open points on {topic}.",
)


def short_sentence(topic: str, chance: Random, *, place: int = 0) -> str:
    """One short sentence, as it may stand in a field. Different places with the same chance give different ones."""
    return SHORT[(int(chance.random() * 2) + 2 * place) % len(SHORT)].format(topic=topic)
