"""One choice of a legacy completion: its tokens, the prompt that it echoes, and legacy log probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fakeai.call import Call
from fakeai.reply import Choice, Refusal, Text, TokenLogprob
from fakeai.seeds import Seed
from fakeai.shaping import guessed_logprobs
from fakeai.tokens import Tokenizer

Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some text of a choice, as one chunk of a stream carries it."""

    text: str
    logprobs: Body | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A choice, as it will be said: in pieces, with an end that has no text, and whole."""

    pieces: tuple[Piece, ...]
    end: Piece
    logprobs: Body | None
    finish_reason: str

    @property
    def text(self) -> str:
        """The whole text, with the prompt where that is echoed."""
        return "".join(piece.text for piece in self.pieces)


def said(index: int, choice: Choice, call: Call, seed: Seed, tokenizer: Tokenizer) -> Said:
    """The choice at `index`, which answers one of the prompts: each prompt has `n` choices, one after the other."""
    prompt = call.inputs[index // call.n]
    text = "".join(part.text for part in choice.parts if isinstance(part, Text | Refusal))
    finish = "stop" if choice.finish in (None, "tool_calls") else choice.finish
    if choice.logprobs is None:
        echoed = (prompt,) if call.options.get("echo") else ()
        pieces = tuple(Piece(text=token) for token in (*echoed, *tokenizer.split(text)) if token)
        return Said(pieces=pieces, end=Piece(text=""), logprobs=None, finish_reason=finish)
    legacy = _Legacy(with_top=call.top_logprobs > 0)
    pieces = tuple(_pieces(choice.logprobs, text, legacy, offset=len(prompt)))
    if call.options.get("echo") and prompt:
        heard = guessed_logprobs(tokenizer.split(prompt), call.top_logprobs, seed.child("prompt", index))
        pieces = (Piece(text=prompt, logprobs=legacy.prompt(heard)), *pieces)
    end = Piece(text="", logprobs=legacy.lists((), 0))
    return Said(pieces=pieces, end=end, logprobs=legacy.joined(pieces), finish_reason=finish)


@dataclass(frozen=True, slots=True)
class _Legacy:
    """Writes log probabilities as four lists. Without alternatives asked for, `top_logprobs` is null."""

    with_top: bool

    def lists(self, tokens: Iterable[TokenLogprob], offset: int) -> Body:
        """The lists of some tokens, of which the first begins `offset` characters after the start of the prompt."""
        tokens = tuple(tokens)
        offsets = []
        for token in tokens:
            offsets.append(offset)
            offset += len(token.token)
        return {
            "tokens": [token.token for token in tokens],
            "token_logprobs": [token.logprob for token in tokens],
            "top_logprobs": [dict(token.top) for token in tokens] if self.with_top else None,
            "text_offset": offsets,
        }

    def prompt(self, tokens: Sequence[TokenLogprob]) -> Body:
        """The lists of a prompt. Nothing comes before its first token, which has no probability therefore: null.

        The SDK's own type knows no null there, but the API has always sent it: whoever scores texts has to expect it.
        """
        lists = self.lists(tokens, 0)
        lists["token_logprobs"][0] = None
        if self.with_top:
            lists["top_logprobs"][0] = None
        return lists

    def joined(self, pieces: Iterable[Piece]) -> Body:
        """The lists of all pieces, in one."""
        whole = self.lists((), 0)
        for piece in pieces:
            for key, values in (piece.logprobs or {}).items():
                if values is not None:
                    whole[key] += values
        return whole


def _pieces(logprobs: Iterable[TokenLogprob], text: str, legacy: _Legacy, *, offset: int) -> Iterable[Piece]:
    """A piece a token. Text that scripted log probabilities don't cover comes last, without any."""
    for token in logprobs:
        yield Piece(text=token.token, logprobs=legacy.lists((token,), offset))
        offset += len(token.token)
        text = text.removeprefix(token.token)
    if text:
        yield Piece(text=text)
