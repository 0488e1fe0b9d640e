"""Recorded exchanges in neutral words: the call that was made and the reply, as far as the dialect can tell."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import ValidationError

from fakeai.call import Call
from fakeai.dialects.contract import Rejected
from fakeai.errors import SettingError
from fakeai.providers import PROVIDERS
from fakeai.providers.routing import Router
from fakeai.recording.cassette import Recorded
from fakeai.reply import Reply


class Understood(NamedTuple):
    """A call and its reply; either is None where the dialect does not know it, as the reply to a failure."""

    call: Call | None
    reply: Reply | None


def understood(recorded: Recorded) -> Understood:
    """What an exchange means."""
    try:
        router = Router(PROVIDERS, recorded.provider)
    except SettingError:  # a provider that this fakeai does not know
        return Understood(None, None)
    destination = router.find(recorded.request.method, recorded.request.path)
    if destination.route is None:
        return Understood(None, None)
    provider, endpoint = destination.provider, destination.route.endpoint
    try:
        body = provider.decode(recorded.request)
        call = endpoint.parse(recorded.request, body, provider=provider.name, params=destination.params)
    except (Rejected, ValidationError):
        return Understood(None, None)
    if recorded.response.status != 200 or recorded.response.ending != "complete":
        return Understood(call, None)
    try:
        return Understood(call, endpoint.read(recorded.response))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):  # another shape than the dialect's own
        return Understood(call, None)
