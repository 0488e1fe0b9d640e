"""What a prompt names: numbers, places, people, dates, quoted words. A good model puts them where they belong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fakeai.generation import phrases
from fakeai.generation.lettercase import lowered
from fakeai.generation.places import CITIES, COUNTRIES

_MOST = 6000  # characters that are read: facts stand near a prompt's beginning or end

_QUOTED = re.compile(r"[\"“«]([^\"”»\n]{1,200})[\"”»]|(?<!\w)['‘`]([^'’`\n]{2,120})['’`](?!\w)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTHS = ("january february march april may june july august september october november december").split()
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_SPOKEN_DATE = re.compile(
    rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?\b|\b(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(\d{{4}}))?\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_TIME = re.compile(r"\b(\d{1,2})(?::(\d{2}))?\s*(am|pm)\b|\b(\d{1,2}):(\d{2})\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\w)\+?\d[\d ()-]{7,16}\d(?!\w)")
_NUMBER = re.compile(r"(?<![\w.])(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?![\w.]*@)(k\b|m\b)?", re.IGNORECASE)
_IDENTIFIER = re.compile(r"(?<!\w)#?((?=[\w-]*\d)[A-Za-z]+[-_]?[A-Za-z0-9]*\d[\w-]*|(?<=#)\d+)(?!\w)")
_DIGIT = re.compile(r"\d")
_UUID = re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")
_SYMBOL = re.compile(r"(?<![\w.])\$?([A-Z]{2,5})(?!\w)")
_ARITHMETIC = re.compile(r"(?<![\w.])[-(]*\d+(?:\.\d+)?(?:\s*(?:\*\*|[-+*/x×÷^%])\s*\(*\d+(?:\.\d+)?\)*)+")  # noqa: RUF001 -- people type these signs
_CAPITALISED = r"[A-ZÀ-ÞŁŚŻ][\w’'-]+(?:[ ][A-ZÀ-Þ][\w’'-]+)*"
_PLACED = re.compile(
    rf"\b(?:in|at|from|to|near|visit|visiting|between|around|into)\s+({_CAPITALISED}(?:(?:,\s*|,?\s+(?:and|or|to)\s+){_CAPITALISED})*)"
)
_NAME = re.compile(_CAPITALISED)
_BETWEEN_PLACES = re.compile(r",\s*|,?\s+(?:and|or|to)\s+")
_KNOWN_CITY = re.compile(
    r"(?<!\w)(" + "|".join(sorted(map(re.escape, CITIES), key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE
)
_KNOWN_COUNTRY = re.compile(
    r"(?<!\w)(?:the )?(" + "|".join(sorted(map(re.escape, COUNTRIES), key=len, reverse=True)) + r")(?!\w)"
)
_CITY_BY_LOWER = {city.lower(): city for city in CITIES}
_CITY_WORDS = frozenset(re.findall(r"[^\W\d_]+", city)[0] for city in _CITY_BY_LOWER)  # the first of each
_LANGUAGES = re.compile(
    r"\b(Arabic|Chinese|Czech|Danish|Dutch|English|Finnish|French|German|Greek|Hebrew|Hindi|Hungarian|Italian|Japanese|"
    r"Korean|Mandarin|Norwegian|Polish|Portuguese|Romanian|Russian|Spanish|Swedish|Thai|Turkish|Ukrainian|Vietnamese)\b",
    re.IGNORECASE,
)
_COLOR = re.compile(r"\b(red|green|blue|yellow|orange|purple|pink|black|white|brown|grey|gray)\b", re.IGNORECASE)
_NO_PLACE = frozenset(
    "I The A An This That It Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December English French German Spanish Italian Python JSON Markdown "
    "Celsius Fahrenheit".split()
)
_MONTH_NAMES = frozenset(month.capitalize() for month in _MONTHS)
_NO_PERSON = _NO_PLACE | frozenset("Will Can Has Mark Bill Rich Grant Chance Art Given Story Page See Say Long".split())
_WORDS = re.compile(r"[^\W\d_]+")
_STATEMENT = re.compile(r"(?<![^\s:])[A-ZÀ-Þ](?:[^.!?:\n]|\.(?=\w)){8,200}[.!?:](?=\s|$)")
_OCCASION = re.compile(
    r"\b(?:going to|go to|attend(?:ing|s)?|hosting|hosts?|organi[sz]ing|schedule|scheduling|plan(?:ning)?"
    r"|book(?:ing)?|set up|have|having|for|at|to)"
    r"\s+(?:a|an|the|our|my|his|her|their)\s+([a-z][\w' -]{2,40}?)(?=\s+(?:on|at|in|with|for|to|from|next|this"
    r"|tomorrow|today)\b|[.,;!?\n]|$)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, with the words around it in lower case."""

    value: float
    before: tuple[str, ...]
    after: tuple[str, ...]
    sign: str = ""


