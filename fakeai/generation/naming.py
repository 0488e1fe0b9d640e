"""What a property's or a tool's name says about its value: `home_city` is a city, `unitPrice` a price."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")

Range = tuple[float, float]

# kind: words that name it. The first kind that has the whole name, then its last word, then another word, is taken.
_WORDS = {
    "first_name": "firstname forename givenname",
    "last_name": "lastname surname familyname",
    "username": "username login nickname nick alias handle userid screenname",
    "name": "name fullname person author customer employee manager owner assignee contact patient attendee attendees "
            "participant participants guest people sender recipient client speaker student teacher reviewer witness "
            "character characters names director directors actor actors actress cast writer writers singer artist "
            "artists composer coach players player winner",
    "company": "company organization organisation employer vendor supplier brand business manufacturer publisher "
               "institution merchant companyname organizationname companies organizations organisations",
    "email": "email mail emailaddress emails to cc bcc",
    "phone": "phone telephone mobile fax phonenumber",
    "city": "city town location place destination origin departure arrival municipality venue capital hometown cities "
            "locations destinations places",
    "country": "country nation nationality countries",
    "state": "stateprovince province region county",
    "street": "street streetaddress addressline line1 line2",
    "address": "address shippingaddress billingaddress",
    "postcode": "zip postcode postal zipcode postalcode",
    "job": "job occupation profession jobtitle position",
    "date": "date day birthday birthdate dob deadline due dates startdate enddate",
    "date-time": "datetime timestamp createdat updatedat publishedat created updated expires modified",
    "time": "time hour starttime endtime",
    "duration": "duration",
    "weekday": "weekday dayofweek",
    "uuid": "uuid guid",
    "id": "id identifier ref reference sku code orderid orderno ordernumber ticketid ticketnumber tracking "
          "apikey number",
    "url": "url uri source sources references link website homepage href endpoint imageurl avatar",
    "ip": "ip ipaddress ipv4",
    "hostname": "host hostname domain",
    "symbol": "symbol ticker stock tickers symbols",
    "currency": "currency currencycode",
    "unit": "unit units",
    "language": "language lang locale languages",
    "color": "color colour",
    "file_name": "file filename attachment",
    "file_path": "path filepath directory folder",
    "iban": "iban",
    "isbn": "isbn",
    "card": "cardnumber creditcard",
    "genre": "genre genres",
    "hobby": "hobby hobbies interests",
    "question": "question questions followupquestions",
    "answer": "answer finalanswer response reply output solution conclusion",
    "step": "step steps instruction instructions",
    "category": "category type kind tag label tags categories topics labels keyword keywords",
    "status": "status",
    "sentiment": "sentiment tone mood",
    "priority": "priority severity urgency",
    "product": "product item products items",
    "food": "dish ingredient ingredients meal food recipe",
    "expression": "expression formula equation calculation",
    "query": "query topic q search searchquery searchterm term prompt request phrase input",
    "title": "title subject headline heading eventname taskname event task",
    "code": "code snippet source script command",
    "reason": "reason",
    "room": "room rooms",
    "sql": "sql",
    "sentence": "description summary text explanation comment note notes content body message point points takeaways "
                "thought reasoning rationale details detail abstract overview "
                "feedback review opinion justification analysis result quote bio paragraph "
                "sentence story plan observation recommendation finding findings highlights",
}  # fmt: skip

_KINDS: Mapping[str, str] = MappingProxyType({word: kind for kind, words in _WORDS.items() for word in words.split()})

_NEARBY = {
    "age": "years old aged year", "guests": "people guests persons adults party", "people": "people guests persons",
    "party": "people guests persons", "attendees": "people attendees guests", "duration": "minutes hours days",
    "minutes": "min mins minutes", "servings": "people persons servings guests",
    "serves": "people persons", "temperature": "degrees celsius fahrenheit", "price": "dollars usd eur euros",
    "count": "times", "passengers": "people passengers adults",
}  # fmt: skip

# Numbers: usual ranges by the words of a name, and how many decimals they are written with.
_RANGES: Mapping[str, tuple[float, float, int]] = MappingProxyType({
    word: (low, high, places)
    for words, low, high, places in (
        ("age", 19, 78, 0),
        ("year", 1995, 2026, 0),
        ("month", 1, 12, 0),
        ("day", 1, 28, 0),
        ("hour hours", 1, 23, 0),
        ("minute minutes second seconds duration", 5, 55, 0),
        ("price cost fee amount total subtotal balance tax payment fare", 4.5, 480, 2),
        ("salary income revenue budget", 38_000, 160_000, 0),
        ("percentage percent pct", 1, 99, 1),
        ("rate ratio confidence probability likelihood score similarity accuracy weight relevance", 0.55, 0.98, 2),
        ("rating stars", 3, 5, 1),
        ("latitude lat", -55, 65, 4),
        ("longitude lon lng long", -120, 140, 4),
        ("temperature temp celsius high low", 4, 29, 0),
        ("humidity", 30, 90, 0),
        ("quantity qty count number num size capacity guests people servings pages items stock limit", 1, 12, 0),
        ("population", 20_000, 3_000_000, 0),
        ("height", 150, 195, 0),
        ("distance length width depth", 1, 120, 1),
        ("port", 1024, 49_151, 0),
        ("id identifier", 1000, 99_999, 0),
        ("priority level step index rank position order", 1, 5, 0),
        ("speed", 5, 120, 0),
        ("timestamp", 1_735_689_600, 1_767_225_600, 0),
    )
    for word in words.split()
})  # fmt: skip
_USUAL_RANGE = (1, 100, 2)


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case: `unitPrice`, `unit_price` and `unit-price` are unit and price."""
    return tuple(part.lower() for part in _PARTS.findall(name))


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str | None:
    """What kind of text a name stands for, or None if it says nothing."""
    return next((_KINDS[word] for word in _candidates(name) if word in _KINDS), None)


@lru_cache(maxsize=4096)
def kind_within(name: str, owner: str) -> str | None:
    """What kind of text a name stands for in an object of that title or name: the `name` of an event is a title."""
    kind = kind_of(name)
    if kind in ("name", "id") and owner and words_of(name)[-1] == "name":
        whose = kind_of(owner)
        return kind if whose in (None, "username", "job", "email", "address", "id", "sentence") else whose
    return kind


@lru_cache(maxsize=4096)
def names_beside(name: str) -> frozenset[str]:
    """Words beside which a number with this name stands in a text: its own, and for an age "years old"."""
    words = words_of(name)
    return frozenset((*words, *(near for word in words for near in _NEARBY.get(word, "").split())))


@lru_cache(maxsize=4096)
def range_of(name: str) -> tuple[Range, int] | None:
    """The usual range and decimals of a number with this name, or None if it says nothing."""
    for word in _candidates(name):
        if word in _RANGES:
            low, high, places = _RANGES[word]
            return (low, high), places
    return None


def _candidates(name: str) -> Iterator[str]:
    words = words_of(name)
    yield "".join(words)
    yield from reversed(words)
