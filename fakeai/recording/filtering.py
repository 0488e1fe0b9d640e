"""What of the journal may be seen outside of the process: the same filter for reports, logs, messages and the admin."""

from __future__ import annotations

import os
from dataclasses import replace

from fakeai import wire
from fakeai.call import Call, Message, ToolUse
from fakeai.exchange import Exchange
from fakeai.recording.scrubbing import (
    KEPT_OF_REQUESTS,
    SECRET_QUERY,
    Cleaner,
    credentials,
    is_kept_of_response,
)
from fakeai.redaction import PLACEHOLDER, Redactor, environment_secrets

_SHOWN_OF_REQUESTS = KEPT_OF_REQUESTS | {
    "accept-encoding", "accept-language", "connection", "content-encoding", "content-length", "host", "traceparent",
    "transfer-encoding", "user-agent", "x-request-id",
}  # fmt: skip
_SHOWN_FAMILIES = ("x-stainless-",)
_SHOWN_OF_RESPONSES = frozenset({"connection", "content-encoding", "date", "server", "transfer-encoding"})


class Filter:
    """Takes secrets out of what is shown: all that looks like one, is known as one, or proves a client's right.

    Of headers the names stay, and the values of an allow-list. What is in memory is left as it was.
    """

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    @classmethod
    def usual(cls) -> Filter:
        """One that knows the environment's secrets and no patterns of one's own."""
        return cls(Redactor(values=environment_secrets(os.environ)))

    def text(self, text: str, request: wire.Request | None = None) -> str:
        """A text without secrets, those that `request` came with among them."""
        return (self._redactor if request is None else self._knowing(request)).replace(text)

    def request(self, request: wire.Request) -> wire.Request:
        """A request without secrets."""
        clean = Cleaner(self._knowing(request), []).request(request)
        return replace(
            clean,
            query=tuple(
                (name, PLACEHOLDER if name.lower() in SECRET_QUERY else value) for name, value in clean.query
            ),
            headers=tuple(
                (name, value if _is_shown(name.lower()) else PLACEHOLDER) for name, value in clean.headers
            ),
        )  # fmt: skip

    def exchange(self, exchange: Exchange) -> Exchange:
        """An exchange without secrets, its answer and the notes on it included."""
        redactor, response, call = self._knowing(exchange.request), exchange.response, exchange.call
        clean = Cleaner(redactor, []).response(response)
        shown = tuple((name, value if _is_shown_of_response(name.lower()) else PLACEHOLDER)
                      for name, value in clean.headers)  # fmt: skip
        return replace(
            exchange,
            request=self.request(exchange.request),
            response=replace(clean, headers=shown),
            call=None if call is None else self.call(call),
            note=None if exchange.note is None else redactor.replace(exchange.note),
        )

    def call(self, call: Call) -> Call:
        """A call without secrets. Its key and headers stay, for whoever compares them and tells neither."""
        request = wire.Request(method="POST", path="", headers=call.headers)
        redactor = self._knowing(request)
        if call.key:
            redactor = redactor.knowing({"the API key": call.key})
        return replace(
            call,
            model=redactor.replace(call.model),
            messages=tuple(_message(message, redactor) for message in call.messages),
            inputs=tuple(map(redactor.replace, call.inputs)),
            body=redactor.clean(dict(call.body)),
        )

    def _knowing(self, request: wire.Request) -> Redactor:
        return self._redactor.knowing(credentials(request))


def _message(message: Message, redactor: Redactor) -> Message:
    uses = tuple(ToolUse(use.name, redactor.clean(use.arguments), use.id) for use in message.tool_uses)
    return replace(message, text=redactor.clean(message.text), tool_uses=uses)


def _is_shown(name: str) -> bool:
    return name in _SHOWN_OF_REQUESTS or name.startswith(_SHOWN_FAMILIES)


def _is_shown_of_response(name: str) -> bool:
    return is_kept_of_response(name) or name in _SHOWN_OF_RESPONSES
