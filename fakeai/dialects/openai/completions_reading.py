"""A legacy completion read back into a reply, plain or streamed: what `render` says, heard."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import Any

from fakeai import sse, wire
from fakeai.dialects.openai.chat_reading import FINISHES, usage
from fakeai.reply import Choice, Reply, Text, TokenLogprob

Body = dict[str, Any]


def read(response: wire.Response) -> Reply:
    """The reply in a response. Raises ValueError where the body is not a completion."""
    if (response.header("content-type") or "").startswith("text/event-stream"):
        chunks = [json.loads(event.data) for event in sse.events(response.body) if event.data != "[DONE]"]
    else:
        chunks = [json.loads(response.body)]
    if not chunks or any(not isinstance(chunk, dict) or not isinstance(chunk.get("choices"), list) for chunk in chunks):
        raise ValueError("not a completion: there are no choices")
    heard: dict[int, list[Body]] = {}
    for chunk in chunks:
        for choice in chunk["choices"]:
            heard.setdefault(choice["index"], []).append(choice)
    used = next((chunk["usage"] for chunk in reversed(chunks) if chunk.get("usage")), None)
    first = chunks[0]
    choices = tuple(_choice(pieces) for _, pieces in sorted(heard.items()))
    return Reply(choices=choices, usage=usage(used), model=first.get("model"), id=first.get("id"))


def _choice(pieces: list[Body]) -> Choice:
    """A choice from all that was said of it."""
    text = "".join(piece["text"] for piece in pieces)
    spoken = [piece["logprobs"] for piece in pieces if piece.get("logprobs") is not None]
    logprobs = tuple(token for lists in spoken for token in _tokens(lists)) if spoken else None
    finish = next((piece["finish_reason"] for piece in reversed(pieces) if piece.get("finish_reason")), None)
    return Choice(parts=(Text(text),) if text else (), finish=FINISHES.get(finish or ""), logprobs=logprobs)


def _tokens(lists: Body) -> list[TokenLogprob]:
    tops = lists.get("top_logprobs") or ()
    return [
        TokenLogprob(token, logprob or 0.0, tuple((top or {}).items()))
        for token, logprob, top in zip_longest(lists["tokens"], lists["token_logprobs"], tops)
    ]
