"""A grammar in Lark's notation, read into rules; what is not understood is said, with its line.

It is read as OpenAI takes it for custom tools: rules, terminals, alternatives, groups, repetition, ranges of
characters, `%ignore`, and imports from `common`. Templates, `%declare`, `%extend`, `%override` and other imports are
not part of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fakeai.generation.instances.patterns import expression
from fakeai.generation.instances.schema_error import SchemaError

COMMON = {
    "DIGIT": "[0-9]", "HEXDIGIT": "[0-9a-f]", "INT": "[1-9][0-9]?", "SIGNED_INT": "-?[1-9][0-9]?",
    "DECIMAL": "[1-9][0-9]?\\.[0-9]", "FLOAT": "[1-9][0-9]?\\.[0-9]", "SIGNED_FLOAT": "-?[1-9][0-9]?\\.[0-9]",
    "NUMBER": "[1-9][0-9]?", "SIGNED_NUMBER": "-?[1-9][0-9]?", "ESCAPED_STRING": '"[a-z]{3,8}"',
    "LCASE_LETTER": "[a-z]", "UCASE_LETTER": "[A-Z]", "LETTER": "[a-z]", "WORD": "[a-z]{3,8}", "CNAME": "[a-z]{3,8}",
    "WS_INLINE": " ", "WS": " ", "CR": "\r", "LF": "\n", "NEWLINE": "\n", "SH_COMMENT": "# [a-z]{3,8}",
    "CPP_COMMENT": "// [a-z]{3,8}", "C_COMMENT": "/\\* [a-z]{3,8} \\*/", "SQL_COMMENT": "-- [a-z]{3,8}",
}  # fmt: skip
"""What the terminals of `common` look like, at their plainest."""

_TOKEN = re.compile(
    r"(?P<space>[^\S\n]+|(?://|\#)[^\n]*)|(?P<line>\n)"
    r"|(?P<regex>/(?!/)(?:\\.|[^/\\\n])+/[imslux]*)|(?P<text>\"(?:\\.|[^\"\\\n])*\"i?)"
    r"|(?P<name>[?!]*_?[A-Za-z]\w*)(?P<priority>\.-?\d+(?=\s*:))?|(?P<range>\.\.)"
    r"|(?P<count>~\s*\d+(?:\s*\.\.\s*\d+)?)|(?P<sign>->|[:|()\[\]?*+,])|(?P<directive>%import[^\n]*|%\w+)"
)
_IMPORT = re.compile(
    r"\s*common\s*(?:\.\s*(?P<one>\w+)(?:\s*->\s*(?P<alias>\w+))?|\((?P<several>[^)]*)\))\s*(?:\Z|//|#)"
)
_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_REPEATS = {"?": (0, 1), "*": (0, None), "+": (1, None)}


@dataclass(frozen=True, slots=True)
class Said:
    """Text as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text that a regular expression matches."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Range:
    """A character between two."""

    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Name:
    """What another rule or terminal produces."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """One thing after the other."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things."""

    ways: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A thing so many times; without a `most`, any number of times."""

    item: Item
    least: int
    most: int | None


Item = Said | Pattern | Range | Name | Sequence | Choice | Repeat


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules and terminals by name, and what may stand between terminals."""

    rules: dict[str, Item]
    ignored: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


def read(definition: str) -> Grammar:
    """The grammar that a text defines. Raises SchemaError, with the line, for what is none or isn't understood."""
    rules: dict[str, Item] = {}
    ignored: list[Item] = []
    for statement in _statements(definition):
        first = statement[0]
        if first.kind == "directive":
            _direct(statement, rules, ignored)
        else:
            rules[first.text.lstrip("?!")] = _Reader(statement[2:]).whole()
    if "start" not in rules:
        raise SchemaError("the grammar has no rule 'start'")
    for item in (*rules.values(), *ignored):
        _check_names(item, rules)
    return Grammar(rules, tuple(ignored))


def _direct(statement: list[_Token], rules: dict[str, Item], ignored: list[Item]) -> None:
    """Do what a directive says."""
    directive = statement[0]
    if directive.text == "%ignore":
        ignored.append(_Reader(statement[1:]).whole())
    elif directive.text.startswith("%import"):
        rules.update(_imported(directive))
    else:
        raise _wrong(directive, f"{directive.text} is not supported")


def _imported(directive: _Token) -> Iterator[tuple[str, Item]]:
    """The terminals that an import names."""
    found = _IMPORT.match(directive.text.removeprefix("%import"))
    if found is None:
        raise _wrong(directive, "only terminals of `common` can be imported")
    names = [found["one"]] if found["one"] else [name.strip() for name in found["several"].split(",")]
    for name in names:
        if name not in COMMON:
            raise _wrong(directive, f"`common` has no terminal {name!r} that is known here")
        yield found["alias"] or name, Pattern(COMMON[name])


