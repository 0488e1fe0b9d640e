"""Text that a regular expression matches, from Python's own parse of it."""

from __future__ import annotations

import re
import re._constants as ops  # type: ignore[import-not-found]  # private, but what every such library reads
import re._parser as parser  # type: ignore[import-not-found]
from functools import lru_cache
from random import Random
from typing import Any

from fakeai.generation.instances.schema_error import SchemaError, Unsatisfiable

_LOWER, _DIGITS = "abcdefghijklmnopqrstuvwxyz", "0123456789"
_WORD = _LOWER + _LOWER.upper() + _DIGITS
_PRINTABLE = _WORD + " -_.,:;!?@#$%&*+=/()[]{}<>'\"^|~`\\"
_COMMON = _LOWER * 2 + _DIGITS + _LOWER.upper() + "-_!#@$%"
_CATEGORIES = {
    ops.CATEGORY_DIGIT: _DIGITS,
    ops.CATEGORY_WORD: _WORD,
    ops.CATEGORY_SPACE: " ",
    ops.CATEGORY_NOT_DIGIT: _LOWER,
    ops.CATEGORY_NOT_WORD: " -.,:;!?",
    ops.CATEGORY_NOT_SPACE: _WORD,
}
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
_ATTEMPTS = 120
_USUAL_EXTRA = 8  # an open repeat goes on for at most so many more, unless the length asks for it

# ECMA-262, which JSON Schema speaks, where Python's dialect differs.
_ECMA = re.compile(
    r"\\p\{(?P<property>[^}]*)\}|\(\?<(?P<group>[A-Za-z_]\w*)>|\\u\{(?P<point>[0-9A-Fa-f]+)\}|\\.", re.DOTALL
)
_PROPERTIES = {"Lu": "A-Z", "Ll": "a-z", "N": "0-9", "Nd": "0-9", "P": "!-/", "S": "$+<=>", "Z": " ", "Zs": " "}


@lru_cache(maxsize=512)
def expression(pattern: str) -> re.Pattern[str]:
    """A pattern of JSON Schema, compiled. Raises SchemaError if it is none."""
    for candidate in (pattern, _python(pattern)):
        try:
            return re.compile(candidate)
        except (re.error, OverflowError):
            continue
    raise SchemaError(f"{pattern!r} is not a 'regex'")


def matching(pattern: str, chance: Random, *, shortest: int = 0, longest: int | None = None) -> str:
    """A text that the pattern matches, of a length between the two. Raises Unsatisfiable if none is found."""
    compiled = expression(pattern)
    tree = parser.parse(compiled.pattern, compiled.flags & ~re.UNICODE)
    extra = _USUAL_EXTRA if longest is None else min(_USUAL_EXTRA, longest)
    for _ in range(_ATTEMPTS):
        text = _Writer(chance, extra, aim=shortest).write(tree)
        if len(text) < shortest:
            text = _filled(text, compiled, chance, shortest)
        if longest is not None and len(text) > longest:
            extra = extra * 2 // 3
        elif len(text) < shortest:
            extra = max(extra * 2, 2)
        elif compiled.search(text):
            return text
    raise Unsatisfiable(f"no text of a suitable length matches {pattern!r}")


def _filled(text: str, compiled: re.Pattern[str], chance: Random, shortest: int) -> str:
    """The text with letters after or before it, if the pattern has no objection."""
    letters = "".join(chance.choices(_LOWER, k=shortest - len(text)))
    for longer in (text + letters, letters + text):
        if compiled.search(longer):
            return longer
    return text


