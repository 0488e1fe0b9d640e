"""Completions that were stored (`store: true`): asked for, listed, described anew and deleted.

Shapes: OpenAI's reference with its examples, autumn 2026. What is said of an id that is not there is made after what
the Responses API says; no recording of it is known.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fakeai import wire
from fakeai.call import Call
from fakeai.call import Endpoint as EndpointName
from fakeai.dialects.contract import Rejected
from fakeai.dialects.openai import validation
from fakeai.dialects.openai.chat_request import Metadata
from fakeai.dialects.openai.dress import account_headers
from fakeai.dialects.openai.operation import Lookup
from fakeai.dialects.openai.requested import Body
from fakeai.reply import Failure, Reply
from fakeai.seeds import Seed
from fakeai.stored import Entry, Stored
from fakeai.tokens import Tokenizer

Fields = Mapping[str, Any]

_METADATA = re.compile(r"metadata\[(.*)\]")
_USUAL_LIMIT, _HIGHEST_LIMIT = 20, 100


class Page(BaseModel):
    """Which part of a list is asked for, in the query of a URL."""

    model_config = ConfigDict(frozen=True)

    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=_HIGHEST_LIMIT)] = _USUAL_LIMIT
    order: Literal["asc", "desc"] = "asc"
    model: str | None = None
    metadata: Mapping[str, str] = Field(default={})

    def of(self, items: Sequence[Fields]) -> dict[str, Any]:
        """The part of a list, as it is told. Raises Rejected if it is to begin after what is not there."""
        ordered = list(items if self.order == "asc" else reversed(items))
        start = 0
        if self.after is not None:
            ids = [item["id"] for item in ordered]
            if self.after not in ids:
                raise Rejected(_absent(self.after))
            start = ids.index(self.after) + 1
        data = ordered[start : start + self.limit]
        return {
            "object": "list",
            "data": data,
            "first_id": data[0]["id"] if data else None,
            "last_id": data[-1]["id"] if data else None,
            "has_more": start + self.limit < len(ordered),
        }


class Description(Body):
    """What a stored completion is to be described by from now on."""

    metadata: Metadata | None


class _Stored(Lookup, ABC):
    """A question about what was stored. What is answered stands in the reply's `extra`, whole."""

    endpoint: ClassVar[EndpointName]

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The question. Raises Rejected for a query that can't be understood."""
        options = {"id": params.get("id", ""), "page": _page(request)}
        return Call(provider=provider, endpoint=self.endpoint, input_tokens=0, headers=request.headers, options=options)

    def recall(self, call: Call, stored: Stored) -> Reply | Failure:
        """The answer, by what is stored."""
        try:
            return Reply(extra=self.told(call, stored))
        except Rejected as rejected:
            return rejected.failure

    @abstractmethod
    def told(self, call: Call, stored: Stored) -> Mapping[str, Any]:
        """The body of the answer. Raises Rejected for what is not there."""

    def render(self, reply: Reply, call: Call, *, seed: Seed, tokenizer: Tokenizer) -> wire.Response:
        """The answer as it was recalled."""
        return wire.plain_json(200, reply.extra, headers=(*account_headers(seed), *reply.headers))

    def read(self, response: wire.Response) -> Reply:
        """The answer, in the reply's `extra`. Raises ValueError where the body is no object."""
        body = json.loads(response.body)
        if not isinstance(body, dict):
            raise ValueError("not an answer about stored completions: no object")
        return Reply(extra=body)


class StoredCompletions(_Stored):
    """GET /v1/chat/completions."""

    endpoint = "stored_completions"

    def told(self, call: Call, stored: Stored) -> Mapping[str, Any]:
        """A page of those that fit the query."""
        page: Page = call.options["page"]
        return page.of([told(entry) for entry in stored.all() if _fits(entry, page)])


class StoredCompletion(_Stored):
    """GET /v1/chat/completions/{id}."""

    endpoint = "stored_completion"

    def told(self, call: Call, stored: Stored) -> Mapping[str, Any]:
        """The one that is asked for."""
        return told(_found(call, stored))


