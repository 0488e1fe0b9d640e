"""What kind of answer a prompt wishes for, how long, and about what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fakeai.generation.language import ENGLISH, language_of
from fakeai.generation.topics import topic_of
from fakeai.generation.writing.outright import OUTRIGHT
from fakeai.generation.writing.phrasebook import LANGUAGE_CODES, asked
from fakeai.generation.writing.sums import worked_out

Kind = Literal[
    "repeat", "yes_no", "label", "sum", "capital", "greeting", "thanks", "identity", "live", "joke", "haiku", "poem",
    "story", "code", "table", "list", "steps", "letter", "summary", "translation", "comparison", "explanation",
    "worked", "extract", "rewrite", "post", "description", "pros_cons", "plan", "pick", "unclear", "continue",
    "explain_code", "fix_code",
]  # fmt: skip

_READ_HEAD, _READ_TAIL = 700, 300
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "a couple of": 2, "a few": 3, "several": 4, "a dozen": 12, "twelve": 12, "twenty": 20,
}  # fmt: skip
_NUMBER = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_COUNTABLE = frozenset(
    "tips ideas ways reasons facts examples names things steps items points bullets suggestions questions books movies "
    "cities countries titles benefits advantages differences recommendations colors colours animals fruits "
    "options topics vegetables planets sports instruments languages seasons months days dishes ingredients films "
    "languages oceans continents browsers "
    "keywords hobbies activities recipes quotes features headlines slogans".split()
)
_COUNTED = re.compile(rf"\b{_NUMBER} (?:[\w-]+ ){{0,3}}?(?:{'|'.join(sorted(_COUNTABLE))})\b")
_SENTENCES = re.compile(rf"\b{_NUMBER}(?:-| (?:short |brief |simple |single )?)(sentence|paragraph|line)s?\b")
_WORDS = re.compile(rf"\b(?:in|under|within|about|around|exactly|most|than|write|use)?\s*{_NUMBER}[ -]words?\b")
_REPEAT = re.compile(
    r"^(?:please |just |can you |could you )*(?:say|repeat(?: after me)?|echo"
    r"|(?:reply|respond|answer)(?: only| just| exactly| simply)*(?: with)(?: only| just| exactly"
    r"| simply)*(?: the (?:words?|phrase|text|string|following))?"
    r"|(?:output|print|write|return)(?: only| just| exactly| the words?| the phrase| the following)+)"
    r"(?: to me| only| exactly| the words?| the phrase)*\s*:?\s+(?P<text>\S.{0,400}?)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_QUOTES = "\"'“”‘’`«»"
_LABELS = re.compile(
    r"(?:\bas|\binto|\bone of|\bbetween|\beither|\bcategor(?:y|ies)|\blabels?|\boptions?|\bclass(?:es)?)(?: either"
    r"| one of| the following)*:?\s*"
    r"((?:[\"'`]?[\w-]+[\"'`]?,\s*)*[\"'`]?[\w-]+[\"'`]?,?\s+or\s+[\"'`]?[\w-]+[\"'`]?|(?:[\"'`]?[\w-]+[\"'`]?,\s*){2,}(?:and\s+)?[\"'`]?[\w-]+[\"'`]?)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[\w-]+")
_CAPITAL = re.compile(r"capital (?:city )?of (?:the )?([A-Z][\w.]+(?: [A-Z][\w]+)*|[a-z]+(?: [a-z]+)?)")
_CALCULATION = re.compile(r"(?:\d[\d.,]*\s*[-+*/x×÷^]\s*)+\(*\d[\d.]*\)*(?!\w)")  # noqa: RUF001 -- people type these signs
_GREETING = re.compile(
    r"^(?:hi|hello|hey|howdy|greetings|good (?:morning|evening|afternoon|day)|yo|hiya)\b"
    r"(?:[ ,!.]*(?:there|everyone|all|again|you|friend|how are you(?: doing)?|how's it going|what's up))*[ ,!.?]*$",
    re.IGNORECASE,
)
_THANKS = re.compile(r"^(?:thanks?|thank you|thx|cheers|great,? thanks|perfect)\b[^\n]{0,40}$", re.IGNORECASE)
_IDENTITY = re.compile(
    r"\b(?:who|what) (?:are|r) you\b|\bwhat(?:'s| is) your name\b|\bwhich model\b|\bwhat model\b"
    r"|\bwhat can you do\b|\btell me about yourself\b|\bhow can you help\b|\bintroduce yourself\b",
    re.IGNORECASE,
)
_FENCE = re.compile(r"```|\b(?:def|class|import|SELECT|function|const)\b.*[(:;{]")
_CODE_LANGUAGES = (
    "python", "javascript", "typescript", "java", "rust", "go", "golang", "ruby", "php", "sql", "bash", "shell", "html",
    "css", "kotlin", "swift", "c++", "c#",
)  # fmt: skip
_CODE_WORDS = frozenset(
    "code function script program class method snippet regex query algorithm implement endpoint component liner "
    "command".split()
)
_MAKING_WORDS = frozenset(
    "write create generate implement make give show build code fix refactor produce provide".split()
)

# The kind that one of these words wishes for; the first that is found is taken.
_KINDS_BY_WORD: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("joke", frozenset(("joke", "jokes", "pun"))),
    ("haiku", frozenset(("haiku", "haikus"))),
    ("poem", frozenset(("poem", "poems", "verse", "rhyme", "limerick", "sonnet", "song", "lyrics"))),
    ("story", frozenset(("story", "tale", "fable", "fairytale"))),
    ("table", frozenset(("table",))),
    ("letter", frozenset(("email", "letter", "reply", "invitation"))),
    ("summary", frozenset(("summarize", "summarise", "summary", "tldr", "condense", "shorten"))),
    ("translation", frozenset(("translate", "translation"))),
)
_LIST_WORDS = frozenset("bullet bullets checklist brainstorm suggestions enumerate".split())
_LIST = re.compile(r"^(?:please |can you |could you )*list\b|\blist of\b|\b(?:a|as|numbered|bulleted|short) list\b")
_RECOMMENDING = frozenset("recommend suggest recommendation recommendations".split())
_LENGTHS = frozenset("sentence sentences paragraph paragraphs line lines".split())
_LIVE = frozenset(("weather", "forecast", "news"))
_COMPARING = frozenset("compare comparison versus vs difference differences".split())
_WORD = re.compile(r"[^\W\d_]+(?:[+#]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A wished answer. `subject` is what it turns on: the words to repeat, the labels to choose from, a country.

    count: how many items. sentences, paragraphs, words: how long, where the prompt says so.
    """

    kind: Kind
    prompt: str
    topic: str
    language: str = ENGLISH
    subject: tuple[str, ...] = ()
    count: int | None = None
    sentences: int | None = None
    paragraphs: int | None = None
    words: int | None = None
    brief: bool = False
    thorough: bool = False


