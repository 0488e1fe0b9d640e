"""What a provider's prompt cache remembers: the beginnings of prompts that it has seen, and how much of one is known.

OpenAI's rules: nothing below 1,024 tokens is cached, and from there on in steps of 128 (its guide on prompt caching). A
prompt is compared message by message, so a message counts as known only as a whole.
"""

from __future__ import annotations

from hashlib import blake2b

from fakeai import wire
from fakeai.call import Call
from fakeai.shaping import message_tokens, tools_tokens
from fakeai.tokens import Tokenizer

_LEAST, _STEP = 1024, 128
_REMEMBERED = 100_000


class PromptCache:
    """Remembers the beginnings of prompts, for each model apart."""

    def __init__(self) -> None:
        self._seen: dict[bytes, None] = {}

    def cached_tokens(self, call: Call, tokenizer: Tokenizer) -> int:
        """How many tokens of a prompt are known from earlier ones; it is remembered itself from now on."""
        known = tokens = 0
        digest = blake2b(wire.json_bytes([call.provider, call.model, call.body.get("tools")]), digest_size=16)
        tokens += tools_tokens(call, tokenizer)
        still_known = True
        for said, message in zip(call.body.get("messages") or (), call.messages, strict=False):
            digest.update(wire.json_bytes(said))
            tokens += message_tokens(message, tokenizer)
            key = digest.digest()
            still_known = still_known and key in self._seen
            known = tokens if still_known else known
            self._remember(key)
        return known // _STEP * _STEP if known >= _LEAST else 0

    def _remember(self, key: bytes) -> None:
        self._seen[key] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.pop(next(iter(self._seen)), None)
