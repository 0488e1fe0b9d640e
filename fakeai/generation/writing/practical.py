"""Practical answers: what is extracted or rewritten, posts, plans, pros and cons, and questions back."""

from __future__ import annotations

import re

from fakeai.generation.facts import Facts
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
_PROS = ("Pays off in the long run", "Easy to begin with", "Widely available by now", "Saves time in everyday life",
         "Good support and plenty of experience to draw on")  # fmt: skip
_CONS = ("Higher costs at the start", "Takes some getting used to", "Not the best fit for every situation",
         "Depends on conditions that are not in your hands", "Needs planning ahead")  # fmt: skip
_MORNINGS = ("Start with a walk through the old town", "Visit the main museum before the crowds arrive",
             "Have breakfast at a local market", "See the best-known landmark early in the day")  # fmt: skip
_AFTERNOONS = ("take a guided tour", "relax in a park or by the water", "explore a neighbourhood off the beaten track",
               "go shopping in the small streets nearby")  # fmt: skip
_EVENINGS = (
    "enjoy the local cuisine",
    "watch the sunset from a viewpoint",
    "listen to live music",
    "try a family-run restaurant",
)
_UNCLEAR = (
    "I'm not sure what you mean. Could you tell me a bit more?",
    "Could you rephrase that? I'd like to make sure that I understand you.",
    "I didn't quite get that. What would you like to know?",
)
_DAYS = re.compile(r"\b(\d{1,2}|one|two|three|four|five|six|seven)[ -]days?\b", re.IGNORECASE)
_NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven")
_PLACE = re.compile(r"\b(?:to|in|around|through)\s+([A-Z]\w+(?: [A-Z]\w+)*)")


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


def post(hand: Hand) -> str:
    """A few lines for a social network."""
    words = [word for word in re.findall(r"[A-Za-z]{4,}", hand.topic) if word.islower() or word.istitle()]
    tag = " ".join(f"#{word.capitalize()}" for word in words[-2:])
    return hand.one(_POSTS).format(topic=hand.topic, title=hand.title, tag=tag).strip()


def description(hand: Hand) -> str:
    """A product as its maker describes it."""
    return f"{hand.one(_DESCRIPTIONS).format(topic=hand.topic)} {hand.one(_CLOSINGS)}"


def pros_and_cons(hand: Hand) -> str:
    """What speaks for something, and against it."""
    count = 2 if not hand.fits(60) else 3
    parts = []
    for head, lines in (("Pros", _PROS), ("Cons", _CONS)):
        parts.append(f"**{head}**\n" + "\n".join(f"- {line}" for line in hand.some(lines, count)))
    return f"Here is what speaks for and against {_side(hand.topic)}:\n\n" + "\n\n".join(parts)


def _side(topic: str) -> str:
    return re.sub(
        r"^(?:the )?(?:pros and cons|advantages and disadvantages) (?:of|for) ", "", topic, flags=re.IGNORECASE
    )


def plan(hand: Hand) -> str:
    """A plan, day by day."""
    found = _DAYS.search(hand.wish.prompt)
    word = found[1].lower() if found else "3"
    days = min(7, int(word) if word.isdecimal() else _NUMBER_WORDS.index(word))
    place = _PLACE.search(hand.wish.prompt)
    where = f" in {place[1]}" if place else ""
    lines = [
        f"**Day {day + 1}**: {morning}, {afternoon} in the afternoon, and {evening} in the evening."
        for day, (morning, afternoon, evening) in enumerate(
            zip(hand.some(_MORNINGS, days), hand.some(_AFTERNOONS, days), hand.some(_EVENINGS, days), strict=True)
        )
    ]
    return f"Here is a plan for {days} days{where}:\n\n" + "\n".join(lines)


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
