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
_NAME, _KIN, _DESCRIPTION, _PARAMETER, _FACT, _FOREIGN = 3.0, 2.5, 1.0, 1.0, 1.0, 1.5
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
    "weather temperature forecast rain sunny hot cold warm snow wind degrees climate wetter météo clima temps",
    "calculate calculator compute sum add plus multiply times divide subtract minus math arithmetic equation",
    "search find look google latest news web internet lookup browse suche cherche busca",
    "email mail send message notify",
    "time clock hour timezone uhrzeit heure hora",
    "stock price ticker share market quote",
    "book reserve reservation booking schedule appointment",
    "flight fly plane airport airline flug vol vuelo volo",
    "translate translation language",
    "order purchase buy delivery shipping package track",
    "convert exchange currency rate euro euros dollar dollars pounds yen usd eur gbp chf jpy",
    "reminder remind alarm",
    "calendar event meeting appointment schedule",
    "light lights lamp lamps",
    "roll dice die",
    "image picture draw photo generate",
    "file read open document",
    "database sql query",
    "user customer account profile",
    "refund return money",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_AFTERWARDS = re.compile(r"\b(?:then|afterwards?|after that|and finally)\b", re.IGNORECASE)


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
    fits = ranked([tool for tool in tools if tool is not final], facts)
    wanted = _wanted(fits, facts) if call.parallel_tool_calls or call.tool_results else fits[:1]
    following = [fit.tool for fit in wanted if _then(facts) and fit.tool.name not in _called(call)]
    if call.tool_results:
        if following and len(wanted) > 1:
            return (following[0],)
        if final is not None:
            return (final,)
        return _after_results(call, tools, facts) if must else ()
    if fits and fits[0].score >= _ENOUGH:
        return (following[0],) if following and len(wanted) > 1 else tuple(fit.tool for fit in wanted)
    if not must:
        return ()
    return (final or (fits[0].tool if fits else tools[0]),)


def _wanted(fits: Sequence[Fit], facts: Facts) -> list[Fit]:
    """The tools that a prompt asks for, in its order if one is to be called after the other."""
    if not fits or fits[0].score < _ENOUGH:
        return []
    wanted = list(_together(fits))
    return sorted(wanted, key=lambda fit: _place(fit, facts)) if _then(facts) else wanted


def _then(facts: Facts) -> bool:
    """Whether one thing is to be done after the other."""
    return _AFTERWARDS.search(facts.text) is not None


def _place(fit: Fit, facts: Facts) -> int:
    """Where a prompt first speaks of a tool."""
    places = (match.start() for match in _WORD.finditer(facts.text.lower()) if _stem(match[0]) in fit.words)
    return min(places, default=len(facts.text))


def _called(call: Call) -> set[str]:
    """The tools that were called since the user last spoke."""
    called: set[str] = set()
    for message in reversed(call.messages):
        if message.role == "user":
            break
        called.update(use.name for use in message.tool_uses)
    return called


def ranked(tools: Iterable[Tool], facts: Facts) -> list[Fit]:
    """The tools, the one that fits the prompt best first; of equals, the first on offer."""
    offered = list(tools)
    said = _stems(facts.words) - _SILENT_STEMS
    shared = _shared_by_all(offered)
    return sorted((_fit(tool, said - shared, facts) for tool in offered), key=lambda fit: -fit.score)


def _after_results(call: Call, tools: Sequence[Tool], facts: Facts) -> tuple[Tool, ...]:
    """A tool that was not called in this turn yet, if there is one."""
    used = set(call.after_tool)
    fresh = [tool for tool in tools if tool.name not in used] or list(tools)
    return (ranked(fresh, facts)[0].tool,)


def _together(fits: Sequence[Fit]) -> Iterator[Fit]:
    """The best tool, and others that words of their own ask for."""
    best = fits[0]
    yield best
    taken = best.words
    for fit in fits[1:_MOST_CALLS]:
        own = fit.words - taken
        if fit.score >= _CLEARLY and own & _stems(words_of(fit.tool.name)):
            taken |= fit.words
            yield fit


def _fit(tool: Tool, said: frozenset[str], facts: Facts) -> Fit:
    every = _stems(words_of(tool.name))
    name = every - _SILENT_STEMS
    if not name:  # get_user: then even such words tell
        name, said = every, said | (_stems(facts.words) & every)
    description = _stems(_description_words(tool.description)) - name
    properties = (tool.parameters or {}).get("properties")
    parameters = properties if isinstance(properties, dict) else {}
    fields = _stems(word for parameter in parameters for word in words_of(parameter)) - name - description
    direct, kindred = said & name, (_chiefs(said) & _chiefs(name)) - _chiefs(said & name)
    score = _NAME * len(direct) + _KIN * len(kindred)
    score += _DESCRIPTION * len(said & description) + _PARAMETER * len(said & fields)
    if score:
        score -= _FOREIGN * len(_unasked(name, said))
    named = _named(parameters, facts)
    if score > 0 or named > 1:  # one thing may be named by chance, two are what the tool is for
        score += _FACT * named
    if facts.calculations and _CALCULATING in _chiefs(name | description):
        score += 3 * _FACT
    return Fit(tool, score, said & (name | description | fields) | kindred)


def _unasked(name: frozenset[str], said: frozenset[str]) -> frozenset[str]:
    """The words of a tool's name that say what it is about, and that nobody spoke of: the flights of search_flights."""
    return frozenset(word for word in name - said - _ACTS if not _chiefs(frozenset((word,))) & _chiefs(said))


def _named(parameters: Iterable[str], facts: Facts) -> int:
    """For how many parameters the prompt names something, each thing once."""
    count = 0
    kinds: dict[str, int] = {}
    for parameter in parameters:
        kind = kind_of(parameter)
        if kind in _TELLING:
            kinds[kind] = kinds.get(kind, 0) + 1
            count += kinds[kind] <= len(facts.of_kind(kind))
            continue
        beside = names_beside(parameter)
        count += any(beside.intersection((*number.before, *number.after)) for number in facts.quantities)
    return count


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
    for ending in ("ations", "ation", "ating", "ated", "ings", "ing", "ers", "er", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


_GROUPS = tuple(_stems(group.split()) for group in _KINDRED)
_SILENT_STEMS = _stems(_SILENT)
_ACTS = _stems(
    "search find look lookup create add make send query run execute fetch load read write update check do calculate "
    "calculator web tool online current compute evaluate convert turn perform invoke retrieve request get text "
    "value".split()
)
_CALCULATING = _stem("calculate")


@lru_cache(maxsize=2048)
def _chiefs(stems: frozenset[str]) -> frozenset[str]:
    """The chief words of the groups of kindred words that these belong to."""
    return frozenset(_stem(words.split()[0]) for words, group in zip(_KINDRED, _GROUPS, strict=True) if stems & group)
