"""What a value is likely to be, from its name and description and from what the prompt names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from random import Random
from typing import Any

from fakeai.generation.facts import Facts, Quantity, source_of
from fakeai.generation.instances.formats import clock_time, date, formatted
from fakeai.generation.instances.patterns import matching
from fakeai.generation.instances.place import Place
from fakeai.generation.instances.schema_error import Unsatisfiable
from fakeai.generation.labels import fitting
from fakeai.generation.naming import Range, kind_within, names_beside, range_of, words_of
from fakeai.generation.phrases import switched_off
from fakeai.generation.places import CAPITALS
from fakeai.generation.polarity import polarity
from fakeai.generation.pools import Pools
from fakeai.generation.topics import topic_of
from fakeai.generation.writing.foreign import sentence
from fakeai.generation.writing.sentences import short_sentence
from fakeai.generation.writing.writer import brief_answer

_USUAL: tuple[Range, int] = ((1, 100), 2)

_KIND_OF_FORMAT = {
    "email": "email",
    "uri": "url",
    "url": "url",
    "uuid": "uuid",
    "date": "date",
    "date-time": "date-time",
}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")
_EXAMPLE = re.compile(
    r"(?:e\.g\.?,?|for example:?,?|such as|example:)\s*['\"`]?([^'\"`);]+?)(?:['\"`);]|\.(?:\s|$)|$)", re.IGNORECASE
)
_LIKE_DATE = re.compile(r"yyyy-mm-dd|iso[ -]?8601 date|date in iso", re.IGNORECASE)
_PLAIN_OPERANDS = frozenset(
    "a b c x y z n m i j k num number value operand first second third left right addend factor amount limit count "
    "quantity top max results augend minuend base exponent dividend divisor input".split()
)
_SIGNS = {
    "$": "price cost amount budget total fee salary revenue income", "€": "price cost amount budget total fee salary",
    "£": "price cost amount budget total fee salary", "%": "percent percentage pct discount rate tip",
    "°": "temperature temp degrees",
}  # fmt: skip
_UNTRUE = frozenset(
    "error failed failure deleted spam cancelled canceled blocked expired toxic flagged harmful unsafe refunded "
    "sensitive".split()
)
_SWITCHES = frozenset("on enabled enable active activate open locked power state".split())
_LISTS = {
    "genre": ("Drama", "Comedy", "Thriller", "Adventure", "Science fiction", "Documentary"),
    "hobby": ("reading", "hiking", "cooking", "photography", "chess", "gardening", "cycling", "painting"),
    "step": (
        "Gather everything that is needed.",
        "Prepare the main part.",
        "Combine it step by step.",
        "Let it rest for a moment.",
        "Check the result.",
        "Finish and serve.",
    ),
    "room": ("living room", "kitchen", "bedroom", "office"),
    "sql": ("SELECT COUNT(*) FROM orders;", "SELECT * FROM items ORDER BY created_at DESC LIMIT 10;"),
    "reason": ("requested by the customer", "changed plans", "no longer needed"),
    "category": ("general", "technology", "business", "science", "health", "travel", "education", "sports"),
    "status": ("active", "pending", "completed", "in progress"),
    "priority": ("low", "medium", "high"),
    "unit": ("celsius", "kg", "km", "pieces"),
    "currency": ("USD", "EUR", "GBP", "JPY"),
    "language": ("English", "Spanish", "French", "German"),
    "color": ("blue", "green", "red", "black", "white"),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "product": ("Wireless headphones", "Desk lamp", "Running shoes", "Water bottle", "Notebook", "Backpack"),
    "food": ("tomatoes", "olive oil", "garlic", "basil", "spaghetti", "lemon", "chicken", "rice"),
    "symbol": ("ACME", "GLBX", "INIT", "UMBR"),
    "code": ("print('Hello, world!')", "SELECT * FROM items LIMIT 10;", "return a + b"),
    "title": ("Overview", "Getting started", "Key findings", "Next steps", "Summary of results", "Project update"),
    "expression": ("2 + 2", "(3 + 4) * 5", "12 / 4"),
    "duration": ("30 minutes", "1 hour", "2 hours", "45 minutes"),
}
_COUNTRY_OF = {city: country for country, city in reversed(tuple(CAPITALS.items()))}
_QUESTIONS = (
    "What else should I know about {topic}?", "How does {topic} compare with the alternatives?",
    "Where can I read more about {topic}?",
)  # fmt: skip
_SHORT = 48
_MADE_OF = re.compile(
    r"^(?:(?:sample|example|fictional|random|new|simple) )?(?:recipe|order|invoice|event|profile) (?:for|of|about) ",
    re.IGNORECASE,
)
_CIRCUMSTANCES = re.compile(
    r" (?=on (?:mon|tues|wednes|thurs|fri|satur|sun|the \d)|at \d|for \d|in \d|next |tomorrow|today)", re.IGNORECASE
)
_LETTERS = re.compile(r"[a-z]+")
_WORDS = ("alpha", "bright", "cedar", "delta", "ember", "field", "harbor", "indigo", "linen", "maple", "north", "river")


class Guesses:
    """Makes guesses for one instance. It remembers which facts were used, so that the next value gets the next one."""

    def __init__(self, facts: Facts, pools: Pools, chance: Random) -> None:
        self.facts = facts
        self.pools = pools
        self.chance = chance
        self._used: dict[str, int] = {}
        self._spent: set[int] = set()
        self._hopeless: set[tuple[str, int, int | None]] = set()
        self._city = ""
        self._person = ""
        self._turns: dict[str, int] = {}
        self._sentences = 0

    @cached_property
    def topic(self) -> str:
        """What all is about."""
        return topic_of(self.facts.text)

    def known(self, place: Place) -> Iterator[Any]:
        """The value that came by this name, if there is one."""
        if place.name and place.name in self.facts.known:
            yield self.facts.known[place.name]

    @cached_property
    def named_numbers(self) -> frozenset[float]:
        """The numbers that the prompt names."""
        return frozenset(quantity.value for quantity in self.facts.quantities)

    def how_many(self, place: Place) -> int:
        """How many different things of this kind the prompt names."""
        kind = kind_within(place.name, place.owner)
        return (
            len(self.facts.of_kind(kind))
            if kind in ("city", "country", "name", "email", "url", "symbol", "date", "company")
            else 0
        )

    def start_again(self, place: Place) -> None:
        """A list begins: it may hold everything of its kind that the prompt names, used or not."""
        self._used.pop(source_of(kind_within(place.name, place.owner) or ""), None)

    def mentioned(self, place: Place, form: str | None) -> Iterator[str]:
        """What the prompt names that fits the name and format of a text."""
        kind = _KIND_OF_FORMAT.get(form, "") if form else kind_within(place.name, place.owner)
        found = self.facts.of_kind(kind) if kind else ()
        if kind == "date" and (form or _LIKE_DATE.search(place.description)):
            found = tuple(day for day in found if _ISO_DATE.match(day))
        if kind == "city":
            found = self._by_direction(place.name, found)
        if kind == "query" and not found:
            found = (self.topic,)
        if found:
            source = source_of(kind or "")
            index = self._used.get(source, 0)
            self._used[source] = index + 1
            if index < len(found):
                self._remember(kind, found[index])
                yield found[index]

    def names(self, place: Place, form: str | None) -> bool:
        """Whether the prompt names something of this kind."""
        kind = _KIND_OF_FORMAT.get(form, "") if form else kind_within(place.name, place.owner)
        return bool(kind and self.facts.of_kind(kind))

    def counts(self, place: Place) -> bool:
        """Whether the prompt has a number beside this name."""
        return self._nearest(place) is not None

    def text(self, place: Place, form: str | None) -> Iterator[str]:
        """Likely texts, the likeliest first; the last one always is of use."""
        if form and (value := formatted(form, self.chance, self.pools)) is not None:
            yield value
        if place.description:
            yield from self._described(place.description)
        yield self._by_kind(kind_within(place.name, place.owner))
        yield self.word()

    def _described(self, description: str) -> Iterator[str]:
        """What a description gives as an example, and the kind of date that it asks for."""
        if example := _EXAMPLE.search(description):
            yield example[1].strip()
        if _LIKE_DATE.search(description):
            yield date(self.chance)

    def matching(self, pattern: str, shortest: int, longest: int | None) -> str:
        """A text that a pattern matches. Raises Unsatisfiable, and without trying again where that was so before."""
        if (pattern, shortest, longest) in self._hopeless:
            raise Unsatisfiable(f"no text of a suitable length matches {pattern!r}")
        try:
            return matching(pattern, self.chance, shortest=shortest, longest=longest)
        except Unsatisfiable:
            self._hopeless.add((pattern, shortest, longest))
            raise

    def word(self) -> str:
        """A short word."""
        return str(self._one(_WORDS))

    def number(self, place: Place) -> Iterator[float]:
        """Numbers of the prompt that fit the name, the likeliest first."""
        quantity = self._nearest(place) or self._next_operand(place) or self._lone_age(place)
        if quantity is not None:
            self._spent.add(id(quantity))
            yield quantity.value
            self._spent.discard(id(quantity))  # whoever comes back for more had no use for it

    def range(self, place: Place) -> tuple[Range, int]:
        """Between which numbers a value with this name usually lies, and its decimals."""
        return range_of(place.name) or _USUAL

    def truth(self, place: Place) -> bool:
        """Yes or no."""
        if _SWITCHES.intersection(words_of(place.name)):
            return not switched_off(self.facts.words)
        if _UNTRUE.intersection(words_of(place.name)):
            return False
        return self.chance.random() < 0.8

    def choice(self, values: list[Any]) -> Any:
        """One of the values: one that the prompt mentions, or that matches its tone, if any does."""
        text = self.facts.text.lower()
        for value in values:
            if isinstance(value, str) and len(value) > 1 and _mentions(text, value):
                return value
        texts = [value for value in values if isinstance(value, str)]
        found = fitting(texts, self.facts.text) if len(texts) > 1 else None
        return self._one(values) if found is None else found

    def _one(self, values: Any) -> Any:
        return values[int(self.chance.random() * len(values))]

    def _by_direction(self, name: str, cities: tuple[str, ...]) -> tuple[str, ...]:
        """The city after "to" for a destination, the one after "from" for an origin."""
        words = words_of(name)
        preposition = (
            "to"
            if {"destination", "to", "arrival"} & {*words}
            else "from"
            if {"origin", "from", "departure"} & {*words}
            else ""
        )
        if preposition:
            found = tuple(
                city
                for city in cities
                if re.search(rf"\b{preposition} {re.escape(city)}", self.facts.text, re.IGNORECASE)
            )
            if found:
                self._used.pop(source_of("city"), None)
            return found or cities
        return cities

    def _remember(self, kind: str | None, value: str) -> None:
        """Keep in mind what other values have to agree with."""
        self._city = value if kind == "city" else self._city
        if kind in ("name", "first_name"):
            self._person = value
        elif kind == "last_name" and self._person:
            self._person = f"{self._person.split()[0]} {value}"

    def _by_kind(self, kind: str | None) -> str:
        if kind is None:
            return self._by_name()
        if kind == "email" and self._person.isascii() and self._person:
            return ".".join(_LETTERS.findall(self._person.lower())) + f"@example.{self._one(('com', 'org', 'net'))}"
        if kind == "country" and self._city in _COUNTRY_OF:
            return _COUNTRY_OF[self._city]
        if self.pools.knows(kind):
            value = self.pools.pick(kind, self.chance)
            self._remember(kind, value)
            return value
        if kind in ("title", "product", "food") and not self._used.get("topic") and len(self.topic) < _SHORT:
            return self._by_name()
        if kind in _LISTS:
            return self._of_list(kind)
        return self._written(kind)

    def _of_list(self, kind: str) -> str:
        """One of a list, each once before any comes again; of steps the first one first."""
        values = _LISTS[kind]
        if kind not in self._turns:
            self._turns[kind] = 0 if kind == "step" else int(self.chance.random() * len(values))
        self._turns[kind] += 1
        return values[(self._turns[kind] - 1) % len(values)]

    def _written(self, kind: str) -> str:
        """A text of a kind that there is no list of."""
        match kind:
            case "time":
                return clock_time(self.chance)[:5]
            case "id":
                return f"{self._one(_WORDS)[:3].upper()}-{self.chance.randint(1000, 9999)}"
            case "sentiment":
                return "positive" if polarity(self.facts.words) >= 0 else "negative"
            case "sentence":
                return self._sentence()
            case "answer":
                return brief_answer(self.facts.text, self.chance, self.pools)
            case "question":
                place = self._sentences = self._sentences + 1
                return _QUESTIONS[place % len(_QUESTIONS)].format(topic=self.topic)
        form = {"url": "uri", "ip": "ipv4"}.get(kind, kind)
        return formatted(form, self.chance, self.pools) or self.word()

    def _sentence(self) -> str:
        """One of the prompt's own sentences, if there are several; else one about its topic."""
        place = self._sentences = self._sentences + 1
        own = self.facts.statements
        if place <= len(own) and len(own) > 1:
            return own[place - 1]
        if own and place == 1:
            return f"The text says: “{own[0]}”"
        return sentence(self.pools.locale, place) or short_sentence(self.topic, self.chance, place=place)

    def _by_name(self) -> str:
        """A text for a name that says nothing to us: what all is about, and after that plain words."""
        used = self._used.get("topic", 0)
        self._used["topic"] = used + 1
        if not used and len(self.topic) < _SHORT:
            return _titled(self.topic)
        return f"{self.word().capitalize()} {self.word()}"

    def _nearest(self, place: Place) -> Quantity | None:
        """The number beside which the value's name, or a word for it, stands."""
        if not self.facts.quantities:
            return None
        names = set(words_of(place.name))
        near = names_beside(place.name) | {word for word in words_of(place.description) if len(word) > 3}
        stems = frozenset(map(_stem, near))
        best, most = None, 0
        for quantity in self.facts.quantities:
            if id(quantity) in self._spent:
                continue
            score = sum(_stem(word) in stems for word in (*quantity.before, *quantity.after))
            score += 2 * _is_paid(quantity, names, near)
            score += 2 * (bool(names & {"year"}) and quantity.value in _YEARS)
            if score > most:
                best, most = quantity, score
        return best

    def _lone_age(self, place: Place) -> Quantity | None:
        """The age in "John Smith, 42, is a carpenter": a number that stands by itself."""
        if "age" not in words_of(place.name) or not self.facts.people:
            return None
        free = [quantity for quantity in self.facts.quantities if id(quantity) not in self._spent and not quantity.sign]
        return next((quantity for quantity in free if quantity.value in _AGES), None)

    def _next_operand(self, place: Place) -> Quantity | None:
        """The next number that was not used yet, for a name that may be any number."""
        if not _PLAIN_OPERANDS.issuperset(words_of(place.name)):
            return None
        return next((quantity for quantity in self.facts.quantities if id(quantity) not in self._spent), None)


_YEARS = range(1800, 2101)
_AGES = range(1, 111)


def _is_paid(quantity: Quantity, names: set[str], near: AbstractSet[str]) -> bool:
    """Whether a number's sign, such as `$`, fits a name, and no word beside it says that it is another's."""
    signed = {*_SIGNS[quantity.sign].split()} if quantity.sign else set()
    beside = signed.intersection((*quantity.before, *quantity.after))
    return bool(names & signed) and (not beside or bool(beside & near))


def _titled(topic: str) -> str:
    """A topic as a title, without when, where and for whom."""
    cut = _CIRCUMSTANCES.split(_MADE_OF.sub("", topic), maxsplit=1)[0].strip() or topic
    return cut[:1].upper() + cut[1:]


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word


def _mentions(text: str, value: str) -> bool:
    spoken = value.lower().replace("_", " ").replace("-", " ")
    return re.search(rf"(?<!\w){re.escape(spoken)}(?!\w)", text) is not None
