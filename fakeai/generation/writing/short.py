"""Answers of a line or two: what was to be repeated, a sum, a capital, a greeting, a label, a question back."""

from __future__ import annotations

from fakeai.generation.labels import fitting
from fakeai.generation.places import CAPITALS
from fakeai.generation.writing.hand import Hand
from fakeai.generation.writing.sums import value_of

_GREETINGS = (
    "Hello! How can I help you today?",
    "Hi there! What can I do for you?",
    "Hello! It's good to hear from you. What would you like to talk about?",
    "Hi! How can I assist you today?",
)
_NO_LIVE = (
    "I don't have access to live data, so I can't check {topic} right now.",
    "I can't look up {topic} in real time.",
    "I'm not able to see current information about {topic}.",
)
_LOOK_IT_UP = (
    "A dedicated app or website will give you the latest figures, and I'm happy to help you make sense of them.",
    "For an up-to-date answer, a trusted local source is best; I can tell you what is typical if you like.",
    "If you paste what you have found, I can sum it up for you.",
)
_WELCOMES = (
    "You're welcome! Is there anything else I can help with?",
    "My pleasure! Let me know if anything else comes up.",
    "Glad I could help!",
)
_IDENTITIES = (
    "I'm {model}, a language model here to help with questions, writing and code.",
    "I am {model}, an AI assistant. Ask me anything, and I'll do my best to help.",
)
_UNCLEAR = (
    "I'm not sure what you mean. Could you tell me a bit more?",
    "Could you rephrase that? I'd like to make sure that I understand you.",
    "I didn't quite get that. What would you like to know?",
)
_CAPITAL_BY_LOWER = {country.lower(): (country, capital) for country, capital in CAPITALS.items()}


def repeated(hand: Hand) -> str:
    """What the prompt wants said: a sentence with its capital and full stop, anything else as it is."""
    text = hand.wish.subject[0]
    if " " in text and text[0].islower() and text[-1].isalnum() and text in hand.wish.prompt and "\n" not in text:
        return text[0].upper() + text[1:] + "."
    return text


def label(hand: Hand) -> str:
    """One of the labels: one that fits the prompt's tone, if there is such."""
    text = _without_labels(hand.wish.prompt, hand.wish.subject)
    return fitting(hand.wish.subject, text) or hand.one(hand.wish.subject)


def _without_labels(prompt: str, labels: tuple[str, ...]) -> str:
    """The text that is to be labelled: what follows the labels, if anything does."""
    end = max((prompt.rfind(label) + len(label) for label in labels if label in prompt), default=0)
    rest = prompt[end:].strip(" .:?!\n\"'")
    return rest if len(rest) > 8 else prompt


def calculated(hand: Hand) -> str:
    """A sum with its result."""
    written = hand.wish.subject[0].strip()
    value = value_of(written)
    if value is None:
        return f"I can't work out {written} exactly."
    shown = f"{value:,.10g}" if abs(value) < 1e10 else f"{value:.10g}"
    return hand.one((f"{written} = {shown}", f"{written} equals {shown}.", f"The result of {written} is {shown}."))


def capital(hand: Hand) -> str:
    """The capital of a country."""
    country, city = _CAPITAL_BY_LOWER.get(hand.wish.subject[0].lower(), (hand.wish.subject[0], ""))
    city = city or hand.pools.pick("city", hand.chance)
    if hand.wish.words == 1:
        return city
    return hand.one((f"The capital of {country} is {city}.", f"{city} is the capital of {country}."))


def greeting(hand: Hand) -> str:
    """A greeting."""
    return hand.one(_GREETINGS)


def live(hand: Hand) -> str:
    """What a model without tools says about the weather and the like."""
    lines = [hand.one(_NO_LIVE).format(topic=hand.topic), hand.one(_LOOK_IT_UP)]
    return " ".join(lines if hand.fits(45) else lines[:1])


def thanks(hand: Hand) -> str:
    """What is said to thanks."""
    return hand.one(_WELCOMES)


def identity(hand: Hand) -> str:
    """Who is speaking."""
    return hand.one(_IDENTITIES).format(model=hand.model or "an assistant")


def yes_or_no(hand: Hand) -> str:
    """Yes or no, or true or false."""
    return hand.one(hand.wish.subject)


def picked(hand: Hand) -> str:
    """A number between two others."""
    low, high = sorted(int(number) for number in hand.wish.subject)
    return str(hand.chance.randint(low, high))


def unclear(hand: Hand) -> str:
    """A question back."""
    return hand.one(_UNCLEAR)


def worked(hand: Hand) -> str:
    """The answer that was worked out from the prompt."""
    return hand.wish.subject[0]