@lru_cache(maxsize=64)  # each of n choices asks
def wish_of(prompt: str) -> Wish:
    """What a prompt wishes for."""
    text = prompt.strip()
    if len(text) > _READ_HEAD + _READ_TAIL:
        text = text[:_READ_HEAD] + "\n" + text[-_READ_TAIL:]
    lower = text.lower()
    language = language_of(text)
    words = frozenset(_WORD.findall(lower))
    kind, subject = _kind(text, lower, words)
    sentences, paragraphs = _lengths(lower) if words & _LENGTHS else (None, None)
    asked = _WORDS.search(lower) if "word" in lower else None
    return Wish(
        kind=kind,
        prompt=prompt,
        topic=topic_of(text),
        language=language,
        subject=subject,
        count=_count(lower) if words & _COUNTABLE else None,
        sentences=sentences,
        paragraphs=paragraphs,
        words=_number(asked[1]) if asked else None,
        brief=bool(words & _BRIEF),
        thorough=bool(words & _THOROUGH),
    )


_BRIEF = frozenset(("briefly", "brief", "short", "shortly", "concise", "concisely", "quick", "quickly"))
_THOROUGH = frozenset(
    ("detailed", "detail", "essay", "thorough", "thoroughly", "comprehensive", "long", "article", "depth")
)


def _kind(text: str, lower: str, words: frozenset[str]) -> tuple[Kind, tuple[str, ...]]:
    return (
        _repeated(text, words)
        or _chosen(text, lower, words)
        or _calculated(text, lower, words)
        or (_spoken_kind(text, lower, words), ())
    )


Found = tuple[Kind, tuple[str, ...]] | None


def _repeated(text: str, words: frozenset[str]) -> Found:
    """What is to be said again, or in another language."""
    if words & _LANGUAGE_NAMES and asked(text) is not None:
        return "translation", ()
    if words & _REPEATING and (found := _REPEAT.match(text)):
        return "repeat", (_bare(found["text"]),)
    return None


