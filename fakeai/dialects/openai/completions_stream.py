"""A legacy completion as a stream of chunks, in the order and with the keys that captured streams have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from fakeai import sse, wire
from fakeai.call import Call
from fakeai.dialects.openai import bodies
from fakeai.dialects.openai.chunks import CONTENT, Template
from fakeai.dialects.openai.completions_choice import Piece, Said
from fakeai.dialects.openai.dress import Dress
from fakeai.reply import Reply
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer
from fakeai.wire import Frame, Headers

Body = dict[str, Any]
Step = tuple[Template, str]
"""A template, and the token for it."""


class CompletionStream:
    """Renders one reply as events: the tokens of each choice in turn; then usage, if asked for; then [DONE]."""

    def __init__(self, reply: Reply, call: Call, dress: Dress, *, seed: Seed, tokenizer: Tokenizer) -> None:
        self._reply, self._call, self._dress, self._tokenizer = reply, call, dress, tokenizer
        self._with_usage = bool((call.options.get("stream_options") or {}).get("include_usage"))
        self._identity = bodies.identity(reply, seed, prefix="cmpl-")

    def response(self, choices: Sequence[Said], headers: Headers) -> wire.Response:
        """The whole stream as a response whose frames are all due at once."""
        head = (("content-type", self._dress.stream_content_type), *headers)
        weight = self._tokenizer.weight
        frames = [
            Frame(template.fill(token, "", number), 0.0, weight(token) if token else 0)
            for number, (template, token) in enumerate(self._steps(choices))
        ]
        if self._reply.interrupted_by is None:
            frames.append(Frame(sse.DONE))
        return wire.Response(headers=head, frames=tuple(frames))

    def _steps(self, choices: Sequence[Said]) -> Iterator[Step]:
        last = len(choices) - 1
        lanes = [
            list(self._lane(index, words, is_last=index == last and not self._with_usage))
            for index, words in enumerate(choices)
        ]
        for row in zip_longest(*lanes):
            yield from (step for step in row if step is not None)
        if self._with_usage and self._reply.interrupted_by is None:
            chunk = self._chunk([], usage=bodies.counts(self._reply.usage))
            yield Template(bodies.merged(chunk, self._reply.extra)), ""

    def _lane(self, index: int, words: Said, *, is_last: bool) -> Iterator[Step]:
        """The chunks of one choice.

        A limit is reached with a token, whose own chunk says so. A stop is a token of its own that has no text.
        """
        extra = self._reply.choices[index].extra
        pieces, final = list(words.pieces), words.end
        if words.finish_reason == "length" and pieces and self._reply.interrupted_by is None:
            final = pieces.pop()
        plain = Template(self._piece(index, Piece(text="")))
        for place, piece in enumerate(pieces):
            if place == 0:
                yield Template(self._piece(index, piece, extra=extra)), piece.text
            elif piece.logprobs is None:
                yield plain, piece.text
            else:
                yield Template(self._piece(index, piece)), piece.text
        if self._reply.interrupted_by is None:
            chunk = self._piece(index, final, finish=words.finish_reason, extra={} if pieces else extra)
            yield Template(bodies.merged(chunk, self._reply.extra) if is_last else chunk), final.text

    def _piece(
        self, index: int, piece: Piece, *, finish: str | None = None, extra: Mapping[str, Any] | None = None
    ) -> Body:
        choice = {"text": CONTENT, "index": index, "logprobs": piece.logprobs, "finish_reason": finish}
        return self._chunk([bodies.merged(choice, extra or {})])

    def _chunk(self, choices: list[Body], *, usage: Body | None = None) -> Body:
        """A chunk. The one with the usage has its keys in another order than the rest, as captured."""
        head: Body = {"id": self._identity, "object": "text_completion", "created": bodies.CREATED}
        model = bodies.model_of(self._reply, self._call)
        if usage is not None:
            chunk = {**head, "model": model, "usage": usage, "choices": choices}
        elif self._with_usage:
            chunk = {**head, "choices": choices, "model": model, "usage": None}
        else:
            chunk = {**head, "choices": choices, "model": model}
        return self._dress.chunk(chunk, self._call, self._reply)
