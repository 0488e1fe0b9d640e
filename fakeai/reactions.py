"""What the official openai SDK makes of every failure and fault, as data; tests/sdk/test_reactions.py proves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OBSERVED_WITH = "the openai SDK for Python 3.54, synchronous and asynchronous, which tries again twice"
OK, SILENT = "ok", "silent"


@dataclass(frozen=True, slots=True)
class Reaction:
    """What came of a call: the exception's name, `ok`, or `silent`: a wrong or partial result without an exception.

    `requests` is how many were made, `note` what is wrong with a silent result.
    """

    what: str
    requests: int = 1
    note: str = ""

    def __str__(self) -> str:
        if self.what == SILENT:
            return f"SILENT: {self.note}"
        again = f", {self.requests} requests" if self.requests > 1 else ""
        return f"{self.what}{again}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactions:
    """What becomes of a plain and of a streamed answer; None where the fault can't be done to it."""

    plain: Reaction | None = None
    streamed: Reaction | None = None


def _silent(note: str) -> Reaction:
    return Reaction(SILENT, note=note)


_OK = Reaction(OK)
_CONNECTION, _CONNECTION_AGAIN = Reaction("APIConnectionError"), Reaction("APIConnectionError", 3)
_TIMEOUT, _TIMEOUT_AGAIN = Reaction("APITimeoutError"), Reaction("APITimeoutError", 3)
_JSON = Reaction("JSONDecodeError")
_NO_EVENTS = _silent("no events at all")

FAILURE_REACTIONS: Mapping[str, Reaction] = {
    "rate_limit": Reaction("RateLimitError", 3),
    "quota_exceeded": Reaction("RateLimitError", 3),
    "overloaded": Reaction("InternalServerError", 3),
    "server_error": Reaction("InternalServerError", 3),
    "unavailable": Reaction("InternalServerError", 3),
    "bad_gateway": Reaction("InternalServerError", 3),
    "gateway_timeout": Reaction("InternalServerError", 3),
    "timeout": Reaction("APIStatusError", 3),
    "conflict": Reaction("ConflictError", 3),
    "too_large": Reaction("APIStatusError"),
    "invalid_api_key": Reaction("AuthenticationError"),
    "no_api_key": Reaction("AuthenticationError"),
    "permission_denied": Reaction("PermissionDeniedError"),
    "model_not_found": Reaction("NotFoundError"),
    "context_length_exceeded": Reaction("BadRequestError"),
    "content_filter": Reaction("BadRequestError"),
    "invalid_request": Reaction("BadRequestError"),
}
"""By kind of failure; plain and streamed calls fare alike."""

FAULT_REACTIONS: Mapping[str, Reactions] = {
    "refuse": Reactions(plain=_CONNECTION_AGAIN, streamed=_CONNECTION_AGAIN),
    "reset": Reactions(plain=_CONNECTION_AGAIN, streamed=_CONNECTION),
    "close": Reactions(plain=_CONNECTION_AGAIN, streamed=_CONNECTION),
    "hang": Reactions(plain=_TIMEOUT_AGAIN, streamed=_TIMEOUT_AGAIN),
    "slow_headers": Reactions(plain=_TIMEOUT_AGAIN, streamed=_TIMEOUT_AGAIN),
    "stall": Reactions(plain=_TIMEOUT_AGAIN, streamed=_TIMEOUT),
    "drip": Reactions(plain=_OK, streamed=_OK),
    "truncate": Reactions(streamed=_silent("half of the text, no finish")),
    "cut": Reactions(streamed=_silent("half of the text, no finish")),
    "drop": Reactions(streamed=_silent("a word is missing")),
    "duplicate": Reactions(streamed=_silent("a word comes twice")),
    "reorder": Reactions(streamed=_silent("two words are swapped")),
    "garble": Reactions(plain=_JSON, streamed=_JSON),
    "error_event": Reactions(streamed=Reaction("APIError")),
    "unfinished": Reactions(plain=_silent("no finish"), streamed=_silent("no finish")),
    "no_done": Reactions(streamed=_OK),
    "no_usage": Reactions(plain=_silent("no usage"), streamed=_silent("no usage")),
    "tool_args_cut": Reactions(plain=_silent("half of the arguments"), streamed=_silent("half of the arguments")),
    "slice": Reactions(plain=_OK, streamed=_OK),
    "line_endings": Reactions(streamed=_OK),
    "bom": Reactions(plain=_OK, streamed=_silent("the first event is lost")),
    "comments": Reactions(streamed=_OK),
    "keep_alives": Reactions(streamed=_OK),
    "meta_events": Reactions(streamed=_JSON),
    "empty_body": Reactions(plain=_JSON, streamed=_NO_EVENTS),
    "short_body": Reactions(plain=_CONNECTION_AGAIN, streamed=_OK),
    "half_json": Reactions(plain=_JSON),
    "html_200": Reactions(plain=_silent("the page as a str"), streamed=_NO_EVENTS),
    "wrong_content_type": Reactions(plain=_OK, streamed=_OK),
    "plain_json_for_stream": Reactions(streamed=_NO_EVENTS),
    "gzip_broken": Reactions(plain=_CONNECTION_AGAIN, streamed=_CONNECTION),
    "bad_chunk": Reactions(plain=_CONNECTION_AGAIN, streamed=_CONNECTION),
}
"""By fault, each with its default settings."""
