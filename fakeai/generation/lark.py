"""Text that a grammar in Lark's notation produces: rules, terminals, alternatives, repetition and common imports."""

from __future__ import annotations

import re
from random import Random

from fakeai.generation.instances.patterns import matching
from fakeai.generation.instances.schema_error import SchemaError

_DEPTH = 12  # beyond this the shortest alternatives are taken
_MOST_DEPTH = 80
_LEXER = re.compile(
    r"\s*(?P<comment>//[^\n]*)|\s*(?P<regex>/(?:\\.|[^/\\\n])+/[imslux]*)|\s*(?P<text>\"(?:\\.|[^\"\\])*\"i?)"
    r"|\s*(?P<name>[?!_]?[A-Za-z_]\w*(?:\.\d+)?)|\s*(?P<range>\.\.)|\s*(?P<count>~\s*\d+(?:\s*\.\.\s*\d+)?)|\s*(?P<sign>[:|()\[\]?*+]|->)"
)
_COMMON = {
    "WORD": "[a-z]{3,8}", "LETTER": "[a-z]", "DIGIT": "[0-9]", "INT": "[1-9][0-9]?", "NUMBER": "[1-9][0-9]?",
    "SIGNED_INT": "-?[1-9][0-9]?", "SIGNED_NUMBER": "-?[1-9][0-9]?", "FLOAT": "[1-9]\\.[0-9]",
    "DECIMAL": "[1-9]\\.[0-9]", "ESCAPED_STRING": '"[a-z]{3,8}"', "CNAME": "[a-z]{3,8}",
    "WS": " ", "WS_INLINE": " ", "NEWLINE": "\n",
    "LCASE_LETTER": "[a-z]", "UCASE_LETTER": "[A-Z]", "HEXDIGIT": "[0-9a-f]",
}  # fmt: skip

Item = tuple[str, str]  # what it is, and the text of it
Token = Item


def write(definition: str, chance: Random) -> str:
    """A text that the grammar's `start` rule produces. Raises SchemaError for what is no such grammar."""
    rules = _rules(definition)
    if "start" not in rules:
        raise SchemaError("the grammar has no rule 'start'")
    return _Writer(rules, chance).rule("start", 0).strip()


def _rules(definition: str) -> dict[str, list[Token]]:
    """The tokens of each rule's right-hand side."""
    rules: dict[str, list[Token]] = {}
    current: list[Token] | None = None
    for line in definition.splitlines():
        if line.lstrip().startswith("%"):
            current = None
            imported = re.match(r"\s*%import\s+common\.(\w+)(?:\s*->\s*(\w+))?", line)
            if imported:
                rules[imported[2] or imported[1]] = [("regex", f"/{_COMMON.get(imported[1], '[a-z]{3,8}')}/")]
            continue
        head = re.match(r"\s*[?!]?(_?[A-Za-z]\w*)(?:\.\d+)?\s*:", line)
        if head:
            current = rules.setdefault(head[1], [])
            line = line[head.end() :]  # noqa: PLW2901 -- what follows the colon
        if current is not None:
            current += _tokens(line)
    return rules


def _tokens(line: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    line = line.rstrip()
    while at < len(line):
        match = _LEXER.match(line, at)
        if match is None or match.lastgroup is None:
            raise SchemaError(f"the grammar can't be read at {line[at:].strip()!r}")
        if match.lastgroup != "comment":
            tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tokens


class _Writer:
    """Follows rules, choosing among alternatives."""

    def __init__(self, rules: dict[str, list[Token]], chance: Random) -> None:
        self._rules = rules
        self._chance = chance

    def rule(self, name: str, depth: int) -> str:
        name = name.lstrip("?!")
        if name not in self._rules:
            raise SchemaError(f"the grammar has no rule {name!r}")
        if depth > _MOST_DEPTH:
            raise SchemaError(f"the rule {name!r} never comes to an end")
        return self._alternatives(self._rules[name], depth)

    def _alternatives(self, tokens: list[Token], depth: int) -> str:
        ways = _parted(tokens)
        if depth > _DEPTH:
            way = min(ways, key=lambda tokens: (sum(kind == "name" for kind, _ in tokens), len(tokens)))
        else:
            way = self._chance.choice(ways)
        return self._sequence(way, depth)

    def _sequence(self, tokens: list[Token], depth: int) -> str:
        pieces: list[str] = []
        at = 0
        while at < len(tokens):
            if tokens[at] == ("sign", "->"):
                break  # what follows only names the alternative
            start, at = at, _item_end(tokens, at)
            least, most, at = _repetition(tokens, at)
            optional = tokens[start] == ("sign", "[")
            times = least if depth > _DEPTH else self._chance.randint(least, most)
            if optional and (depth > _DEPTH or self._chance.random() < 0.5):
                times = 0
            item = tokens[start : _item_end(tokens, start)]
            pieces += [self._item(item, depth) for _ in range(times)]
        return "".join(pieces)

    def _item(self, tokens: list[Token], depth: int) -> str:
        kind, text = tokens[0]
        match kind:
            case "regex":
                return matching(text[1 : text.rindex("/")], self._chance)
            case "text" if len(tokens) == 3:
                return chr(self._chance.randint(ord(_unquoted(text)), ord(_unquoted(tokens[2][1]))))
            case "text":
                return _unquoted(text)
            case "name":
                return self.rule(text.split(".")[0], depth + 1)
            case _:
                return self._alternatives(tokens[1:-1], depth + 1)


def _parted(tokens: list[Token]) -> list[list[Token]]:
    """The alternatives of a right-hand side."""
    ways: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token[1] in ("(", "[")) - (token[1] in (")", "]")) if token[0] == "sign" else 0
        if token == ("sign", "|") and not depth:
            ways.append([])
        else:
            ways[-1].append(token)
    return ways


def _item_end(tokens: list[Token], at: int) -> int:
    """Where the item that begins here ends: after one token, a range of characters, or a group."""
    if tokens[at][0] != "sign":
        return at + 3 if at + 2 < len(tokens) and tokens[at + 1][0] == "range" else at + 1
    depth = 0
    for end in range(at, len(tokens)):
        kind, text = tokens[end]
        depth += (text in ("(", "[")) - (text in (")", "]")) if kind == "sign" else 0
        if not depth:
            return end + 1
    raise SchemaError("the grammar has a bracket that is never closed")


def _repetition(tokens: list[Token], at: int) -> tuple[int, int, int]:
    """How often the item before this place is said, at least and at most, and where the next item begins."""
    if at < len(tokens):
        kind, text = tokens[at]
        if kind == "sign" and text in "?*+":
            least, most = {"?": (0, 1), "*": (0, 2), "+": (1, 3)}[text]
            return least, most, at + 1
        if kind == "count":
            numbers = [int(number) for number in re.findall(r"\d+", text)]
            return numbers[0], numbers[-1], at + 1
    return 1, 1, at


def _unquoted(text: str) -> str:
    inner = text.removesuffix("i")[1:-1]
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), inner)
