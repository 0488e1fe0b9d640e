"""What RadisProject takes off OpenAI's bodies: every key that its document doesn't have."""

from __future__ import annotations

from typing import Any

from fakeai.call import Call
from fakeai.dialects.openai import bodies
from fakeai.dialects.openai.dress import Dress
from fakeai.reply import Model, Reply
from fakeai.seeds import Seed
from fakeai.wire import Headers

Body = dict[str, Any]

_UNKNOWN = ("service_tier", "system_fingerprint", "obfuscation")


class RadisDress(Dress):
    """The plain dress of a local server. `loaded` is the one model that answers whatever is asked for, or empty."""

    stream_content_type = "text/event-stream"

    def __init__(self, *, loaded: str = "") -> None:
        self._loaded = loaded

    def headers(self, call: Call, reply: Reply, seed: Seed) -> Headers:
        """None: there is no account, and there are no limits."""
        return ()

    def body(self, body: Body, call: Call, reply: Reply) -> Body:
        """A body with the document's keys."""
        if "choices" in body:
            body["usage"] = bodies.counts(reply.usage)
            for choice in body["choices"]:
                _choice(choice, call)
        return self._plain(body, reply)

    def chunk(self, chunk: Body, call: Call, reply: Reply) -> Body:
        """A chunk with the keys that a body has."""
        for choice in chunk["choices"]:
            _choice(choice, call)
        if chunk.get("usage") is not None:
            chunk["usage"] = bodies.counts(reply.usage)
        return self._plain(chunk, reply)

    def model(self, body: Body, model: Model) -> Body:
        """An entry with an id and an object."""
        return {"id": body["id"], "object": body["object"]}

    def _plain(self, body: Body, reply: Reply) -> Body:
        for key in _UNKNOWN:
            body.pop(key, None)
        if self._loaded and "model" in body and reply.model is None:
            body["model"] = self._loaded
        return body


def _choice(choice: Body, call: Call) -> None:
    """Take off what the document hasn't. A local model has no words of its own for a refusal: it is text."""
    if call.endpoint == "completions":
        choice["logprobs"] = None
        return
    del choice["logprobs"]
    said = choice.get("message", choice.get("delta"))
    if said is None:
        return
    refusal = said.pop("refusal", None)
    if refusal is not None:
        said["content"] = (said.get("content") or "") + refusal
    said.pop("annotations", None)