class _Writer:
    """Writes one text. `groups` remembers what groups matched, for references to them."""

    def __init__(self, chance: Random, extra: int, *, aim: int) -> None:
        self._chance = chance
        self._extra = extra
        self._aim = aim
        self._groups: dict[int, str] = {}

    def write(self, tree: Any) -> str:
        return "".join([self._node(op, argument) for op, argument in tree])

    def _node(self, op: Any, argument: Any) -> str:
        if op is ops.LITERAL:
            return chr(argument)
        if op is ops.IN:
            return self._one_of(argument)
        if op is ops.ANY:
            return self._chance.choice(_COMMON)
        if op in _REPEATS:
            return self._repeated(*argument)
        if op is ops.NOT_LITERAL:
            return self._chance.choice(_LOWER.replace(chr(argument), ""))
        return self._structure(op, argument)

    def _structure(self, op: Any, argument: Any) -> str:
        if op is ops.SUBPATTERN:
            number, *_, tree = argument
            text = self.write(tree)
            if number is not None:
                self._groups[number] = text
            return text
        if op is ops.BRANCH:
            return self.write(self._chance.choice(argument[1]))
        if op is ops.GROUPREF:
            return self._groups.get(argument, "")
        if op is ops.ATOMIC_GROUP:
            return self.write(argument)
        if op is ops.GROUPREF_EXISTS:
            number, there, missing = argument
            return self.write(there if number in self._groups else missing or ())
        return ""  # anchors and assertions have no width: the finished text is tried against the whole pattern

    def _repeated(self, least: int, most: int, tree: Any) -> str:
        most = min(most, least + self._extra)
        if self._aim > least and most - least > _USUAL_EXTRA:  # a long text is asked for
            least = min(most, max(least, self._aim // 2))
        return "".join([self.write(tree) for _ in range(self._chance.randint(least, most))])

    def _one_of(self, items: Any) -> str:
        if items[0][0] is ops.NEGATE:
            return self._none_of(items[1:])
        op, argument = items[int(self._chance.random() * len(items))]
        if op is ops.LITERAL:
            return chr(argument)
        if op is ops.RANGE:
            low, high = argument
            if low < 32 <= high:
                low = 32  # control characters only where nothing else is allowed
            if low < 127 <= high:
                high = 126
            return chr(self._chance.randint(low, high))
        return self._chance.choice(_CATEGORIES.get(argument, _LOWER))

    def _none_of(self, items: Any) -> str:
        allowed = [char for char in _LOWER if not _holds(items, char)] or [
            char for char in (*_PRINTABLE, *map(chr, range(0xA1, 0x250))) if not _holds(items, char)
        ]
        return self._chance.choice(allowed) if allowed else ""


def _holds(items: Any, char: str) -> bool:
    """Whether a character class holds a character."""
    for op, argument in items:
        if op is ops.LITERAL and ord(char) == argument:
            return True
        if op is ops.RANGE and argument[0] <= ord(char) <= argument[1]:
            return True
        if op is ops.CATEGORY and _in_category(argument, char):
            return True
    return False


def _in_category(category: Any, char: str) -> bool:
    known = {
        ops.CATEGORY_DIGIT: char.isdecimal(),
        ops.CATEGORY_SPACE: char.isspace(),
        ops.CATEGORY_WORD: char.isalnum() or char == "_",
    }
    if category in known:
        return known[category]
    opposite = {
        ops.CATEGORY_NOT_DIGIT: ops.CATEGORY_DIGIT,
        ops.CATEGORY_NOT_SPACE: ops.CATEGORY_SPACE,
        ops.CATEGORY_NOT_WORD: ops.CATEGORY_WORD,
    }
    return category in opposite and not known[opposite[category]]


def _python(pattern: str) -> str:
    """An ECMA pattern as Python spells it."""
    pieces: list[str] = []
    end = 0
    for match in _ECMA.finditer(pattern):
        pieces += (pattern[end : match.start()], _spelt(match, "".join(pieces) + pattern[end : match.start()]))
        end = match.end()
    return "".join(pieces) + pattern[end:]


def _spelt(match: re.Match[str], before: str) -> str:
    if match["group"]:
        return f"(?P<{match['group']}>"
    if match["point"]:
        return re.escape(chr(int(match["point"], 16)))
    if match["property"] is None:
        return "" if match[0][1] not in _KNOWN_ESCAPES and match[0][1].isalpha() else match[0]
    characters = _PROPERTIES.get(match["property"].rpartition("=")[2], "a-zA-Z")
    inside_class = before.rfind("[") > before.rfind("]")
    return characters if inside_class else f"[{characters}]"


_KNOWN_ESCAPES = "dDwWsSbBnrtfvxu0AZ"
