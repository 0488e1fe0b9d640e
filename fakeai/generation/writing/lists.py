"""Lists, steps, tables, plans, and pros and cons, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from fakeai.generation.lettercase import lowered
from fakeai.generation.naming import kind_of, range_of
from fakeai.generation.places import cities_in
from fakeai.generation.writing.hand import Hand
from fakeai.generation.writing.stock import BRANDS, EUROPE, IDEAS, IN_ORDER, PROGRAMMING_LANGUAGES, STOCK

_COLUMNS = re.compile(r"\bcolumns?\b(?: named| called| for| are)?[:\s]+([\w ,-]+)", re.IGNORECASE)
_IN_A_ROW = re.compile(r"\bcomma[- ]separated|\bseparated (?:by|with) (?:commas|a comma)", re.IGNORECASE)
_NAMING = re.compile(r"\bnames? (?:for|of) (?:a|an|my|our|the) ", re.IGNORECASE)

_ADVICE = (
    ("Start with the basics", "a solid footing makes everything later easier"),
    ("Set a clear goal", "know what you want before you choose how to get there"),
    ("Keep it simple", "the plain solution is usually the one that lasts"),
    ("Plan ahead", "a little preparation saves a lot of time"),
    ("Measure your progress", "what gets measured gets better"),
    ("Ask for feedback", "others notice what you have stopped seeing"),
    ("Take regular breaks", "a rested mind makes fewer mistakes"),
    ("Learn from examples", "look at how others have solved the same problem"),
    ("Write things down", "notes free your head for the next step"),
    ("Do one thing at a time", "switching back and forth costs more than it seems"),
    ("Check your sources", "not everything that is repeated is right"),
    ("Stay consistent", "small habits beat great resolutions"),
    ("Allow for mistakes", "leave room to try again"),
    ("Review the result", "a second look finds what the first one missed"),
    ("Share what you learn", "explaining something is the best test of knowing it"),
)
_STEPS = (
    ("Gather what you need", "Make sure that you have everything at hand."),
    ("Define the outcome", "Decide how you will know that you are done."),
    ("Prepare the ground", "Set things up so that nothing gets in the way."),
    ("Do a first version", "Work through everything once from start to finish, without polishing."),
    ("Check the result", "Compare it with what you wanted."),
    ("Refine it", "Improve the parts that matter most."),
    ("Finish and document", "Note what worked, so that the next time is easier."),
)
_ROWS = (
    ("Cost", "Usually lower", "Usually higher"),
    ("Time needed", "Less", "More"),
    ("Getting started", "Easy", "Takes some practice"),
    ("Flexibility", "Moderate", "High"),
    ("Main strength", "Simplicity", "Versatility"),
    ("Best for", "Everyday needs", "Special demands"),
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
_DAYS = re.compile(r"\b(\d{1,2}|one|two|three|four|five|six|seven)[ -]days?\b", re.IGNORECASE)
_NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven")
_PLACE = re.compile(r"\b(?:to|in|around|through)\s+([A-Z]\w+(?: [A-Z]\w+)*)")
_NAMED: dict[str, Callable[[Hand], str]] = {
    "names": lambda hand: hand.pools.pick("first_name", hand.chance),
    "name": lambda hand: hand.pools.pick("first_name", hand.chance),
    "people": lambda hand: hand.pools.pick("name", hand.chance),
    "cities": lambda hand: hand.pools.pick("city", hand.chance),
    "countries": lambda hand: hand.pools.pick("country", hand.chance),
    "companies": lambda hand: hand.pools.pick("company", hand.chance),
    "jobs": lambda hand: hand.pools.pick("job", hand.chance),
    "colors": lambda hand: hand.pools.pick("color", hand.chance),
    "colours": lambda hand: hand.pools.pick("color", hand.chance),
}
_INTRODUCTIONS = ("Here is a list for {topic}:", "Sure! {title}:", "Here is what comes to mind for {topic}:")
_WORDS_PER_ITEM = 14


def listed(hand: Hand) -> str:
    """A list: numbered if a number of items was asked for, else with bullets."""
    whole = IN_ORDER.intersection(re.findall("[a-z]+", hand.wish.prompt.lower()))
    usual = len(stock_for(hand.wish.prompt)) if whole else 5
    count = _room_for(hand, hand.wish.count or usual)
    entries = _entries(hand, count)
    if _IN_A_ROW.search(hand.wish.prompt):
        return ", ".join(entries)
    marks = [f"{index}. " for index in range(1, count + 1)] if hand.wish.count else ["- "] * count
    intro = hand.one(_INTRODUCTIONS).format(topic=hand.topic, title=hand.title)
    return intro + "\n\n" + "\n".join(mark + entry for mark, entry in zip(marks, entries, strict=True))


def steps(hand: Hand) -> str:
    """Numbered steps, each with a sentence."""
    count = _room_for(hand, min(hand.wish.count or 5, len(_STEPS)))
    chosen = sorted(hand.chance.sample(range(len(_STEPS)), count))
    lines = [f"{number}. **{_STEPS[index][0]}.** {_STEPS[index][1]}" for number, index in enumerate(chosen, 1)]
    return f"Here is {hand.topic}, step by step:\n\n" + "\n".join(lines)


def table(hand: Hand) -> str:
    """A table with a few rows: of the columns that are asked for, else of what two things have in common."""
    columns = [name for name in re.split(r",\s*(?:and\s+)?|\s+and\s+", _columns(hand.wish.prompt)) if name]
    if len(columns) > 1:
        return _filled(hand, columns)
    rows = hand.some(_ROWS, max(2, min(hand.wish.count or 4, len(_ROWS))))
    head = ("Aspect", "First option", "Second option")
    sides = _sides(hand.topic)
    if sides:
        head = ("Aspect", *sides)
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return f"Here is a table for {hand.topic}:\n\n" + "\n".join(lines)


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
    word = lowered(found[1]) if found else "3"
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


def _columns(prompt: str) -> str:
    """The columns that a prompt lists, as it lists them."""
    found = _COLUMNS.search(prompt)
    return found[1].strip(" .:") if found else ""


def _filled(hand: Hand, columns: list[str]) -> str:
    """A table with these columns, each filled with what its name stands for."""
    rows = []
    subjects = stock_for(hand.wish.prompt)
    for index in range(max(2, min(hand.wish.count or 3, 10))):
        cells = [_cell(hand, column) for column in columns]
        if subjects:
            cells[0] = subjects[index % len(subjects)]
        rows.append(_row(cells))
    return "\n".join([_row([column.capitalize() for column in columns]), _row(["---"] * len(columns)), *rows])


def _cell(hand: Hand, column: str) -> str:
    found = range_of(column)
    if found is not None:
        (low, high), places = found
        value = low + (high - low) * hand.chance.random()
        return f"{value:.{places}f}" if places or "year" in column.lower() else f"{value:,.0f}"
    kind = kind_of(column)
    if kind in ("product", "title", "category"):
        return hand.one(STOCK["hobbies"])
    return hand.pools.pick(kind if kind and hand.pools.knows(kind) else "name", hand.chance)


def stock_for(prompt: str) -> tuple[str, ...]:
    """The things of a common kind that a prompt asks for, if it is such a kind."""
    lower = prompt.lower()
    if "programming language" in lower:
        return PROGRAMMING_LANGUAGES
    if "countries" in lower and "europe" in lower:
        return EUROPE
    if re.search(r"\b(?:cities|towns)\b", lower) and (cities := cities_in(prompt)):
        return cities
    words = [word.strip(".,:;!?") for word in lower.split()]
    return next((STOCK[each] for word in words for each in (word, word + "s") if each in STOCK), ())


def _ideas(hand: Hand, words: Sequence[str]) -> Sequence[str]:
    """Ideas, titles or names that are made up for a topic; none where something else is asked for."""
    if _NAMING.search(hand.wish.prompt):
        noun = (hand.topic.split() or ["Studio"])[
            -2 if hand.topic.lower().endswith(("shop", "company", "store")) else -1
        ]
        return [name.format(noun=noun.strip("?!.,").capitalize()) for name in hand.chance.sample(BRANDS, len(BRANDS))]
    if {"ideas", "topics", "titles", "headlines", "slogans"}.intersection(words):
        return [idea.format(topic=hand.topic, title=hand.title) for idea in hand.chance.sample(IDEAS, len(IDEAS))]
    return ()


def _entries(hand: Hand, count: int) -> Sequence[str]:
    words = [word.strip(".,:;!?") for word in hand.wish.prompt.lower().split()]
    made = _ideas(hand, words)
    stock = stock_for(hand.wish.prompt)
    if stock and not made:
        ordered = IN_ORDER.intersection(words)
        made = stock if ordered else hand.chance.sample(stock, len(stock))
    if made:
        return [*made, *(f"**{head}**: {tail}." for head, tail in hand.some(_ADVICE, max(0, count - len(made))))][
            :count
        ]
    for word in _counted_last(words):
        draw = _NAMED.get(word)
        if draw is not None:
            drawn = dict.fromkeys(draw(hand) for _ in range(4 * count))
            return [*drawn, *drawn, *drawn][:count] if len(drawn) < count else list(drawn)[:count]
    return [f"**{head}**: {tail}." for head, tail in hand.some(_ADVICE, count)]


def _counted_last(words: Sequence[str]) -> Sequence[str]:
    """The words, without the `name` of "name three cities"."""
    return words[1:] if words[:1] == ["name"] else words


def _room_for(hand: Hand, count: int) -> int:
    return count if hand.room is None else max(1, min(count, hand.room // _WORDS_PER_ITEM))


def _sides(topic: str) -> tuple[str, str] | None:
    """The two things that a topic like "comparing Rust and Go" is about."""
    for between in (" and ", " vs ", " vs. ", " versus ", " or "):
        left, found, right = topic.partition(between)
        if found:
            return left.split()[-1].capitalize(), right.split()[0].capitalize()
    return None


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
