"""What is written to custom tools with a grammar; that Lark's are kept is judged by lark itself."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

import lark as judge
import pytest

from fakeai.call import Grammar, Tool, ToolChoice
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.lark import COMMON, read
from fakeai.generation.lark_text import write
from fakeai.reply import Failure
from fakeai.seeds import Seed
from tests.builders import make_call

from .asking import answer, choice

REQUIRED = ToolChoice(mode="required")


def tool(syntax: Literal["lark", "regex"], definition: str) -> Tool:
    grammar = Grammar(syntax=syntax, definition=definition)
    return Tool(name="stamp", description="Stamp it", custom=True, grammar=grammar)


def written(syntax: Literal["lark", "regex"], definition: str, *, user: str = "stamp it", seed: int = 0) -> str:
    (made,) = choice(user, tools=(tool(syntax, definition),), tool_choice=REQUIRED, seed=seed).tool_calls
    assert made.custom
    return made.arguments


def refused(syntax: Literal["lark", "regex"], definition: str) -> Failure:
    failure = answer(replace(make_call("stamp it", tool_choice=REQUIRED), tools=(tool(syntax, definition),)))
    assert isinstance(failure, Failure)
    return failure


REGEXES = {
    r"\d{4}-\d{2}": r"\d{4}-\d{2}",
    r"^[A-Z]{3}$": r"[A-Z]{3}",
    r"cat|dog": r"cat|dog",
    r"[ab](?![ab])[ab]?": r"[ab]",
    r"(?i)yes|no": r"(?i:yes|no)",
    r"[[:upper:]][[:lower:]]+": r"[A-Z][a-z]+",
    r"(?<year>\d{4})\z": r"\d{4}",
    r"(?P<amount>\d+\.\d{2}) (?:USD|EUR)": r"\d+\.\d{2} (?:USD|EUR)",
}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("pattern", REGEXES)
def test_the_whole_text_matches_a_regex(pattern: str, seed: int) -> None:
    assert re.fullmatch(REGEXES[pattern], written("regex", pattern, seed=seed))


@pytest.mark.parametrize(
    ("pattern", "user", "expected"),
    [
        (r"\d{4}-\d{2}-\d{2}", "Stamp it with March 4, 2025", "2025-03-04"),
        (r"[a-z.]+@[a-z.]+", "stamp it for ann@example.org", "ann@example.org"),
        (r"[A-Z]+-\d+", "stamp the order ORD-4711", "ORD-4711"),
        (r"\d+", "stamp 42 of them", "42"),
    ],
)
def test_what_the_prompt_names_is_used_where_it_matches(pattern: str, user: str, expected: str) -> None:
    assert written("regex", pattern, user=user) == expected


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("[a-z&&[^b]]", "operations on character classes"), ("[[:smile:]]", "[:smile:]"), ("(", "regex")],
)
def test_a_regex_that_is_not_understood_is_said(pattern: str, said: str) -> None:
    failure = refused("regex", pattern)
    assert said in (failure.message or "")
    assert failure.param == "tools[0].custom.format.grammar.definition"


GRAMMARS = {
    "arithmetic": r"""
        start: expr
        expr: term (SP ADD SP term)*
        term: factor (SP MUL SP factor)* -> product
        factor: INT | "(" expr ")"
        SP: " "
        ADD: "+" | "-"
        MUL: "*"
        %import common.INT
    """,
    "query": r"""
        // a query
        start: select_stmt ";"
        select_stmt: "SELECT" columns "FROM" NAME where? limit?
        columns: "*" | NAME ("," NAME)~1..2
        where: "WHERE" NAME OP (NUMBER | STRING)
        limit: "LIMIT" NUMBER
        OP: "=" | ">=" | "<"
        NAME: /[a-z_]{2,8}/
        STRING: "'" /[a-z]+/ "'"
        %import common (NUMBER, WS)
        %ignore WS
    """,
    "json": r"""
        ?start: value
        ?value: object | array | string | SIGNED_NUMBER -> number | "true" | "null"
        array: "[" [value ("," value)*] "]"
        object: "{" [pair ("," pair)*] "}"
        pair: string ":" value
        string: ESCAPED_STRING
        %import common.ESCAPED_STRING
        %import common.SIGNED_NUMBER
        %import common.WS
        %ignore WS
    """,
    "characters": r"""
        start: "0x" HEX~4..6 | "a".."f" TAIL?
        HEX.2: "0".."9" | /[a-f]/i
        TAIL: "\x41\u00e9\"\\" | /\/+/
    """,
    "alternatives over lines": """
        start: greeting " " name
        greeting: "Hello"
                | "Hi"   # or so
        name: WORD -> someone
            | "you"
        %import common.WORD -> WORD
    """,
}


@pytest.mark.parametrize("name", GRAMMARS)
def test_lark_itself_takes_what_is_written(name: str) -> None:
    parser = judge.Lark(GRAMMARS[name])
    grammar = read(GRAMMARS[name])
    texts = {write(grammar, Seed.root(seed).random(), wanted=("42", "users")) for seed in range(25)}
    assert len(texts) > 1
    for text in texts:
        parser.parse(text)


@pytest.mark.parametrize("name", COMMON)
def test_common_terminals_look_as_lark_has_them(name: str) -> None:
    grammar = f"start: {name}\n%import common.{name}\n"
    parser = judge.Lark(grammar)
    for seed in range(5):
        parser.parse(write(read(grammar), Seed.root(seed).random()))


def test_numbers_of_the_prompt_are_used() -> None:
    definition = 'start: NUMBER " + " NUMBER\n%import common.NUMBER\n'
    assert written("lark", definition, user="stamp 3 and 5") == "3 + 5"


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ('begin: "a"', "no rule 'start'"),
        ("start: other", "line 1: the grammar has no rule or terminal 'other'"),
        ("start: start", "'start' never comes to an end"),
        ('start: "a"\n\n_sep{x, y}: x y', "line 3: templates are not supported"),
        ('start: "a"\n%declare A', "line 2: %declare is not supported"),
        ('start: "a"\n%import .mine.A', "line 2: only terminals of `common`"),
        ("start: A\n%import common.NOPE", "line 2: `common` has no terminal 'NOPE'"),
        ('start: ("a"', "line 1: the '(' is never closed"),
        ('start: "a" )', "line 1: ')' can't stand here"),
        ("start: /(/", "line 1: '(' is not a 'regex'"),
        ('start: "b".."a"', "is no range of characters"),
        ('start: "a"~5..2', "'~5..2' is no range of numbers"),
        ('start: "a"~100000000', "no text of fewer than 100,000 terminals"),
        (f'start: {"(" * 3000}"a"{")" * 3000}', "nested too deeply"),
        ('start: "a" &', "line 1: this can't be read: '&'"),
        ('"a"\nstart: "b"', "stands outside of any rule"),
    ],
)  # fmt: skip
def test_a_lark_grammar_that_is_not_understood_is_said(definition: str, said: str) -> None:
    failure = refused("lark", definition)
    assert said in (failure.message or "")
    assert (failure.message or "").startswith("fakeai can't follow the grammar of the tool 'stamp'")


def test_recursion_comes_to_an_end() -> None:
    grammar = read('start: "(" start start ")" | "."')
    assert all(len(write(grammar, Seed.root(seed).random())) < 2000 for seed in range(20))


@pytest.mark.parametrize("ignored", ['WS: WS | " "', 'WS: OTHER | " "\nOTHER: WS | "x"'], ids=["itself", "each other"])
def test_an_ignored_terminal_may_name_itself(ignored: str) -> None:
    assert written("lark", f'start: "a" "b"\n{ignored}\n%ignore WS') == "a b"


def test_a_rule_that_never_ends_is_not_taken() -> None:
    grammar = read('start: "a" | loop\nloop: "b" loop')
    assert {write(grammar, Seed.root(seed).random()) for seed in range(10)} == {"a"}


def test_reading_says_the_line() -> None:
    with pytest.raises(SchemaError, match="line 2"):
        read('start: a\na: "x" b\n')
