"""Lists, steps and tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fakeai.generation.writing.hand import Hand

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
    ("Ease of use", "Simple to pick up", "Takes some practice"),
    ("Cost", "Low", "Moderate"),
    ("Speed", "Fast enough", "Very fast"),
    ("Flexibility", "Limited", "High"),
    ("Support", "Large community", "Good documentation"),
    ("Best for", "Getting started", "Demanding projects"),
)
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
_INTRODUCTIONS = (
    "Here are {count} points on {topic}:",
    "Here is a list for {topic}:",
    "These are worth considering for {topic}:",
    "Some thoughts on {topic}:",
)
_WORDS_PER_ITEM = 14


def listed(hand: Hand) -> str:
    """A list: numbered if a number of items was asked for, else with bullets."""
    count = _room_for(hand, hand.wish.count or 5)
    entries = _entries(hand, count)
    marks = [f"{index}. " for index in range(1, count + 1)] if hand.wish.count else ["- "] * count
    intro = hand.one(_INTRODUCTIONS).format(count=count, topic=hand.topic)
    return intro + "\n\n" + "\n".join(mark + entry for mark, entry in zip(marks, entries, strict=True))


def steps(hand: Hand) -> str:
    """Numbered steps, each with a sentence."""
    count = _room_for(hand, min(hand.wish.count or 5, len(_STEPS)))
    chosen = sorted(hand.chance.sample(range(len(_STEPS)), count))
    lines = [f"{number}. **{_STEPS[index][0]}.** {_STEPS[index][1]}" for number, index in enumerate(chosen, 1)]
    return f"Here is {hand.topic}, step by step:\n\n" + "\n".join(lines)


def table(hand: Hand) -> str:
    """A table with a few rows."""
    rows = hand.some(_ROWS, max(2, min(hand.wish.count or 4, len(_ROWS))))
    head = ("Aspect", "First option", "Second option")
    sides = _sides(hand.topic)
    if sides:
        head = ("Aspect", *sides)
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return f"Here is a table for {hand.topic}:\n\n" + "\n".join(lines)


def _entries(hand: Hand, count: int) -> Sequence[str]:
    words = hand.wish.prompt.lower().split()
    for word in words:
        draw = _NAMED.get(word.strip(".,:;!?"))
        if draw is not None:
            drawn = dict.fromkeys(draw(hand) for _ in range(4 * count))
            return [*drawn, *drawn, *drawn][:count] if len(drawn) < count else list(drawn)[:count]
    return [f"**{head}**: {tail}." for head, tail in hand.some(_ADVICE, count)]


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