class Facts:
    """What a text names, found when it is first asked for.

    earlier: what was said before, for what this text doesn't name. known: values that came by name, as from a tool.
    only: what is to be taken for all that is named, by kind.
    """

    def __init__(
        self,
        text: str,
        *,
        earlier: Facts | None = None,
        known: Mapping[str, Any] | None = None,
        only: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.text = text if len(text) <= _MOST else text[: _MOST // 2] + "\n" + text[-_MOST // 2 :]
        self.known: Mapping[str, Any] = known or {}
        self._earlier = earlier
        self._only = only or {}

    def narrowed(self, kind: str, one: str) -> Facts:
        """The same, as if of this kind only one thing had been named."""
        return Facts(self.text, earlier=self._earlier, known=self.known, only={**self._only, kind: (one,)})

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The texts of a kind, as `naming.kind_of` calls it, in their order; earlier ones if none is new."""
        if kind in self._only:
            return self._only[kind]
        found: tuple[str, ...] = getattr(self, _PROPERTIES[kind]) if kind in _PROPERTIES else ()
        return found or (self._earlier.of_kind(kind) if self._earlier else ())

    @cached_property
    def words(self) -> frozenset[str]:
        """All words in lower case."""
        return frozenset(_WORDS.findall(lowered(self.text)))

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """What stands in quotation marks."""
        return tuple(dict.fromkeys((match[1] or match[2]).strip() for match in _QUOTED.finditer(self.text)))

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """What may be the title of something: what is quoted, else an occasion that is spoken of."""
        return self.quoted or tuple(dict.fromkeys(found.title() for found in _OCCASION.findall(self.text)))

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """The sentences that say something: no questions, and nothing that ends in a colon."""
        found = (match[0].strip() for match in _STATEMENT.finditer(self.text))
        return tuple(dict.fromkeys(text for text in found if text.endswith((".", "!"))))

    @cached_property
    def messages(self) -> tuple[str, ...]:
        """What is to be said: what is quoted, else what follows `that` or `remind me to`."""
        return self.quoted or phrases.messages(self.text)

    @cached_property
    def matters(self) -> tuple[str, ...]:
        """Subjects, else what something is about."""
        return self.subjects or phrases.matters(self.text)

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """Why something is asked for."""
        return phrases.reasons(self.text)

    @cached_property
    def first_names(self) -> tuple[str, ...]:
        """The first names of people."""
        return tuple(name.split()[0] for name in self.people)

    @cached_property
    def last_names(self) -> tuple[str, ...]:
        """The last names of people who have one."""
        return tuple(name.split()[-1] for name in self.people if " " in name)

    @cached_property
    def jobs(self) -> tuple[str, ...]:
        """What people are said to be."""
        return phrases.jobs(self.text)

    @cached_property
    def companies(self) -> tuple[str, ...]:
        """Companies and the like, or what is quoted."""
        known = (city for city in self.cities if city.lower() in _CITY_BY_LOWER)
        others = _NO_PLACE.union(self.people, known, self.countries, self.languages, (*_MONTH_NAMES,))
        return phrases.companies(self.text, others) or self.quoted

    @cached_property
    def rooms(self) -> tuple[str, ...]:
        """Rooms of a house."""
        return phrases.rooms(self.text)

    @cached_property
    def emails(self) -> tuple[str, ...]:
        """Addresses."""
        return tuple(dict.fromkeys(_EMAIL.findall(self.text))) if "@" in self.text else ()

    @cached_property
    def urls(self) -> tuple[str, ...]:
        """Links."""
        return tuple(dict.fromkeys(_URL.findall(self.text)))

    @cached_property
    def uuids(self) -> tuple[str, ...]:
        """UUIDs."""
        return tuple(dict.fromkeys(_UUID.findall(self.text)))

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """Days, as ISO 8601 writes them."""
        iso = [match[0] for match in _ISO_DATE.finditer(self.text)]
        spoken = map(_iso_date, _SPOKEN_DATE.finditer(self.text))
        return tuple(date for date in dict.fromkeys([*iso, *spoken]) if _is_a_day(date))

    @cached_property
    def moments(self) -> tuple[str, ...]:
        """Days with a time of day, as RFC 3339 writes them."""
        clock = self.times[0] if self.times else "00:00"
        return tuple(f"{date}T{clock}:00Z" for date in self.dates)

    @cached_property
    def weekdays(self) -> tuple[str, ...]:
        """Days of the week."""
        return tuple(dict.fromkeys(match[0].capitalize() for match in _WEEKDAY.finditer(self.text)))

    @cached_property
    def days(self) -> tuple[str, ...]:
        """Days in whichever way they are named: dates, else days of the week, else today or tomorrow."""
        near = tuple(word for word in ("today", "tomorrow", "tonight") if word in self.words)
        return self.dates or self.weekdays or near

    @cached_property
    def times(self) -> tuple[str, ...]:
        """Times of day, as HH:MM."""
        return tuple(dict.fromkeys(filter(None, map(_clock_time, _TIME.finditer(self.text)))))

    @cached_property
    def phones(self) -> tuple[str, ...]:
        """Telephone numbers."""
        return tuple(match[0] for match in _PHONE.finditer(self.text) if not _ISO_DATE.match(match[0]))

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """Places: known ones, and what follows `in`, `to` and the like with a capital."""
        found: dict[int, str] = {}
        if not _CITY_WORDS.isdisjoint(self.words):  # else that pattern, a long one, need not be tried
            found = {match.start(): _CITY_BY_LOWER[lowered(match[0])] for match in _KNOWN_CITY.finditer(self.text)}
        found = {at: city for at, city in found.items() if city != "Nice" or self.text[at] == "N"}
        for match in _PLACED.finditer(self.text):
            for name, at in _parted(match[1], match.start(1)):
                if name.split()[0] not in _NO_PLACE and name not in self.people_set:
                    found.setdefault(at, name)
        return tuple(dict.fromkeys(found[at] for at in sorted(found)))

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Countries."""
        return tuple(dict.fromkeys(match[1] for match in _KNOWN_COUNTRY.finditer(self.text)))

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Names that begin with a known first name."""
        from faker.providers.person.en_US import Provider  # only once a name is asked for

        found = []
        for match in _NAME.finditer(self.text):
            if match[0].lower() in _CITY_BY_LOWER:
                continue
            words = match[0].removesuffix("'s").removesuffix("’s").split()
            while words and words[0] not in Provider.first_names:
                words = words[1:]
            if words and words[0] not in _NO_PERSON and words[0].lower() not in _CITY_BY_LOWER:
                found.append(" ".join(words))
        return tuple(dict.fromkeys(found))

    @cached_property
    def people_set(self) -> frozenset[str]:
        """The people, if it has been asked for them; looking for places should not load a list of names."""
        return frozenset(self.__dict__.get("people", ()))

    @cached_property
    def identifiers(self) -> tuple[str, ...]:
        """Words with digits in them, such as order numbers; uuids too."""
        plain = [match[1] for match in _IDENTIFIER.finditer(self.text)]
        return (*self.uuids, *dict.fromkeys((*plain, *phrases.numbered(self.text))))

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """Words in capitals, such as stock tickers."""
        return tuple(
            dict.fromkeys(word for word in _SYMBOL.findall(self.text) if word not in ("JSON", "API", "AM", "PM"))
        )

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Names of languages."""
        return tuple(dict.fromkeys(match.capitalize() for match in _LANGUAGES.findall(self.text)))

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """Codes of currencies."""
        return phrases.currencies(self.text)

    @cached_property
    def colors(self) -> tuple[str, ...]:
        """Names of colours."""
        return tuple(dict.fromkeys(_COLOR.findall(self.text)))

    @cached_property
    def calculations(self) -> tuple[str, ...]:
        """Sums, products and the like, as they are written."""
        return tuple(match[0].strip() for match in _ARITHMETIC.finditer(self.text))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Numbers that are not part of a date, a time, a link or an identifier."""
        own = _quantities(self.text) if _DIGIT.search(self.text) else ()
        return own or (self._earlier.quantities if self._earlier else ())


_PROPERTIES = {
    "city": "cities", "country": "countries", "name": "people", "email": "emails", "url": "urls", "uuid": "uuids",
    "id": "identifiers", "date": "days", "date-time": "moments", "time": "times", "weekday": "weekdays",
    "phone": "phones", "symbol": "symbols", "language": "languages", "currency": "currencies", "color": "colors",
    "expression": "calculations", "title": "matters", "first_name": "first_names", "last_name": "last_names",
    "job": "jobs", "sentence": "messages", "reason": "reasons", "room": "rooms", "query": "quoted", "product": "quoted",
    "category": "quoted", "code": "quoted", "food": "quoted", "company": "companies", "file_name": "quoted",
    "quoted": "quoted",
}  # fmt: skip


def source_of(kind: str) -> str:
    """What facts of a kind are taken from: texts of several kinds may all be what was quoted."""
    source = _PROPERTIES.get(kind, kind)
    return "quoted" if source in ("matters", "messages") else source


_NO_QUANTITIES = (
    ("://", _URL), ("@", _EMAIL), ("-", _UUID), ("-", _ISO_DATE), ("", _SPOKEN_DATE), ("", _TIME), ("", _IDENTIFIER),
)  # fmt: skip
"""What has digits in it and is no number; each with what stands in it, as a look for that is quicker."""


def _quantities(text: str) -> tuple[Quantity, ...]:
    text = phrases.without_numbered(text)
    for sign, taken in _NO_QUANTITIES:
        if sign in text:
            text = taken.sub(lambda match: " " * len(match[0]), text)
    return tuple(_quantity(text, match) for match in _NUMBER.finditer(text))


def _quantity(text: str, match: re.Match[str]) -> Quantity:
    value = float(match[1].replace(",", ""))
    value *= {"k": 1_000, "m": 1_000_000}.get((match[2] or "").lower(), 1)
    before = text[max(0, match.start() - 40) : match.start()]
    after = text[match.end() : match.end() + 40]
    sign = before[-1:] if before[-1:] in "$€£" else after.lstrip()[:1]
    return Quantity(
        int(value) if value.is_integer() else value,
        tuple(_WORDS.findall(before.lower()))[-2:],
        tuple(_WORDS.findall(after.lower()))[:2],
        sign if sign in ("$", "€", "£", "%", "°") else "",
    )


def _parted(names: str, start: int) -> Iterator[tuple[str, int]]:
    """The single names of an enumeration, with their places."""
    end = 0
    for match in [*_BETWEEN_PLACES.finditer(names), None]:
        stop = match.start() if match else len(names)
        yield names[end:stop].removesuffix("'s"), start + end
        end = match.end() if match else stop


def _iso_date(match: re.Match[str]) -> str:
    month_first, day_after, year_after, day_first, month_after, year_last = match.groups()
    month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(lowered(month_first or month_after)))
    return f"{year_after or year_last or 2025}-{month:02}-{int(day_after or day_first):02}"


def _is_a_day(date: str) -> bool:
    """Whether there is such a day: no 31st of February."""
    try:
        dt.date.fromisoformat(date)
    except ValueError:
        return False
    return True


def _clock_time(match: re.Match[str]) -> str | None:
    hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
    if match[3]:
        hour = hour % 12 + (12 if match[3].lower() == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None
