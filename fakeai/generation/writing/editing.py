"""What is made of a text that is given: what it names, the same in better words, in short, or in another language."""

from __future__ import annotations

import re

from fakeai.generation.facts import Facts
from fakeai.generation.writing import phrasebook
from fakeai.generation.writing.foreign import said_in, sentence_in
from fakeai.generation.writing.hand import Hand

_KINDS = {
    "names": "name", "people": "name", "persons": "name", "dates": "date", "emails": "email", "addresses": "email",
    "email": "email", "phone": "phone", "numbers": "number", "cities": "city", "places": "city", "locations": "city",
    "countries": "country", "urls": "url", "links": "url", "companies": "company", "organizations": "company",
    "currencies": "currency", "times": "time", "languages": "language",
}  # fmt: skip
_AFTER_COLON = re.compile(r"[:\n]\s*(.+)$", re.DOTALL)
_FORMAL = (
    ("asap", "as soon as possible"), ("hey", "hello"), ("hi", "hello"), ("u", "you"), ("ur", "your"), ("r", "are"),
    ("thx", "thank you"), ("thanks", "thank you"), ("pls", "please"), ("plz", "please"), ("gonna", "going to"),
    ("wanna", "want to"), ("gotta", "have to"), ("can't", "cannot"), ("won't", "will not"), ("don't", "do not"),
    ("i'm", "I am"), ("it's", "it is"), ("kids", "children"), ("btw", "by the way"), ("i", "I"), ("yeah", "yes"),
    ("can you", "could you please"),
)  # fmt: skip
_CORRECTED = (
    (r"\b(he|she|it) don't likes?\b", r"\1 doesn't like"), (r"\b(he|she|it) don't\b", r"\1 doesn't"),
    (r"\bi is\b", "I am"), (r"\b(they|we|you) was\b", r"\1 were"), (r"\b(he|she|it) have\b", r"\1 has"),
    (r"\byour welcome\b", "you're welcome"), (r"\bcould of\b", "could have"), (r"\ba ([aeiou])", r"an \1"),
    (r"\bi\b", "I"), (r"\b(he|she|it) go\b", r"\1 goes"), (r"\bteh\b", "the"), (r"\balot\b", "a lot"),
)  # fmt: skip
_MOST_READ = 4000
_SENTENCE = re.compile(r"(?:[^.!?\n]|\.(?=\d)){15,400}[.!?]")
_INSTRUCTION = re.compile(r"^.{0,160}?(?:summar|tl;?dr|condense|shorten).{0,120}?(?::|\n)", re.IGNORECASE | re.DOTALL)


def material(prompt: str) -> str:
    """The text that a prompt is about: what stands in quotation marks, else what follows a colon or a line's end."""
    quoted = Facts(prompt).quoted
    if quoted:
        return max(quoted, key=len)
    found = _AFTER_COLON.search(prompt)
    return (found[1] if found else prompt).strip()


def extracted(hand: Hand) -> str:
    """What a text names of the kind that is asked for, a line each."""
    words = re.findall(r"[a-z]+", hand.wish.prompt.lower()[:80])
    kind = next((_KINDS[word] for word in words if word in _KINDS), "name")
    facts = Facts(material(hand.wish.prompt))
    found = [str(each.value) for each in facts.quantities] if kind == "number" else facts.of_kind(kind)
    return "\n".join(f"- {each}" for each in found) or "The text names none."


def rewritten(hand: Hand) -> str:
    """The text with its everyday words made formal, and the commonest slips mended."""
    text = material(hand.wish.prompt)
    for pattern, better in _CORRECTED:
        text = re.sub(pattern, better, text, flags=re.IGNORECASE)
    if "formal" in hand.wish.prompt.lower() or "professional" in hand.wish.prompt.lower():
        for casual, formal in reversed(_FORMAL):
            text = re.sub(rf"\b{re.escape(casual)}\b", formal, text, flags=re.IGNORECASE)
    sentences = [part[:1].upper() + part[1:] for part in re.split(r"(?<=[.!?]) +", text.strip())]
    return " ".join(sentences) if sentences[-1][-1:] in ".!?" else " ".join(sentences) + "."


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
    """The text in the language that was asked for if its phrases are known, else a sentence of that language."""
    wanted = phrasebook.asked(hand.wish.prompt)
    if wanted is None:
        words = re.findall("[a-z]+", hand.wish.prompt.lower())
        language = next((phrasebook.LANGUAGE_CODES[word] for word in words if word in phrasebook.LANGUAGE_CODES), "fr")
        return said_in(language, hand.topic, hand)
    text, language = wanted
    return phrasebook.known(text, language) or sentence_in(language, hand)
