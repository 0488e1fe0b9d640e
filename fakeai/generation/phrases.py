"""The phrases by which a text names things: what is to be said, a reason, a job, a room, the number of an order."""

from __future__ import annotations

import re

from fakeai.generation.lettercase import lowered

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_STOP = rf"(?=\s+(?:at \d|by \d|at noon|every|tomorrow|tonight|today|on {_DAY})|[.!?\n]|$)"
_MESSAGES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bremind (?:me|us|him|her|them|[A-Z]\w+) (?:to|that|about) (.{{3,160}}?){_STOP}",
        r"\b(?:saying|says|that says|to say|with the (?:text|message|body))[:,]? (?:that )?([^\"“«\n]{3,200}?)[.!?]*$",
        (
            r"\b(?:e-?mail|tell|inform|notify|message|text|write)\b (?:[^.!?\n]|\.(?=\w)){2,60}? that "
            r"([^\n]{3,200}?)[.!?]*$"
        ),
    )
)
_ABOUT = re.compile(
    r"\b(?:about|regarding|concerning|re:|subject:?) (?:the |my |our |a |an )?([^,.!?\n\"]{3,60})", re.IGNORECASE
)
_REASONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:because|since|as|due to|because of) ((?:it|they|he|she|we|i|the|my|of|a|an)\b[^.!?\n]{3,120})",
        r",\s*((?:it|they|he|she|we)\b[^.!?\n]{5,120})",
    )
)
_ROOM = re.compile(
    r"\b((?:living|dining|guest|meeting|conference)[ -]room|bed ?room|bath ?room|kitchen|hallway|garage|garden|office"
    r"|basement|attic|nursery|study|balcony|terrace|corridor|lobby)s?\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:order|ticket|invoice|case|account|booking|reservation|customer|user|product|item|id|number|no\.)"
    r"(?:\s+(?:number|id|no\.?|#|is|with))*\s*[:#]?\s*(\d{3,})\b",
    re.IGNORECASE,
)
_WORDS_FOR_CURRENCIES = {
    "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "yen": "JPY",
    "francs": "CHF", "yuan": "CNY", "rupees": "INR", "usd": "USD", "eur": "EUR", "gbp": "GBP", "jpy": "JPY",
    "chf": "CHF", "cny": "CNY", "inr": "INR", "aud": "AUD", "cad": "CAD", "sek": "SEK", "nok": "NOK", "dkk": "DKK",
    "pln": "PLN", "brl": "BRL", "mxn": "MXN", "krw": "KRW",
}  # fmt: skip
_CURRENCY_WORD = re.compile(r"[$€£]|\b(?:" + "|".join(_WORDS_FOR_CURRENCIES) + r")\b", re.IGNORECASE)
_CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_JOB = re.compile(
    r"\b(?:is|was|am|works? as|working as|i'm|he's|she's) an? ([a-z][a-z-]+(?: [a-z-]+){0,2}?)"
    r"(?= (?:from|in|at|for|who|with|and|of)\b|[.,;!?]|$)"
)
_COMPANY = re.compile(
    r"\b(?:at|of|from|by|vendor|company|for) ([A-Z][\w&-]*(?: [A-Z][\w&-]*)*)"
    r"|\b([A-Z][\w&-]*(?: [A-Z][\w&-]*)* (?:Inc|Corp|Ltd|LLC|GmbH|AG|Co|Group|Bank|University)\b\.?)"
)
_OFF = frozenset("off disable disabled deactivate stop close lock mute unsubscribe".split())


def messages(text: str) -> tuple[str, ...]:
    """What is to be said to someone, or to be remembered."""
    for pattern in _MESSAGES:
        if found := pattern.search(text):
            return (found[1].strip(" ,"),)
    return ()


def matters(text: str) -> tuple[str, ...]:
    """What something is about, as a subject line has it."""
    found = _ABOUT.search(text)
    return (found[1].strip(),) if found else ()


def reasons(text: str) -> tuple[str, ...]:
    """Why something is asked for."""
    for pattern in _REASONS:
        if found := pattern.search(text):
            return (found[1].strip(),)
    return ()


def jobs(text: str) -> tuple[str, ...]:
    """What people are said to be: the carpenter of "is a carpenter from Dublin"."""
    return tuple(dict.fromkeys(found.capitalize() for found in _JOB.findall(text)))


def companies(text: str, others: frozenset[str]) -> tuple[str, ...]:
    """Names that follow `at`, `of` or `from`, or that say that they are a company's; not those of `others`."""
    found = (match[1] or match[2] for match in _COMPANY.finditer(text))
    return tuple(dict.fromkeys(name for name in found if name not in others and name.split()[0] not in others))


def rooms(text: str) -> tuple[str, ...]:
    """Rooms of a house."""
    return tuple(dict.fromkeys(match[1].lower() for match in _ROOM.finditer(text)))


def numbered(text: str) -> tuple[str, ...]:
    """Numbers that follow what they number: the 88123 of "order 88123"."""
    return tuple(dict.fromkeys(match[1] for match in _NUMBERED.finditer(text)))


def currencies(text: str) -> tuple[str, ...]:
    """Codes of currencies, however they are spelt."""
    found = (lowered(match[0]) for match in _CURRENCY_WORD.finditer(text))
    return tuple(dict.fromkeys(_CURRENCY_SIGNS.get(word) or _WORDS_FOR_CURRENCIES[word] for word in found))


def without_numbered(text: str) -> str:
    """The text with blanks where numbers stand that only number something."""
    return _NUMBERED.sub(lambda match: match[0].replace(match[1], " " * len(match[1])), text)


def switched_off(words: frozenset[str]) -> bool:
    """Whether something is to be turned off rather than on."""
    return bool(words & _OFF)
