"""The list of models, and one entry of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fakeai import wire
from fakeai.call import Call
from fakeai.call import Endpoint as EndpointName
from fakeai.dialects.openai import bodies
from fakeai.dialects.openai.dress import Dress
from fakeai.dialects.openai.operation import Lookup
from fakeai.errors import FixtureError, Problem
from fakeai.reply import Model, Reply
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer

Body = dict[str, Any]

_KNOWN = ("id", "object", "created", "owned_by")


class ModelList(Lookup):
    """GET /v1/models."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """A request for the list."""
        return _call(request, provider, "models")

    def render(self, reply: Reply, call: Call, *, seed: Seed, tokenizer: Tokenizer) -> wire.Response:
        """All models of the reply."""
        body = {"object": "list", "data": [_entry(model, self.dress) for model in reply.models or ()]}
        return _response(body, reply, call, self.dress, seed)

    def read(self, response: wire.Response) -> Reply:
        """The reply in a response. Raises ValueError where the body is no list of models."""
        body = json.loads(response.body)
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            raise ValueError("not a list of models: there is no data")
        return Reply(models=tuple(_read(entry) for entry in body["data"]))


class ModelEntry(Lookup):
    """GET /v1/models/{id}. An id may hold slashes, as those of model hubs do."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """A request for the model that the path names."""
        return _call(request, provider, "model", model=params["id"])

    def render(self, reply: Reply, call: Call, *, seed: Seed, tokenizer: Tokenizer) -> wire.Response:
        """The model that was asked for. Raises FixtureError if the reply doesn't have it."""
        return _response(_entry(wanted(call, reply), self.dress), reply, call, self.dress, seed)

    def read(self, response: wire.Response) -> Reply:
        """The reply in a response. Raises ValueError where the body is no model."""
        body = json.loads(response.body)
        if not isinstance(body, dict) or "id" not in body:
            raise ValueError("not a model: there is no id")
        return Reply(models=(_read(body),))


def wanted(call: Call, reply: Reply) -> Model:
    """The model of the reply that the call asks for; a single one is meant whatever its id."""
    models = reply.models or ()
    for model in models:
        if model.id == call.model:
            return model
    if len(models) == 1:
        return models[0]
    names = ", ".join(model.id for model in models) or "none"
    message = (
        f"the call asks for the model {call.model!r}, and the reply has: {names}; script the one that is asked for"
    )
    raise FixtureError([Problem(message=message)])


def _call(request: wire.Request, provider: str, endpoint: EndpointName, *, model: str = "") -> Call:
    return Call(provider=provider, endpoint=endpoint, model=model, headers=request.headers, options={})


def _entry(model: Model, dress: Dress) -> Body:
    body = {"id": model.id, "object": "model", "created": model.created, "owned_by": model.owned_by}
    return bodies.merged(dress.model(body, model), model.extra)


def _response(body: Body, reply: Reply, call: Call, dress: Dress, seed: Seed) -> wire.Response:
    dressed = bodies.merged(dress.body(body, call, reply), reply.extra)
    return wire.plain_json(200, dressed, headers=(*dress.headers(call, reply, seed), *reply.headers))


def _read(body: Body) -> Model:
    extra = {key: value for key, value in body.items() if key not in _KNOWN}
    return Model(id=body["id"], created=body.get("created", 0), owned_by=body.get("owned_by", ""), extra=extra)
