"""Writes the text of an answer in a style, as long as the call allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from types import MappingProxyType
from typing import assert_never

from fakeai.call import Call
from fakeai.generation.language import ENGLISH, LOCALES
from fakeai.generation.pools import Pools
from fakeai.generation.style import Style
from fakeai.generation.writing import (
    code,
    editing,
    foreign,
    letters,
    lists,
    lorem,
    promotion,
    prose,
    results,
    short,
    verse,
)
from fakeai.generation.writing.context import dressed, name_of, wished
from fakeai.generation.writing.continuation import continued, is_unfinished
from fakeai.generation.writing.hand import Hand
from fakeai.generation.writing.trimming import trimmed
from fakeai.generation.writing.wish import Kind, Wish, wish_of
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer

_WORDS_PER_TOKEN = 0.68
_DOCUMENT_END = "<|endoftext|>"

_WRITE: Mapping[Kind, Callable[[Hand], str]] = MappingProxyType({
    "repeat": short.repeated, "yes_no": short.yes_or_no, "label": short.label, "sum": short.calculated,
    "capital": short.capital, "greeting": short.greeting, "thanks": short.thanks, "identity": short.identity,
    "live": short.live, "joke": verse.joke, "haiku": verse.haiku, "poem": verse.poem, "story": verse.story,
    "code": code.code, "table": lists.table, "list": lists.listed, "steps": lists.steps, "letter": letters.letter,
    "summary": editing.summary, "translation": editing.translation, "comparison": prose.comparison,
    "explanation": prose.explanation, "worked": short.worked, "extract": editing.extracted,
    "rewrite": editing.rewritten, "post": promotion.post, "description": promotion.description,
    "pros_cons": lists.pros_and_cons, "plan": lists.plan, "pick": short.picked,
    "unclear": short.unclear, "continue": continued,
    "explain_code": code.code_explained, "fix_code": code.code_fixed,
})  # fmt: skip
_IN_ANY_LANGUAGE: tuple[Kind, ...] = (
    "repeat",
    "yes_no",
    "label",
    "sum",
    "code",
    "translation",
    "worked",
    "pick",
    "unclear",
)


class Writer:
    """Writes answers in one style. It holds the names of each language that it has met."""

    def __init__(self, style: Style, tokenizer: Tokenizer) -> None:
        self._style = style
        self._tokenizer = tokenizer
        self._pools: dict[str, Pools] = {}

    def pools(self, language: str = ENGLISH) -> Pools:
        """The names of a language."""
        locale = LOCALES[language]
        if locale not in self._pools:
            self._pools[locale] = Pools(locale)
        return self._pools[locale]

    def chat(self, call: Call, prompt: str, wish: Wish | None, seed: Seed) -> str:
        """What is said in a conversation. `wish` is the prompt's, as `wish` gives it."""
        match self._style.manner:
            case "static":
                return self._style.text
            case "echo":
                return prompt
            case "lorem":
                return lorem.paragraph(seed.random(), room_of(call))
            case "chat":
                heeded = wished(call, wish or wish_of(prompt))
                text = dressed(self._answer(call, heeded, seed), call, heeded)
                return trimmed(text, call.max_tokens, self._tokenizer)
            case _:
                assert_never(self._style.manner)

    def wish(self, prompt: str) -> Wish | None:
        """What the prompt wishes for, if this style heeds that."""
        return wish_of(prompt) if self._style.manner == "chat" else None

    def completion(self, call: Call, prompt: str, wish: Wish | None, seed: Seed) -> str:
        """What continues a prompt: the rest of a sentence, or an answer below a question."""
        if wish is not None and wish.kind == "explanation" and wish.language == ENGLISH and is_unfinished(prompt):
            hand = Hand(wish, seed.random(), self.pools(), room_of(call), call.model)
            return trimmed(continued(hand), call.max_tokens, self._tokenizer)
        text = self.chat(call, "" if prompt == _DOCUMENT_END else prompt, wish, seed)
        return text if wish is None or not prompt or prompt[-1:].isspace() else f"\n\n{text}"

    def _answer(self, call: Call, wish: Wish, seed: Seed) -> str:
        named = name_of(call) or call.model
        hand = Hand(wish, seed.random(), self.pools(wish.language), room_of(call), named)
        if call.tool_results:
            return results.from_results(call, hand)
        if wish.language != ENGLISH and wish.kind not in _IN_ANY_LANGUAGE:
            return foreign.answer(hand)
        return _WRITE[wish.kind](hand)


def brief_answer(prompt: str, chance: Random, pools: Pools) -> str:
    """An answer of a line or so, as it may stand in a field."""
    wish = wish_of(prompt)
    hand = Hand(replace(wish, brief=True, sentences=wish.sentences or 1), chance, pools)
    if wish.language != ENGLISH and wish.kind not in _IN_ANY_LANGUAGE:
        return foreign.answer(hand)
    return _WRITE[wish.kind](hand)


def room_of(call: Call) -> int | None:
    """About how many words the call's limit leaves room for, or None if it has none."""
    return None if call.max_tokens is None else int(call.max_tokens * _WORDS_PER_TOKEN)
