"""Embeddings: what a request asks, and vectors as a body."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping
from functools import reduce
from math import sqrt
from operator import add
from typing import Any

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.openai import bodies
from fakeai.dialects.openai.chat_reading import usage
from fakeai.dialects.openai.embeddings_request import EmbeddingRequest
from fakeai.dialects.openai.operation import Operation
from fakeai.dialects.openai.prompts import texts, token_count
from fakeai.errors import FixtureError, Problem
from fakeai.reply import Reply, Usage
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer

Vector = tuple[float, ...]


class Embeddings(Operation):
    """POST /v1/embeddings."""

    canonical = EmbeddingRequest

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        fields = self.fields(body)
        return Call(
            provider=provider,
            endpoint="embeddings",
            model=fields["model"],
            inputs=texts(fields["input"]),
            input_tokens=token_count(fields["input"]),
            headers=request.headers,
            body=body,
            options=fields,
        )

    def render(self, reply: Reply, call: Call, *, seed: Seed, tokenizer: Tokenizer) -> wire.Response:
        """The reply. Raises FixtureError if it has another number of vectors than the call has inputs."""
        encode = base64_floats if call.options.get("encoding_format") == "base64" else list
        counted = reply.usage or Usage()
        tokens = counted.input_tokens or 0
        body = {
            "object": "list",
            "data": [
                {"object": "embedding", "index": index, "embedding": encode(vector)}
                for index, vector in enumerate(vectors_for(call, reply))
            ],
            "model": bodies.model_of(reply, call),
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }
        dressed = bodies.merged(self.dress.body(body, call, reply), reply.extra)
        return wire.plain_json(200, dressed, headers=(*self.dress.headers(call, reply, seed), *reply.headers))

    def read(self, response: wire.Response) -> Reply:
        """The reply in a response. Raises ValueError where the body holds no vectors."""
        body = json.loads(response.body)
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            raise ValueError("not a list of embeddings: there is no data")
        vectors = tuple(_decode(entry["embedding"]) for entry in sorted(body["data"], key=lambda entry: entry["index"]))
        return Reply(vectors=vectors, usage=usage(body.get("usage")), model=body.get("model"))


def vectors_for(call: Call, reply: Reply) -> tuple[Vector, ...]:
    """A vector for each input, as long as the call wants them. A single one stands for all inputs."""
    vectors, wanted = reply.vectors or (), len(call.inputs)
    if len(vectors) == 1:
        vectors *= wanted
    if len(vectors) != wanted:
        message = (
            f"the reply has {len(vectors)} vectors, but the call has {wanted} inputs; "
            "script one vector for each input, or a single one for all"
        )
        raise FixtureError([Problem(message=message)])
    size = call.options.get("dimensions")
    return tuple(shortened(vector, size) for vector in vectors) if size else vectors


def shortened(vector: Vector, size: int) -> Vector:
    """The first `size` numbers of a vector, brought to length one again. One that isn't longer stays as it is."""
    if len(vector) <= size:
        return vector
    kept = vector[:size]
    length = sqrt(reduce(add, [value * value for value in kept]))  # from 3.12 on `sum` rounds otherwise
    return tuple(value / length for value in kept) if length else kept


def base64_floats(vector: Vector) -> str:
    """A vector as base64 of little-endian 32-bit floats, as SDKs ask for."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode("ascii")


def _decode(embedding: Any) -> Vector:
    if isinstance(embedding, str):
        data = base64.b64decode(embedding)
        return struct.unpack(f"<{len(data) // 4}f", data)
    return tuple(embedding)
