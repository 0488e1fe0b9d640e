"""What a prompt is about, in a few words that fit into a sentence."""

from __future__ import annotations

import re
from functools import lru_cache

from fakeai.generation.questions import clause_of

_MOST_READ = 600
_MOST_WORDS, _MOST_CHARACTERS = 9, 72
_FALLBACK = "your request"

# What people say before they come to the point. Applied again and again until nothing is left to take off.
_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|so|and|but|please|kindly|well|thanks|thank you|now|then|also|just|maybe)\b[\s,.!:]*"
    r"|(?:can|could|would|will|should|may) (?:you|i|we|one|it|they)\b(?: please| kindly)?\s+"
    r"|i(?:'d| would)? (?:like|love|want|need|have|wish)(?: you)?(?: to| some help with| help with)?\s+"
    r"|(?:help me|let me|let's|show me|teach me|remind me)(?: (?:to|with|about|understand|know|see))?\s+"
    r"|(?:tell|give|write|make|create|generate|draft|compose|produce|provide|suggest|propose|recommend"
    r"|list|name|find|get|do|prepare|build|implement|plan|convert|design|fix|debug|pick|choose|check)"
    r"(?: me| us)?\b(?: (?:about|of|out|down))?\s+"
    r"|(?:search|look|google|browse)\b(?: the web| the internet| online)?(?: up| for| into)*\s+"
    r"|(?:explain|describe|summari[sz]e|discuss|outline|define|analy[sz]e|compare|review|translate|rewrite"
    r"|classify|extract|answer|solve|calculate|compute)(?: to me| for me| me)?\b[\s:]*(?:about\s+)?"
    r"|(?:what|who|which|where|when|why|how)(?:'s|'re| is| are| was| were| does| do| did| can| could| would"
    r"| should| many| much| long| often| far| old| about| will| else)+(?: i| you| we| one)?\b\s*"
    r"|(?:(?:to|for|from) )?\S+ (?:about|regarding|concerning)\s+"
    r"|know\s+(?=why|how|what|who|when|where)"
    r"|(?:is|are|does|do|did|was|were|has|have) (?:there|it|this|that)\b\s*"
    r"|(?:do|did) (?:you|we|i|they) (?:know|think|have)?\s*"
    r"|(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d+|some|few|several|short|brief|simple|quick"
    r"|detailed|long|small|good|nice|little|interesting|fun|funny|short) (?=\w)"
    r"|(?:sentences?|paragraphs?|words?|bullet points?|bullets?|points?|lines?|list|table|poem|haiku|story|essay"
    r"|summary|overview|article|blog posts?|product description|cover letter|packing list|tweet|linkedin post"
    r"|social media post|post|email|letter|function|program|script|code|class|query|joke|tale|song"
    r"|limerick|tips?|ideas?|reasons?|facts?|examples?|ways?|things?|steps?|questions?)\b(?: (?:about|of|on|for|to"
    r"|that|which|why|from|describing|explaining|in|with|where))*\s*)",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"[\s,;]*(?:\b(?:please|thanks|thank you|for me|to me|in (?:one|two|three|a few|\d+) (?:short )?(?:words?"
    r"|sentences?|lines?|paragraphs?)|"
    r"to (?:a|an|my) [\w -]*?(?:old|child|kid|beginner|grandmother|layperson)|in simple terms|in detail"
    r"|briefly|like i'm five|step by step|as (?:a |an )?(?:json|table|list"
    r"|markdown)[\w ]*|right now|today)\b)?[\s.?!:;,…]*$",
    re.IGNORECASE,
)
_DOING = re.compile(r"^.{0,30}?\bhow (?:do|can|should|could|would) (?:i|you|we|one)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?!。？！])\s+|\n+")  # noqa: RUF001 -- full stops of other scripts


def topic_of(text: str) -> str:
    """What the first sentence of a text that says something is about."""
    return _topic_of(text.strip()[:_MOST_READ])


@lru_cache(maxsize=256)
def _topic_of(text: str) -> str:
    for sentence in _SENTENCE.split(text):
        topic = _core(sentence)
        if topic:
            return topic
    return _FALLBACK


def _core(sentence: str) -> str:
    """The sentence without what leads up to its point and what trails after it."""
    rest = sentence.strip(" \t\"'`*#>-:")
    asked = clause_of(rest.rstrip(" ?!."))
    if asked is not None:
        return _shortened(asked)
    doing = _DOING.search(rest)
    for _ in range(8):
        shorter = _LEAD.sub("", rest, count=1).strip()
        if shorter == rest or not shorter:
            break
        rest = shorter
    rest = _shortened(_TRAIL.sub("", rest).strip(" \"'`*.?!:;,"))
    before = sentence[: sentence.rfind(rest)] if rest else ""
    if before.endswith(_WITH_ARTICLE):
        return f"{before.split()[-1]} {rest}"
    return f"how to {rest}" if rest and doing is not None and not rest.startswith("how") else rest


def _shortened(text: str) -> str:
    words = text.split()
    short = " ".join(words[:_MOST_WORDS])[:_MOST_CHARACTERS]
    if len(words) > _MOST_WORDS or len(short) < len(text):
        while " " in short and short.rsplit(" ", 1)[1].lower() in _DANGLING:
            short = short.rsplit(" ", 1)[0]
    return short.strip(" ,;:-{}[]\"'")


_WITH_ARTICLE = tuple(f"{lead} {article} " for lead in ("about", "of", "on", "for") for article in ("a", "an"))
_DANGLING = frozenset(
    "a an the of for to in on at by with and or but from as is are was that which who if i you we it my your be into "
    "about".split()
)
