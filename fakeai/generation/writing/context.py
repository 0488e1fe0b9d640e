"""What the conversation around a prompt adds to it: the wishes of the system prompt, and what a follow-up refers to."""

# ruff: noqa: E501 -- a pattern a line reads as a table

from __future__ import annotations

import re
from dataclasses import replace

from fakeai.call import Call
from fakeai.generation.language import ENGLISH
from fakeai.generation.lettercase import lowered
from fakeai.generation.topics import topic_of
from fakeai.generation.writing.phrasebook import LANGUAGE_CODES
from fakeai.generation.writing.wish import Wish, wish_of

_MOST_READ = 2000
_SHORT = 60
_IN_LANGUAGE = re.compile(
    rf"\b(?:answer|reply|respond|speak|write|talk)\w*\b[^.\n]{{0,40}}?\b(?:in )?({'|'.join(LANGUAGE_CODES)})\b",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"\b(?:one|a single|exactly one|1)[ -]word\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\ball[ -]caps\b|\buppercase\b|\bin capital letters\b|\bin capitals\b", re.IGNORECASE)
_BULLETS = re.compile(r"\bbullet(?:ed)?[ -](?:points?|lists?)\b|\bbullets\b", re.IGNORECASE)
_QUOTED = r"[\"'“‘«]([^\"'”’»]{1,80})[\"'”’»]"
_BEGIN = re.compile(rf"\b(?:begin|start|prefix)\b[^.\n]{{0,40}}?\bwith\b[^.\n]{{0,20}}?{_QUOTED}", re.IGNORECASE)
_END = re.compile(
    rf"\b(?:end|finish|sign off|conclude)\b[^.\n]{{0,40}}?\bwith\b[^.\n]{{0,20}}?{_QUOTED}", re.IGNORECASE
)
_PIRATE = re.compile(r"\bpirate\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:[Yy]ou are|[Yy]our name is|[Yy]ou're|called|named) ([A-Z][a-z]{2,})\b(?! model| assistant)")
_REFERRING = re.compile(
    r"^(?:(?:and|but|ok(?:ay)?|so|now|please|can you|could you)\b[ ,]*)*(?:(?:make|write|say|explain|translate|summari[sz]e|repeat|tell|do)"
    r"\b.{0,20})?\b(?:it|that|this|them|those|more|shorter|longer|again|why|how so|go on|continue|another(?: one)?|an example)\b.{0,30}$"
    r"|^(?:and |now )?(?:in|what about|how about) [\w ]{2,30}\?*$",
    re.IGNORECASE,
)
_SHORTER = re.compile(r"\b(?:shorter|briefly|tl;?dr|summari[sz]e|in short|one sentence)\b", re.IGNORECASE)


def wished(call: Call, wish: Wish) -> Wish:
    """The wish as the system prompt and the conversation before it have it."""
    wish = _in_context(call, wish)
    system = (call.system or "")[:_MOST_READ]
    if not system:
        return wish
    rules = wish_of(system)
    found = _IN_LANGUAGE.search(system)
    if found is not None and wish.kind not in ("translation", "code"):
        wish = replace(wish, language=LANGUAGE_CODES[lowered(found[1])])
    if rules.kind == "label" and wish.kind != "label":
        wish = replace(wish, kind="label", subject=rules.subject)
    if _BULLETS.search(system) and wish.kind == "explanation":
        wish = replace(wish, kind="list")
    return replace(
        wish,
        words=1 if wish.words is None and _ONE_WORD.search(system) else wish.words,
        sentences=wish.sentences or rules.sentences,
        brief=wish.brief or rules.brief,
    )


def dressed(text: str, call: Call, wish: Wish) -> str:
    """The answer as the system prompt wants every answer to be: in one word, in capitals, with its first or last words."""
    system = (call.system or "")[:_MOST_READ]
    if wish.words == 1 and wish.language == ENGLISH and "\n" not in text:
        text = _one_word(text, wish)
    if not system:
        return text
    if _PIRATE.search(system) and wish.words is None:
        text = f"Arr, matey! {text} Yo ho ho!"
    if found := _BEGIN.search(system):
        text = f"{found[1]} {text}"
    if found := _END.search(system):
        text = f"{text} {found[1]}"
    return text.upper() if _CAPITALS.search(system) else text


def name_of(call: Call) -> str | None:
    """The name that the system prompt gives the model."""
    found = _NAMED.search((call.system or "")[:_MOST_READ])
    return found[1] if found else None


def _in_context(call: Call, wish: Wish) -> Wish:
    """The wish of a short follow-up is about what was spoken of before."""
    spoken = [message for message in call.messages if message.role in ("user", "assistant") and message.text]
    if len(spoken) < 3 or len(wish.prompt) > _SHORT or not _REFERRING.search(wish.prompt.strip()):
        return wish
    before = next((message.text for message in reversed(spoken[:-1]) if message.role == "user"), "")
    said = next((message.text for message in reversed(spoken[:-1]) if message.role == "assistant"), "")
    if _SHORTER.search(wish.prompt) and said:
        return replace(wish, kind="summary", prompt=f"Summarize: {said}", sentences=1)
    language = next((code for name, code in LANGUAGE_CODES.items() if name in wish.prompt.lower()), None)
    if language is not None:
        return replace(wish_of(before), language=language)
    if wish.kind == "explanation" and re.search(r"\b(?:another|again)\b", wish.prompt, re.IGNORECASE):
        return replace(wish_of(before), prompt=f"{before} {wish.prompt}")
    return replace(wish, topic=topic_of(before))


def _one_word(text: str, wish: Wish) -> str:
    words: list[str] = re.findall(r"[\w%°.,-]*\w", text)
    if not words or wish.kind == "repeat":
        return text
    return words[0] if wish.kind in ("yes_no", "label", "greeting", "thanks") else words[-1]
