"""What every dialect offers: endpoints that understand requests and render replies, and an envelope for failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from fakeai import wire
from fakeai.call import Call
from fakeai.reply import Failure, Reply
from fakeai.seeds import Seed
from fakeai.stored import Entry, Stored
from fakeai.tokens import Tokenizer

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Rejected(Exception):
    """The request can't be accepted; `failure` is what the provider says about it."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.message or failure.kind)


class Endpoint(Protocol):
    """One operation of a dialect."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a request makes. `body` is the decoded JSON, `params` the parts named in the route's path.

        Raises pydantic.ValidationError where the body has not the right shape, and Rejected where the provider says no
        for another reason.
        """
        ...

    def render(self, reply: Reply, call: Call, *, seed: Seed, tokenizer: Tokenizer) -> wire.Response:
        """A complete reply (as `shaping.shape` makes it) as this dialect says it, streamed if the call asks for it.

        `tokenizer` says where text is cut into deltas.
        """
        ...

    def interrupt(self, response: wire.Response, said: wire.Response) -> wire.Response:
        """A stream that `render` has left without an ending (`reply.interrupted_by`), ended by the failure `said`."""
        ...

    def read(self, response: wire.Response) -> Reply:
        """The reply that a response of this endpoint holds, streamed or plain: `render` backwards."""
        ...


@runtime_checkable
class Storing(Protocol):
    """An endpoint whose answers can be stored."""

    def entry(self, reply: Reply, call: Call, *, seed: Seed) -> Entry:
        """What is stored of a complete reply, streamed or not."""
        ...


@runtime_checkable
class Recalling(Protocol):
    """An endpoint that tells of what was stored."""

    def recall(self, call: Call, stored: Stored) -> Reply | Failure:
        """The answer, by what is stored; it may change that."""
        ...


class Envelope(Protocol):
    """How a provider words its errors."""

    def say(self, failure: Failure, *, request: wire.Request, model: str, seed: Seed) -> wire.Response:
        """A failure as this provider says it. `model` is the one asked for, or empty if that is not known."""
        ...

    def invalid(self, errors: Sequence[ErrorDetails], body: Any) -> Failure:
        """What this provider says about a body in which pydantic found errors."""
        ...