def _statements(definition: str) -> Iterator[list[_Token]]:
    """Each rule, terminal and directive: its tokens, those of the lines that continue it included."""
    statement: list[_Token] = []
    tokens = [token for token in _tokens(definition) if token.kind != "space"]
    for index, token in enumerate(tokens):
        if token.kind == "line":
            continue
        fresh = not index or tokens[index - 1].kind == "line"
        if fresh and (token.kind == "directive" or _is_head(tokens, index)):
            if statement:
                yield statement
            statement = []
        elif not statement:
            raise _wrong(token, f"{token.text!r} stands outside of any rule")
        statement.append(token)
    if statement:
        yield statement


def _is_head(tokens: list[_Token], index: int) -> bool:
    """Whether a rule or terminal begins here: a name and a colon."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    return tokens[index].kind == "name" and following is not None and following.text == ":"


def _tokens(definition: str) -> Iterator[_Token]:
    at, line = 0, 1
    while at < len(definition):
        match = _TOKEN.match(definition, at)
        if match is None:
            rest = definition[at:].split("\n", 1)[0]
            what = "templates are not supported" if rest.startswith(("{", "}")) else f"this can't be read: {rest!r}"
            raise SchemaError(f"line {line}: {what}")
        kind = "name" if match["name"] else match.lastgroup or ""
        yield _Token(kind, match["name"] or match[0], line)
        line += kind == "line"
        at = match.end()


class _Reader:
    """Reads the right-hand side of a rule."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def whole(self) -> Item:
        item = self._choice()
        if self._next is not None:
            raise _wrong(self._next, f"{self._next.text!r} can't stand here")
        return item

    @property
    def _next(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *texts: str) -> str | None:
        """The next token's text if it is one of these signs, which is passed over."""
        token = self._next
        if token is None or token.kind != "sign" or token.text not in texts:
            return None
        self._at += 1
        return token.text

    def _choice(self) -> Item:
        ways = [self._sequence()]
        while self._take("|"):
            ways.append(self._sequence())
        return ways[0] if len(ways) == 1 else Choice(tuple(ways))

    def _sequence(self) -> Item:
        items: list[Item] = []
        while (token := self._next) is not None and token.text not in ("|", ")", "]", "->"):
            items.append(self._repeated(self._item(token)))
        if self._take("->"):  # names the alternative, which makes no difference to the text
            self._at += 1
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _repeated(self, item: Item) -> Item:
        token = self._next
        if token is not None and token.kind == "count":
            self._at += 1
            numbers = [int(number) for number in re.findall(r"\d+", token.text)]
            if numbers[0] > numbers[-1]:
                raise _wrong(token, f"{token.text!r} is no range of numbers")
            return Repeat(item, numbers[0], numbers[-1])
        sign = self._take(*_REPEATS)
        return item if sign is None else Repeat(item, *_REPEATS[sign])

    def _item(self, token: _Token) -> Item:
        self._at += 1
        match token.kind:
            case "name":
                return Name(token.text.lstrip("?!"), token.line)
            case "regex":
                return Pattern(_pattern(token))
            case "text":
                return self._text(token)
        if token.text not in ("(", "["):
            raise _wrong(token, f"{token.text!r} can't stand here")
        inner = self._choice()
        if self._take(")" if token.text == "(" else "]") is None:
            raise _wrong(token, f"the {token.text!r} is never closed")
        return inner if token.text == "(" else Repeat(inner, 0, 1)

    def _text(self, token: _Token) -> Item:
        if self._next is None or self._next.kind != "range":
            return Said(_unquoted(token))
        last = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
        if last is None or last.kind != "text":
            raise _wrong(token, "a range has a character on both sides")
        self._at += 2
        low, high = _unquoted(token), _unquoted(last)
        if len(low) != 1 or len(high) != 1 or low > high:
            raise _wrong(token, f"{token.text}..{last.text} is no range of characters")
        return Range(low, high)


def _pattern(token: _Token) -> str:
    """The regular expression of a token, with its flags within it."""
    body, _, flags = token.text[1:].rpartition("/")
    body = body.replace("\\/", "/")
    kept = "".join(sorted(set(flags) & set("imsx")))
    pattern = f"(?{kept}:{body})" if kept else body
    try:
        expression(pattern)
    except SchemaError as error:
        raise _wrong(token, str(error)) from error
    return pattern


def _unquoted(token: _Token) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _ESCAPES.get(match[3], match[3])

    return _ESCAPED.sub(character, token.text.removesuffix("i")[1:-1])


def _check_names(item: Item, rules: dict[str, Item]) -> None:
    match item:
        case Name(name, line) if name not in rules:
            raise SchemaError(f"line {line}: the grammar has no rule or terminal {name!r}")
        case Sequence(parts) | Choice(parts):
            for part in parts:
                _check_names(part, rules)
        case Repeat(part):
            _check_names(part, rules)


def _wrong(token: _Token, message: str) -> SchemaError:
    return SchemaError(f"line {token.line}: {message}")
