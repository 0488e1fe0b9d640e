"""Error bodies with one key, `detail`: what FastAPI and Django REST framework have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fakeai import wire
from fakeai.dialects.openai.envelope import fill, retry_headers
from fakeai.reply import Failure, FailureKind
from fakeai.seeds import Seed

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Said(NamedTuple):
    """What is said for a kind of failure, unless a script says something else."""

    status: int
    text: str


class DetailEnvelope(ABC):
    """Says failures as `{"detail": text}`. A failure's type, code and param have no place there."""

    wordings: Mapping[FailureKind, Said]
    """What is said for every kind of failure."""

    def say(self, failure: Failure, *, request: wire.Request, model: str, seed: Seed) -> wire.Response:
        """The failure as a response."""
        wording = self.wordings[failure.kind]
        text = failure.message
        if text is None:
            text = fill(wording.text, failure, request=request, model=model)
        status = failure.status or wording.status
        challenge = (("www-authenticate", "Bearer"),) if status == 401 else ()
        headers = (*challenge, *retry_headers(failure, in_milliseconds=False), *failure.headers)
        return wire.plain_json(status, self.body(failure, text), headers=headers)

    def body(self, failure: Failure, text: str) -> Any:
        """The whole body."""
        return {"detail": text}

    @abstractmethod
    def invalid(self, errors: Sequence[ErrorDetails], body: Any) -> Failure:
        """What is said about a body in which pydantic found errors."""
