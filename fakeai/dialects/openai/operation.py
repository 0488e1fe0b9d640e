"""What the endpoints have in common: a dress for what they answer and, where there is a body, a request model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from pydantic import BaseModel

from fakeai import sse, wire
from fakeai.dialects.openai.dress import Dress
from fakeai.wire import Frame


class Lookup:
    """An endpoint without a body, and without streams. Providers give a dress for what it answers."""

    def __init__(self, *, dress: Dress | None = None) -> None:
        self.dress = dress or Dress()

    def interrupt(self, response: wire.Response, said: wire.Response) -> wire.Response:
        """The failure alone: an answer in one piece has no middle."""
        return said


class Operation(Lookup):
    """An endpoint with a body. Providers give their own request model, and a dress for what they answer.

    `exact` says that the request model changes nothing that it accepts; for one that converts ("0.5" to 0.5) it is
    False, and the converted fields are what counts.
    """

    canonical: ClassVar[type[BaseModel]]
    """OpenAI's own request model for the endpoint."""

    def __init__(
        self, request: type[BaseModel] | None = None, *, dress: Dress | None = None, exact: bool = True
    ) -> None:
        super().__init__(dress=dress)
        self.request = request or self.canonical
        self.exact = exact

    def fields(self, body: Any) -> Mapping[str, Any]:
        """The fields of a body. Raises pydantic.ValidationError where the request model doesn't accept it."""
        options = self.request.model_validate(body)
        if self.exact:
            accepted: Mapping[str, Any] = body
            return accepted
        return options.model_dump(exclude_unset=True, by_alias=True)


class StreamedOperation(Operation):
    """An endpoint that streams if a request asks for it."""

    def interrupt(self, response: wire.Response, said: wire.Response) -> wire.Response:
        """The stream with the error as its last event, and no [DONE]."""
        return replace(response, frames=(*response.frames, Frame(sse.event(said.body))))