class StoredMessages(_Stored):
    """GET /v1/chat/completions/{id}/messages."""

    endpoint = "stored_messages"

    def told(self, call: Call, stored: Stored) -> Mapping[str, Any]:
        """A page of the messages that it was the answer to."""
        page: Page = call.options["page"]
        return page.of(_found(call, stored).messages)


class StoredUpdate(_Stored):
    """POST /v1/chat/completions/{id}."""

    endpoint = "stored_update"
    request = Description

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The question. Raises pydantic.ValidationError for a body that has no metadata."""
        Description.model_validate(body)
        options = {"id": params["id"], "metadata": body["metadata"] or {}}
        return Call(
            provider=provider, endpoint=self.endpoint, input_tokens=0, headers=request.headers, body=body,
            options=options,
        )  # fmt: skip

    def told(self, call: Call, stored: Stored) -> Mapping[str, Any]:
        """The one that is meant, with its new metadata."""
        return told(stored.describe(_found(call, stored), call.options["metadata"]))


class StoredDeletion(_Stored):
    """DELETE /v1/chat/completions/{id}."""

    endpoint = "stored_deletion"

    def told(self, call: Call, stored: Stored) -> Mapping[str, Any]:
        """That it is gone."""
        entry = _found(call, stored)
        stored.drop(entry)
        return {"object": "chat.completion.deleted", "id": entry.id, "deleted": True}


def told(entry: Entry) -> dict[str, Any]:
    """A stored completion."""
    return {**entry.body, "metadata": entry.metadata}


def entry_of(body: Fields, call: Call, seed: Seed) -> Entry:
    """What is stored of a completion, by its body: that, and what it was asked with."""
    asked: Fields = call.options
    identity: str = body["id"]
    parameters = {
        "request_id": dict(account_headers(seed))["x-request-id"],
        "tool_choice": asked.get("tool_choice"),
        "seed": asked.get("seed"),
        "top_p": _number(asked, "top_p", 1.0),
        "temperature": _number(asked, "temperature", 1.0),
        "presence_penalty": _number(asked, "presence_penalty", 0.0),
        "frequency_penalty": _number(asked, "frequency_penalty", 0.0),
        "input_user": asked.get("user"),
        "tools": asked.get("tools"),
        "response_format": asked.get("response_format"),
    }
    return Entry(
        id=identity,
        model=body["model"],
        body={**body, **parameters},
        messages=[_message(identity, place, said) for place, said in enumerate(asked["messages"])],
        metadata=asked.get("metadata") or {},
    )


def _message(identity: str, place: int, said: Fields) -> Fields:
    """A message of the prompt: its content is text, or its parts."""
    content = said.get("content")
    parts = [part for part in content if part["type"] in {"text", "image_url"}] if isinstance(content, list) else None
    kept = {key: said[key] for key in ("tool_calls", "tool_call_id", "function_call", "refusal") if said.get(key)}
    return {
        "id": f"{identity}-{place}",
        "role": said["role"],
        "content": content if isinstance(content, str) else None,
        "name": said.get("name"),
        "content_parts": parts,
        **kept,
    }


def _number(asked: Fields, name: str, usual: float) -> float:
    value = asked.get(name)
    return usual if value is None else float(value)


def _page(request: wire.Request) -> Page:
    """What the query says. Raises Rejected for what it can't."""
    asked: dict[str, Any] = {name: value for name, value in request.query if name in Page.model_fields}
    described = {found[1]: value for name, value in request.query if (found := _METADATA.fullmatch(name))}
    asked["metadata"] = described
    try:
        return Page.model_validate(asked)
    except ValidationError as error:
        raise Rejected(validation.failure(error.errors(include_url=False), asked)) from error


def _fits(entry: Entry, page: Page) -> bool:
    return page.model in {None, entry.model} and page.metadata.items() <= entry.metadata.items()


def _found(call: Call, stored: Stored) -> Entry:
    """The completion that is meant. Raises Rejected if there is none."""
    entry = stored.find(call.options["id"])
    if entry is None:
        raise Rejected(_absent(call.options["id"]))
    return entry


def _absent(identity: str) -> Failure:
    return Failure(kind="invalid_request", status=404, message=f"Chat completion with id '{identity}' not found.")