def _chosen(text: str, lower: str, words: frozenset[str]) -> Found:
    """One of several answers that the prompt names."""
    if "yes or no" in lower or "yes/no" in lower or "true or false" in lower:
        return "yes_no", ("True", "False") if "true or false" in lower else ("Yes", "No")
    if words & _CLASSIFYING and (found := _LABELS.search(text)):
        labels = tuple(label for label in _LABEL.findall(found[1]) if label.lower() not in ("or", "and"))
        return "label", labels
    if found := _OPEN_LABELS.search(text):
        return "label", (found[1], found[2])
    if "sentiment" in words and words & _CLASSIFYING:
        return "label", ("Positive", "Negative", "Neutral")
    return None


def _calculated(text: str, lower: str, words: frozenset[str]) -> Found:
    """What can be worked out, picked or looked up."""
    if (answer := worked_out(text)) is not None:
        return "worked", (answer,)
    if found := _PICKED.search(lower):
        return "pick", (found[1], found[2])
    if len(text) < 120 and not words & _CODE_WORDS and (found := _CALCULATION.search(text)):
        return "sum", (found[0],)
    if "capital" in words and (found := _CAPITAL.search(text)):
        return "capital", (found[1],)
    return None


_REPEATING = frozenset("say repeat echo reply respond answer output print write return".split())
_CLASSIFYING = frozenset(
    "classify categorize categorise label category sentiment whether either choose pick decide labels options".split()
)


def _spoken_kind(text: str, lower: str, words: frozenset[str]) -> Kind:
    if len(text) < 60:
        for kind, pattern in _SMALL_TALK:
            if pattern.search(text):
                return kind
    if "```" in text and words & _EXPLAINING and not words & _MENDING:
        return "explain_code"
    if words & {"fix", "debug"} and words & {"bug", "code", "error", "function"}:
        return "fix_code"
    outright = next((form for form, pattern in OUTRIGHT if pattern.search(text)), None)
    if outright is not None:
        return outright
    if _wants_code(text, words):
        return "code"
    for wished, of_kind in _KINDS_BY_WORD:
        if words & of_kind:
            return wished
    return _structure(lower, words)


_LANGUAGE_NAMES = frozenset(LANGUAGE_CODES)
_OPEN_LABELS = re.compile(
    r"\b(?:answer|reply|respond)(?: only)?(?: with)?(?: either)? ['\"]?(\w+)['\"]? or ['\"]?(\w+)['\"]?\s*[:.]",
    re.IGNORECASE,
)
_MENDING = frozenset(("write", "fix", "refactor"))
_EXPLAINING = frozenset("explain what does describe how".split())
_PICKED = re.compile(r"\bnumber (?:between|from) (\d{1,9}) (?:and|to) (\d{1,9})\b")


def _structure(lower: str, words: frozenset[str]) -> Kind:
    """In what form a question is answered."""
    if words & _RECOMMENDING and len(words) < 12:
        return "list"
    listed = words & _LIST_WORDS or ("list" in words and _LIST.search(lower))
    if listed or (words & _COUNTABLE and _COUNTED.search(lower)):
        return "list"
    if words & _LIVE or "what time" in lower or "stock price" in lower:
        return "live"
    if words & _COMPARING:
        return "comparison"
    if "steps" in words or any(phrase in lower for phrase in _DOING):
        return "steps"
    return "explanation"


_DOING = ("how to", "how do i", "how can i", "step by step")
_SMALL_TALK: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("greeting", _GREETING),
    ("thanks", _THANKS),
    ("identity", _IDENTITY),
)


def _wants_code(text: str, words: frozenset[str]) -> bool:
    if words & _CODE_WORDS and words & _MAKING_WORDS and (words & _CODING or code_language(text) is not None):
        return True
    return "```" in text and bool(words & _MAKING_WORDS) and _FENCE.search(text) is not None


_CODING = frozenset("code function script program snippet regex algorithm implement method query liner command".split())


def code_language(text: str) -> str | None:
    """The programming language that a text names."""
    words = _WORD.findall(text.lower())
    return next((name for name in _CODE_LANGUAGES if name in words), None)


def _bare(text: str) -> str:
    """The words to repeat, without quotation marks; a sentence gets its capital and full stop."""
    stripped = text.strip().rstrip(".!") if text.strip()[:1] in _QUOTES else text.strip()
    if stripped[:1] in _QUOTES and stripped[-1:] in _QUOTES:
        return stripped.strip(_QUOTES)
    return stripped


def _count(lower: str) -> int | None:
    found = _COUNTED.search(lower)
    return min(_number(found[1]), 50) if found else None


def _lengths(lower: str) -> tuple[int | None, int | None]:
    found = _SENTENCES.search(lower)
    if found is None:
        return None, None
    number = max(1, min(_number(found[1]), 40))
    return (None, number) if found[2] == "paragraph" else (number, None)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBERS[text]
