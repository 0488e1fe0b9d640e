"""Recorded exchanges in neutral words: the call that was made and the reply, as far as the dialect can tell."""

from __future__ import annotations

import json
from typing import NamedTuple

from pydantic import ValidationError

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.contract import Endpoint, Rejected
from fakeai.errors import SettingError
from fakeai.providers import PROVIDERS
from fakeai.providers.contract import Provider
from fakeai.providers.routing import Router
from fakeai.recording.cassette import Recorded
from fakeai.reply import Reply


class Understood(NamedTuple):
    """A call and its reply; either is None where the dialect does not know it, as the reply to a failure.

    The provider and the endpoint are those of the path, None where nobody has such a one.
    """

    call: Call | None = None
    reply: Reply | None = None
    provider: Provider | None = None
    endpoint: Endpoint | None = None


def unread(request: wire.Request, *, provider: str, key: str | None) -> Call:
    """A request that no dialect understands as a call, so that it can be matched, limited, and run into chaos.

    Its body is known where that is a JSON object, and with it the model and whether a stream is asked for.
    """
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    asked = body if isinstance(body, dict) else {}
    model = asked.get("model")
    return Call(
        provider=provider,
        endpoint="other",
        model=model if isinstance(model, str) else "",
        key=key,
        stream=asked.get("stream") is True,
        input_tokens=0,  # nobody knows
        headers=request.headers,
        body=asked,
    )


def understood(recorded: Recorded) -> Understood:
    """What an exchange means."""
    try:
        router = Router(PROVIDERS, recorded.provider)
    except SettingError:  # a provider that this fakeai does not know
        return Understood()
    destination = router.find(recorded.request.method, recorded.request.path)
    if destination.route is None:
        return Understood()
    provider, endpoint = destination.provider, destination.route.endpoint
    try:
        body = provider.decode(recorded.request)
        call = endpoint.parse(recorded.request, body, provider=provider.name, params=destination.params)
    except (Rejected, ValidationError):
        return Understood(None, None, provider, endpoint)
    if recorded.response.status != 200 or recorded.response.ending != "complete":
        return Understood(call, None, provider, endpoint)
    try:
        return Understood(call, endpoint.read(recorded.response), provider, endpoint)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):  # another shape than the dialect's own
        return Understood(call, None, provider, endpoint)
