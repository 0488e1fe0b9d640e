"""What a provider is: a named system that speaks dialects at its own paths, with its own keys and errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.contract import Endpoint, Envelope
from fakeai.limits import Standing
from fakeai.reply import Failure, Model
from fakeai.wire import Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method and path that an endpoint answers at. A `{name}` in the path takes one or more segments.

    The models are what the provider's OpenAPI document is made from: `request` is the one that validates the body,
    which may come in any of the `media_types`.
    """

    method: str
    path: str
    endpoint: Endpoint
    summary: str = ""
    request: type[BaseModel] | None = None
    media_types: tuple[str, ...] = ("application/json",)
    response: type[BaseModel] | None = None
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


def no_alternatives(call: Call) -> Iterable[Call]:  # noqa: ARG001 -- it has to have the shape of those that look at it
    """What most providers do when a model fails: nothing."""
    return ()


def no_limit_headers(standing: Standing) -> Headers:  # noqa: ARG001 -- it has to have the shape of those that look at it
    """What providers do that never say how much is left of a limit."""
    return ()


def no_rules(call: Call, tokens: int) -> Failure | None:  # noqa: ARG001 -- as above
    """What most providers' schemas leave to say: nothing."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A system that fakeai serves.

    name: what it is called in options, in `match: {provider: …}` and in the prefix of its paths. base_path: where an
    SDK's base URL points, below the host: "/v1" for OpenAI. port: the port that its own server listens on.
    authenticate: None if the request may pass, else what is said about its key. decode: the JSON that a request's body
    holds; raises Rejected. models: what its model list holds unless someone says otherwise. environment: variables that
    its SDKs read, with `{url}` (of the server), `{base_url}` and `{key}` to be filled in. rules: what is wrong with a
    call though its shape is right, from the call and the number of its prompt's tokens; asked under strict only.
    alternatives: the calls that are tried in turn when the answer to one is a failure. limit_headers: where an account
    stands after an answer, in the provider's header fields. auth, quirks: sentences for people, as `fakeai providers`
    shows them. switches: what can be set, and `build`: the same provider with other values.
    """

    name: str
    title: str
    base_path: str
    port: int
    routes: tuple[Route, ...]
    envelope: Envelope
    authenticate: Callable[[wire.Request, Keys], Failure | None]
    decode: Callable[[wire.Request], Any]
    models: tuple[Model, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    rules: Callable[[Call, int], Failure | None] = no_rules
    alternatives: Callable[[Call], Iterable[Call]] = no_alternatives
    limit_headers: Callable[[Standing], Headers] = no_limit_headers
    auth: str = "Authorization: Bearer KEY"
    quirks: tuple[str, ...] = ()
    switches: tuple[Switch, ...] = ()
    build: Callable[[SwitchValues], Provider] | None = None
