"""E-mails and letters, summaries and translations."""

from __future__ import annotations

import re

from fakeai.generation.facts import Facts
from fakeai.generation.writing.foreign import said_in
from fakeai.generation.writing.hand import Hand

_BODIES = (
    "I hope this message finds you well. I am writing to you about {topic}.",
    "Thank you for your time last week. As promised, here is an update on {topic}.",
    "I wanted to follow up on {topic} and share where things stand.",
)
_REQUESTS = (
    "Could you let me know by Friday whether this works for you?",
    "Please feel free to suggest another time if this does not suit you.",
    "I would be glad to hear your thoughts and to answer any questions.",
)
_MOST_READ = 4000
_SENTENCE = re.compile(r"[^.!?\n]{25,400}[.!?]")
_INSTRUCTION = re.compile(r"^.{0,160}?(?:summar|tl;?dr|condense|shorten).{0,120}?(?::|\n)", re.IGNORECASE | re.DOTALL)
_LANGUAGE_CODES = {
    "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl", "polish": "pl",
    "russian": "ru", "japanese": "ja", "chinese": "zh", "mandarin": "zh", "korean": "ko",
}  # fmt: skip


def letter(hand: Hand) -> str:
    """An e-mail with a subject, from and to the people that the prompt names."""
    people = Facts(hand.wish.prompt).people
    to = people[0] if people else hand.pools.pick("first_name", hand.chance)
    sender = people[1] if len(people) > 1 else hand.pools.pick("name", hand.chance)
    body = hand.one(_BODIES).format(topic=hand.topic)
    return f"Subject: {hand.title}\n\nDear {to},\n\n{body}\n\n{hand.one(_REQUESTS)}\n\nBest regards,\n{sender}"


def summary(hand: Hand) -> str:
    """The first and a later sentence of what is to be summed up; if there is nothing, words about the topic."""
    text = _INSTRUCTION.sub("", hand.wish.prompt[:_MOST_READ], count=1)
    sentences = [found.strip() for found in _SENTENCE.findall(text)]
    if not sentences:
        return f"In short, {hand.topic} comes down to a few main points, and the first of them matters most."
    wanted = hand.wish.sentences or (1 if len(sentences) < 4 or hand.wish.brief else 2)
    step = max(1, len(sentences) // wanted)
    chosen = sentences[::step][:wanted]
    return " ".join(chosen) if len(chosen) < len(sentences) else f"In short: {chosen[0]}"


def translation(hand: Hand) -> str:
    """Something in the language that was asked for."""
    words = hand.wish.prompt.lower().split()
    language = next(
        (code for name, code in _LANGUAGE_CODES.items() if name in (word.strip(".,:;!?\"'") for word in words)), None
    )
    quoted = Facts(hand.wish.prompt).quoted
    return said_in(language or "fr", quoted[0] if quoted else hand.topic, hand)
