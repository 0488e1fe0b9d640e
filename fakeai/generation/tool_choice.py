"""Which of the tools on offer a prompt asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fakeai.call import Call, Tool
from fakeai.generation.facts import Facts
from fakeai.generation.naming import kind_of, names_beside, words_of

_ENOUGH = 2.0  # a tool that scores less is not what the prompt is about
_CLEARLY = 3.0  # and one that is called beside another must be named outright
_NAME, _DESCRIPTION, _PARAMETER, _FACT = 3.0, 1.0, 1.0, 1.0
_MOST_CALLS = 6

_FINAL_NAMES = frozenset(
    ("final_result", "final_answer", "final_output", "finish", "submit_answer", "structured_output")
)
_FINAL = re.compile(r"ends? (?:this|the) conversation|final (?:response|answer|result|output)", re.IGNORECASE)

_TELLING = frozenset(("city", "name", "email", "url", "symbol", "date", "id", "phone"))
_SILENT = frozenset(
    "a an the this that these those it its is are was be been of for to in on at by with and or not no from as "
    "into about "
    "i me my we us our you your he she they them their do does did can could will would should may please tell "
    "show give "
    "get gets let make use used using want need like know what which who when where why how much many some any all new "
    "return returns given current function tool api call data value values information info result results user users "
    "if then than so there here just now also have has had up out over one two name string number list set go".split()
)
_KINDRED = (
    "weather temperature forecast rain sunny hot cold warm snow wind degrees climate umbrella",
    "calculate calculator compute sum add plus multiply times divide subtract minus math arithmetic equation",
    "search find look google latest news web internet lookup browse",
    "email mail send message notify",
    "time clock hour timezone",
    "stock price ticker share market quote",
    "book reserve reservation booking schedule appointment",
    "flight fly plane airport airline",
    "translate translation language",
    "order purchase buy delivery shipping package track",
    "convert exchange currency rate",
    "remind reminder calendar event meeting",
    "roll dice die",
    "image picture draw photo generate",
    "file read open document",
    "database sql query",
    "user customer account profile",
    "refund return money",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a tool fits a prompt, and by which of the prompt's words."""

    tool: Tool
    score: float
    words: frozenset[str]


def is_final(tool: Tool) -> bool:
    """Whether a tool is how an agent says its last word, as pydantic-ai's `final_result` is."""
    return tool.name in _FINAL_NAMES or _FINAL.search(tool.description) is not None


def allowed(call: Call) -> tuple[Tool, ...]:
    """The tools that the call lets the model use."""
    choice = call.tool_choice
    if choice.mode == "none":
        return ()
    if not choice.names:
        return call.tools
    named = tuple(tool for tool in call.tools if tool.name in choice.names)
    return named[:1] if choice.mode == "named" and len(choice.names) == 1 else named


def chosen(call: Call, facts: Facts) -> tuple[Tool, ...]:
    """The tools that are called now, the best first; none where words are the better answer."""
    tools = allowed(call)
    if not tools:
        return ()
    must = call.tool_choice.mode in ("required", "named")
    final = next((tool for tool in tools if is_final(tool)), None)
    if call.tool_results:
        if final is not None:
            return (final,)
        return _after_results(call, tools, facts) if must else ()
    fits = ranked([tool for tool in tools if tool is not final], facts)
    if fits and fits[0].score >= _ENOUGH:
        return tuple(_together(fits)) if call.parallel_tool_calls else (fits[0].tool,)
    if not must:
        return ()
    return (final or (fits[0].tool if fits else tools[0]),)


def ranked(tools: Iterable[Tool], facts: Facts) -> list[Fit]:
    """The tools, the one that fits the prompt best first; of equals, the first on offer."""
    offered = list(tools)
    said = _kindred(_stems(facts.words - _SILENT))
    shared = _shared_by_all(offered)
    return sorted((_fit(tool, said - shared, facts) for tool in offered), key=lambda fit: -fit.score)


def _after_results(call: Call, tools: Sequence[Tool], facts: Facts) -> tuple[Tool, ...]:
    """A tool that was not called in this turn yet, if there is one."""
    used = set(call.after_tool)
    fresh = [tool for tool in tools if tool.name not in used] or list(tools)
    return (ranked(fresh, facts)[0].tool,)


def _together(fits: Sequence[Fit]) -> Iterator[Tool]:
    """The best tool, and others that words of their own ask for."""
    best = fits[0]
    yield best.tool
    taken = best.words
    for fit in fits[1:_MOST_CALLS]:
        own = fit.words - taken
        if fit.score >= _CLEARLY and own & _stems(words_of(fit.tool.name)):
            taken |= fit.words
            yield fit.tool


def _fit(tool: Tool, said: frozenset[str], facts: Facts) -> Fit:
    name = _stems(words_of(tool.name)) - _SILENT
    description = _stems(_description_words(tool.description)) - name
    properties = (tool.parameters or {}).get("properties")
    parameters = properties if isinstance(properties, dict) else {}
    fields = _stems(word for parameter in parameters for word in words_of(parameter)) - name - description
    score = _NAME * len(said & name) + _DESCRIPTION * len(said & description) + _PARAMETER * len(said & fields)
    named = sum(_is_named(parameter, facts) for parameter in parameters)
    if score or named > 1:  # one thing may be named by chance, two are what the tool is for
        score += _FACT * named
    if facts.calculations and _stems(("calculate",)) & _kindred(name | description):
        score += 3 * _FACT
    return Fit(tool, score, said & (name | description | fields))


def _is_named(parameter: str, facts: Facts) -> bool:
    """Whether the prompt names something for a parameter."""
    kind = kind_of(parameter)
    if kind in _TELLING and facts.of_kind(kind):
        return True
    beside = names_beside(parameter)
    return any(beside.intersection((*number.before, *number.after)) for number in facts.quantities)


def _shared_by_all(tools: Sequence[Tool]) -> frozenset[str]:
    """Words that every tool's description has, and that therefore tell nothing."""
    if len(tools) < 3:
        return frozenset()
    return frozenset.intersection(*(_stems(_description_words(tool.description)) for tool in tools))


@lru_cache(maxsize=1024)
def _description_words(description: str) -> frozenset[str]:
    return frozenset(_WORD.findall(description.lower()[:600])) - _SILENT


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_stem(word) for word in words)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ating", "ated", "ings", "ing", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


_GROUPS = tuple(_stems(group.split()) for group in _KINDRED)


def _kindred(stems: frozenset[str]) -> frozenset[str]:
    """The stems with the chief word of each group of kindred words that they belong to."""
    return stems.union(_stem(words.split()[0]) for words, group in zip(_KINDRED, _GROUPS, strict=True) if stems & group)
