"""What a provider is: a named system that speaks dialects at its own paths, with its own keys and errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.contract import Endpoint, Envelope
from fakeai.dialects.openai.envelope import bearer
from fakeai.limits import Standing
from fakeai.reply import Failure, Model, Reply
from fakeai.seeds import Seed
from fakeai.wire import Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method and path that an endpoint answers at. A `{name}` in the path takes one or more segments.

    The rest is what the provider's OpenAPI document is made from: `request` is the model that validates the body, which
    may come in any of the `media_types`; `response` is that of an answer, and `chunk` that of an event of a stream.
    """

    method: str
    path: str
    endpoint: Endpoint
    summary: str = ""
    description: str = ""
    operation_id: str = ""
    tags: tuple[str, ...] = ()
    request: type[BaseModel] | None = None
    media_types: tuple[str, ...] = ("application/json",)
    response: type[BaseModel] | None = None
    chunk: type[BaseModel] | None = None
    errors: Mapping[int, type[BaseModel]] = field(default_factory=dict)


Keys = frozenset[str]
"""The API keys that are accepted; empty means that any key is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A behaviour of one provider that can be set: `fakeai serve --switch NAME.SWITCH=VALUE`.

    A bool default makes it on or off; text with `values` one of those, and without them anything.
    """

    name: str
    default: str | bool
    meaning: str
    values: tuple[str, ...] = ()


SwitchValues = Mapping[str, str | bool]
"""A value for every switch of a provider."""


def as_it_is(reply: Reply, call: Call, seed: Seed) -> Reply:  # noqa: ARG001 -- it has to have the shape of those that look at it
    """What most providers do with an answer that was made up: nothing."""
    return reply


def no_alternatives(call: Call) -> Iterable[Call]:  # noqa: ARG001 -- it has to have the shape of those that look at it
    """What most providers do when a model fails: nothing."""
    return ()


def no_limit_headers(standing: Standing) -> Headers:  # noqa: ARG001 -- it has to have the shape of those that look at it
    """What providers do that never say how much is left of a limit."""
    return ()


def no_rules(call: Call, tokens: int) -> Failure | None:  # noqa: ARG001 -- as above
    """What most providers' schemas leave to say: nothing."""
    return None


def no_schema_rules(call: Call) -> Failure | None:  # noqa: ARG001 -- as above
    """What providers do that look at schemas only when they answer: nothing."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A system that fakeai serves.

    name: what it is called in options, in `match: {provider: …}` and in the prefix of its paths. base_path: where an
    SDK's base URL points, below the host: "/v1" for OpenAI. bases: all base paths below which the same is served, that
    one first; none named means that there are no others. version, key_scheme: what its OpenAPI document says of itself,
    and what it calls its bearer tokens, if it wants any. port: the port that its own server listens on.
    authenticate: None if the request may pass, else what is said about its key. key: the API key that a request holds,
    wherever the provider looks for one; matching and rate limits go by it. decode: the JSON that a request's body
    holds; raises Rejected. models: what its model list holds unless someone says otherwise. environment: variables that
    its SDKs read, with `{url}` (of the server), `{base_url}` and `{key}` to be filled in. rules: what is wrong with a
    call though its shape is right, from the call and the number of its prompt's tokens; asked under strict only.
    schemas: what is wrong with a schema in a call; always asked, whoever answers.
    upstream: where it really is, for recording; None where only its users know.
    made_up: what becomes of an answer that nobody wrote, before the call's parameters shape it.
    alternatives: the calls that are tried in turn when the answer to one is a failure. limit_headers: where an account
    stands after an answer, in the provider's header fields. auth, quirks: sentences for people, as `fakeai providers`
    shows them. switches: what can be set, and `build`: the same provider with other values.
    """

    name: str
    title: str
    base_path: str
    bases: tuple[str, ...] = ()
    version: str = "1.0.0"
    key_scheme: str | None = None
    port: int
    routes: tuple[Route, ...]
    envelope: Envelope
    authenticate: Callable[[wire.Request, Keys], Failure | None]
    decode: Callable[[wire.Request], Any]
    key: Callable[[wire.Request], str | None] = bearer
    models: tuple[Model, ...]
    upstream: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    rules: Callable[[Call, int], Failure | None] = no_rules
    schemas: Callable[[Call], Failure | None] = no_schema_rules
    made_up: Callable[[Reply, Call, Seed], Reply] = as_it_is
    alternatives: Callable[[Call], Iterable[Call]] = no_alternatives
    limit_headers: Callable[[Standing], Headers] = no_limit_headers
    auth: str = "Authorization: Bearer KEY"
    quirks: tuple[str, ...] = ()
    switches: tuple[Switch, ...] = ()
    build: Callable[[SwitchValues], Provider] | None = None
